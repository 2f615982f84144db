"""Ensembles as candidates: members of any framework, fitted on the same rows, in one graph."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from stratum.core.errors import InvalidInputError, PermanentError
from stratum.data.logic.rows import Columns
from stratum.data.logic.tables import near_matches
from stratum.training.balancing import Balanced
from stratum.training.logic import ensembles, graphs
from stratum.training.logic.ensembles import Rule
from stratum.training.logic.folding import Fold, unseen_folds
from stratum.training.logic.merging import merged
from stratum.training.logic.targets import places_of
from stratum.training.ports import FAILURES, FittedModel, Framework, Tell, failure_text, silent
from stratum.training.types import CandidateSpec, FitOrder, Graph, Member

ENSEMBLE = "ensemble"
"""Name of the framework of ensembles."""
GATE_ROWS = 2_000
"""Training rows on which each member's graph has to repeat the member."""


def with_ensembles(frameworks: Mapping[str, Framework]) -> dict[str, Framework]:
    """The frameworks, and the one that joins what they make."""
    return {**frameworks, ENSEMBLE: EnsembleFramework(dict(frameworks))}


@dataclasses.dataclass(frozen=True, slots=True)
class EnsembleModel:
    """Fitted members and the rule that joins their answers; satisfies ``FittedModel``.

    Attributes:
        members: That have a say, in the order of ``graphs``.
        graphs: Of each, as its own export made it.
        rule: Joins their answers.
        told: Every member with its weight, also those that were left out.
        classes: In the order of the probabilities; empty for regression.
    """

    members: tuple[FittedModel, ...]
    graphs: tuple[Graph, ...]
    rule: Rule
    told: tuple[Member, ...]
    classes: tuple[object, ...]

    def predict(self, columns: Columns) -> np.ndarray:
        """Probabilities of shape (rows, classes), or values of shape (rows,)."""
        return ensembles.joined(
            self.rule, [aligned(m, m.predict(columns), self.classes) for m in self.members]
        )

    def weights(self) -> Mapping[str, float]:
        """The mean of what its members say, by their weights; of those that say something."""
        mine = [m for m in self.told if not m.left_out]
        said = [(m.weight, model.weights()) for m, model in zip(mine, self.members, strict=True)]
        whole = sum(weight for weight, shares in said if shares)
        sums: dict[str, float] = {}
        for weight, shares in said:
            for name, share in shares.items():
                sums[name] = sums.get(name, 0.0) + weight * share / whole if whole else 0.0
        return {name: round(value, 6) for name, value in sorted(sums.items(), key=lambda item: -item[1])}

    def export(self) -> Graph:
        """All members and the rule in one graph."""
        return merged(self.graphs, self.rule, self.classes)

    def seal(self) -> Graph:
        """Nothing: an ensemble is made of graphs.

        Raises:
            PermanentError: Always.
        """
        raise PermanentError("an ensemble is made of ONNX graphs and has no other form")


@dataclasses.dataclass(frozen=True, slots=True)
class _Part:
    """A member that can be exported."""

    spec: CandidateSpec
    model: FittedModel
    graph: Graph


