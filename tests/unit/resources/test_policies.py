"""Threshold and forecast policies, each in front of a situation."""

import dataclasses
import math

import pytest

from stratum.core.topology import Resources
from stratum.resources.policies.forecast import ForecastPolicy
from stratum.resources.policies.latency import LatencyPolicy
from stratum.resources.policies.none import NonePolicy
from stratum.resources.policies.utilisation import UtilisationPolicy
from stratum.resources.types import (
    P95,
    RATE,
    UTILISATION,
    Bounds,
    Memory,
    Objective,
    Points,
    Situation,
    Tuning,
)

NOW = 1000.0


def level(value: float, seconds: int = 60, until: float = NOW) -> Points:
    return tuple((until - seconds + 1 + n, value) for n in range(seconds))


def seen(desired: int = 4, *, time: float = NOW, ready: int | None = None, **levels: float) -> Situation:
    names = {"rate": RATE, "p95": P95, "used": UTILISATION}
    return Situation(
        time=time,
        service="scorer",
        ready=desired if ready is None else ready,
        desired=desired,
        limits=Resources(1.0),
        bounds=Bounds(1, 50, Resources(1.0), Resources()),
        objective=Objective(0.1),
        series={names[name]: level(value, until=time) for name, value in levels.items()},
    )


def test_none_wishes_what_there_is() -> None:
    assert NonePolicy().decide(seen(3, used=5.0), {})[0].units == 3


@pytest.mark.parametrize(
    ("used", "units"),
    [
        (0.75, 5),  # above 70 %: a quarter more
        (0.70, 4),
        (0.50, 4),  # without one 4/3 x 50 % = 67 %, above 80 % of 70 %
        (0.41, 3),  # 4/3 x 41 % = 55 %, under 56 %
    ],
)
def test_utilisation_steps(used: float, units: float) -> None:
    assert UtilisationPolicy().decide(seen(used=used), {})[0].units == units


def test_utilisation_grows_by_a_quarter_and_waits_for_what_it_asked_for() -> None:
    policy = UtilisationPolicy()
    wish, memory = policy.decide(seen(10, used=0.9), {})
    assert wish.units == 13
    assert policy.decide(seen(13, ready=10, time=NOW + 5, used=0.9), memory)[0].units == 13
    assert policy.decide(seen(13, time=NOW + 5, used=0.9), memory)[0].units == 17
    assert policy.decide(seen(13, ready=10, time=NOW + 60, used=0.9), memory)[0].units == 17


def test_a_step_down_rests_a_minute_after_any_step() -> None:
    policy = UtilisationPolicy()
    _, memory = policy.decide(seen(4, used=0.9), {})
    assert policy.decide(seen(5, time=NOW + 59, used=0.1), memory)[0].units == 5
    assert policy.decide(seen(5, time=NOW + 60, used=0.1), memory)[0].units == 4


def test_one_busy_second_in_the_last_minute_does_not_hide() -> None:
    calm = seen(used=0.1)
    peak = {UTILISATION: (*level(0.1, 55, NOW - 5), *level(0.69, 5))}
    assert UtilisationPolicy().decide(calm, {})[0].units == 3
    assert UtilisationPolicy().decide(dataclasses.replace(calm, series=peak), {})[0].units == 4


@pytest.mark.parametrize(
    ("p95", "used", "units"),
    [(0.081, 0.5, 5), (0.08, 0.5, 4), (0.04, 0.5, 3), (0.04, 0.55, 4), (0.06, 0.1, 4)],
)
def test_latency_steps(p95: float, used: float, units: float) -> None:
    assert LatencyPolicy().decide(seen(p95=p95, used=used, rate=100.0), {})[0].units == units


