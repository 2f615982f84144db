"""Recorded load as text."""

import pytest

from stratum.core.errors import InvalidInputError
from stratum.resources.logic.traces import read_trace


def test_one_rate_a_line_is_a_second_each() -> None:
    trace = read_trace(["3\n", "\n", "# note\n", "5.5\n"])
    assert (trace.times, trace.rates, trace.end) == ((0.0, 1.0), (3.0, 5.5), 2.0)
    assert (trace.peak, trace.mean) == (5.5, 4.25)


@pytest.mark.parametrize("heading", [[], ["time,rate"], ["\ufeffinterval,count"], ["timestamp, value"]])
def test_times_count_from_the_first(heading: list[str]) -> None:
    trace = read_trace([*heading, "50,200", "90,104", "100,0"])
    assert (trace.times, trace.rates, trace.end) == ((0.0, 40.0, 50.0), (200.0, 104.0, 0.0), 60.0)
    assert trace.mean == pytest.approx((200 * 40 + 104 * 10) / 60)


def test_dates_are_times() -> None:
    trace = read_trace(["timestamp,value", "2014-07-01 00:00:00,10", "2014-07-01T00:30:00,8"])
    assert (trace.times, trace.end) == ((0.0, 1800.0), 3600.0)


def test_an_interval_takes_the_place_of_times() -> None:
    trace = read_trace(["0,1", "1800,2"], interval=60.0)
    assert (trace.times, trace.end) == ((0.0, 60.0), 120.0)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["1", "x"], "line 2: 'x' is no rate; write a number of requests per second"),
        (["1", "-2"], "line 2: rate -2 cannot be; write a number from 0 to 1e+09"),
        (["1", "nan"], "line 2: 'nan' is no rate"),
        (["1", "inf"], "line 2: rate inf cannot be"),
        (["0,1", "1,2,3"], "line 2: 3 columns; keep time and rate only"),
        (["0,1", "0,2"], "line 2: time 0 does not come after the line before; sort the lines by time"),
        (["0,1", "soon,2"], "line 2: 'soon' is no time; write seconds, or a date and time"),
        (["0,1", "5"], "some lines have a time and some have none"),
        ([], "the trace has no rates"),
        (["time,rate"], "the trace has no rates"),
        (["1", *["x"] * 8], "and 3 more"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_a_fix(lines: list[str], told: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_trace(lines)
    assert told in caught.value.message
    assert caught.value.hint
