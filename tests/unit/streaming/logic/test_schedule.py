"""Order and pace of a replay."""

from itertools import islice

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.streaming.logic.schedule import (
    Course,
    Pace,
    Step,
    Swing,
    factor_at,
    moment_of,
    replay_digest,
    replay_steps,
)
from stratum.streaming.types import Endpoint, ReplaySpec

ROWS = st.lists(st.tuples(st.integers(0, 50), st.none() | st.integers(0, 80)), max_size=30)
SPEC = ReplaySpec(
    application="app",
    name="ewr",
    address="127.0.0.1",
    status=9101,
    broker=Endpoint("127.0.0.1", 1883),
    dataset="/data/x.parquet",
    topic="departures",
    columns=("distance",),
)


def split(rows: list[tuple[int, int | None]]) -> tuple[list[int], list[int | None]]:
    ordered = sorted(rows, key=lambda row: row[0])
    return [time for time, _ in ordered], [known for _, known in ordered]


def test_an_outcome_comes_with_the_first_departure_that_is_not_before_it() -> None:
    steps = list(replay_steps([10, 20, 30], [25, 20, None]))
    assert steps == [Step(0, False), Step(1, False), Step(2, False), Step(1, True), Step(0, True)]


def test_what_is_left_follows_the_last_departure() -> None:
    assert list(replay_steps([10], [99])) == [Step(0, outcome=False), Step(0, outcome=True)]
    assert list(replay_steps([], [])) == []


@given(ROWS)
def test_every_row_departs_once_in_order_and_lands_once_afterwards(
    rows: list[tuple[int, int | None]],
) -> None:
    times, known = split(rows)
    steps = list(replay_steps(times, known))
    assert [step.row for step in steps if not step.outcome] == list(range(len(rows)))
    landed = [step.row for step in steps if step.outcome]
    assert sorted(landed) == [row for row, when in enumerate(known) if when is not None]
    assert all(steps.index(Step(row, False)) < steps.index(Step(row, True)) for row in landed)


@given(ROWS)
def test_no_outcome_is_told_before_it_is_known(rows: list[tuple[int, int | None]]) -> None:
    times, known = split(rows)
    now = -1
    departures = len(times)
    for step in replay_steps(times, known):
        when = known[step.row]
        departures -= not step.outcome
        now = now if step.outcome else times[step.row]
        assert not step.outcome or departures == 0 or (when is not None and when <= now)


@given(ROWS, st.integers(0, 40))
def test_a_number_says_how_far_one_is(rows: list[tuple[int, int | None]], number: int) -> None:
    times, known = split(rows)
    everything = list(replay_steps(times, known))
    assert list(islice(replay_steps(times, known), number, None)) == everything[number:]


def test_the_pace_lets_events_go_when_they_are_due() -> None:
    pace = Pace(rate=10.0, credit=1.0, at=100.0)
    assert pace.allowed()
    pace = pace.spent(1)
    assert not pace.allowed()
    assert pace.delay() == pytest.approx(0.1)
    assert pace.refilled(100.125).allowed()


def test_a_long_pause_is_made_up_for_by_one_second_at_most() -> None:
    assert Pace(40.0, 0.0, 0.0).refilled(3600.0).credit == 40.0
    assert Pace(0.5, 0.0, 0.0).refilled(3600.0).credit == 1.0


def test_no_rate_means_no_waiting() -> None:
    pace = Pace(0.0, 0.0, 0.0).spent(1000)
    assert pace.allowed()
    assert pace.delay() == 0.0


@given(st.floats(0.1, 1000), st.lists(st.floats(0, 2), max_size=20))
def test_never_more_than_the_rate_and_a_second_in_hand(rate: float, waits: list[float]) -> None:
    pace, now, sent = Pace(rate, 1.0, 0.0), 0.0, 0
    for wait in waits:
        now += wait
        pace = pace.refilled(now)
        while pace.allowed():
            pace, sent = pace.spent(1), sent + 1
    assert sent <= max(1.0, rate) + rate * now + 1


def test_a_place_holds_for_the_same_data_at_any_pace() -> None:
    place = replay_digest(SPEC)
    assert replay_digest(msgspec.structs.replace(SPEC, rate=5.0, status=1, name="x")) == place
    assert replay_digest(msgspec.structs.replace(SPEC, where={"origin": "EWR"})) != place
    assert replay_digest(msgspec.structs.replace(SPEC, dataset="/data/y.parquet")) != place


SWINGS = (Swing(1000, 2.0), Swing(2000, 0.5))


@pytest.mark.parametrize(("moment", "factor"), [(0, 1.0), (999, 1.0), (1000, 2.0), (1999, 2.0), (2000, 0.5)])
def test_the_last_swing_that_has_begun_counts(moment: int, factor: float) -> None:
    assert factor_at(SWINGS, moment) == factor


def test_a_pace_swings_with_the_moment_of_the_data() -> None:
    pace = Pace(10.0, 0.0, 0.0, SWINGS)
    assert pace.refilled(0.5, 0).credit == 5.0
    assert pace.refilled(0.5, 1000).credit == 10.0
    assert pace.delay(2000) == 0.2


def test_a_day_may_pass_in_a_second() -> None:
    course = Course(86400.0, 1000.0, at=5.0)
    assert course.allowed(1000)
    assert not course.allowed(1001)
    assert course.delay(1000 + 43200) == 0.5
    later = course.refilled(5.5)
    assert later.allowed(1000 + 43200)
    assert not later.allowed(1000 + 43201)


def test_a_course_goes_faster_from_a_swing_on() -> None:
    assert Course(100.0, 0.0, 0.0, SWINGS).refilled(1.0, 1500).reached == 200.0


def test_a_long_standstill_is_not_made_up_for() -> None:
    assert Course(1.0, 0.0, 0.0).refilled(3600.0).reached == 10.0


def test_a_moment_without_zone_is_in_utc() -> None:
    assert moment_of("1970-01-02T00:00:00") == moment_of("1970-01-02T00:00:00Z") == 86400
    assert moment_of("1970-01-02T01:00:00+01:00") == 86400
    with pytest.raises(InvalidInputError, match="no time"):
        moment_of("soon")
