"""The arbiter: what becomes of a wish under bounds, cool-down and the capacity of hosts.

The order of its questions: does somebody wait for a sleeping service, can the readings be believed, has it
been idle long enough to sleep, and only then: which limits, which replicas, which host.
"""

import dataclasses
import math

from stratum.resources.logic.readings import SETTLING
from stratum.resources.logic.shape import fits, fitted, grows, in_words, left_in_words, shape, with_memory
from stratum.resources.types import (
    MEMORY,
    RATE,
    WAITING,
    Decision,
    Kind,
    Numbers,
    Past,
    Place,
    Rules,
    Site,
    Situation,
    Size,
    Wish,
)

TELL_EVERY = 60.0
"""Seconds between two explanations of why nothing is done."""
SETTLE_AFTER_MOVE = 60.0
"""Seconds after a move in which there is no other."""
_RECENT = 3.0


def awaken(situation: Situation, site: Site) -> Decision | None:
    """Start a sleeping service that somebody waits for; ahead of every policy and cool-down."""
    waiting = situation.highest(WAITING, _RECENT) or 0.0
    if situation.desired > 0 or not 0 < waiting < math.inf:
        return None
    size = Size(max(1, situation.bounds.minimum), situation.limits)
    reason = "a request waits for it" if waiting < 2 else f"{waiting:.0f} requests wait for it"
    return Decision(Kind.WOKEN, size, site.here.name, reason, {WAITING: waiting})


def distrust(situation: Situation, site: Site, why: str) -> Decision | None:
    """Hold while there is a reason not to believe the readings."""
    return _held(situation, site, why, {}) if why else None


def arbitrate(situation: Situation, wish: Wish, rules: Rules, site: Site, past: Past) -> Decision | None:
    """What is done; None where everything stays and nothing has to be explained.

    Args:
        situation: The service, awake, with readings that can be believed.
        wish: Of its policy.
        rules: Of its model.
        site: Where it runs and may run.
        past: What was done before.
    """
    if situation.desired == 0 or situation.time - past.changed < rules.cooldown:
        return None
    now = Size(situation.desired, situation.limits)
    if rules.bounds.minimum == 0 and situation.time - past.busy >= rules.idle:
        quiet = situation.time - past.busy
        reason = f"no request for {quiet:.0f} s"
        return Decision(Kind.SLEPT, Size(0, now.limits), site.here.name, reason, {"idle_seconds": quiet})
    if wish.held or not math.isfinite(wish.units):
        reason = wish.reason if wish.held else f"the policy wished for {wish.units} replicas"
        return _held(situation, site, reason, wish.saw)
    wanted = _wanted(situation, wish, now)
    if wanted == now:
        return None
    return _change(situation, wish, site, past, wanted)


def after(past: Past, situation: Situation, decision: Decision | None) -> Past:
    """What to remember once a decision is carried out."""
    rate = situation.highest(RATE, _RECENT) or 0.0
    waiting = situation.highest(WAITING, _RECENT) or 0.0
    if rate > 0 or waiting > 0:
        past = dataclasses.replace(past, busy=situation.time)
    if decision is None:
        return past
    if decision.kind is Kind.HELD:
        return dataclasses.replace(past, told=situation.time)
    if decision.kind is Kind.MIGRATED:
        past = dataclasses.replace(past, moved=situation.time)
    if decision.kind is Kind.WOKEN:
        past = dataclasses.replace(past, busy=situation.time)
    return dataclasses.replace(past, changed=situation.time)


def is_worth_telling(decision: Decision, past: Past, time: float) -> bool:
    """Whether a decision becomes an event: everything that is done, and why nothing is.

    The latter once a minute, and not while readings are not due yet after a change.
    """
    rested = time - past.changed >= SETTLING and time - past.told >= TELL_EVERY
    return decision.kind is not Kind.HELD or rested


def _wanted(situation: Situation, wish: Wish, now: Size) -> Size:
    bounds = situation.bounds
    stays = math.isclose(wish.units, situation.units) and bounds.minimum <= now.replicas <= bounds.maximum
    wanted = now if stays else shape(wish.units, now, bounds)
    held = situation.mean(MEMORY, _RECENT)
    each = held / situation.ready if held is not None and situation.ready else None
    return with_memory(wanted, each, bounds)


def _change(situation: Situation, wish: Wish, site: Site, past: Past, wanted: Size) -> Decision:
    now = Size(situation.desired, situation.limits)
    here = fitted(wanted, now, site.here.free)
    cut = "" if here == wanted else f"; {site.here.name} has room for {in_words(here)} only"
    if here != now:
        kind = Kind.SCALED if here.replicas != now.replicas else Kind.RESIZED
        reason = f"{in_words(now)} -> {in_words(here)}: {wish.reason}{cut}"
        return Decision(kind, here, site.here.name, reason, _saw(situation, wish, site.here, wanted))
    full = f"{site.here.name} is full: {in_words(wanted)} wanted, {left_in_words(site.here.free)} there"
    other = next((place for place in site.others if fits(wanted, place.free)), None)
    if other is not None and situation.time - past.moved >= SETTLE_AFTER_MOVE and grows(wanted, now):
        reason = f"{site.here.name} -> {other.name}: {full}; {wish.reason}"
        return Decision(Kind.MIGRATED, wanted, other.name, reason, _saw(situation, wish, other, wanted))
    why = "it was just moved" if other is not None else "no other host that fulfils its requirements has room"
    return _held(situation, site, f"{full}; {why}", _saw(situation, wish, site.here, wanted))


def _held(situation: Situation, site: Site, reason: str, saw: Numbers) -> Decision:
    size = Size(situation.desired, situation.limits)
    numbers = {"replicas": situation.desired, "ready": situation.ready, **saw}
    return Decision(Kind.HELD, size, site.here.name, reason, numbers)


def _saw(situation: Situation, wish: Wish, place: Place, wanted: Size) -> Numbers:
    return {
        "replicas": situation.desired,
        "ready": situation.ready,
        "cpu": situation.limits.cpu,
        "wished_units": wish.units,
        "wanted_replicas": wanted.replicas,
        "wanted_cpu": wanted.limits.cpu,
        "host": place.name,
        "host_free_cpu": place.free.cpu,
        "host_free_memory": place.free.memory,
        **wish.saw,
    }
