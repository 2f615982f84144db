"""How fine samples are kept and for how long: the one place to tune it."""

import dataclasses
import math
from collections.abc import Sequence


@dataclasses.dataclass(frozen=True, slots=True)
class Resolution:
    """One of the tables of samples.

    Attributes:
        table: Its name.
        step: Seconds from one point to the next.
        keep: Seconds until a point is forgotten.
        shelf: Seconds whose points lie together in the file, all series side by side.
    """

    table: str
    step: float
    keep: float
    shelf: float


RESOLUTIONS = (
    Resolution("seconds", step=1.0, keep=2 * 3600.0, shelf=10.0),
    Resolution("tens", step=10.0, keep=86400.0, shelf=600.0),
    Resolution("minutes", step=60.0, keep=30 * 86400.0, shelf=3600.0),
)
"""From fine to coarse; each is summed up from the one before."""

MARGIN = 5.0
SLICE = 6
"""So many coarse steps are summed up at most, and so many shelves forgotten, at one call."""


def choose(span: float, most: int, resolutions: Sequence[Resolution] = RESOLUTIONS) -> tuple[int, float]:
    """Which resolution to read for the last ``span`` seconds, and how many seconds a point stands for.

    The finest that reaches back so far with at most ``most`` points; else the coarsest, some points as one.
    """
    for place, one in enumerate(resolutions):
        if span <= one.keep and span / one.step <= most:
            return place, one.step
    last = resolutions[-1]
    return len(resolutions) - 1, last.step * max(1, math.ceil(span / most / last.step))


def next_slice(step: float, until: float, limit: float) -> tuple[float, float] | None:
    """What is summed up next: from and to which time; None where nothing is due.

    Args:
        step: Seconds of a coarse point.
        until: Everything earlier was summed up.
        limit: Up to this time readings are complete.
    """
    begin = math.floor(until / step) * step
    end = min(begin + SLICE * step, math.floor(limit / step) * step)
    return (begin, end) if end > begin else None
