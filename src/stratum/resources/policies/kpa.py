"""The rules of the Knative Pod Autoscaler as published, with its default settings.

Every 2 s: replicas = ceil(requests in work / target), over a stable window of 60 s and a panic window of
6 s. Where the panic window asks for twice what is ready, it panics: the larger of both counts, and nothing
shrinks until a stable window has passed without. At most the half goes at a time. The last replica goes
once 30 s have passed since it was first not needed.
"""

import dataclasses
import math

from stratum.resources.logic.windows import last
from stratum.resources.types import CONCURRENCY, RATE, Memory, Numbers, Situation, Wish

STABLE = 60.0
PANIC = 6.0
PANIC_THRESHOLD = 2.0
TICK = 2.0
MOST_UP = 1000.0
MOST_DOWN = 2.0
GRACE = 30.0
USABLE = 0.7
"""Share of the target that is aimed at."""
TARGETS = {CONCURRENCY: 100.0, RATE: 200.0}
_TINY = 1e-9


@dataclasses.dataclass(frozen=True, slots=True)
class Desire:
    """What the two windows ask for, within the rates of change."""

    stable: float
    panic: float
    is_over: bool


class KpaPolicy:
    """The published rules; tracks requests in work, or requests per second where ``metric`` says so."""

    window = STABLE

    def decide(self, situation: Situation, memory: Memory) -> tuple[Wish, Memory]:
        """See ``Policy.decide``."""
        metric = RATE if situation.tuning.metric == "requests" else CONCURRENCY
        target = USABLE * (situation.tuning.target or TARGETS[metric])
        ticked, seen = last(memory.get("ticked", ())), last(memory.get("seen", ()))
        if ticked and seen and situation.time - ticked[0] < TICK - _TINY:
            return _wish(ticked[1], metric, seen, target, memory), memory
        stable, panic = situation.mean(metric, STABLE), situation.mean(metric, PANIC)
        if stable is None or panic is None:
            return Wish(situation.units, f"{metric} is not read", held=True), memory
        wanted = desire(stable, panic, target, situation.ready_units)
        units, mode = _mode(situation, wanted, memory)
        units, mode = _graceful(situation, units, mode)
        memory = {**mode, "ticked": ((situation.time, units),), "seen": ((stable, panic),)}
        return _wish(units, metric, (stable, panic), target, memory), memory


def _wish(units: float, metric: str, seen: tuple[float, float], target: float, mode: Memory) -> Wish:
    """With the means of both windows as they were at the last look."""
    saw: Numbers = {"stable": seen[0], "panic": seen[1], "target": target, "panics": float("panic" in mode)}
    state = "panic" if "panic" in mode else "stable"
    reason = f"{seen[0]:.3g} {metric} in 60 s, {seen[1]:.3g} in 6 s, {target:.3g} by replica ({state})"
    return Wish(units, reason, saw)


def desire(stable: float, panic: float, target: float, ready: float) -> Desire:
    """What each window asks for.

    Args:
        stable: Mean of the metric over the stable window, of all replicas together.
        panic: The same over the panic window.
        target: What one replica is to carry.
        ready: Replicas that answer; none counts as one.
    """
    base = max(1.0, ready)
    highest, lowest = math.ceil(MOST_UP * base), math.floor(base / MOST_DOWN)
    asked_stable, asked_panic = math.ceil(stable / target - _TINY), math.ceil(panic / target - _TINY)
    return Desire(
        min(max(asked_stable, lowest), highest),
        min(max(asked_panic, lowest), highest),
        asked_panic / base >= PANIC_THRESHOLD - _TINY,
    )


def _mode(situation: Situation, wanted: Desire, memory: Memory) -> tuple[float, Memory]:
    """Units in the present mode; the memory of panic is its last cause and the most asked in it."""
    panic = last(memory.get("panic", ()))
    calm = {"unneeded": memory["unneeded"]} if "unneeded" in memory else {}
    if not wanted.is_over and (panic is None or situation.time - panic[0] > STABLE):
        return wanted.stable, calm
    since = situation.time if wanted.is_over or panic is None else panic[0]
    most = max(wanted.stable, wanted.panic, panic[1] if panic else 0.0)
    return most, {**calm, "panic": ((since, most),)}


def _graceful(situation: Situation, units: float, mode: Memory) -> tuple[float, Memory]:
    """One unit instead of none until the grace period has passed."""
    if units > 0:
        return units, {key: value for key, value in mode.items() if key != "unneeded"}
    first = last(mode.get("unneeded", ())) or (situation.time, 0.0)
    still = 0.0 if situation.time - first[0] >= GRACE else 1.0
    return still, {**mode, "unneeded": (first,)}
