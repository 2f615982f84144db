from typing import Any

import msgspec
import numpy as np
import pytest

from stratum.core.errors import InvalidInputError
from stratum.serving.logic.rows import PredictionWriter, RowReader
from stratum.serving.service import ServedModel
from stratum.serving.types import Batch, MalformedRequestError

SCHEDULED = "2013-09-01T17:30:00Z"


def read(model: ServedModel, *rows: Any) -> Batch:
    return RowReader(model.signature).read(msgspec.json.encode({"rows": rows}))


def test_one_row_of_numbers_is_a_matrix_in_the_manifests_order(numeric: ServedModel) -> None:
    batch = read(numeric, {"c": 3, "a": 1, "b": 2.5})
    assert batch.matrix is not None
    assert batch.matrix.tolist() == [[1, 2.5, 3]]


def test_rows_become_columns(mixed: ServedModel) -> None:
    batch = read(mixed, {"scheduled": SCHEDULED, "carrier": "AA", "delay": None}, {"scheduled": SCHEDULED})
    assert batch.rows == 2
    assert batch.columns["carrier"].tolist() == ["AA", None]
    assert np.isnan(batch.columns["delay"]).all()


def test_truth_and_whole_numbers(regression: ServedModel) -> None:
    batch = read(regression, {"n": 3, "flag": True}, {"n": None, "flag": False})
    np.testing.assert_array_equal(batch.columns["n"], [3, np.nan])
    assert batch.columns["flag"].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({}, "rows[0]: a value is required in column `scheduled`"),
        ({"scheduled": SCHEDULED, "dealy": 1}, "rows[0]: unknown column `dealy`"),
        ({"scheduled": None}, "rows[0].scheduled: expected text, got null"),
        ({"scheduled": SCHEDULED, "delay": "5"}, "rows[0].delay: expected a number or null, got text"),
        (
            {"scheduled": SCHEDULED, "carrier": 5},
            "rows[0].carrier: expected text or null, got a whole number",
        ),
        ({"scheduled": SCHEDULED, "delay": [5]}, "rows[0].delay: expected a number or null, got a list"),
        ({"scheduled": "soon"}, "column 'scheduled', row 0: is no ISO 8601 time"),
        ([1], "rows[0]: expected an object, got a list"),
    ],
)
def test_refusals_name_row_and_column(row: Any, message: str, mixed: ServedModel) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read(mixed, row)
    assert caught.value.message.startswith(message)


@pytest.mark.parametrize("row", [{"n": 1.5}, {"flag": 1}, {"n": True}])
def test_numbers_are_not_bent_into_other_types(row: Any, regression: ServedModel) -> None:
    with pytest.raises(InvalidInputError, match="expected") as caught:
        read(regression, row)
    assert caught.value.message.startswith("rows[0].")


def test_no_rows_and_no_json_are_refused(numeric: ServedModel) -> None:
    reader = RowReader(numeric.signature)
    with pytest.raises(InvalidInputError, match="no rows"):
        read(numeric)
    with pytest.raises(InvalidInputError, match="required field `rows`"):
        reader.read(b"{}")
    with pytest.raises(MalformedRequestError):
        reader.read(b"{rows")


def test_numbers_beyond_float64_are_refused(regression: ServedModel) -> None:
    body = b'{"rows":[{"n":1' + b"0" * 400 + b"}]}"
    with pytest.raises(InvalidInputError):
        RowReader(regression.signature).read(body)


def test_predictions_of_a_classifier() -> None:
    arrays = [np.array([1, 0]), np.array([[0.25, 0.75], [1, 0]], dtype=np.float32)]
    answer = PredictionWriter("m", "2", ("no", "yes")).write(("label", "probabilities"), arrays)
    assert msgspec.json.decode(answer) == {
        "predictions": [
            {"label": 1, "probabilities": {"no": 0.25, "yes": 0.75}},
            {"label": 0, "probabilities": {"no": 1.0, "yes": 0.0}},
        ],
        "model": "m",
        "version": "2",
    }


@pytest.mark.parametrize("shape", [(2,), (2, 1)])
def test_predictions_of_a_regression(shape: tuple[int, ...]) -> None:
    answer = PredictionWriter("m", "2", ()).write(("prediction",), [np.array([1.5, 2]).reshape(shape)])
    assert msgspec.json.decode(answer)["predictions"] == [{"prediction": 1.5}, {"prediction": 2.0}]
