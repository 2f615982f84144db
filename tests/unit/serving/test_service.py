import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.serving.loader import load_runtime
from stratum.serving.runtimes.onnx import OnnxRuntime
from stratum.serving.service import DataPlane, ServedModel, load_model
from stratum.serving.types import Array, Batch, TensorInfo


@dataclasses.dataclass
class FixedSession:
    """A session that gives the same outputs whatever it is asked."""

    fixed: Mapping[str, Array]
    inputs = (TensorInfo("input", "float32", 3),)

    @property
    def outputs(self) -> tuple[TensorInfo, ...]:
        return tuple(TensorInfo(name, str(array.dtype)) for name, array in self.fixed.items())

    def run(self, names: Sequence[str], tensors: Mapping[str, Array]) -> list[Array]:
        del tensors
        return [self.fixed[name] for name in names]


def test_a_matrix_goes_straight_to_the_graph(numeric: ServedModel) -> None:
    label, chances = numeric.infer(Batch(1, np.array([[1, 2, -4]], dtype=np.float32)))
    assert label.tolist() == [0]
    np.testing.assert_allclose(chances.sum(axis=1), 1, rtol=1e-6)


def test_columns_are_prepared_first(mixed: ServedModel) -> None:
    columns = {
        "carrier": np.array(["AA", "UA", None, "UA"], dtype=object),
        "delay": np.array([-99.0, -99.0, -99.0, np.nan]),
        "scheduled": np.array(["2013-09-01T17:30:00Z"] * 4, dtype=object),
    }
    found = DataPlane([mixed]).infer("late", columns)
    assert found["label"].tolist() == [1, 0, 0, 1]
    assert found["probabilities"].shape == (4, 2)


def test_a_regression_takes_truth_and_whole_numbers(regression: ServedModel) -> None:
    columns = {"n": np.array([3.0]), "flag": np.array([1.0])}
    assert DataPlane([regression]).infer("count", columns, ["prediction"])["prediction"].tolist() == [[4.0]]


def test_the_plane_checks_columns(mixed: ServedModel) -> None:
    with pytest.raises(InvalidInputError, match="'scheduled'"):
        DataPlane([mixed]).infer("late", {"delay": np.zeros(1)})


def test_models_are_found_by_name_and_version(numeric: ServedModel, mixed: ServedModel) -> None:
    plane = DataPlane([numeric, mixed])
    assert plane.models == (numeric, mixed)
    assert plane.model("sums") is plane.model("sums", "3") is numeric
    with pytest.raises(NotFoundError, match="no model 'sum'") as caught:
        plane.model("sum")
    assert caught.value.hint == "here: sums, late"
    with pytest.raises(NotFoundError, match="no version '4'"):
        plane.model("sums", "4")


def test_probabilities_for_other_labels_are_refused(numeric: ServedModel) -> None:
    three: dict[str, Array] = {
        "label": np.zeros(1, dtype=np.int64),
        "probabilities": np.zeros((1, 3), dtype=np.float32),
    }
    with pytest.raises(PermanentError, match=r"shape \[1, 3\] for 2 labels"):
        ServedModel("m", "1", numeric.manifest, FixedSession(three))


def test_a_graph_without_its_outputs_is_refused(numeric: ServedModel) -> None:
    with pytest.raises(PermanentError, match="probabilities"):
        ServedModel("m", "1", numeric.manifest, FixedSession({"label": np.zeros(1, dtype=np.int64)}))


def test_loading_verifies(bundle: Path) -> None:
    loaded = load_model("m", "1", bundle, lambda _: OnnxRuntime())
    assert loaded.outputs == ("label", "probabilities")
    (bundle / "model.onnx").write_bytes(b"")
    with pytest.raises(PermanentError, match="was changed"):
        load_model("m", "1", bundle, lambda _: OnnxRuntime())


def test_runtimes_are_found_by_entry_point() -> None:
    assert isinstance(load_runtime("onnx"), OnnxRuntime)
    with pytest.raises(NotFoundError, match="'pickle'") as caught:
        load_runtime("pickle")
    assert "onnx" in caught.value.hint
