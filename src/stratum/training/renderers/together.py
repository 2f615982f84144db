"""Python code of ensembles: members as pipelines, and the rule that joins their answers."""

from collections.abc import Iterable, Iterator, Mapping

from stratum.training.logic import ensembles
from stratum.training.logic.splits import DRAWS
from stratum.training.types import CandidateResult, CandidateSpec, PipelineSpec

CLASSES = """\
class Together:
    \"\"\"Models that answer together: a linear map of their answers, side by side.\"\"\"

    def __init__(self, models, matrix, bias, shares=False):
        self.models, self.matrix, self.bias, self.shares = models, np.array(matrix), np.array(bias), shares

    def predict_proba(self, rows):
        sums = np.column_stack([answers(m, rows) for m in self.models]) @ self.matrix.T + self.bias
        if self.shares:
            sums = np.exp(sums - sums.max(axis=1, keepdims=True))
            sums /= sums.sum(axis=1, keepdims=True)
        return sums

    def predict(self, rows):
        return self.predict_proba(rows).ravel()


def answers(model, rows):
    \"\"\"Probabilities with a column for each class of the training rows, or values.\"\"\"
    if not hasattr(model, "predict_proba"):
        return model.predict(rows)
    found = np.zeros((len(rows), len(known)))
    found[:, np.searchsorted(known, getattr(model, "classes_", known))] = model.predict_proba(rows)
    return found


def taught(make, places):
    \"\"\"A member fitted on some of the training rows, their classes balanced where that is asked for.\"\"\"
    if balance:
        places = places[balanced_rows(**balance, target=train_target[places], seed=seed)]
    rows = train_features.iloc[places]
    return make(rows).fit(rows, train_target[places])


def fold_parts(folds):
    \"\"\"Places of the training rows that are fitted on and of those that are answered, of each fold.\"\"\"
    FOLDS


def unseen(make, folds):
    \"\"\"What a member answers for rows that it was not fitted on, one fold after the other.\"\"\"
    parts = fold_parts(folds)
    return np.concatenate([answers(taught(make, rest), train_features.iloc[mine]) for rest, mine in parts])


def truth_of(folds):
    return train_target[np.concatenate([mine for _, mine in fold_parts(folds)])]


def mean_rule(weights):
    outputs = max(1, len(known))
    return np.hstack([w * np.eye(outputs) for w in weights]), np.zeros(outputs)


def loss(answer, truth):
    if not len(known):
        return np.mean((answer - truth) ** 2)
    told = answer[np.arange(len(answer)), np.searchsorted(known, truth)] / answer.sum(axis=1)
    return -np.mean(np.log(np.clip(told, 1e-15, 1.0)))


def greedy(members, folds):
    \"\"\"Weights of members: again and again the one that helps the mean most is added.\"\"\"
    stack, truth = [unseen(make, folds) for make in members], truth_of(folds)
    total, counts = np.zeros_like(stack[0]), np.zeros(len(stack))
    best, kept = np.inf, counts
    for size in range(1, STEPS + 1):
        losses = [loss((total + one) / size, truth) for one in stack]
        drawn = int(np.argmin(losses))
        total, counts = total + stack[drawn], counts + np.eye(len(stack))[drawn]
        if losses[drawn] < best - 1e-9:
            best, kept = losses[drawn], counts
    return kept / kept.sum()


def stacked(members, folds):
    \"\"\"A linear model over the members' answers: its matrix and bias.\"\"\"
    side, truth = np.column_stack([unseen(make, folds) for make in members]), truth_of(folds)
    if not len(known):
        ridge = RidgeCV(alphas=np.logspace(-3, 3, 13)).fit(side, truth)
        return [ridge.coef_], [ridge.intercept_]
    model = LogisticRegression(max_iter=1000).fit(side, np.searchsorted(known, truth))
    if len(known) == 2:
        return np.vstack([0 * model.coef_, model.coef_]), np.append(0.0, model.intercept_)
    return model.coef_, model.intercept_


known = KNOWN
""".replace("STEPS", str(ensembles.STEPS))


_DEALT = """\
    parts = [(np.flatnonzero(numbers != fold), np.flatnonzero(numbers == fold)) for fold in range(folds)]
    return parts"""
_BY_CHANCE = """\
    folds = min(folds, len(train))
    order = np.random.default_rng([seed, 2]).permutation(len(train))
    if len(known):
        codes = np.unique(train_target, return_inverse=True)[1]
        order = order[np.argsort(codes[order], kind="stable")]
    numbers = np.empty(len(train), dtype=np.int64)
    numbers[order] = np.arange(len(train)) % folds
"""
_BY_GROUP = """\
    groups = value_codes(split_values(data[split_column])[~held_out])
    for draw in range(DRAWS):
        numbers = (np.random.default_rng([seed, 3, draw]).permutation(groups.max() + 1) % folds)[groups]
        sides = [train_target[side] for f in range(folds) for side in (numbers == f, numbers != f)]
        if all(np.isin(known, side).all() for side in sides):
            break
"""
_BY_TIME = """\
    times = pd.to_datetime(data[split_column][~held_out], utc=True).to_numpy()
    order = np.argsort(times, kind="stable")
    ranked = times[order]
    cuts = np.searchsorted(ranked, [part[0] for part in np.array_split(ranked, folds + 1)[1:]])
    parts = np.split(order, cuts)
    return [(np.sort(np.concatenate(parts[:end])), np.sort(parts[end])) for end in range(1, folds + 1)]"""


def helpers(spec: PipelineSpec) -> str:
    """The code that ensembles of a pipeline share."""
    known = "np.unique(train_target)" if spec.task == "classification" else "np.array([])"
    by_group = _BY_GROUP.replace("DRAWS", str(DRAWS)) + _DEALT
    folds = {"time": _BY_TIME, "group": by_group}.get(spec.split.method, _BY_CHANCE + _DEALT)
    return CLASSES.replace("KNOWN", known).replace("    FOLDS", folds).rstrip()


def leaves(candidates: Iterable[CandidateSpec]) -> Iterator[CandidateSpec]:
    """The candidates that are no ensembles, those inside of ensembles too."""
    for candidate in candidates:
        if candidate.members:
            yield from leaves(candidate.members)
        else:
            yield candidate


def ensemble_code(candidate: CandidateSpec, makers: Mapping[str, str], result: CandidateResult | None) -> str:
    """Code that fits an ensemble as the platform did.

    Args:
        candidate: The ensemble.
        makers: Expression that makes each member for the rows ``r`` that it is fitted on.
        result: What the platform told of it; says which members were left out.
    """
    barred = {m.name for m in result.members if m.left_out not in {"", ensembles.IDLE}} if result else set()
    names = [m.name for m in candidate.members if m.name not in barred]
    lines = ["members = {", *(f"    {name!r}: lambda r: {makers[name]}," for name in names), "}"]
    lines.append("fitted = [taught(make, np.arange(len(train))) for make in members.values()]")
    folds = ensembles.folds_of(candidate)
    match candidate.algorithm:
        case ensembles.VOTING:
            weights = ensembles.shares_of(ensembles.weights_of(candidate), names)
            lines.append(f"rule = mean_rule({weights!r})")
        case ensembles.GREEDY:
            lines.append(f"rule = mean_rule(greedy(members.values(), {folds}))")
        case _:
            lines.append(f"rule = stacked(members.values(), {folds})")
    shares = ", shares=bool(len(known))" if candidate.algorithm == ensembles.STACKING else ""
    return "\n".join([*lines, f"models[{candidate.name!r}] = Together(fitted, *rule{shares})"])
