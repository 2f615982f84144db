"""Readings that cannot be believed, and what follows from those that can."""

import math

import pytest

from stratum.resources.logic.readings import believable, complaint
from stratum.resources.types import CONCURRENCY, CPU, CPU_LIMIT, MEMORY, P50, RATE, UTILISATION, WAITING

NOW = 1000.0
GOOD = {RATE: ((NOW - 1, 20.0),)}


@pytest.mark.parametrize("value", [math.nan, math.inf, -1.0, 2e9])
def test_an_absurd_reading_is_told_with_its_age(value: float) -> None:
    told = complaint({**GOOD, P50: ((NOW - 3, value),)}, NOW, NOW - 60)
    assert told == f"latency_p50_seconds was read as {value:g} 3 s ago, which cannot be"
    assert believable({P50: ((NOW - 3, value), (NOW, 0.1))})[P50] == ((NOW, 0.1),)


def test_an_old_absurdity_is_forgiven_and_left_out() -> None:
    series = {**GOOD, P50: ((NOW - 11, math.nan), (NOW - 1, 0.1))}
    assert complaint(series, NOW, NOW - 60) == ""


def test_memory_may_be_large() -> None:
    assert complaint({**GOOD, MEMORY: ((NOW, 64e9),)}, NOW, NOW - 60) == ""


def test_missing_and_stale_readings_are_told() -> None:
    assert complaint({}, NOW, NOW - 60) == "requests_per_second is not read"
    assert (
        complaint({RATE: ((NOW - 30, 5.0),)}, NOW, NOW - 60) == "requests_per_second was last read 30 s ago"
    )
    assert complaint(GOOD, NOW, NOW - 60) == ""


def test_nothing_is_due_while_nothing_answers_or_just_after_a_change() -> None:
    assert complaint({}, NOW, None) == ""
    assert complaint({}, NOW, NOW - 14) == ""


def test_utilisation_is_of_what_is_allowed() -> None:
    found = believable({CPU: ((1.0, 0.3), (2.0, 0.9)), CPU_LIMIT: ((1.0, 0.5), (3.0, 0.5))})
    assert found[UTILISATION] == ((1.0, 0.6),)
    assert UTILISATION not in believable({CPU: ((1.0, 0.3),)})
    assert UTILISATION not in believable({CPU: ((1.0, 0.3),), CPU_LIMIT: ((1.0, 0.0),)})


def test_requests_in_work_are_rate_times_latency_and_those_that_wait() -> None:
    found = believable({RATE: ((1.0, 100.0), (2.0, 50.0)), P50: ((1.0, 0.02),), WAITING: ((2.0, 4.0),)})
    assert found[CONCURRENCY] == ((1.0, 2.0), (2.0, 4.0))
