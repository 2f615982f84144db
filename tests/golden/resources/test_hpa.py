"""Decisions of the Kubernetes HPA worked out by hand from its published rules.

desired = ceil(current x measured / target), nothing within 10 %; replicas that are not ready count as idle
before growth, replicas without readings as on target before shrinking and as idle before growth; growth to
the double or four more in 15 s; shrinking to the highest of 300 s.
"""

import dataclasses

import pytest

from stratum.core.topology import Resources
from stratum.resources.policies.hpa import HpaPolicy
from stratum.resources.types import CONCURRENCY, RATE, UTILISATION, Bounds, Memory, Situation, Tuning

BOUNDS = Bounds(1, 100, Resources(1.0), Resources())


def seen(
    measured: float, ready: int, desired: int | None = None, *, missing: int = 0, time: float = 0.0,
    target: float = 0.5, metric: str = UTILISATION,
) -> Situation:  # fmt: skip
    names = {UTILISATION: "utilisation", CONCURRENCY: "concurrency", RATE: "requests"}
    return Situation(
        time=time,
        service="scorer",
        ready=ready,
        desired=ready if desired is None else desired,
        limits=Resources(1.0),
        bounds=BOUNDS,
        tuning=Tuning(names[metric], target),
        series={metric: ((time, measured),)},
        missing=missing,
    )


def units(situation: Situation, memory: Memory | None = None) -> float:
    wish, _ = HpaPolicy().decide(situation, memory or {})
    assert not wish.held
    return wish.units


@pytest.mark.parametrize(
    ("measured", "target", "ready", "wanted"),
    [
        (0.90, 0.75, 50, 60),  # 50 x 90/75 = 60: the example of the documentation
        (0.80, 0.50, 3, 5),  # 3 x 1.6 = 4.8 -> 5
        (1.00, 0.50, 2, 4),  # 2 x 2 = 4
        (0.55, 0.50, 10, 10),  # 1.1 times: within the tolerance of 10 %, although 10 x 1.1 = 11
        (0.56, 0.50, 10, 12),  # 1.12 times: 11.2 -> 12
        (0.45, 0.50, 10, 10),  # 0.9 times: within the tolerance
        (0.50, 0.50, 7, 7),
    ],
)
def test_the_ratio(measured: float, target: float, ready: int, wanted: int) -> None:
    assert units(seen(measured, ready, target=target)) == wanted


@pytest.mark.parametrize(
    ("measured", "ready", "wanted"),
    [
        (10.0, 1, 5),  # 1 x 20 = 20, but from 1 at most max(1 + 4, 2 x 1) = 5 in 15 s
        (10.0, 3, 7),  # max(3 + 4, 6) = 7
        (10.0, 6, 12),  # max(6 + 4, 12) = 12
    ],
)
def test_growth_is_at_most_the_double_or_four_more(measured: float, ready: int, wanted: int) -> None:
    assert units(seen(measured, ready)) == wanted


def test_what_was_added_in_the_same_period_counts() -> None:
    # at 0 s from 1 to 5; at 15 s the period of 15 s begins anew: from 5 to max(5 + 4, 10) = 10
    first, memory = HpaPolicy().decide(seen(10.0, 1), {})
    assert first.units == 5
    second, _ = HpaPolicy().decide(seen(10.0, 5, time=15.0), memory)
    assert second.units == 10


def test_it_looks_every_15_seconds_only() -> None:
    _, memory = HpaPolicy().decide(seen(0.5, 3), {})
    assert HpaPolicy().decide(seen(5.0, 3, time=14.0), memory)[0].units == 3
    assert HpaPolicy().decide(seen(5.0, 3, time=15.0), memory)[0].units == 7


def test_shrinking_waits_for_the_highest_of_300_seconds() -> None:
    # 10 replicas at 0.25 of 0.5: 10 x 0.5 = 5. At 0 s the present 10 counts as asked for.
    memory: Memory = {}
    answers = {}
    for number in range(22):
        time = number * 15.0
        wish, memory = HpaPolicy().decide(seen(0.25, 10, time=time), memory)
        answers[time] = wish.units
    assert all(answers[t] == 10 for t in answers if t <= 285)
    # at 300 s the 10 of 0 s is 300 s old and no longer counts: the highest left is 5
    assert answers[300.0] == answers[315.0] == 5


