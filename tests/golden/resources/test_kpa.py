"""Decisions of the Knative Pod Autoscaler worked out by hand from its published rules.

replicas = ceil(observed / target) over 60 s and over 6 s, 70 % of the target usable; panic where the short
window asks for twice what is ready, until 60 s have passed without; at most the half goes at a time.
"""

import pytest

from stratum.core.topology import Resources
from stratum.resources.policies.kpa import Desire, KpaPolicy, desire
from stratum.resources.types import CONCURRENCY, RATE, Bounds, Memory, Points, Situation, Tuning

BOUNDS = Bounds(0, 100, Resources(1.0), Resources())
TEN = Tuning(target=10.0)  # 70 % of it: 7 by replica


def seen(points: Points, ready: int, *, tuning: Tuning = TEN, desired: int | None = None) -> Situation:
    metric = RATE if tuning.metric == "requests" else CONCURRENCY
    return Situation(
        time=points[-1][0],
        service="scorer",
        ready=ready,
        desired=ready if desired is None else desired,
        limits=Resources(1.0),
        bounds=BOUNDS,
        tuning=tuning,
        series={metric: points},
    )


def level(value: float, until: float, seconds: float = 60.0) -> Points:
    """One value for so many seconds."""
    return tuple((until - seconds + 1 + n, value) for n in range(int(seconds)))


def decide(situation: Situation, memory: Memory | None = None) -> tuple[float, Memory]:
    wish, memory = KpaPolicy().decide(situation, memory or {})
    assert not wish.held
    return wish.units, memory


@pytest.mark.parametrize(
    ("observed", "ready", "wanted"),
    [
        (7.0, 1, 1),  # 7/7 = 1
        (7.1, 1, 2),  # 7.1/7 -> 2; twice one ready: this is panic too, with the same count
        (50.0, 8, 8),  # 50/7 = 7.14 -> 8
        (50.0, 5, 8),  # 8/5 = 1.6 times what is ready: no panic
        (10.0, 8, 4),  # 10/7 -> 2, but at most the half goes: floor(8/2) = 4
        (10.0, 5, 2),  # floor(5/2) = 2
    ],
)
def test_a_steady_load(observed: float, ready: int, wanted: int) -> None:
    assert decide(seen(level(observed, 100.0), ready))[0] == wanted


def test_the_rate_of_growth_is_bounded() -> None:
    # 10,000 in work at 7 by replica asks for 1429, but 1000 times one ready replica is 1000
    assert desire(10_000.0, 10_000.0, 7.0, 1.0) == Desire(1000, 1000, True)
    assert desire(10_000.0, 10_000.0, 7.0, 0.0) == Desire(1000, 1000, True)


def burst() -> Situation:
    """54 s at 7, then 6 s at 70: the long window sees (54 x 7 + 6 x 70) / 60 = 13.3, the short one 70."""
    return seen((*level(7.0, 94.0, 54.0), *level(70.0, 100.0, 6.0)), 1)


def test_panic_follows_the_short_window() -> None:
    # short: 70/7 = 10, ten times one ready: panic with 10; the long window alone would ask for 2
    units, memory = decide(burst())
    assert units == 10
    assert memory["panic"] == ((100.0, 10.0),)


def test_nothing_shrinks_in_panic_and_it_ends_after_a_stable_window() -> None:
    _, memory = decide(burst())
    # 30 s later with 10 ready and 7 in work, both windows ask for fewer: still 10
    units, memory = decide(seen(level(7.0, 130.0), 10), memory)
    assert units == 10
    # at exactly 60 s it panics still; after more than 60 s it is over: 7/7 = 1, but at most the half goes: 5
    units, memory = decide(seen(level(7.0, 160.0), 10), memory)
    assert units == 10
    units, memory = decide(seen(level(7.0, 162.0), 10), memory)
    assert units == 5
    assert "panic" not in memory


def test_a_new_cause_prolongs_panic() -> None:
    _, memory = decide(burst())
    # at 150 s 140 in work over 10 ready: 20, twice what is ready: panic goes on, now from 150 s, with 20
    units, memory = decide(seen(level(140.0, 150.0), 10), memory)
    assert (units, memory["panic"]) == (20, ((150.0, 20.0),))
    assert decide(seen(level(7.0, 208.0), 20), memory)[0] == 20


def test_growth_in_panic_without_new_cause_is_kept() -> None:
    _, memory = decide(burst())
    # 10 ready, 84 in work: 12, only 1.2 times, but more than the 10 asked in panic
    units, memory = decide(seen(level(84.0, 110.0), 10), memory)
    assert (units, memory["panic"]) == (12, ((100.0, 12.0),))


def test_the_last_replica_goes_after_the_grace_period() -> None:
    units, memory = decide(seen(level(0.0, 100.0), 1))
    assert units == 1
    assert decide(seen(level(0.0, 128.0), 1), memory)[0] == 1
    assert decide(seen(level(0.0, 130.0), 1), memory)[0] == 0


def test_a_request_in_the_grace_period_begins_it_anew() -> None:
    _, memory = decide(seen(level(0.0, 100.0), 1))
    _, memory = decide(seen(level(1.0, 120.0), 1), memory)
    units, memory = decide(seen(level(0.0, 130.0), 1), memory)
    assert (units, memory["unneeded"]) == (1, ((130.0, 0.0),))


def test_it_looks_every_2_seconds_only() -> None:
    _, memory = decide(seen(level(7.0, 100.0), 1))
    assert decide(seen(level(50.0, 101.0), 1), memory)[0] == 1
    assert decide(seen(level(50.0, 102.0), 1), memory)[0] == 8


def test_requests_per_second_have_their_own_default() -> None:
    # 200 requests/s by replica, 70 % of them usable: 140; 500/140 = 3.57 -> 4
    assert decide(seen(level(500.0, 100.0), 3, tuning=Tuning("requests")))[0] == 4
    # 100 in work by replica, 70 of them usable: 500/70 = 7.14 -> 8
    assert decide(seen(level(500.0, 100.0), 5, tuning=Tuning()))[0] == 8


def test_without_readings_it_holds() -> None:
    wish, _ = KpaPolicy().decide(Situation(1.0, "s", 1, 1, Resources(1.0), BOUNDS), {})
    assert wish.held
