from typing import Any

import msgspec
import numpy as np
import pytest

from stratum.core.errors import InvalidInputError
from stratum.serving.logic.tensors import Tensor, read_values


def tensor(datatype: str, shape: list[int], data: Any) -> Tensor:
    return Tensor("x", shape, datatype, msgspec.Raw(msgspec.json.encode(data)))


@pytest.mark.parametrize(
    ("datatype", "data", "values"),
    [
        ("FP32", [1, 2.5, None], [1.0, 2.5, np.nan]),
        ("FP64", [1e300], [1e300]),
        ("INT64", [-5, None], [-5.0, np.nan]),
        ("UINT8", [255], [255.0]),
        ("BOOL", [True, False, None], [1.0, 0.0, np.nan]),
    ],
)
def test_numbers_become_float64_with_nan_for_null(
    datatype: str, data: list[Any], values: list[float]
) -> None:
    found = read_values(tensor(datatype, [len(data)], data))
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, values)


def test_text_becomes_objects() -> None:
    found = read_values(tensor("BYTES", [3], ["a", None, ""]))
    assert found.dtype == object
    assert found.tolist() == ["a", None, ""]


@pytest.mark.parametrize(
    ("shape", "data"), [([2, 2], [[1, 2], [3, 4]]), ([4, 1], [[1], [2], [3], [4]]), ([4], [1, 2, 3, 4])]
)
def test_nested_data_is_read_row_by_row(shape: list[int], data: list[Any]) -> None:
    assert read_values(tensor("FP32", shape, data)).tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("datatype", "shape", "data", "message"),
    [
        ("FP32", [2], [1], "shape [2] does not fit 1 values"),
        ("FP32", [-1, -1], [1], "shape [-1, -1] does not fit"),
        ("FP32", [2, 2], [[1, 2], [3]], "must be lists of 2 values"),
        ("FP32", [2, 2], [[1, 2]], "does not fit 1 rows"),
        ("FP32", [], [[1]], "does not fit 1 rows"),
        ("FP32", [2], [[1], [2]], "expected a number or null, got a list"),
        ("FP32", [1], ["1"], "data[0]: expected a number or null, got text"),
        ("FP32", [1, 1], [["1"]], "data[0]: expected a number or null, got text"),
        ("FP32", [1], {"a": 1}, "expected a list, got an object"),
        ("INT32", [1], [1.5], "expected a whole number or null, got a number"),
        ("INT8", [2], [None, 128], "outside of INT8"),
        ("UINT64", [1], [-1], "outside of UINT64"),
        ("BOOL", [1], [1], "expected true or false or null"),
        ("BYTES", [1], [1], "expected text or null"),
        ("FLOAT", [1], [1], "unknown datatype 'FLOAT'"),
    ],
)
def test_refusals_name_the_input_and_the_fault(
    datatype: str, shape: list[int], data: Any, message: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_values(tensor(datatype, shape, data))
    assert message in caught.value.message
    assert "'x'" in caught.value.message
