import dataclasses
from typing import Any

import numpy as np
import pytest

from stratum.core.bundles import GraphInput
from stratum.core.errors import InvalidInputError, PermanentError
from stratum.serving.logic.graph import build_tensors, check_graph
from stratum.serving.service import ServedModel
from stratum.serving.types import TensorInfo

INPUTS = (TensorInfo("input", "float32", 3),)
OUTPUTS = (TensorInfo("label", "int64"), TensorInfo("probabilities", "float32", 2))


def test_columns_are_packed_side_by_side() -> None:
    columns = {"b": np.array([3.0, np.nan]), "a": np.array([1.0, 2.0])}
    tensor = build_tensors((GraphInput("input", "float32", ("a", "b")),), columns)["input"]
    assert tensor.dtype == np.float32
    np.testing.assert_array_equal(tensor, [[1, 3], [2, np.nan]])


def test_each_type_is_cast() -> None:
    text = build_tensors((GraphInput("t", "string", ("c",)),), {"c": np.array(["x", None], dtype=object)})
    whole = build_tensors((GraphInput("w", "int64", ("n",)),), {"n": np.array([1.0, 2.0])})
    assert text["t"].tolist() == [["x"], [""]]
    assert whole["w"].dtype == np.int64
    assert whole["w"].shape == (2, 1)


@pytest.mark.parametrize(
    ("dtype", "value", "message"),
    [
        ("float32", 1e39, "row 1: too large for float32"),
        ("float32", np.inf, "row 1: too large for float32"),
        ("int64", np.nan, "row 1: missing or too large"),
        ("int64", 1e19, "row 1: missing or too large"),
    ],
)
def test_values_that_do_not_fit_are_refused(dtype: str, value: float, message: str) -> None:
    with pytest.raises(InvalidInputError, match=f"column 'n', {message}"):
        build_tensors((GraphInput("input", dtype, ("n",)),), {"n": np.array([0.0, value])})


def test_a_column_that_nothing_prepares_is_an_error_of_the_model() -> None:
    with pytest.raises(PermanentError, match="'hour'"):
        build_tensors((GraphInput("input", "float32", ("hour",)),), {"n": np.zeros(1)})


def test_the_graph_of_the_manifest_passes(numeric: ServedModel) -> None:
    check_graph(numeric.manifest, INPUTS, OUTPUTS)
    check_graph(numeric.manifest, (TensorInfo("input", "float32"),), (*OUTPUTS, TensorInfo("more", "bool")))


@pytest.mark.parametrize(
    ("changes", "inputs", "outputs", "message"),
    [
        ({}, (), OUTPUTS, r"takes \[\], the manifest says \['input'\]"),
        ({}, (TensorInfo("input", "float64", 3),), OUTPUTS, "is float64, the manifest says float32"),
        ({}, (TensorInfo("input", "float32", 4),), OUTPUTS, "has 4 columns, the manifest says 3"),
        ({}, INPUTS, OUTPUTS[:1], r"gives no \['probabilities'\]"),
        ({"task": "regression"}, INPUTS, OUTPUTS, r"gives no \['prediction'\]"),
        ({"task": "clustering"}, INPUTS, OUTPUTS, r"gives no \['cluster', 'distances'\]"),
        ({"task": "poetry"}, INPUTS, OUTPUTS, "'poetry' is not known"),
    ],
)
def test_another_graph_is_refused(
    changes: dict[str, Any], inputs: Any, outputs: Any, message: str, numeric: ServedModel
) -> None:
    manifest = dataclasses.replace(numeric.manifest, **changes)
    with pytest.raises(PermanentError, match=message):
        check_graph(manifest, inputs, outputs)
