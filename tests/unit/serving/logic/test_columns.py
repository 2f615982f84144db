from typing import Any

import numpy as np
import pytest

from stratum.core.errors import InvalidInputError
from stratum.serving.logic.columns import check_columns, split_matrix
from stratum.serving.service import ServedModel

SCHEDULED = np.array(["2013-09-01T17:30:00Z"], dtype=object)


def numbers(*values: float) -> np.ndarray[Any, Any]:
    return np.array(values, dtype=np.float64)


def text(*values: str | None) -> np.ndarray[Any, Any]:
    return np.array(values, dtype=object)


def test_what_is_left_out_is_missing(mixed: ServedModel) -> None:
    batch = check_columns({"scheduled": SCHEDULED}, mixed.signature)
    assert batch.rows == 1
    assert list(batch.columns) == ["carrier", "delay", "scheduled"]
    assert batch.columns["carrier"].tolist() == [None]
    assert np.isnan(batch.columns["delay"]).all()


def test_days_may_have_slashes(mixed: ServedModel) -> None:
    days = text("2013/09/01", "2013/09/01 17:30")
    assert check_columns({"scheduled": days}, mixed.signature).rows == 2


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"delay": numbers(1)}, "required but left out: 'scheduled'"),
        ({"scheduled": text(None)}, "column 'scheduled', row 0: is required but missing"),
        ({"scheduled": text("yesterday")}, "row 0: is no ISO 8601 time"),
        ({"scheduled": text("01/09/2013")}, "row 0: is no ISO 8601 time"),
        ({"scheduled": SCHEDULED, "delay": text("late")}, "column 'delay' is a number, not text"),
        ({"scheduled": numbers(1)}, "column 'scheduled' is a timestamp, not numbers"),
        ({"scheduled": SCHEDULED, "delay": numbers(1, 2)}, "'delay' has 2 values, column 'scheduled' has 1"),
        ({"scheduled": text()}, "no rows"),
        ({"scheduled": SCHEDULED, "origin": text("EWR")}, "unknown column 'origin'"),
    ],
)
def test_refusals_of_mixed_columns(columns: dict[str, Any], message: str, mixed: ServedModel) -> None:
    with pytest.raises(InvalidInputError) as caught:
        check_columns(columns, mixed.signature)
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"n": numbers(1, 1.5)}, "column 'n', row 1: is not a whole number"),
        ({"flag": numbers(0, 1, np.nan, 2)}, "column 'flag', row 3: is neither true nor false"),
        ({}, "no column at all"),
    ],
)
def test_refusals_of_numbers(columns: dict[str, Any], message: str, regression: ServedModel) -> None:
    with pytest.raises(InvalidInputError) as caught:
        check_columns(columns, regression.signature)
    assert message in caught.value.message


def test_a_matrix_is_split_in_the_manifests_order(numeric: ServedModel) -> None:
    columns = split_matrix(numbers(1, 2, 3, 4, 5, 6), 2, numeric.signature)
    assert {name: values.tolist() for name, values in columns.items()} == {
        "a": [1, 4],
        "b": [2, 5],
        "c": [3, 6],
    }
