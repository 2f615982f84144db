"""Steps of threshold policies: some more at once, one less after a quiet while."""

import dataclasses
import math

from stratum.resources.logic.windows import added, last, since
from stratum.resources.types import Memory, Numbers, Situation, Wish

GROWTH = 0.25
PATIENCE = 60.0
"""Seconds of rest before a step down, and longest wait for replicas that do not become ready."""
STEPS = "steps"


@dataclasses.dataclass(frozen=True, slots=True)
class Band:
    """What a threshold policy found.

    Attributes:
        is_over: Whether there is too little capacity.
        is_under: Whether there would be enough with one unit less.
        over: Why there is too little, for people.
        under: Why there is enough.
        saw: The numbers.
    """

    is_over: bool
    is_under: bool
    over: str
    under: str
    saw: Numbers


def stepped(situation: Situation, memory: Memory, band: Band) -> tuple[Wish, Memory]:
    """A quarter more (at least one unit) or one unit less, or nothing.

    A step up waits for the replicas of the one before, a step down for a minute after any step.
    """
    before = memory.get(STEPS, ())
    newest = last(before)
    time, units = situation.time, situation.units
    rested = newest is None or time - newest[0] >= PATIENCE
    if band.is_over and (situation.ready >= situation.desired or rested):
        more = max(1, math.ceil(units * GROWTH))
        return _step(time, units + more, before, Wish(units + more, band.over, band.saw))
    if band.is_under and rested and units > 1:
        fewer = max(1.0, units - 1.0)
        return _step(time, fewer, before, Wish(fewer, band.under, band.saw))
    return Wish(units, "within the thresholds", band.saw), {STEPS: since(before, time - 2 * PATIENCE)}


def _step(
    time: float, units: float, before: tuple[tuple[float, float], ...], wish: Wish
) -> tuple[Wish, Memory]:
    return wish, {STEPS: added(before, time, units, 2 * PATIENCE)}
