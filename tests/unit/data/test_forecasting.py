"""Steps from a model of one step, and the spacing of rows that they need."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.bundles import Column, ColumnType, Forecast
from stratum.core.errors import InvalidInputError
from stratum.data.logic.forecasting import after, check_spacing, in_order, roll
from stratum.data.logic.past import past_figures
from stratum.data.logic.rows import Columns

WINDOWS = (
    {"name": "before", "of": "y", "is": "lag", "rows": 1},
    {"name": "mean", "of": "y", "is": "mean", "rows": 3},
    {"name": "warmest", "of": "x", "is": "max", "rows": 2},
)
DAILY = Forecast("t", "s", "y", 2, 1, 86_400, "s", WINDOWS)


def table(series: dict[str, list[float]], start: str = "2024-01-01") -> Columns:
    """Days of some series, one after the other."""
    first, places = np.datetime64(start, "s"), [i for y in series.values() for i in range(len(y))]
    values = np.array([v for y in series.values() for v in y], dtype=np.float64)
    names = np.array([name for name, y in series.items() for _ in y], dtype=object)
    return {
        "t": first + np.array(places) * np.timedelta64(1, "D"),
        "s": names,
        "y": values,
        "x": (values * 2).astype(np.float32),
    }


def test_answers_are_the_past_of_later_steps() -> None:
    columns = table({"a": [1, 2, 3, 0, 0, 7, 0]})
    wanted = np.array([False] * 3 + [True] * 4)
    found = roll(DAILY, columns, in_order(DAILY, columns), wanted, lambda c: c["before"] + 1.0)
    assert found.steps.tolist() == [1, 2, 1, 2]
    assert found.answers.tolist() == [4, 5, 1, 2], "each stretch begins at the true value before it"
    assert found.columns["mean"].tolist() == [2, 3, 1, pytest.approx(1 / 3)]
    assert found.columns["warmest"].tolist() == [6, 6, 0, 14], "other columns are known"


@given(st.lists(st.integers(-9, 9), min_size=5, max_size=20), st.permutations(range(5)))
def test_the_first_step_sees_what_training_rows_see(values: list[int], order: list[int]) -> None:
    columns = table({"b": [float(v) for v in values], "a": [float(-v) for v in values]})
    shuffled = np.argsort(np.resize(order, len(columns["y"])), kind="stable")
    columns = {name: column[shuffled] for name, column in columns.items()}
    wanted = columns["t"] == columns["t"].max()
    found = roll(DAILY, columns, in_order(DAILY, columns), wanted, lambda c: c["before"])
    keys = np.unique(columns["s"].astype(str), return_inverse=True)[1]
    for window in WINDOWS:
        of, figure, rows = str(window["of"]), str(window["is"]), int(str(window["rows"]))
        told = past_figures(keys, columns["t"].astype(np.int64), columns[of], figure, rows)
        assert np.array_equal(found.columns[str(window["name"])], told[found.places].astype(np.float32))


def test_months_follow_months() -> None:
    monthly = Forecast("t", "", "y", 2, 1, 1, "M", WINDOWS)
    times = np.array(["2023-12-01", "2024-01-01"], dtype="datetime64[s]")
    assert after(monthly, times, 2).astype(str).tolist() == ["2024-02-01T00:00:00", "2024-03-01T00:00:00"]
    columns = {"t": np.append(times, np.datetime64("2024-03-01", "s"))}
    with pytest.raises(InvalidInputError, match="2024-03-01T00:00:00 follows 2024-01-01T00:00:00"):
        check_spacing(monthly, in_order(monthly, columns))


@pytest.mark.parametrize(("every", "time", "later"), [
    (1, "2024-01-31T00:00:00", ["2024-02-29T00:00:00", "2024-03-31T00:00:00"]),
    (1, "2023-01-31T18:30:00", ["2023-02-28T18:30:00", "2023-03-31T18:30:00"]),
    (3, "2023-06-30T00:00:00", ["2023-09-30T00:00:00", "2023-12-31T00:00:00"]),
])  # fmt: skip
def test_ends_of_months_follow_ends_of_months(every: int, time: str, later: list[str]) -> None:
    ends = Forecast("t", "", "y", 2, 1, every, "E", WINDOWS)
    times = np.array([time], dtype="datetime64[s]")
    assert [str(after(ends, times, steps)[0]) for steps in (1, 2)] == later
    columns = {"t": np.array([time, later[0], later[1]], dtype="datetime64[s]")}
    check_spacing(ends, in_order(ends, columns))
    columns["t"][2] -= np.timedelta64(1, "D")
    with pytest.raises(InvalidInputError, match="months, on the last day"):
        check_spacing(ends, in_order(ends, columns))


def test_rows_that_cannot_be_ordered_are_refused_by_name() -> None:
    columns = table({"a": [1, 2, 3]})
    gap = {name: np.delete(column, 1) for name, column in columns.items()}
    with pytest.raises(InvalidInputError, match="'a': 2024-01-03T00:00:00 follows 2024-01-01T00:00:00"):
        check_spacing(DAILY, in_order(DAILY, gap))
    twice = {name: np.append(column, column[:1]) for name, column in columns.items()}
    with pytest.raises(InvalidInputError, match="series 'a' has two rows of 2024-01-01"):
        in_order(DAILY, twice)
    nameless = columns | {"s": np.array(["a", None, "a"], dtype=object)}
    with pytest.raises(InvalidInputError, match="1 rows have no 's'"):
        in_order(DAILY, nameless)


def test_a_past_that_is_too_short_is_told_with_both_numbers() -> None:
    columns = table({"a": [1, 2, 3]})
    wanted = np.array([False, False, True])
    with pytest.raises(InvalidInputError, match=r"has 2 rows before 2024-01-03.* reach back over 3"):
        roll(DAILY, columns, in_order(DAILY, columns), wanted, lambda c: c["before"])


def test_callers_give_the_past_and_what_is_known_of_the_future() -> None:
    features = tuple(Column(name, ColumnType.NUMBER, required=True) for name in ("before", "mean", "price"))
    asked = DAILY.asked(features)
    assert {c.name: c.required for c in asked} == {"t": True, "s": True, "y": False, "price": True, "x": True}
    assert set(DAILY.known(asked)) == {"price", "x"}
