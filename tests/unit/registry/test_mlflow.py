"""Folders of MLflow's format, written and taken in."""

import json
import platform
from pathlib import Path

import numpy as np
import onnx
import pytest
import yaml

from stratum.core.bundles import GRAPH
from stratum.core.errors import InvalidInputError
from stratum.registry.mlflow import MARK, is_mlflow, read_mlflow, write_mlflow
from stratum.serving.loader import load_runtime
from stratum.serving.service import DataPlane, load_model
from stratum.testing.bundles import write_mixed_bundle, write_numeric_bundle


@pytest.fixture
def written(tmp_path: Path) -> Path:
    write_numeric_bundle(tmp_path / "bundle")
    write_mlflow(tmp_path / "bundle", tmp_path / "model")
    (tmp_path / "in").mkdir()
    return tmp_path / "model"


def labels(folder: Path, columns: str) -> list[int]:
    plane = DataPlane([load_model("m", "1", folder, load_runtime)])
    values = {name: np.array([1.0, -1.0]) for name in columns.split()}
    found: list[int] = plane.infer("m", values)["label"].tolist()
    return found


def test_what_is_written_is_what_mlflow_reads(written: Path) -> None:
    told = yaml.safe_load((written / MARK).read_text())
    assert told["flavors"]["onnx"]["data"] == GRAPH
    function = told["flavors"]["python_function"]
    assert function["loader_module"] == "mlflow.onnx"
    assert function["python_version"] == platform.python_version()
    environment = yaml.safe_load((written / function["env"]["virtualenv"]).read_text())
    assert environment == {"python": platform.python_version(), "dependencies": ["-r requirements.txt"]}
    assert (written / "requirements.txt").is_file()
    assert json.loads(told["signature"]["inputs"]) == [
        {"name": "input", "type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 3]}}
    ]


def test_a_folder_that_was_written_answers_the_same_when_taken_in(written: Path, tmp_path: Path) -> None:
    assert is_mlflow(written)
    read_mlflow(written, tmp_path / "in")
    assert json.loads((tmp_path / "in" / "manifest.json").read_text())["name"] == "sum-sign"
    assert labels(tmp_path / "in", "a b c") == labels(tmp_path / "bundle", "a b c") == [1, 0]


def test_outputs_of_others_are_called_as_ours(written: Path, tmp_path: Path) -> None:
    model = onnx.load(written / GRAPH)
    for output, name in zip(model.graph.output, ("output_label", "output_probability"), strict=True):
        for node in model.graph.node:
            node.output[:] = [name if one == output.name else one for one in node.output]
            node.input[:] = [name if one == output.name else one for one in node.input]
        output.name = name
    onnx.save(model, written / GRAPH)
    (written / MARK).write_text("flavors: {onnx: {data: model.onnx}}")
    read_mlflow(written, tmp_path / "in")
    assert labels(tmp_path / "in", "input_0 input_1 input_2") == [1, 0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("flavors: {sklearn: {pickled_model: model.pkl}, python_function: {}}", "they are pickles"),
        ("flavors: {onnx: {data: ../bundle/model.onnx}}", "no plain file"),
        ("flavors: {onnx: {data: gone.onnx}}", "no plain file"),
        ("flavors: {onnx: {data: MLmodel}}", "cannot be read|outputs"),
        ("[]", "tells no flavors"),
        ("{flavors: {onnx: {}}, metadata: {name: 'a@b'}}", "is no name of a model"),
        ("!!python/object/apply:os.system [ls]", "cannot be read"),
        ("{flavors: {onnx: {}}, metadata: {labels: [a, b, c]}}", "no matrix of probabilities"),
    ],
)
def test_what_is_not_taken_is_told(written: Path, tmp_path: Path, text: str, message: str) -> None:
    (written / MARK).write_text(text)
    with pytest.raises(InvalidInputError, match=message):
        read_mlflow(written, tmp_path / "in")
    assert not list((tmp_path / "in").iterdir())


def test_preparation_outside_of_the_graph_is_not_lost_silently(tmp_path: Path) -> None:
    write_mixed_bundle(tmp_path / "bundle")
    with pytest.raises(InvalidInputError, match="prepared outside of its graph"):
        write_mlflow(tmp_path / "bundle", tmp_path / "model")
    assert not (tmp_path / "model").exists()
