"""Steps of threshold policies: a quarter more at once, a quarter or one less after a quiet while."""

import dataclasses
import math
from collections.abc import Callable

from stratum.resources.logic.windows import added, last, since
from stratum.resources.types import Memory, Numbers, Situation, Wish

SHARE = 0.25
PATIENCE = 60.0
"""Seconds of rest before a step down, and longest wait for replicas that do not become ready."""
STEPS = "steps"


@dataclasses.dataclass(frozen=True, slots=True)
class Band:
    """What a threshold policy found.

    Attributes:
        is_over: Whether there is too little capacity.
        fewer: How many units would be enough; as many as there are where none can go.
        over: Why there is too little, for people.
        under: Why there is enough.
        saw: The numbers.
    """

    is_over: bool
    fewer: float
    over: str
    under: str
    saw: Numbers


def stepped(situation: Situation, memory: Memory, band: Band) -> tuple[Wish, Memory]:
    """A quarter more (at least one unit), or as few as are enough, or nothing.

    A step up waits for the replicas of the one before, a step down for a minute after any step.
    """
    before = memory.get(STEPS, ())
    newest = last(before)
    time, units = situation.time, situation.units
    rested = newest is None or time - newest[0] >= PATIENCE
    if band.is_over and (situation.ready >= situation.desired or rested):
        more = max(1, math.ceil(units * SHARE))
        return _step(time, units + more, before, Wish(units + more, band.over, band.saw))
    if band.fewer < units and rested:
        return _step(time, band.fewer, before, Wish(band.fewer, band.under, band.saw))
    return Wish(units, "within the thresholds", band.saw), {STEPS: since(before, time - 2 * PATIENCE)}


def fewer_units(units: float, is_enough: Callable[[float], bool]) -> float:
    """A quarter of the units less if that is enough, else one less if that is; as many as there are if not.

    Args:
        units: How many there are.
        is_enough: Whether so many would do.
    """
    steps = (max(1.0, units - math.floor(units * SHARE)), max(1.0, units - 1.0))
    return next((few for few in steps if few < units and is_enough(few)), units)


def _step(
    time: float, units: float, before: tuple[tuple[float, float], ...], wish: Wish
) -> tuple[Wish, Memory]:
    return wish, {STEPS: added(before, time, units, 2 * PATIENCE)}
