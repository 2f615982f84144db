"""Prepared columns to the tensors of a graph, and a session's own tensors against what the manifest says."""

import numpy as np

from stratum.core.bundles import OUTPUTS, GraphInput, Manifest
from stratum.core.errors import InvalidInputError, PermanentError
from stratum.serving.types import Array, Columns, TensorInfo


def build_tensors(graph_inputs: tuple[GraphInput, ...], columns: Columns) -> dict[str, Array]:
    """The tensors of the graph, each (rows, its columns).

    Missing numbers stay NaN, missing text becomes the empty text.

    Raises:
        InvalidInputError: If a value does not fit the tensor's type.
        PermanentError: If the preparation did not give a column that the graph needs.
    """
    return {each.name: _build(each, columns) for each in graph_inputs}


def _build(tensor: GraphInput, columns: Columns) -> Array:
    for name in tensor.columns:
        if name not in columns:
            raise PermanentError(f"the preparation gives no column {name!r} for the graph's {tensor.name!r}")
    cast = _CASTS[tensor.dtype]
    return np.column_stack([cast(name, columns[name]) for name in tensor.columns])


def _to_float(name: str, values: Array) -> Array:
    with np.errstate(over="ignore"):
        cast: Array = values.astype(np.float32)
    if np.isinf(cast).any():
        raise InvalidInputError(f"column {name!r}, row {int(np.isinf(cast).argmax())}: too large for float32")
    return cast


def _to_integer(name: str, values: Array) -> Array:
    numbers: Array = values.astype(np.float64)
    wrong = ~(np.abs(numbers) < 2.0**63)
    if wrong.any():
        raise InvalidInputError(f"column {name!r}, row {int(wrong.argmax())}: missing or too large")
    return numbers.astype(np.int64)


def _to_text(name: str, values: Array) -> Array:
    del name  # any value has a text
    return np.array(["" if value is None else str(value) for value in values], dtype=object)


_CASTS = {"float32": _to_float, "int64": _to_integer, "string": _to_text}


def check_graph(manifest: Manifest, inputs: tuple[TensorInfo, ...], outputs: tuple[TensorInfo, ...]) -> None:
    """Refuse a graph that is not the one the manifest describes.

    Raises:
        PermanentError: If tensors are missing, too many, or of another type or width.
    """
    if manifest.task not in OUTPUTS:
        raise PermanentError(f"task {manifest.task!r} is not known", f"one of {', '.join(OUTPUTS)}")
    found = {each.name: each for each in inputs}
    said = {each.name: each for each in manifest.graph_inputs}
    if found.keys() != said.keys():
        raise PermanentError(f"the graph takes {sorted(found)}, the manifest says {sorted(said)}")
    for name, tensor in said.items():
        _check_tensor(tensor, found[name])
    lacking = set(OUTPUTS[manifest.task]) - {each.name for each in outputs}
    if lacking:
        raise PermanentError(f"the graph gives no {sorted(lacking)}, which a {manifest.task} needs")


def _check_tensor(said: GraphInput, found: TensorInfo) -> None:
    if said.dtype not in _CASTS or said.dtype != found.dtype:
        raise PermanentError(f"graph input {said.name!r} is {found.dtype}, the manifest says {said.dtype}")
    if found.width and found.width != len(said.columns):
        raise PermanentError(
            f"graph input {said.name!r} has {found.width} columns, the manifest says {len(said.columns)}"
        )
