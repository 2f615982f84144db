"""Looking back: schedules beside what was counted live."""

import pytest

from stratum.lifecycle.logic.retrospect import date_of, day_of, first_days, months, scheduled, told, trailing
from stratum.lifecycle.types import Count, Day

DAYS = (
    Day("2013-03-30", Count(100, 80), Count(100, 80), ("1",)),
    Day("2013-03-31", Count(300, 150), Count(300, 120), ("1", "2")),
    Day("2013-04-01", Count(100, 90), Count(100, 70), ("2",)),
)
START = day_of("2013-04-01")


def test_days_have_numbers() -> None:
    assert day_of("1970-01-02") == 1
    assert date_of(day_of("2013-02-28") + 1) == "2013-03-01"


def test_months_begin_after_the_first_day_and_not_after_the_last() -> None:
    found = months(day_of("2013-03-01"), day_of("2013-06-01"))
    assert [date_of(day) for day in found] == ["2013-04-01", "2013-05-01", "2013-06-01"]
    assert months(day_of("2013-12-31"), day_of("2014-01-01")) == (day_of("2014-01-01"),)


def test_what_was_counted_is_told() -> None:
    live, never = told("live", 1, DAYS), told("never", 0, DAYS, baseline=True)
    assert (live.accuracy, live.trainings) == (320 / 500, 1)
    assert (never.accuracy, never.trainings) == (270 / 500, 0)


def test_a_schedule_answers_from_its_training_on_and_the_oldest_version_before() -> None:
    line = scheduled("monthly", DAYS, {START: {START: (50, 50)}})
    assert line.trainings == 1
    assert line.accuracy == (80 + 120 + 100) / 500


def test_a_delay_lets_the_model_before_answer_longer() -> None:
    early = day_of("2013-03-30")
    rehearsals = {early: dict.fromkeys((early, early + 1, early + 2), (10, 9)), START: {START: (10, 10)}}
    assert scheduled("m", DAYS, rehearsals).accuracy == pytest.approx((90 + 270 + 100) / 500)
    assert scheduled("m", DAYS, rehearsals, 1).accuracy == pytest.approx((80 + 270 + 90) / 500)


def test_days_without_rows_of_the_schedule_do_not_count() -> None:
    line = scheduled("monthly", DAYS, {day_of("2013-03-31"): {START: (10, 5)}})
    assert sorted(line.days) == [day_of("2013-03-30"), START]


def test_the_trailing_accuracy_is_weighted_by_outcomes() -> None:
    points = trailing(told("live", 0, DAYS), 2)
    assert [share for _, share in points] == pytest.approx([0.8, 230 / 400, 240 / 400])


def test_the_first_day_of_each_version() -> None:
    assert first_days(DAYS) == {"1": day_of("2013-03-30"), "2": day_of("2013-03-31")}
