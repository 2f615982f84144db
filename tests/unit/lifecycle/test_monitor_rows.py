"""Rows of events as columns, and their moments."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.lifecycle.logic.monitor_answers import read_all, said_of
from stratum.lifecycle.logic.monitor_book import Said
from stratum.lifecycle.logic.monitor_rows import MOST_AHEAD, MOST_BEHIND, Rows, Time, admitted, moments
from stratum.streaming.logic.messages import Departure, Label, Outcome

DAY = 86_400.0


def events(**columns: list[object]) -> list[Departure]:
    names = list(columns)
    rows = zip(*columns.values(), strict=True)
    return [Departure(f"r{i}", 5.0, dict(zip(names, row, strict=True))) for i, row in enumerate(rows)]


def test_numbers_are_floats_and_what_is_none_is_missing() -> None:
    rows = Rows(events(n=[1, 2.5, None, True]))
    assert np.array_equal(rows.numbers("n"), [1.0, 2.5, np.nan, 1.0], equal_nan=True)
    assert rows.numbers("n") is rows.numbers("n")
    assert np.isnan(rows.numbers("unknown")).all()


def test_what_is_no_number_is_missing_and_costs_nobody_else_his() -> None:
    rows = Rows(events(n=[1, "two", [3], 10**400, {}]))
    assert np.array_equal(rows.numbers("n"), [1.0] + [np.nan] * 4, equal_nan=True)


def test_texts_are_texts() -> None:
    assert Rows(events(t=["a", None, 3, True])).texts("t").tolist() == ["a", None, "3", "True"]


def test_moments_are_read_from_texts_and_numbers() -> None:
    said = [
        "1970-01-02T00:00:00Z",
        "1970-01-02",
        "1970-01-02T02:00:00+02:00",
        86_400,
        "soon",
        None,
        math.inf,
        [],
    ]
    found = moments(events(when=said), "when")
    assert found == [DAY, DAY, DAY, DAY, None, None, None, None]


def test_a_row_without_that_column_happened_when_it_was_sent() -> None:
    assert moments(events(n=[1]), "when") == [5.0]
    assert moments(events(n=[1]), "") == [5.0]


def test_old_rows_and_single_rows_far_ahead_do_not_count() -> None:
    found = admitted([100.0, 40.0, None, 300.0, 101.0], Time(90.0), 45.0)
    assert found.taken == (True, False, False, False, True)
    assert found.time == Time(101.0)


def test_a_hundred_rows_far_ahead_are_the_time() -> None:
    found = admitted([1000.0] * MOST_AHEAD, Time(90.0), 45.0)
    assert found.taken == (False,) * (MOST_AHEAD - 1) + (True,)
    assert found.time == Time(1000.0)


def test_a_thousand_rows_far_behind_are_data_that_began_again() -> None:
    behind = [10.0] * MOST_BEHIND
    found = admitted([1000.0, *behind, 11.0], Time(990.0), 45.0)
    assert found.again
    assert found.taken == (False,) * MOST_BEHIND + (True, True)
    assert found.time == Time(11.0)
    # One row of the present between them, and nothing begins.
    assert not admitted([*behind[1:], 1000.0, *behind[1:]], Time(990.0), 45.0).again
    # A publisher that lags is no beginning either.
    assert not admitted([900.0] * 2 * MOST_BEHIND, Time(990.0), 45.0).again


@given(st.lists(st.none() | st.floats(0, 1e6), max_size=300), st.integers(0, 300))
def test_pieces_of_moments_are_the_whole(found: list[float | None], cut: int) -> None:
    whole = admitted(found, Time(), 1000.0)
    first = admitted(found[:cut], Time(), 1000.0)
    second = admitted(found[cut:], first.time, 1000.0)
    assert (first.taken + second.taken, second.time) == (whole.taken, whole.time)


@given(st.lists(st.floats(1, 1e6), max_size=300))
def test_a_few_rows_never_take_the_time_back(found: list[float]) -> None:
    time = Time()
    for moment in found:
        later = admitted([moment], time, 1000.0).time
        assert later.newest >= time.newest
        time = later


def test_labels_are_read_as_models_write_them() -> None:
    labels: list[Label] = ["1", "0", "yes", "False", 1, 0.0, True, "perhaps", None]
    chances: list[float | None] = [0.7, None, 0.6, 0.2, 0.9, 0.1, None, 0.5, 0.5]
    found = [each and (each.label, each.chance) for each in said_of("3", labels, chances)]
    wanted = [(1, 0.7), (0, 0.0), (1, 0.6), (0, 0.2), (1, 0.9), (0, 0.1), (1, 1.0), None, None]
    assert found == wanted
    assert said_of("3", ["1"], [0.7]) == [Said("3", 1, 0.7)]


@pytest.mark.parametrize("body", [b"", b"[1]", b'{"id":"","sent":1,"outcome":1}', b"\xff", b"[" * 100_000])
def test_bad_messages_are_counted(body: bytes) -> None:
    good = b'{"id":"a","sent":1.0,"outcome":1}'
    assert read_all(Outcome, [body, good, body]) == ([Outcome("a", 1.0, 1)], 2)
