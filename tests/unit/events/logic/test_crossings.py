"""When a watched metric has crossed its limit."""

import math

import pytest

from stratum.core.samples import Sample
from stratum.events.logic.crossings import Standing, limit, look, reading
from stratum.events.types import Crossing

HIGH = Crossing("rate", "scorer", above=50, hold=30)


def crossings(watch: Crossing, looks: list[tuple[float, float | None]]) -> list[float]:
    """When the metric crossed its limit."""
    standing, found = Standing(), []
    for now, value in looks:
        standing, crossed = look(watch, standing, value, now)
        if crossed:
            found.append(now)
    return found


def test_it_has_to_hold_and_is_told_once() -> None:
    assert crossings(HIGH, [(0, 60), (29, 60), (30, 60), (60, 99), (90, 60)]) == [30]


def test_it_begins_anew_after_it_came_back() -> None:
    assert crossings(
        HIGH, [(0, 60), (20, 50), (21, 60), (50, 60), (51, 60), (60, 10), (61, 60), (91, 60)]
    ) == [
        51,
        91,
    ]


def test_a_missing_reading_breaks_the_hold_and_is_no_return() -> None:
    assert crossings(
        HIGH, [(0, 60), (20, None), (30, 60), (59, 60), (60, 60), (70, None), (80, 60), (120, 60)]
    ) == [60]


def test_without_hold_it_is_told_at_once() -> None:
    assert crossings(Crossing("rate", "scorer", below=5), [(0, 4), (1, 3), (2, 6), (3, 4)]) == [0, 3]


def test_between_two_limits() -> None:
    assert crossings(Crossing("m", "s", above=1, below=3), [(0, 1), (1, 2), (2, 3), (3, 2.9)]) == [1, 3]


def test_a_clock_that_is_set_back_does_not_tell_early() -> None:
    assert crossings(HIGH, [(100, 60), (10, 60), (39, 60), (40, 60)]) == [40]


def sample(value: float, **labels: str) -> Sample:
    return Sample("rate", "scorer", 1.0, value, labels)


def test_the_worst_of_several_series_counts() -> None:
    latest = [sample(40, version="1"), sample(60, version="2"), Sample("rate", "other", 1.0, 99)]
    assert reading(HIGH, latest) == 60
    assert reading(Crossing("rate", "scorer", below=50), latest) == 40
    assert reading(Crossing("rate", "scorer", above=50, labels={"version": "1"}), latest) == 40
    assert reading(Crossing("rate", "scorer", above=50, labels={"host": "a"}), latest) is None


@pytest.mark.parametrize("absurd", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_no_reading(absurd: float) -> None:
    assert reading(HIGH, [sample(absurd)]) is None
    assert reading(HIGH, [sample(absurd), sample(3)]) == 3


def test_limits_in_words() -> None:
    assert limit(HIGH) == "above 50"
    assert limit(Crossing("m", "s", above=0.5, below=1)) == "above 0.5 and below 1"
