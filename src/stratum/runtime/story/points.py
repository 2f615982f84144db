"""Readings as the points of a chart: bounded in number, over the clock or over the time of the data."""

import bisect
import math
import statistics
from collections.abc import Callable, Sequence

Point = tuple[float, float]
Points = Sequence[Point]
Pick = Callable[[Sequence[float]], float]

MOST = 320
"""Points of a series: a chart is hardly twice as many pixels wide."""
_DIGITS = 5


def mean(values: Sequence[float]) -> float:
    """For readings that even out, such as rates."""
    return statistics.fmean(values)


def worst(values: Sequence[float]) -> float:
    """For readings of which the largest counts, such as delays."""
    return max(values)


def newest(values: Sequence[float]) -> float:
    """For readings that hold until the next one, such as counts."""
    return values[-1]


def bounded(points: Points, pick: Pick, most: int = MOST) -> list[list[float]]:
    """At most ``most`` pairs of time and value, oldest first: those of equal stretches of time become one.

    Readings that are no finite numbers are left out.
    """
    found = [(time, value) for time, value in points if math.isfinite(value)]
    if len(found) <= most:
        return [[round(time, 2), _short(value)] for time, value in found]
    # Whole seconds from the same beginning at every call, so that a chart does not tremble as it grows.
    width = max(1, math.ceil((found[-1][0] - found[0][0]) / (most - 1)))
    stretches: dict[float, list[Point]] = {}
    for time, value in found:
        stretches.setdefault(time // width, []).append((time, value))
    return [[round(some[-1][0], 2), _short(pick([v for _, v in some]))] for some in stretches.values()]


def broken(points: Points, bound: float | None) -> tuple[int, int]:
    """How many readings there are, and how many of them are above a bound; none where there is none."""
    values = [value for _, value in points if math.isfinite(value)]
    return len(values), sum(value > bound for value in values) if bound is not None else 0


class DataClock:
    """Tells which moment of the data came at which time of the clock.

    The data may be replayed from their beginning again; what was before the last such return is forgotten.

    Args:
        points: Times with the moment of the newest row, oldest first.
    """

    def __init__(self, points: Points) -> None:
        begin = 0
        for index in range(1, len(points)):
            if points[index][1] < points[index - 1][1]:
                begin = index
        self._points = points[begin:]
        self._times = [time for time, _ in self._points]

    def now(self) -> float | None:
        """The newest moment; None where no row came."""
        return self._points[-1][1] if self._points else None

    def at(self, time: float) -> float | None:
        """The moment of the newest row at ``time``; None where that is not known."""
        index = bisect.bisect_right(self._times, time) - 1
        return self._points[index][1] if index >= 0 else None

    def over(self, points: Points) -> list[Point]:
        """Readings over the moments of the data; of several at one moment the last one."""
        found: dict[float, float] = {}
        for time, value in points:
            moment = self.at(time)
            if moment is not None:
                found[moment] = value
        return list(found.items())


def _short(value: float) -> float:
    """Fewer digits: a point is seen, not reckoned with."""
    return float(f"{value:.{_DIGITS}g}")
