"""The simulator: what it counts, and that it runs the policies of live services."""

import dataclasses

import pytest

from stratum.core.topology import Resources
from stratum.resources.logic.traces import Trace, read_trace
from stratum.resources.policies.hpa import HpaPolicy
from stratum.resources.policies.kpa import KpaPolicy
from stratum.resources.policies.latency import LatencyPolicy
from stratum.resources.policies.none import NonePolicy
from stratum.resources.simulator import (
    Setting,
    clairvoyant,
    enough,
    fixed,
    meets,
    queue,
    rate_at,
    simulate,
)
from stratum.resources.types import Bounds, Objective, Rules, Tuning

SETTING = Setting(queue(0.05, 0.25), 0.25, 1.0, 10.0)
BOUNDS = Bounds(1, 50, Resources(1.0), Resources())


def rules(bounds: Bounds = BOUNDS, tuning: Tuning | None = None) -> Rules:
    return Rules("test", bounds, Objective(0.25), tuning or Tuning(), cooldown=5.0, idle=60.0)


def steps(*levels: tuple[float, int]) -> Trace:
    return read_trace([f"{rate}\n" for rate, seconds in levels for _ in range(seconds)])


def test_the_rate_of_a_time() -> None:
    trace = read_trace(["0,5", "10,7"])
    assert [rate_at(trace, t) for t in (0.0, 9.9, 10.0, 19.0)] == [5.0, 5.0, 7.0, 7.0]


def test_a_size_that_stays_costs_its_cores() -> None:
    outcome = fixed(steps((10.0, 3600)), 4, 0.5, SETTING)
    assert outcome.cost == pytest.approx(2.0)
    assert outcome.mean_cores(steps((10.0, 3600))) == pytest.approx(2.0)
    assert outcome.late == pytest.approx(0.0, abs=1e-4)
    assert outcome.violated == 0.0


def test_too_little_violates() -> None:
    outcome = fixed(steps((10.0, 50), (100.0, 50)), 1, 1.0, SETTING)
    assert outcome.violated == pytest.approx(0.5, abs=0.02)
    assert outcome.late == pytest.approx(10 / 11, abs=0.02)


def test_enough_is_the_smallest_that_meets_the_objective() -> None:
    trace = steps((10.0, 50), (100.0, 50))
    size = enough(trace, 1.0, SETTING)
    assert meets(100.0, size, 1.0, SETTING)
    assert not meets(100.0, size - 1, 1.0, SETTING)
    assert fixed(trace, size, 1.0, SETTING).violated == 0.0


def test_nobody_is_cheaper_without_violations_than_who_knows_the_future() -> None:
    trace = steps((10.0, 600), (100.0, 600), (20.0, 600))
    least = clairvoyant(trace, 1.0, SETTING)
    assert least.violated == 0.0
    assert least.cost < fixed(trace, enough(trace, 1.0, SETTING), 1.0, SETTING).cost
    for policy in (HpaPolicy(), LatencyPolicy()):
        assert simulate(trace, policy, rules(), SETTING).cost > least.cost


def test_none_stays_as_it_begins() -> None:
    trace = steps((10.0, 100), (100.0, 100))
    outcome = simulate(trace, NonePolicy(), rules(), SETTING, with_rows=True)
    assert outcome.changes == 0
    assert {row.ready for row in outcome.rows} == {1}


def test_a_policy_follows_a_step_of_load_after_the_startup() -> None:
    trace = steps((10.0, 120), (100.0, 300), (10.0, 600))
    outcome = simulate(trace, HpaPolicy(), rules(), SETTING, with_rows=True)
    ready = {row.time: row.ready for row in outcome.rows}
    assert ready[119.0] == 1
    assert ready[400.0] >= 8  # 100/s x 0.05 s / 70 % = 7.1, and more while the backlog is worked off
    assert ready[700.0] == 8  # the window of 300 s has passed since then
    assert ready[1010.0] == 1
    late = [row for row in outcome.rows if row.p95 > 0.25]
    assert all(120 <= row.time <= 205 for row in late)


def test_replicas_that_start_cost_and_do_not_answer() -> None:
    trace = steps((10.0, 120), (100.0, 300))
    slow = dataclasses.replace(SETTING, startup=60.0)
    quick = simulate(trace, HpaPolicy(), rules(), dataclasses.replace(SETTING, startup=0.0))
    late = simulate(trace, HpaPolicy(), rules(), slow)
    assert late.violated > quick.violated


def test_limits_are_raised_at_once_and_before_replicas() -> None:
    tall = Bounds(1, 50, Resources(1.0), Resources(16.0))
    trace = steps((10.0, 120), (100.0, 300))
    outcome = simulate(trace, HpaPolicy(), rules(tall), SETTING, with_rows=True)
    assert {row.ready for row in outcome.rows} == {1}
    assert 8.0 <= outcome.rows[-1].cpu <= 16.0


def test_scale_to_zero_sleeps_and_wakes() -> None:
    sleepy = Bounds(0, 2, Resources(1.0), Resources())
    trace = steps((10.0, 100), (0.0, 300), (10.0, 100))
    outcome = simulate(trace, KpaPolicy(), rules(sleepy, Tuning(target=1.0)), SETTING, with_rows=True)
    ready = {row.time: row.ready for row in outcome.rows}
    assert ready[90.0] == 1
    assert ready[300.0] == 0
    assert ready[399.0] == 0
    assert ready[412.0] >= 1
    assert outcome.cost < fixed(trace, 1, 1.0, SETTING).cost


def test_equal_input_gives_equal_output() -> None:
    trace = steps((10.0, 100), (60.0, 200), (30.0, 100))
    first, second = (simulate(trace, LatencyPolicy(), rules(), SETTING, with_rows=True) for _ in range(2))
    assert first == second
