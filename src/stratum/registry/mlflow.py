"""Models in the folder format of MLflow, in its flavour ``onnx``: ``MLmodel`` beside a graph.

Other flavours are pickles or need their own loaders; they are refused. Reading a graph needs
``onnx``; MLflow itself is not needed.
"""

import json
import platform
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

from stratum.core.bundles import GRAPH, MANIFEST, ONNX, Column, ColumnType, GraphInput, Lineage, Manifest
from stratum.core.digests import canonical_json, digest_bytes
from stratum.core.errors import InvalidInputError, PermanentError
from stratum.core.extras import install
from stratum.registry.archive import LARGEST
from stratum.registry.folders import make_empty
from stratum.registry.logic.bundles import parse_manifest

MARK: Final = "MLmodel"
_REQUIREMENTS: Final = "requirements.txt"
_ENVIRONMENT: Final = "python_env.yaml"
_MOST: Final = 1 << 20
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_DTYPES: Final = {"float32": "float32", "int64": "int64", "string": "object"}
_ELEMENTS: Final = {1: "float32", 7: "int64", 8: "string"}
"""Types of tensors by their number in ONNX."""
_TYPES: Final = {"float32": ColumnType.NUMBER, "int64": ColumnType.INTEGER, "string": ColumnType.CATEGORY}
_OUTPUTS: Final = {1: ("prediction",), 2: ("label", "probabilities")}
Graph: TypeAlias = Any  # onnx has no types


def write_mlflow(bundle: Path, target: Path) -> None:
    """Write a bundle as a folder that MLflow loads.

    Args:
        bundle: Folder of a bundle that was verified.
        target: A folder that is not there or empty.

    Raises:
        InvalidInputError: If MLflow's format cannot say the model, or the folder holds something.
    """
    manifest = parse_manifest(str(bundle), (bundle / MANIFEST).read_bytes())
    if manifest.form != ONNX:
        raise InvalidInputError(f"{manifest.name} is in the form of {manifest.form}", "only ONNX is written")
    if manifest.preparation:
        raise InvalidInputError(
            f"{manifest.name} is prepared outside of its graph, which MLflow's format cannot say",
            "export it as a file or an OCI image layout",
        )
    make_empty(target)
    shutil.copyfile(bundle / manifest.graph, target / GRAPH)
    (target / MARK).write_text(yaml.safe_dump(_described(manifest), sort_keys=True), "utf-8")
    (target / _REQUIREMENTS).write_text("mlflow\nonnx\nonnxruntime\n", "utf-8")
    environment = {"python": platform.python_version(), "dependencies": [f"-r {_REQUIREMENTS}"]}
    (target / _ENVIRONMENT).write_text(yaml.safe_dump(environment, sort_keys=False), "utf-8")


def is_mlflow(path: Path) -> bool:
    """Whether a path is a folder of MLflow's format."""
    return (path / MARK).is_file()


def read_mlflow(path: Path, folder: Path) -> None:
    """Write the model of a folder of MLflow as a bundle into an empty folder. Nothing is run or unpickled.

    Args:
        path: The folder that holds ``MLmodel``.
        folder: Where the bundle goes.

    Raises:
        InvalidInputError: If it has no flavour ``onnx``, or a graph that no server of ours could ask.
        PermanentError: If ``onnx`` is not installed.
    """
    told = _told(path / MARK)
    name = str(_metadata(told).get("name") or path.resolve().name)
    if not _NAME.fullmatch(name):
        raise InvalidInputError(f"{name[:80]!r} is no name of a model", "tell metadata: {name: …} in MLmodel")
    content = _graph_of(path, told)
    graph, inputs, task, labels = _adapted(content, told)
    manifest = Manifest(
        name=name,
        task=task,
        inputs=_columns(inputs),
        labels=labels,
        preparation=(),
        graph_inputs=inputs,
        files={GRAPH: digest_bytes(graph)},
        algorithm="MLflow",
        parameters={},
        metrics={},
        lineage=Lineage("", {}, "", {}, 0),
    )
    (folder / GRAPH).write_bytes(graph)
    (folder / MANIFEST).write_bytes(canonical_json(manifest.document()))


def _described(manifest: Manifest) -> Mapping[str, object]:
    inputs = [
        {
            "name": i.name,
            "type": "tensor",
            "tensor-spec": {"dtype": _DTYPES[i.dtype], "shape": [-1, len(i.columns)]},
        }
        for i in manifest.graph_inputs
    ]
    columns = {i.name: list(i.columns) for i in manifest.graph_inputs}
    return {
        "flavors": {
            "onnx": {"data": GRAPH, "providers": ["CPUExecutionProvider"], "code": None},
            "python_function": {
                "data": GRAPH,
                "loader_module": "mlflow.onnx",
                "env": {"virtualenv": _ENVIRONMENT},
                "python_version": platform.python_version(),
            },
        },
        "signature": {"inputs": json.dumps(inputs), "outputs": None, "params": None},
        "metadata": {"name": manifest.name, "labels": list(manifest.labels), "columns": columns},
    }


