"""Batches as tensors, and the answers."""

from typing import Any

import msgspec
import pytest

from stratum.core.errors import InvalidInputError, PermanentError
from stratum.streaming.logic.tensors import (
    Signature,
    TensorInfo,
    infer_request,
    read_answer,
    read_signature,
    refuse_row,
)

METADATA = {
    "name": "delay-risk",
    "versions": ["2", "3"],
    "platform": "onnx",
    "inputs": [
        {"name": "distance", "datatype": "FP64", "shape": [-1], "parameters": {}},
        {"name": "seats", "datatype": "INT64", "shape": [-1, 1]},
        {"name": "carrier", "datatype": "BYTES", "shape": [-1]},
    ],
    "outputs": [],
}
SIGNATURE = read_signature(msgspec.json.encode(METADATA))
ROW = {"distance": 100.5, "seats": 5, "carrier": "UA", "more": 1}


def answer(*outputs: dict[str, Any], version: str = "3") -> bytes:
    return msgspec.json.encode({"model_name": "m", "model_version": version, "outputs": list(outputs)})


def output(name: str, shape: list[int], data: list[Any]) -> dict[str, Any]:
    return {"name": name, "datatype": "FP32", "shape": shape, "data": data}


def test_the_metadata_says_what_the_model_takes() -> None:
    assert SIGNATURE.version == "3"
    assert SIGNATURE.inputs[1] == TensorInfo("seats", "INT64", (-1, 1))


@pytest.mark.parametrize("body", [b"", b"[]", b'{"name":"m"}', b'{"name":"m","inputs":[{"name":"x"}]}'])
def test_what_is_no_metadata_is_refused(body: bytes) -> None:
    with pytest.raises(PermanentError, match="metadata"):
        read_signature(body)


def test_a_model_without_versions_has_none() -> None:
    assert read_signature(b'{"name":"m","inputs":[]}') == Signature("", ())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, ""),
        ({"distance": None, "carrier": None, "seats": None}, ""),
        ({"distance": 3}, ""),
        ({"distance": "far"}, "column 'distance' holds str, the model takes FP64"),
        ({"carrier": 5}, "column 'carrier' holds int, the model takes BYTES"),
        ({"seats": [5]}, "column 'seats' holds list, the model takes INT64"),
        ({"seats": {"a": 1}}, "column 'seats' holds dict, the model takes INT64"),
    ],
)
def test_a_row_that_does_not_fit_is_named(change: dict[str, Any], reason: str) -> None:
    assert refuse_row(SIGNATURE, ROW | change) == reason


def test_a_row_without_a_column_is_named() -> None:
    assert refuse_row(SIGNATURE, {"distance": 1.0}) == "column 'seats' is missing"


def test_rows_become_one_tensor_for_each_column() -> None:
    request = msgspec.json.decode(infer_request(SIGNATURE, [ROW, ROW | {"carrier": None}]))
    assert [each["name"] for each in request["inputs"]] == ["distance", "seats", "carrier"]
    assert [each["shape"] for each in request["inputs"]] == [[2], [2, 1], [2]]
    assert request["inputs"][2] == {
        "name": "carrier",
        "datatype": "BYTES",
        "shape": [2],
        "data": ["UA", None],
    }


@pytest.mark.parametrize("data", [[0.9, 0.1, 0.2, 0.8], [[0.9, 0.1], [0.2, 0.8]]])
def test_the_probability_is_that_of_the_last_class(data: list[Any]) -> None:
    read = read_answer(answer(output("label", [2], [0, 1]), output("probabilities", [2, 2], data)), 2)
    assert (read.labels, read.probabilities, read.version) == ([0, 1], [0.1, 0.8], "3")


@pytest.mark.parametrize("shape", [[2], [2, 1]])
def test_a_regression_tells_its_value(shape: list[int]) -> None:
    read = read_answer(answer(output("prediction", shape, [5.5, 6.5])), 2)
    assert (read.labels, read.probabilities) == ([None, None], [5.5, 6.5])


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"oops", "cannot be read"),
        (answer(), "answered none"),
        (answer(output("score", [1], [1.0])), "answered score"),
        (answer(output("label", [1], [1])), "answered label"),
        (
            answer(output("label", [1], [1]), output("probabilities", [1, 2], [0.5, 0.5])),
            "2 rows and answered 1",
        ),
        (answer(output("prediction", [3], [1.0, 2.0, 3.0])), "2 rows"),
        (answer(output("prediction", [0], [])), "2 rows"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(body: bytes, told: str) -> None:
    with pytest.raises(InvalidInputError, match=told):
        read_answer(body, 2)
