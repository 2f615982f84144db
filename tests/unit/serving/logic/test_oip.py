from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.serving.logic.oip import Inference, RequestReader, ResponseWriter
from stratum.serving.service import ServedModel
from stratum.serving.types import MalformedRequestError


def tensor(name: str, datatype: str, shape: list[int], data: Any) -> dict[str, Any]:
    return {"name": name, "shape": shape, "datatype": datatype, "data": data}


def read(model: ServedModel, *tensors: dict[str, Any], **rest: Any) -> Inference:
    body = msgspec.json.encode({"inputs": tensors} | rest)
    return RequestReader(model.signature, model.outputs).read(body)


def test_one_row_of_numbers_is_a_matrix(numeric: ServedModel) -> None:
    found = read(numeric, tensor("input", "FP32", [1, 3], [1, 2.5, 3]), id="7", parameters={"x": [1]})
    assert found.batch.matrix is not None
    assert found.batch.matrix.tolist() == [[1, 2.5, 3]]
    assert (found.id, found.outputs, found.batch.rows) == ("7", (), 1)


@pytest.mark.parametrize(
    "given_tensor",
    [
        tensor("input", "FP32", [2, 3], [1, 2, 3, 4, 5, 6]),
        tensor("input", "FP64", [2, 3], [[1, 2, 3], [4, 5, 6]]),
        tensor("input", "INT64", [2, 3], [1, 2, 3, 4, 5, 6]),
    ],
)
def test_several_rows_are_columns(given_tensor: dict[str, Any], numeric: ServedModel) -> None:
    batch = read(numeric, given_tensor).batch
    assert batch.matrix is None
    assert [values.tolist() for values in batch.columns.values()] == [[1, 4], [2, 5], [3, 6]]


def test_null_in_a_row_is_missing(numeric: ServedModel) -> None:
    batch = read(numeric, tensor("input", "FP32", [1, 3], [1, None, 3])).batch
    assert np.isnan(batch.columns["b"][0])
    assert batch.columns["c"][0] == 3


def test_one_tensor_for_each_column(mixed: ServedModel) -> None:
    scheduled = tensor("scheduled", "BYTES", [2, 1], ["2013-09-01T17:30:00Z", "2013-09-02"])
    batch = read(mixed, scheduled, tensor("carrier", "BYTES", [2], ["AA", None])).batch
    assert batch.rows == 2
    assert batch.columns["carrier"].tolist() == ["AA", None]
    assert np.isnan(batch.columns["delay"]).all()


def test_wanted_outputs_are_kept_in_order(numeric: ServedModel) -> None:
    row = tensor("input", "FP32", [1, 3], [1, 2, 3])
    wanted = [{"name": "probabilities"}, {"name": "label", "parameters": {}}]
    assert read(numeric, row, outputs=wanted).outputs == ("probabilities", "label")
    assert read(numeric, tensor("input", "FP32", [1, 3], [1, 2, None]), outputs=wanted[:1]).outputs == (
        "probabilities",
    )


@pytest.mark.parametrize(
    ("given_tensor", "message"),
    [
        (tensor("input", "FP32", [1, 2], [1, 2]), "shape [1, 2], the model takes [rows, 3]"),
        (tensor("input", "FP32", [3], [1, 2, 3]), "shape [3], the model takes [rows, 3]"),
        (tensor("input", "FP32", [1, 3], [1, 2]), "shape [1, 3] does not fit 2 values"),
        (tensor("input", "FP32", [1, 3], [1, 2, "3"]), "data[2]: expected a number or null, got text"),
        (tensor("input", "BYTES", [1, 3], ["1", "2", "3"]), "is text, the model takes numbers"),
        (tensor("input", "FP32", [0, 3], []), "no rows"),
        (tensor("a", "FP32", [1, 1, 1], [1]), "input 'a': shape [1, 1, 1]"),
        (tensor("d", "FP32", [1], [1]), "unknown column 'd'"),
        ({"name": "a", "shape": [1], "datatype": "FP32"}, "inputs[0]: Object missing required field `data`"),
        ({"name": 5}, "inputs[0].name: expected text, got a whole number"),
    ],
)
def test_refusals(given_tensor: dict[str, Any], message: str, numeric: ServedModel) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read(numeric, given_tensor)
    assert message in caught.value.message
    assert not isinstance(caught.value, MalformedRequestError)


def test_a_column_given_twice_and_an_unknown_output_are_refused(numeric: ServedModel) -> None:
    column = tensor("a", "FP32", [1], [1])
    with pytest.raises(InvalidInputError, match="'a' is given twice"):
        read(numeric, column, column)
    with pytest.raises(InvalidInputError, match="unknown output 'chance'"):
        read(numeric, column, outputs=[{"name": "chance"}])


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"no", b'{"inputs":' + b"[" * 100_000, b'{"inputs":[{"name":"\xff"}]}'],
    ids=["empty", "cut", "no-json", "deep", "no-utf8"],
)
def test_what_is_no_json_is_malformed(body: bytes, numeric: ServedModel, mixed: ServedModel) -> None:
    for model in (numeric, mixed):
        reader = RequestReader(model.signature, model.outputs)
        with pytest.raises(InvalidInputError) as caught:
            reader.read(body)
        assert caught.value.message


@given(st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=3, max_size=3))
def test_packed_and_by_column_are_the_same_row(numeric: ServedModel, row: list[float]) -> None:
    packed = read(numeric, tensor("input", "FP32", [1, 3], row)).batch
    columns = [tensor(name, "FP64", [1], [value]) for name, value in zip("abc", row, strict=True)]
    apart = read(numeric, *columns).batch
    assert packed.matrix is not None
    assert packed.matrix[0].tolist() == [values[0] for values in apart.columns.values()]


def test_an_answer_says_names_shapes_and_types() -> None:
    label, chances = np.array(["yes"], dtype=object), np.array([[0.25, 0.75]], dtype=np.float32)
    writer = ResponseWriter("m", "2", {"label": label, "probabilities": chances})
    answer = msgspec.json.decode(writer.write(["label", "probabilities"], [label, chances], "id-1"))
    assert answer == {
        "model_name": "m",
        "model_version": "2",
        "id": "id-1",
        "outputs": [
            tensor("label", "BYTES", [1], ["yes"]),
            tensor("probabilities", "FP32", [1, 2], [0.25, 0.75]),
        ],
    }
    assert b'"id"' not in writer.write(["label"], [label], None)
