"""Code of the notebook for recommendations: the platform's own lines, for those of others start elsewhere."""

import inspect
from collections.abc import Iterator
from typing import Final

from stratum.training.logic import factors, recommending
from stratum.training.logic.pairing import rating
from stratum.training.types import CandidateSpec, Pairs, PipelineSpec

_IMPORTS: Final = "import dataclasses\nimport itertools"
_LINES: Final = (
    factors.Ratings,
    factors.Factors,
    factors.Settings,
    factors.ratings_of,
    factors.fit_factors,
    factors.solved,
    factors.biases,
    factors.damped,
    recommending.Recommender,
    recommending.recommend,
    recommending.best,
    recommending.popularity,
    recommending.popular,
    recommending.places_of_names,
    recommending.places_in,
    recommending.by_user,
    recommending.recommendation_metrics,
)
_FIGURES: Final = """\
def figures(model):
    found = recommendation_metrics(truth, model.answers(*names_of(test)))
    return {name: round(value, 6) for name, value in sorted(found.items())}


print(json.dumps({name: figures(model) for name, model in models.items()}, indent=2))"""


def parts(spec: PipelineSpec, pairs: Pairs) -> Iterator[tuple[str, str]]:
    """Cells after the division of the rows: ``markdown`` or ``code``, and text.

    Args:
        spec: The pipeline.
        pairs: Its columns.
    """
    constants = f"DAMPING = {factors.DAMPING!r}\nCHUNK = {recommending.CHUNK!r}"
    yield "markdown", "## Users and items"
    yield (
        "code",
        "\n\n\n".join([f"{_IMPORTS}\n\n{constants}", *(inspect.getsource(f).strip() for f in _LINES)]),
    )
    yield "code", _pairs(pairs)
    for candidate in spec.candidates:
        yield "markdown", f"## {candidate.name}\n\n{candidate.algorithm}"
        yield "code", _candidate(candidate)
    yield "markdown", "## Baselines"
    yield "code", f'models["popular"] = popular(known, length, rated={bool(rating(spec))!r})'
    yield "markdown", "## Held-out figures"
    yield "code", _FIGURES


def _pairs(pairs: Pairs) -> str:
    liked = "np.ones(len(test), bool)" if pairs.liked is None else f"values_of(test) >= {pairs.liked!r}"
    return (
        f"user, item, length = {pairs.user!r}, {pairs.item!r}, {pairs.length!r}\n\n\n"
        "def names_of(frame):\n"
        "    return frame[user].to_numpy(object), frame[item].to_numpy(object)\n\n\n"
        "def values_of(frame):\n"
        '    return frame[target].to_numpy("float64") if target else np.ones(len(frame))\n\n\n'
        "known = ratings_of(*names_of(train), values_of(train))\n"
        "people = np.unique(test[user].to_numpy(object).astype(str), return_inverse=True)[1]\n"
        f"truth = np.column_stack([people, values_of(test), {liked}])"
    )


def _candidate(candidate: CandidateSpec) -> str:
    settings = ", ".join(f"{name}={value!r}" for name, value in candidate.parameters.items())
    rates = ", factors" if candidate.parameters.get("feedback") == "explicit" else ""
    return (
        f"factors = fit_factors(known, Settings({settings}), seed)\n"
        f"models[{candidate.name!r}] = recommend(known, factors, length{rates})"
    )