def _told(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text("utf-8") if path.stat().st_size <= _MOST else ""
        told = yaml.safe_load(text)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise InvalidInputError(
            f"{path} cannot be read: {error}", "copy the folder of the model again"
        ) from None
    if not isinstance(told, dict) or not isinstance(told.get("flavors"), dict):
        raise InvalidInputError(
            f"{path} tells no flavors", "name the folder of a model that MLflow has written"
        )
    return told


def _graph_of(path: Path, told: Mapping[str, Any]) -> bytes:
    flavour = told["flavors"].get("onnx")
    if not isinstance(flavour, dict):
        known = ", ".join(map(str, told["flavors"]))[:200]
        raise InvalidInputError(
            f"{path} has the flavours {known} and not onnx: they are pickles, or need loaders that run code",
            "convert the model, and log it with mlflow.onnx.log_model",
        )
    name = str(flavour.get("data", GRAPH))
    file = path / name
    if "/" in name or "\\" in name or name.startswith(".") or file.is_symlink() or not file.is_file():
        raise InvalidInputError(f"{path} names {name[:200]!r}, which is no plain file in it", "copy it again")
    if file.stat().st_size > LARGEST:
        raise InvalidInputError(f"{file} has more than {LARGEST} bytes", "train a smaller model")
    return file.read_bytes()


def _adapted(
    content: bytes, told: Mapping[str, Any]
) -> tuple[bytes, tuple[GraphInput, ...], str, tuple[str, ...]]:
    """The graph with outputs that are called as ours, its inputs, its task and the labels of its classes."""
    try:
        import onnx
        from google.protobuf.message import DecodeError
    except ImportError as error:
        raise PermanentError("models of MLflow need onnx", install("onnx")) from error
    try:
        model = onnx.load_model_from_string(content)
    except DecodeError as error:
        raise InvalidInputError(f"the graph cannot be read: {error}", "copy the model again") from None
    graph = model.graph
    if any(one.data_location == onnx.TensorProto.EXTERNAL for one in graph.initializer):
        raise InvalidInputError("the graph keeps numbers in other files", "save it as one file")
    inputs = _inputs(graph, _metadata(told).get("columns") or {})
    names = _OUTPUTS.get(len(graph.output))
    if names is None:
        raise InvalidInputError(
            f"the graph has {len(graph.output)} outputs", "one, or label and probabilities"
        )
    labels = _labels(graph, told) if len(names) > 1 else ()
    for output, name in zip(graph.output, names, strict=True):
        if output.name != name:
            graph.node.append(onnx.helper.make_node("Identity", [output.name], [name]))
            output.name = name
    return model.SerializeToString(), inputs, "classification" if labels else "regression", labels


def _inputs(graph: Graph, columns: Mapping[str, Sequence[str]]) -> tuple[GraphInput, ...]:
    fixed = {one.name for one in graph.initializer}
    return tuple(_input(one, columns) for one in graph.input if one.name not in fixed)


def _input(value: Graph, columns: Mapping[str, Sequence[str]]) -> GraphInput:
    kind, shape = value.type.tensor_type.elem_type, value.type.tensor_type.shape.dim
    if kind not in _ELEMENTS or len(shape) != 2 or shape[1].dim_value < 1:
        raise InvalidInputError(
            f"input {value.name!r} of the graph is no table of float32, int64 or text of known width",
            "convert it with inputs of shape (None, columns)",
        )
    width = shape[1].dim_value
    named = tuple(map(str, columns.get(value.name, ())))
    usual = (value.name,) if width == 1 else tuple(f"{value.name}_{n}" for n in range(width))
    return GraphInput(value.name, _ELEMENTS[kind], named if len(named) == width else usual)


def _columns(inputs: Sequence[GraphInput]) -> tuple[Column, ...]:
    return tuple(Column(name, _TYPES[one.dtype]) for one in inputs for name in one.columns)


def _labels(graph: Graph, told: Mapping[str, Any]) -> tuple[str, ...]:
    """Labels in the order of the probabilities: as the folder tells, else their numbers."""
    probabilities = graph.output[1].type
    shape = probabilities.tensor_type.shape.dim
    width = shape[1].dim_value if probabilities.HasField("tensor_type") and len(shape) == 2 else 0
    told_labels = tuple(map(str, _metadata(told).get("labels") or ()))
    labels = told_labels or tuple(str(n) for n in range(width))
    if width < 1 or len(labels) != width:
        raise InvalidInputError(
            "the second output of the graph is no matrix of probabilities with a column for each label",
            "convert it with zipmap=False, and tell metadata: {labels: […]} in MLmodel",
        )
    return labels


def _metadata(told: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = told.get("metadata")
    return metadata if isinstance(metadata, dict) else {}
