"""Readings: what follows from them, and whether they can be believed."""

import math
from collections.abc import Mapping

from stratum.resources.types import (
    CONCURRENCY,
    CPU,
    CPU_LIMIT,
    MEMORY,
    P50,
    RATE,
    UTILISATION,
    WAITING,
    Points,
)

STALE = 10.0
"""Seconds after which the rate of a service counts as not read."""
ABSURD = 1e9
"""No rate, latency or number of cores is above this."""
SETTLING = 15.0
"""Seconds after a change in which readings may be missing."""


def believable(series: Mapping[str, Points]) -> Mapping[str, Points]:
    """The series without readings that cannot be, and with what follows from them.

    Utilisation is cores used of cores allowed; requests in work are rate times latency (Little's law) and
    those that wait.
    """
    found = {m: tuple(p for p in points if not _is_absurd(m, p[1])) for m, points in series.items()}
    limits = dict(found.get(CPU_LIMIT, ()))
    used = tuple((t, v / limits[t]) for t, v in found.get(CPU, ()) if limits.get(t, 0.0) > 0)
    if used:
        found[UTILISATION] = used
    latency, waiting = dict(found.get(P50, ())), dict(found.get(WAITING, ()))
    rates = found.get(RATE, ())
    if rates:
        found[CONCURRENCY] = tuple((t, v * latency.get(t, 0.0) + waiting.get(t, 0.0)) for t, v in rates)
    return found


def complaint(series: Mapping[str, Points], time: float, settled: float | None) -> str:
    """Why the readings cannot be believed now; empty where they can, or where none are due.

    Args:
        series: As they were read.
        time: Now.
        settled: Since when a replica should give readings; None where none is ready.
    """
    for metric, points in series.items():
        for when, value in points:
            if when > time - STALE and _is_absurd(metric, value):
                return f"{metric} was read as {value:g} {time - when:.0f} s ago, which cannot be"
    if settled is None or time - settled < SETTLING:
        return ""
    points = series.get(RATE, ())
    if not points:
        return f"{RATE} is not read"
    age = time - points[-1][0]
    return f"{RATE} was last read {age:.0f} s ago" if age > STALE else ""


def _is_absurd(metric: str, value: float) -> bool:
    return not math.isfinite(value) or value < 0 or (value > ABSURD and metric != MEMORY)