def test_a_load_that_was_too_much_is_remembered() -> None:
    policy = LatencyPolicy()
    _, memory = policy.decide(seen(4, p95=0.09, used=0.5, rate=100.0), {})
    assert memory["breaches"] == ((NOW, 25.0),)
    # 5 units carry 95/s calmly; 4 would carry 23.75 each, above 90 % of the 25 that were too much
    later = seen(5, time=NOW + 120, p95=0.04, used=0.4, rate=95.0)
    assert policy.decide(later, memory)[0].units == 5
    assert policy.decide(later, {})[0].units == 4
    # half an hour later it is forgotten
    assert policy.decide(dataclasses.replace(later, time=NOW + 1800, series=seen(
        5, time=NOW + 1800, p95=0.04, used=0.4, rate=95.0).series), memory)[0].units == 4  # fmt: skip


def test_no_requests_have_no_latency() -> None:
    assert LatencyPolicy().decide(seen(4, rate=0.0, used=0.0), {})[0].units == 3


def test_latency_holds_without_what_it_needs() -> None:
    wish, _ = LatencyPolicy().decide(dataclasses.replace(seen(p95=0.1), objective=Objective()), {})
    assert (wish.held, wish.reason) == (True, "the model promises no p95Latency")
    wish, _ = LatencyPolicy().decide(seen(rate=10.0), {})
    assert (wish.held, wish.reason) == (True, "latency_p95_seconds is not read")


@pytest.mark.parametrize("policy", [UtilisationPolicy(), ForecastPolicy()])
def test_others_hold_without_what_they_need(policy: UtilisationPolicy | ForecastPolicy) -> None:
    assert policy.decide(seen(), {})[0].held


def played(rates: Points, *, tuning: Tuning | None = None) -> tuple[list[float], Memory]:
    """Units that the forecast asks for as a rate goes on; a unit carries 10 requests/s."""
    policy, units, answers = ForecastPolicy(), 2, list[float]()
    memory: Memory = {}
    for number, (time, _) in enumerate(rates):
        window = rates[max(0, number - 14) : number + 1]
        situation = Situation(
            time,
            "scorer",
            units,
            units,
            Resources(1.0),
            Bounds(1, 100, Resources(1.0), Resources()),
            tuning=tuning or Tuning(),
            series={RATE: window, UTILISATION: tuple((t, v / units / 10.0) for t, v in window)},
        )
        wish, memory = policy.decide(situation, memory)
        units = max(1, math.ceil(wish.units))
        answers.append(wish.units)
    return answers, memory


def test_forecast_learns_what_a_unit_carries() -> None:
    answers, memory = played(level(60.0, 120))
    assert memory["carried"][-1][1] == pytest.approx(10.0)
    assert answers[-1] == 8  # 60 / (10 x 75 %) = 8


def test_forecast_is_ahead_of_a_ramp() -> None:
    rates = tuple((float(t), 50.0 + t) for t in range(300))
    answers, _ = played(rates)
    # at 299 s the rate is 349; it rises 1 a second, and what is asked for now answers in 10 s
    assert answers[-1] >= math.ceil((349 + 10) / 7.5)
    assert answers[-1] <= math.ceil((349 + 40) / 7.5)


def test_forecast_knows_a_season() -> None:
    period = 300.0
    rates = tuple((float(t), 200.0 if t % period < 60 else 20.0) for t in range(1500))
    answers, _ = played(rates, tuning=Tuning(period=period))
    before = answers[1196]  # 4 s before the fifth rise
    blind, _ = played(rates)
    assert before > 2 * blind[1196]
    assert before >= math.ceil(200 / 7.5) - 2


def test_a_quarter_goes_at_a_time_where_that_is_enough() -> None:
    assert UtilisationPolicy().decide(seen(20, used=0.1), {})[0].units == 15
    # 20/15 x 50 % = 67 %, above 56 %; 20/19 x 50 % = 53 %
    assert UtilisationPolicy().decide(seen(20, used=0.5), {})[0].units == 19
    assert LatencyPolicy().decide(seen(20, p95=0.01, used=0.1, rate=1.0), {})[0].units == 15
