"""The arbiter: waking, sleeping, cool-down, bounds, room, and the order limits, replicas, host."""

import dataclasses
import math

import pytest

from stratum.core.topology import Resources
from stratum.resources.ports import Policy
from stratum.resources.service import State, turn
from stratum.resources.types import (
    MEMORY,
    RATE,
    WAITING,
    Bounds,
    Decision,
    Kind,
    Memory,
    Past,
    Place,
    Rules,
    Site,
    Situation,
    Wish,
)

GIB = 2**30
BASE = Resources(0.5, GIB)
RULES = Rules("test", Bounds(1, 8, BASE, Resources()), cooldown=5.0, idle=300.0)
ROOMY = Site(Place("fog-1", Resources(4.0, 16 * GIB)))
CALM = State(Past(changed=0.0, busy=900.0))
NOW = 1000.0


class Wishes:
    """A policy that wishes the same at all times, and counts how often it is asked."""

    window = 10.0

    def __init__(self, units: float, *, held: bool = False) -> None:
        self.wish = Wish(units, "because", {"seen": 1.0}, held)
        self.asked = 0

    def decide(self, situation: Situation, memory: Memory) -> tuple[Wish, Memory]:
        self.asked += 1
        return self.wish, {**memory, "asked": ((situation.time, float(self.asked)),)}


def seen(desired: int = 1, *, rules: Rules = RULES, cpu: float = 0.5, time: float = NOW) -> Situation:
    return Situation(
        time, "scorer", desired, desired, Resources(cpu, GIB), rules.bounds, series={RATE: ((time, 10.0),)}
    )


def decided(
    policy: Policy, situation: Situation, *, rules: Rules = RULES, site: Site = ROOMY, state: State = CALM
) -> Decision:
    decision, _ = turn(situation, policy, rules, site, state)
    assert decision is not None
    return decision


def test_a_wish_becomes_replicas_with_reason_and_numbers() -> None:
    decision = decided(Wishes(3.0), seen())
    assert (decision.kind, decision.size.replicas, decision.host) == (Kind.SCALED, 3, "fog-1")
    assert decision.reason == "1 x 0.5 cores -> 3 x 0.5 cores: because"
    assert decision.saw["seen"] == 1.0
    assert (decision.saw["replicas"], decision.saw["wished_units"], decision.saw["host_free_cpu"]) == (
        1,
        3.0,
        4.0,
    )


def test_limits_come_before_replicas() -> None:
    rules = dataclasses.replace(RULES, bounds=Bounds(1, 8, BASE, Resources(1.0)))
    decision = decided(Wishes(2.0), seen(rules=rules), rules=rules)
    assert (decision.kind, decision.size.replicas, decision.size.limits.cpu) == (Kind.RESIZED, 1, 1.0)
    decision = decided(Wishes(3.0), seen(rules=rules, cpu=1.0), rules=rules)
    assert (decision.kind, decision.size.replicas, decision.size.limits.cpu) == (Kind.SCALED, 2, 1.0)


def test_bounds_are_kept() -> None:
    assert decided(Wishes(100.0), seen()).size.replicas == 8
    assert turn(seen(8), Wishes(100.0), RULES, ROOMY, CALM)[0] is None
    assert turn(seen(1), Wishes(0.0), RULES, ROOMY, CALM)[0] is None


def test_nothing_is_done_within_the_cooldown() -> None:
    hot = State(Past(changed=NOW - 4.9, busy=NOW))
    assert turn(seen(), Wishes(3.0), RULES, ROOMY, hot)[0] is None
    assert turn(seen(time=NOW + 0.2), Wishes(3.0), RULES, ROOMY, hot)[0] is not None


def test_a_change_begins_a_cooldown() -> None:
    _, state = turn(seen(), Wishes(3.0), RULES, ROOMY, CALM)
    assert state.past.changed == NOW
    assert turn(seen(time=NOW + 1), Wishes(3.0), RULES, ROOMY, state)[0] is None


def test_what_is_written_by_hand_stays_while_the_policy_is_content() -> None:
    odd = dataclasses.replace(seen(), limits=Resources(0.33, GIB))
    assert turn(odd, Wishes(odd.units), RULES, ROOMY, CALM)[0] is None


def test_the_host_cuts_growth_and_says_so() -> None:
    small = Site(Place("fog-1", Resources(1.1, 16 * GIB)))
    decision = decided(Wishes(4.0), seen(), site=small)
    assert decision.size.replicas == 2
    assert decision.reason.endswith("because; fog-1 has room for 2 x 0.5 cores only")


def test_a_full_host_is_left_for_another_with_room() -> None:
    full = Place("fog-1", Resources(1.0, 16 * GIB))
    others = (Place("cloud-2", Resources(1.0, GIB)), Place("cloud-1", Resources(8.0, 32 * GIB)))
    decision = decided(Wishes(4.0), seen(2), site=Site(full, others))
    assert (decision.kind, decision.host, decision.size.replicas) == (Kind.MIGRATED, "cloud-1", 4)
    assert "fog-1 is full: 4 x 0.5 cores wanted, 1 core and 16 GiB there" in decision.reason


