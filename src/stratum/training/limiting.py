"""Candidates measured against the limits of a pipeline, best first, until one keeps them."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from stratum.core.bundles import ModelProfile
from stratum.core.errors import StratumError
from stratum.core.quantities import Dimension, show_quantity
from stratum.training.evaluation import Cost, Limits
from stratum.training.logic.choice import ranked
from stratum.training.types import CandidateResult

Measure = Callable[[Path], Mapping[str, ModelProfile]]
"""What the model of a bundle needs in the server's runtime, by variant, ``""`` for the model itself."""


def within_limits(
    candidates: Sequence[CandidateResult],
    metric: str,
    limits: Limits,
    profile: Callable[[CandidateResult], ModelProfile],
) -> tuple[CandidateResult, ...]:
    """The candidates with what was measured, and with the limits that they break.

    They are measured best first, until one keeps the limits: what is worse than it need not be measured.

    Args:
        candidates: As evaluated.
        metric: The figure that chooses.
        limits: What the chosen one may need.
        profile: Measures a candidate.
    """
    told = {c.name: c for c in candidates}
    for candidate in ranked([c for c in candidates if c.status == "ok"], metric):
        told[candidate.name] = _measured(candidate, limits, profile)
        if not told[candidate.name].broken:
            break
    return tuple(told[c.name] for c in candidates)


def _measured(
    candidate: CandidateResult, limits: Limits, profile: Callable[[CandidateResult], ModelProfile]
) -> CandidateResult:
    try:
        found = cost_of(profile(candidate), limits)
    except StratumError as error:
        return dataclasses.replace(candidate, broken=(f"it cannot be measured: {error.message}",))
    return dataclasses.replace(candidate, cost=found, broken=tuple(broken(found, limits)))


def cost_of(profile: ModelProfile, limits: Limits) -> Cost:
    """What a candidate costs on the hosts of the limits."""
    one = profile.latency[0]
    factor = profile.score / limits.score if profile.score and limits.score else 1.0
    million = one.median * factor * 1e6 / 3600 * limits.hourly
    expected = round(one.p95 * factor, 6)
    return Cost(one.p95, expected, profile.memory, profile.size, profile.start, round(million, 6))


def broken(cost: Cost, limits: Limits) -> Iterator[str]:
    """Each limit that is broken, with both numbers."""
    on = f" on {limits.host}" if limits.host else ""
    for what, needed, most, dimension in (
        (f"for a row{on}", cost.expected, limits.latency, Dimension.SECONDS),
        ("of memory", cost.memory, limits.memory, Dimension.BYTES),
        ("of graph", cost.size, limits.size, Dimension.BYTES),
    ):
        if most is not None and needed > most:
            numbers = show_quantity(needed, dimension), show_quantity(most, dimension)
            yield f"{numbers[0]} {what}, at most {numbers[1]} allowed"