@dataclasses.dataclass(frozen=True, slots=True)
class EnsembleFramework:
    """Fits ensembles over other frameworks; satisfies ``Framework``.

    A candidate's algorithm is one of ``ensembles.METHODS``, its members are candidates themselves. Members
    that cannot be exported, or whose graph answers otherwise than they do, are left out, and that is told.

    Attributes:
        frameworks: By name.
    """

    frameworks: Mapping[str, Framework]

    def check(self, candidate: CandidateSpec, task: str) -> None:
        """Check method, parameters and members without data.

        Raises:
            InvalidInputError: If one is unknown or out of range.
        """
        if candidate.algorithm not in ensembles.METHODS:
            raise InvalidInputError(
                f"candidate {candidate.name!r}: no ensemble {candidate.algorithm!r}",
                near_matches(candidate.algorithm, ensembles.METHODS),
            )
        known = ["weights"] if candidate.algorithm == ensembles.VOTING else ["folds"]
        for name in candidate.parameters:
            if name not in known:
                raise InvalidInputError(
                    f"candidate {candidate.name!r}: {candidate.algorithm} has no parameter {name!r}",
                    near_matches(name, known),
                )
        ensembles.weights_of(candidate)
        ensembles.folds_of(candidate)
        for member in candidate.members:
            self._framework(member).check(member, task)

    def fit(
        self, order: FitOrder, columns: Columns, target: np.ndarray, tell: Tell = silent, /
    ) -> EnsembleModel:
        """Fit the members on all rows, and, unless they vote, their weights on answers for unseen folds.

        Raises:
            InvalidInputError: If no member can be fitted and exported.
        """
        classes = tuple(np.unique(target).tolist()) if order.task == "classification" else ()
        parts, left_out = self._parts(order, columns, target, classes, tell)
        if not parts:
            reasons = "; ".join(f"{m.name}: {m.left_out}" for m in left_out)
            raise InvalidInputError(f"no member of {order.candidate.name!r} can be kept: {reasons}")
        rule, shares = self._rule(order, [p.spec for p in parts], columns, target, classes)
        used = [(p, share) for p, share in zip(parts, shares, strict=True) if share > 0 or rule is not None]
        told = [Member(p.spec.name, p.spec.algorithm, round(share, 6)) for p, share in used]
        idle = [
            Member(p.spec.name, p.spec.algorithm, 0.0, ensembles.IDLE)
            for p, share in zip(parts, shares, strict=True)
            if share == 0 and rule is None
        ]
        return EnsembleModel(
            members=tuple(p.model for p, _ in used),
            graphs=tuple(p.graph for p, _ in used),
            rule=rule or ensembles.voting_rule([share for _, share in used], len(classes) or 1),
            told=(*told, *idle, *left_out),
            classes=classes,
        )

    def _parts(
        self,
        order: FitOrder,
        columns: Columns,
        target: np.ndarray,
        classes: tuple[object, ...],
        tell: Tell,
    ) -> tuple[list[_Part], list[Member]]:
        """The members that can be kept, and those that cannot with the reason."""
        parts: list[_Part] = []
        left_out: list[Member] = []
        chosen = graphs.spread_rows(len(target), GATE_ROWS)
        rows = {name: values[chosen] for name, values in columns.items()}
        for member in order.candidate.members:
            tell(member.name)
            try:
                model = self._fit(member, order, columns, target)
                part = _Part(member, model, model.export())
                _pass(part, rows, classes)
            except FAILURES as error:
                left_out.append(Member(member.name, member.algorithm, 0.0, failure_text(error)))
            else:
                parts.append(part)
        return parts, left_out

    def _rule(
        self,
        order: FitOrder,
        specs: Sequence[CandidateSpec],
        columns: Columns,
        target: np.ndarray,
        classes: tuple[object, ...],
    ) -> tuple[Rule | None, Sequence[float]]:
        """The rule of a stack, None for a mean; and the weight of each member."""
        candidate = order.candidate
        if candidate.algorithm == ensembles.VOTING:
            return None, ensembles.shares_of(ensembles.weights_of(candidate), [s.name for s in specs])
        folds = _folds(order, columns, target if classes else target[:0])
        unseen = [self._unseen(order, s, columns, target, classes, folds) for s in specs]
        truth = places_of(classes, target[np.concatenate([fold.validate for fold in folds])])
        if candidate.algorithm == ensembles.GREEDY:
            return None, ensembles.greedy_weights(unseen, ensembles.proper_loss(truth, len(classes)))
        rule = _stacked(unseen, truth, len(classes))
        return rule, _influence(rule, len(specs))

    def _unseen(
        self,
        order: FitOrder,
        member: CandidateSpec,
        columns: Columns,
        target: np.ndarray,
        classes: tuple[object, ...],
        folds: Sequence[Fold],
    ) -> np.ndarray:
        """What a member answers for the rows that validate, one fold after the other."""
        found = []
        for fold in folds:
            rest = {n: v[fold.fit] for n, v in columns.items()}
            model = self._fit(member, order, rest, target[fold.fit])
            answers = model.predict({n: v[fold.validate] for n, v in columns.items()})
            found.append(aligned(model, answers, classes))
        return np.concatenate(found)

    def _fit(
        self, member: CandidateSpec, order: FitOrder, columns: Columns, target: np.ndarray
    ) -> FittedModel:
        mine = dataclasses.replace(order, candidate=member)
        return Balanced(self._framework(member)).fit(mine, columns, target)

    def _framework(self, member: CandidateSpec) -> Framework:
        if member.framework == ENSEMBLE:
            return self
        if member.framework not in self.frameworks:
            raise InvalidInputError(
                f"member {member.name!r}: no framework {member.framework!r}",
                near_matches(member.framework, self.frameworks),
            )
        return self.frameworks[member.framework]


def _folds(order: FitOrder, columns: Columns, classes: np.ndarray) -> tuple[Fold, ...]:
    """Those on which an ensemble learns: in time or by groups where the rows are held out so."""
    return unseen_folds(order.split, columns, classes, ensembles.folds_of(order.candidate), order.seed)


def aligned(model: FittedModel, answers: np.ndarray, classes: tuple[object, ...]) -> np.ndarray:
    """Answers with a column for each of ``classes``: one that a model never saw has no probability."""
    if model.classes == classes:
        return answers
    found = np.zeros((len(answers), len(classes)))
    found[:, [classes.index(c) for c in model.classes]] = answers
    return found


def _pass(part: _Part, rows: Columns, classes: tuple[object, ...]) -> None:
    """Raise where the graph of a member cannot stand for it."""
    from stratum.training.evaluating import parity_of

    if part.model.classes != classes:
        raise PermanentError("it does not know every class")
    answers = part.model.predict(rows)
    task = "classification" if classes else "regression"
    if reason := graphs.rejection(parity_of(task, part.model, answers, part.graph, rows)):
        raise PermanentError(reason)


def _stacked(unseen: Sequence[np.ndarray], truth: np.ndarray, classes: int) -> Rule:
    """A linear model over the members' answers, logistic for classes; ridge for a regression."""
    from sklearn.linear_model import LogisticRegression, RidgeCV

    features = ensembles.side_by_side(unseen)
    if not classes:
        ridge = RidgeCV(alphas=np.logspace(-3, 3, 13)).fit(features, truth)
        return Rule((tuple(ridge.coef_.tolist()),), (float(ridge.intercept_),))
    model = LogisticRegression(max_iter=1000).fit(features, truth)
    matrix, bias = model.coef_, model.intercept_
    if classes == len((0, 1)):  # one row of coefficients tells two classes apart
        matrix, bias = np.vstack([np.zeros_like(matrix), matrix]), np.append(0.0, bias)
    return Rule(tuple(map(tuple, matrix.tolist())), tuple(bias.tolist()), shares=True)


def _influence(rule: Rule, members: int) -> list[float]:
    """How much each member counts in a stack: the sizes of its coefficients, as shares."""
    sizes = np.abs(np.array(rule.matrix)).sum(axis=0).reshape(members, -1).sum(axis=1)
    return ensembles.normal(sizes.tolist())