def test_it_does_not_wander() -> None:
    full = Site(Place("fog-1", Resources(1.0, GIB)), (Place("cloud-1", Resources(8.0, 32 * GIB)),))
    moved = State(Past(changed=0.0, busy=NOW, moved=NOW - 59.0))
    decision = decided(Wishes(4.0), seen(2), site=full, state=moved)
    assert decision.kind is Kind.HELD
    assert decision.reason.endswith("it was just moved")


def test_without_another_host_it_holds_and_says_why_once_a_minute() -> None:
    full = Site(Place("fog-1", Resources(1.0, 16 * GIB)))
    decision, state = turn(seen(2), Wishes(4.0), RULES, full, CALM)
    assert decision is not None
    assert (decision.kind, decision.size.replicas) == (Kind.HELD, 2)
    assert "no other host that fulfils its requirements has room" in decision.reason
    assert turn(seen(2, time=NOW + 59), Wishes(4.0), RULES, full, state)[0] is None
    again, _ = turn(seen(2, time=NOW + 60), Wishes(4.0), RULES, full, state)
    assert again is not None


def test_holding_is_no_change() -> None:
    full = Site(Place("fog-1", Resources(1.0, 16 * GIB)))
    _, state = turn(seen(2), Wishes(4.0), RULES, full, CALM)
    assert (state.past.changed, state.past.told) == (0.0, NOW)
    decision, _ = turn(seen(2, time=NOW + 1), Wishes(4.0), RULES, ROOMY, state)
    assert decision is not None
    assert decision.kind is Kind.SCALED


SLEEPY = dataclasses.replace(RULES, bounds=Bounds(0, 8, BASE, Resources()))


def test_it_sleeps_after_its_idle_time_and_not_before() -> None:
    policy = Wishes(1.0)
    quiet = dataclasses.replace(seen(2, rules=SLEEPY), series={RATE: ((NOW, 0.0),)})
    idle = State(Past(changed=0.0, busy=NOW - 300.0))
    decision = decided(policy, quiet, rules=SLEEPY, state=idle)
    assert (decision.kind, decision.size.replicas, decision.reason) == (Kind.SLEPT, 0, "no request for 300 s")
    almost = State(Past(changed=0.0, busy=NOW - 299.0))
    assert decided(policy, quiet, rules=SLEEPY, state=almost).kind is Kind.SCALED


def test_one_that_must_not_sleep_does_not() -> None:
    idle = State(Past(changed=0.0, busy=NOW - 10_000.0))
    assert turn(seen(1), Wishes(1.0), RULES, ROOMY, idle)[0] is None


def test_a_request_keeps_it_awake() -> None:
    _, state = turn(seen(1, rules=SLEEPY), Wishes(1.0), SLEEPY, ROOMY, CALM)
    assert state.past.busy == NOW


def test_a_sleeping_service_is_woken_at_once_without_asking_the_policy() -> None:
    policy = Wishes(5.0)
    asleep = dataclasses.replace(seen(0, rules=SLEEPY), series={WAITING: ((NOW, 3.0),)})
    just_slept = State(Past(changed=NOW - 0.5, busy=0.0))
    decision = decided(policy, asleep, rules=SLEEPY, state=just_slept)
    assert (decision.kind, decision.size.replicas) == (Kind.WOKEN, 1)
    assert decision.reason == "3 requests wait for it"
    assert policy.asked == 0


@pytest.mark.parametrize("waiting", [0.0, math.nan])
def test_nothing_wakes_it_while_nobody_waits(waiting: float) -> None:
    asleep = dataclasses.replace(seen(0, rules=SLEEPY), series={WAITING: ((NOW, waiting),)})
    assert turn(asleep, Wishes(5.0), SLEEPY, ROOMY, CALM)[0] is None


def test_it_holds_while_the_readings_cannot_be_believed() -> None:
    policy = Wishes(5.0)
    decision, state = turn(seen(2), policy, RULES, ROOMY, CALM, "rate was read as nan")
    assert decision is not None
    assert (decision.kind, decision.size.replicas, decision.reason) == (Kind.HELD, 2, "rate was read as nan")
    assert policy.asked == 0
    assert turn(seen(2, time=NOW + 30), policy, RULES, ROOMY, state, "rate was read as nan")[0] is None


def test_a_policy_that_cannot_decide_holds() -> None:
    decision = decided(Wishes(5.0, held=True), seen(2))
    assert (decision.kind, decision.reason) == (Kind.HELD, "because")
    assert "wished for nan" in decided(Wishes(math.nan), seen(2)).reason


def test_what_a_policy_remembers_is_given_back_to_it() -> None:
    _, state = turn(seen(), Wishes(1.0), RULES, ROOMY, CALM)
    assert state.memory == {"asked": ((NOW, 1.0),)}


def test_memory_limits_are_raised_before_they_are_hit() -> None:
    rules = dataclasses.replace(RULES, bounds=Bounds(1, 8, BASE, Resources(0.0, 2 * GIB)))
    full = dataclasses.replace(
        seen(2, rules=rules), series={RATE: ((NOW, 1.0),), MEMORY: ((NOW, 1.9 * GIB),)}
    )
    decision = decided(Wishes(2.0), full, rules=rules)
    assert (decision.kind, decision.size.replicas) == (Kind.RESIZED, 2)
    assert decision.size.limits.memory == int(1.25 * GIB)
