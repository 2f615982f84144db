"""Target tracking as the Kubernetes HorizontalPodAutoscaler documents it.

Every 15 s: desired = ceil(current x measured / target), nothing within 10 % of the target. Replicas that
are not ready or give no readings count as idle where that would lead to growth and as on target where it
would lead to shrinking, and nothing is done where they turn the direction around. Growth: at most the
double or four more in 15 s, whichever is more. Shrinking: to the highest of the last 300 s.
"""

import math

from stratum.resources.logic.windows import added, last, since
from stratum.resources.types import (
    CONCURRENCY,
    RATE,
    UTILISATION,
    Memory,
    Numbers,
    Points,
    Situation,
    Wish,
)

TOLERANCE = 0.1
SYNC = 15.0
STABLE_DOWN = 300.0
PERIOD = 15.0
MORE_PODS = 4
MORE_SHARE = 1.0
METRICS = {"": UTILISATION, "utilisation": UTILISATION, "concurrency": CONCURRENCY, "requests": RATE}
TARGETS = {UTILISATION: 0.7, CONCURRENCY: 1.0, RATE: 100.0}
_TINY = 1e-9


class HpaPolicy:
    """The published rules with their published defaults."""

    window = SYNC

    def decide(self, situation: Situation, memory: Memory) -> tuple[Wish, Memory]:
        """See ``Policy.decide``."""
        metric = METRICS[situation.tuning.metric]
        target = situation.tuning.target or TARGETS[metric]
        synced, looked = last(memory.get("synced", ())), last(memory.get("looked", ()))
        if synced and looked and situation.time - synced[0] < SYNC - _TINY:
            return _wish(synced[1], metric, looked[1], target), memory
        measured = self._per_unit(situation, metric)
        if measured is None or situation.ready == 0:
            return Wish(situation.units, f"{metric} is not read", held=True), memory
        ratio = measured / target
        raw = replicas_for(ratio, situation)
        wish, memory = _behaved(situation, raw, memory)
        time = situation.time
        memory = {**memory, "synced": ((time, wish),), "looked": ((time, measured),)}
        return _wish(wish, metric, measured, target), memory

    def _per_unit(self, situation: Situation, metric: str) -> float | None:
        """The metric by unit that answers; utilisation is one already."""
        value = situation.mean(metric, SYNC)
        if value is None or metric == UTILISATION:
            return value
        return value / situation.ready_units if situation.ready_units else None


def _wish(units: float, metric: str, measured: float, target: float) -> Wish:
    ratio = measured / target
    saw: Numbers = {metric: measured, "target": target, "ratio": ratio}
    reason = f"{measured:.3g} of {metric} by replica, {target:.3g} is the target: {ratio:.2f} times"
    return Wish(units, reason, saw)


def replicas_for(ratio: float, situation: Situation) -> float:
    """Units by the published formula, with its rules for replicas that are not ready or not measured.

    Args:
        ratio: What is measured of the target, over the ready replicas that give readings.
        situation: The service.
    """
    scale, current = situation.scale, situation.units
    missing = situation.missing
    measured = max(situation.ready - missing, 0)
    unready = max(situation.desired - situation.ready, 0)
    counts_unready = unready > 0 and ratio > 1.0
    if not counts_unready and not missing:
        if abs(ratio - 1.0) <= TOLERANCE + _TINY:
            return current
        return math.ceil(ratio * measured * scale - _TINY)
    total = ratio * measured + (missing if ratio < 1.0 else 0)
    counted = measured + missing + (unready if counts_unready else 0)
    adjusted = total / counted
    turned = (ratio - 1.0) * (adjusted - 1.0) < 0
    if abs(adjusted - 1.0) <= TOLERANCE + _TINY or turned:
        return current
    units = math.ceil(adjusted * counted * scale - _TINY)
    against = (adjusted < 1.0 and units > current) or (adjusted > 1.0 and units < current)
    return current if against else units


def _behaved(situation: Situation, raw: float, memory: Memory) -> tuple[float, Memory]:
    """The recommendation after stabilisation and the policies of growth, and what to remember."""
    time, current = situation.time, situation.units
    asked = memory.get("asked", ((time, current),))
    asked = added(asked, time, raw, STABLE_DOWN)
    wish = current
    if raw > current:
        wish = raw
    elif raw < current:
        wish = min(current, max(value for _, value in asked))
    changes = since(memory.get("added", ()), time - PERIOD)
    wish = min(wish, _most(current, changes))
    if wish > current:
        changes = (*changes, (time, wish - current))
    return wish, {"asked": asked, "added": changes}


def _most(current: float, changes: Points) -> float:
    """Most units at the end of a period: the double or four more than at its beginning."""
    start = current - sum(value for _, value in changes)
    return max(start + MORE_PODS, math.ceil(start * (1.0 + MORE_SHARE)), current)
