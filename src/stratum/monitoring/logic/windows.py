"""Counters as rates, and points in windows."""

import math
from collections.abc import Sequence

Point = tuple[float, float]
"""Seconds since 1970-01-01 UTC and a value."""


def increase(old: float, new: float) -> float:
    """How much a counter grew; one that is lower than before began again at 0."""
    return new - old if new >= old else new


def rate(old: Point, new: Point) -> float | None:
    """Growth of a counter per second between two readings; None if no time passed."""
    seconds = new[0] - old[0]
    return increase(old[1], new[1]) / seconds if seconds > 0 else None


def downsample(points: Sequence[Point], width: float) -> tuple[Point, ...]:
    """The mean of each window of ``width`` seconds that holds points, at the window's beginning.

    Windows begin at multiples of ``width``, so the same points give the same windows at every call. A width
    of 0 or less gives the points as they are.
    """
    if width <= 0:
        return tuple(points)
    windows: dict[float, list[float]] = {}
    for time, value in points:
        windows.setdefault(math.floor(time / width) * width, []).append(value)
    return tuple((begin, math.fsum(values) / len(values)) for begin, values in sorted(windows.items()))
