"""Schedules of cron: which moment has come, and which one comes."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.cron import last_time, next_time, parse_cron
from stratum.core.errors import InvalidInputError


def at(text: str) -> float:
    return datetime.datetime.fromisoformat(f"{text}+00:00").timestamp()


@pytest.mark.parametrize(
    ("cron", "after", "expected"),
    [
        ("* * * * *", "2026-01-01 00:00:30", "2026-01-01 00:01"),
        ("* * * * *", "2026-01-01 00:01:00", "2026-01-01 00:02"),
        ("0 3 * * *", "2026-01-01 03:00", "2026-01-02 03:00"),
        ("*/15 * * * *", "2026-01-01 00:46", "2026-01-01 01:00"),
        ("5/20 * * * *", "2026-01-01 00:26", "2026-01-01 00:45"),
        ("0 0 * * 1-5", "2026-01-02 12:00", "2026-01-05 00:00"),  # Friday, Monday
        ("0 0 * * 7", "2026-01-01 00:00", "2026-01-04 00:00"),
        ("0 0 * * sun", "2026-01-01 00:00", "2026-01-04 00:00"),
        ("0 12 1,15 JAN *", "2026-01-02 00:00", "2026-01-15 12:00"),
        ("0 0 29 2 *", "2026-01-01 00:00", "2028-02-29 00:00"),
        ("0 0 29 2 *", "2096-03-01 00:00", "2104-02-29 00:00"),
        ("0 0 13 * 5", "2026-01-01 00:00", "2026-01-02 00:00"),  # the 13th, or a Friday
    ],
)
def test_the_moment_that_comes(cron: str, after: str, expected: str) -> None:
    assert next_time(parse_cron(cron), at(after)) == at(expected)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("* * * *", "4 fields"),
        ("60 * * * *", "'60' is no minute"),
        ("* 24 * * *", "'24' is no hour"),
        ("* * 0 * *", "'0' is no day of the month"),
        ("* * * foo *", "'foo' is no month"),
        ("* * * * 8", "'8' is no day of the week"),
        ("5-1 * * * *", "'5-1' is no minute"),
        ("*/0 * * * *", "'*/0' is no minute"),
        ("1;2 * * * *", "'1;2' is no minute"),
        ("*-5 * * * *", "'*-5' is no minute"),
        ("0 0 31 2 *", "never comes"),
    ],
)
def test_what_is_no_schedule_is_told(text: str, told: str) -> None:
    with pytest.raises(InvalidInputError, match=told.replace("*", r"\*")):
        parse_cron(text)


NUMBERS = st.integers(0, 23)


@given(st.integers(0, 59), NUMBERS, st.sampled_from(["*", "1", "*/7", "13-20"]), st.floats(0, 4e9))
def test_the_newest_moment_is_the_one_after_which_the_next_comes(
    minute: int, hour: int, day: str, now: float
) -> None:
    cron = parse_cron(f"{minute} {hour} {day} * *")
    following = next_time(cron, now)
    assert following is not None
    assert following > now
    assert last_time(cron, following) == following
    before = last_time(cron, now)
    assert before is None or (before <= now and next_time(cron, before) == following)
