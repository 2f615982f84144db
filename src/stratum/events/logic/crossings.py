"""Watched metrics: when one is over its limit for long enough. The clock is an argument."""

import dataclasses
import math
from collections.abc import Iterable, Mapping

from stratum.core.samples import Sample
from stratum.events.types import Crossing

_LARGE = 10_000


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """Where a watched metric stands.

    Attributes:
        since: Since when it has been over its limit; None where it is not.
        told: Whether that was told already.
    """

    since: float | None = None
    told: bool = False


def reading(watch: Crossing, latest: Iterable[Sample]) -> float | None:
    """The reading that counts: of several series the worst one; None where there is none that is a number."""
    fits = [
        sample.value
        for sample in latest
        if (sample.metric, sample.subject) == (watch.metric, watch.subject)
        and _labelled(sample.labels, watch.labels)
        and math.isfinite(sample.value)
    ]
    return (min if watch.above is None else max)(fits, default=None)


def look(watch: Crossing, standing: Standing, value: float | None, now: float) -> tuple[Standing, bool]:
    """Where the metric stands now, and whether that has to be told.

    A crossing is told once; after that the metric has to come back first. A reading that is missing is no
    sign of either: the time that it has to hold begins anew.

    Args:
        watch: What is waited for.
        standing: Where it stood at the last look.
        value: The reading; None where there is none.
        now: Seconds since 1970-01-01 UTC.
    """
    if value is None:
        return (standing if standing.told else Standing()), False
    if not _over(watch, value):
        return Standing(), False
    if standing.told:
        return standing, False
    since = now if standing.since is None else min(standing.since, now)
    return Standing(since, told=now - since >= watch.hold), now - since >= watch.hold


def limit(watch: Crossing) -> str:
    """The limit, for people."""
    ends = ((word, end) for word, end in (("above", watch.above), ("below", watch.below)) if end is not None)
    return " and ".join(f"{word} {figure(end)}" for word, end in ends)


def figure(value: float) -> str:
    """A number for people: four digits, and large ones in full."""
    return f"{value:,.0f}" if abs(value) >= _LARGE else f"{value:.4g}"


def _over(watch: Crossing, value: float) -> bool:
    above = watch.above is None or value > watch.above
    return above and (watch.below is None or value < watch.below)


def _labelled(labels: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return all(labels.get(name) == value for name, value in wanted.items())