def test_a_peak_within_the_window_keeps_what_it_asked_for() -> None:
    # asked: 10 (at 0), 8 = 10 x 0.4/0.5 (at 15 s), then 5 = 10 x 0.25/0.5
    memory: Memory = {}
    answers = {}
    for number in range(23):
        time = number * 15.0
        wish, memory = HpaPolicy().decide(seen(0.4 if number == 1 else 0.25, 10, time=time), memory)
        answers[time] = wish.units
    assert (answers[285.0], answers[300.0], answers[315.0]) == (10, 8, 5)


def test_replicas_that_are_not_ready_count_as_idle_before_growth() -> None:
    # 2 of 3 ready at 1.0 of 0.5: ratio 2. With the third idle: (2 x 2 + 0) / 3 = 1.33; 1.33 x 3 = 4
    assert units(seen(1.0, 2, 3)) == 4
    # 2 of 4 ready at 1.0: (4 + 0) / 4 = 1.0, within the tolerance: the growth under way is enough
    assert units(seen(1.0, 2, 4)) == 4
    # 2 of 5 ready at 1.0: 4 / 5 = 0.8 turns the direction around: nothing
    assert units(seen(1.0, 2, 5)) == 5


def test_replicas_without_readings_count_as_on_target_before_shrinking() -> None:
    # 4 ready, one silent, the others at 0.25 of 0.5: ratio 0.5; (3 x 0.5 + 1) / 4 = 0.625; x 4 = 2.5 -> 3
    quiet = seen(0.25, 4, missing=1, time=300.0)
    memory: Memory = {"asked": ((290.0, 1.0),)}
    assert units(quiet, memory) == 3
    # two silent: (2 x 0.5 + 2) / 4 = 0.75; x 4 = 3
    assert units(dataclasses.replace(quiet, missing=2), memory) == 3
    # all but one without readings, the one at 0.45: (0.9 + 3) / 4 = 0.975: nothing
    assert units(seen(0.45, 4, missing=3, time=300.0), memory) == 4


def test_replicas_without_readings_count_as_idle_before_growth() -> None:
    # 4 ready, one silent, the others at 1.0 of 0.5: ratio 2; 3 x 2 / 4 = 1.5; x 4 = 6
    assert units(seen(1.0, 4, missing=1)) == 6
    # two silent: 2 x 2 / 4 = 1.0: nothing
    assert units(seen(1.0, 4, missing=2)) == 4


def test_amounts_are_shared_by_the_replicas() -> None:
    # 300 requests/s over 2 replicas, 100 by replica wanted: 150/100 = 1.5; 2 x 1.5 = 3
    assert units(seen(300.0, 2, target=100.0, metric=RATE)) == 3
    # 12 requests in work over 4 replicas, 2 wanted: 3/2 = 1.5; 4 x 1.5 = 6
    assert units(seen(12.0, 4, target=2.0, metric=CONCURRENCY)) == 6


def test_raised_limits_count_as_more_units() -> None:
    # one replica at twice its limits is 2 units; at 0.9 of 0.5 1.8 times: 2 x 1.8 = 3.6 -> 4 units
    raised = dataclasses.replace(seen(0.9, 1), limits=Resources(2.0))
    assert raised.units == 2
    assert units(raised) == 4


def test_without_readings_it_holds() -> None:
    silent = dataclasses.replace(seen(0.5, 2), series={})
    wish, memory = HpaPolicy().decide(silent, {})
    assert wish.held
    assert "utilisation_ratio is not read" in wish.reason
    assert memory == {}


def test_between_two_looks_the_reason_is_that_of_the_last() -> None:
    first, memory = HpaPolicy().decide(seen(0.8, 3), {})
    between, _ = HpaPolicy().decide(seen(0.1, 3, time=5.0), memory)
    assert between == first
    assert first.reason == "0.8 of utilisation_ratio by replica, 0.5 is the target: 1.60 times"
