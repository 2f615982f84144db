"""Threshold on latency: a step up where the objective is near, a step down where it is far.

Limits are raised before replicas are added, because the arbiter turns units into limits first. A load that
once was too much for a unit is remembered, so that a step down is not taken only to be taken back.
"""

from stratum.resources.logic.steps import Band, fewer_units, stepped
from stratum.resources.logic.windows import added, since
from stratum.resources.types import P95, RATE, UTILISATION, Memory, Points, Situation, Wish

NEAR = 0.8
FAR = 0.5
BUSY = 0.7
"""A step down must leave utilisation under this."""
UP = 5.0
DOWN = 60.0
REMEMBERED = 1800.0
CAREFUL = 0.9


class LatencyPolicy:
    """Keeps p95 under 80 % (``target``) of the objective."""

    window = DOWN

    def decide(self, situation: Situation, memory: Memory) -> tuple[Wish, Memory]:
        """See ``Policy.decide``."""
        objective = situation.objective.latency
        if objective is None:
            reason = "the model promises no p95Latency"
            return Wish(situation.units, reason, held=True), memory
        near = (situation.tuning.target or NEAR) * objective
        rate, p95 = situation.mean(RATE, UP) or 0.0, situation.mean(P95, UP)
        if p95 is None and rate > 0:
            return Wish(situation.units, f"{P95} is not read", held=True), memory
        now, worst = p95 or 0.0, situation.mean(P95, DOWN) or 0.0
        breaches = since(memory.get("breaches", ()), situation.time - REMEMBERED)
        saw = {P95: now, "p95_minute": worst, "objective": objective, RATE: rate}
        over = f"p95 {now * 1000:.0f} ms is near the objective of {objective * 1000:.0f} ms"
        under = f"p95 {worst * 1000:.0f} ms is far under the objective of {objective * 1000:.0f} ms"
        fewer = situation.units
        if max(now, worst) < FAR * objective:
            fewer = fewer_units(situation.units, lambda few: _is_safe(situation, breaches, few))
        wish, steps = stepped(situation, memory, Band(now > near, fewer, over, under, saw))
        if wish.units > situation.units and situation.ready_units:
            load = rate / situation.ready_units
            breaches = added(breaches, situation.time, load, REMEMBERED)
        return wish, {**steps, "breaches": breaches}


def _is_safe(situation: Situation, breaches: Points, fewer: float) -> bool:
    """Whether so many units stay under the loads that were too much before, and under high utilisation."""
    used = situation.mean(UTILISATION, DOWN) or 0.0
    rate = situation.mean(RATE, DOWN) or 0.0
    borne = min((load for _, load in breaches), default=float("inf"))
    return used * situation.units / fewer < BUSY and rate / fewer < CAREFUL * borne
