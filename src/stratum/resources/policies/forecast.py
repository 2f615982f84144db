"""Forecast: ready for the rate that is expected when a replica that is asked for now answers.

The rate is averaged in buckets and forecast over the time that a replica takes to start. What a unit can
carry is learned from utilisation. Capacity goes down to the highest wish of the last minute only.
"""

import math

import numpy as np

from stratum.resources.logic.forecasting import LEARNED_FROM, outlook
from stratum.resources.logic.windows import added, last, since
from stratum.resources.types import RATE, UTILISATION, Memory, Points, Situation, Wish

TARGET = 0.75
BUCKET = 5.0
BUCKETS_A_PERIOD = 288
STABLE = 60.0
LEARNING = 0.3
"""Weight of a new reading of what a unit carries."""
LEAST_USE = 0.1
"""Utilisation under which nothing is learned about what a unit carries."""
LEAST_RATE = 0.1
NOW = 3.0
_TINY = 1e-9


class ForecastPolicy:
    """Provisions for the upper end of a forecast at the target utilisation."""

    window = 15.0

    def decide(self, situation: Situation, memory: Memory) -> tuple[Wish, Memory]:
        """See ``Policy.decide``."""
        rate = situation.mean(RATE, NOW)
        rate = situation.mean(RATE, self.window) if rate is None else rate
        if rate is None:
            return Wish(situation.units, f"{RATE} is not read", held=True), memory
        memory = _with_capacity(situation, memory)
        memory = _with_bucket(situation, rate, memory)
        carried = last(memory.get("carried", ()))
        if carried is None:
            return Wish(situation.units, "what a replica carries is not known yet", {RATE: rate}), memory
        expected = last(memory.get("expected", ())) or (situation.time, rate)
        target = situation.tuning.target or TARGET
        upper = max(rate, expected[1])
        raw = math.ceil(upper / (carried[1] * target) - _TINY)
        asked = added(memory.get("asked", ()), situation.time, raw, STABLE)
        units = max(value for _, value in asked)
        saw = {RATE: rate, "expected_rate": expected[1], "rate_by_replica": carried[1], "target": target}
        reason = f"{upper:.3g} requests/s expected, a replica carries {carried[1]:.3g} at most"
        return Wish(units, reason, saw), {**memory, "asked": asked}


def bucket_of(situation: Situation) -> float:
    """Seconds that are averaged into one value."""
    return max(BUCKET, situation.tuning.period / BUCKETS_A_PERIOD)


def _with_capacity(situation: Situation, memory: Memory) -> Memory:
    """Learn what a unit carries at full use, while all that is ready is in use."""
    used, rate = situation.mean(UTILISATION, NOW), situation.mean(RATE, NOW)
    if used is None or rate is None or not situation.ready_units:
        return memory
    if used < LEAST_USE or rate < LEAST_RATE:
        return memory
    reading = rate / situation.ready_units / used
    before = last(memory.get("carried", ()))
    smooth = reading if before is None else before[1] + LEARNING * (reading - before[1])
    return {**memory, "carried": ((situation.time, smooth),)}


def _with_bucket(situation: Situation, rate: float, memory: Memory) -> Memory:
    """Add to the open bucket; when the time is one of the next, close it and forecast anew."""
    size, time = bucket_of(situation), situation.time
    filling = memory.get("filling", ())
    if not filling or time // size == filling[0][0] // size:
        return {**memory, "filling": (*filling, (time, rate))}
    keep = size * (LEARNED_FROM + BUCKETS_A_PERIOD + 8)
    mean = sum(value for _, value in filling) / len(filling)
    history = (*since(memory.get("history", ()), time - keep), (filling[0][0], mean))
    return {
        **memory,
        "filling": ((time, rate),),
        "history": history,
        "expected": ((time, _expected(situation, history, size)),),
    }


def _expected(situation: Situation, history: Points, size: float) -> float:
    """The upper end of the forecast for when a replica that is asked for now answers."""
    spans = len(history) - 1
    step = (history[-1][0] - history[0][0]) / spans if spans else size
    ahead, season = 1 + math.ceil(situation.startup / step), round(situation.tuning.period / step)
    return outlook(np.array([value for _, value in history]), ahead, season).upper
