"""Batches of rows as tensors of the Open Inference Protocol v2, and the answers."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from stratum.core.errors import InvalidInputError, PermanentError
from stratum.streaming.logic.messages import Label

# What JSON may hold for a tensor; whether 1.5 is an integer is left to the model to say.
_NUMBERS: frozenset[type] = frozenset((int, float, bool, type(None)))
_TEXT: frozenset[type] = frozenset((str, type(None)))
_MISSING = object()


class TensorInfo(msgspec.Struct, frozen=True):
    """A tensor as the model's metadata tells it: -1 in ``shape`` stands for the rows."""

    name: str
    datatype: str
    shape: tuple[int, ...]


class _Metadata(msgspec.Struct):
    name: str
    inputs: list[TensorInfo]
    versions: list[str] = []


class _Output(msgspec.Struct):
    name: str
    shape: list[int]
    data: list[Any]


class _Answer(msgspec.Struct):
    outputs: list[_Output]
    model_version: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Signature:
    """What a model takes."""

    version: str
    inputs: tuple[TensorInfo, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What a model said about each row of a batch, in order; see ``Scored`` for the meaning."""

    version: str
    labels: Sequence[Label]
    probabilities: Sequence[float | None]


_ENCODER = msgspec.json.Encoder()
_METADATA = msgspec.json.Decoder(_Metadata)
_ANSWER = msgspec.json.Decoder(_Answer)


def read_signature(body: bytes) -> Signature:
    """What ``GET /v2/models/NAME`` answered.

    Raises:
        PermanentError: If it is no such answer.
    """
    try:
        metadata = _METADATA.decode(body)
    except msgspec.DecodeError as error:
        raise PermanentError(f"the model's metadata cannot be read: {error}") from error
    return Signature(metadata.versions[-1] if metadata.versions else "", tuple(metadata.inputs))


def refuse_row(signature: Signature, row: Mapping[str, object]) -> str:
    """Why the model cannot be asked about a row; empty if it can."""
    for tensor in signature.inputs:
        value = row.get(tensor.name, _MISSING)
        if value is _MISSING:
            return f"column {tensor.name!r} is missing"
        if type(value) not in (_TEXT if tensor.datatype == "BYTES" else _NUMBERS):
            return f"column {tensor.name!r} holds {type(value).__name__}, the model takes {tensor.datatype}"
    return ""


def infer_request(signature: Signature, rows: Sequence[Mapping[str, object]]) -> bytes:
    """The body of ``POST /v2/models/NAME/infer`` for rows that ``refuse_row`` let pass; None becomes null."""
    inputs = [
        {
            "name": tensor.name,
            "datatype": tensor.datatype,
            "shape": [len(rows) if size == -1 else size for size in tensor.shape],
            "data": [row[tensor.name] for row in rows],
        }
        for tensor in signature.inputs
    ]
    return _ENCODER.encode({"inputs": inputs})


def read_answer(body: bytes, rows: int) -> Answer:
    """What the model said about ``rows`` rows.

    Raises:
        InvalidInputError: If the answer cannot be read, has no known output or another number of rows.
    """
    try:
        answer = _ANSWER.decode(body)
    except msgspec.DecodeError as error:
        raise InvalidInputError(f"the model's answer cannot be read: {error}") from error
    outputs = {output.name: output for output in answer.outputs}
    labels: Sequence[Label] = [None] * rows
    if "prediction" in outputs:
        values = _last_of_row(outputs["prediction"], rows)
    elif "label" in outputs and "probabilities" in outputs:
        labels, values = outputs["label"].data, _last_of_row(outputs["probabilities"], rows)
    else:
        known = ", ".join(sorted(outputs)) or "none"
        raise InvalidInputError(f"the model answered {known}, not label and probabilities or prediction")
    if len(labels) != rows or len(values) != rows:
        raise InvalidInputError(f"the model was asked about {rows} rows and answered {len(labels)}")
    return Answer(answer.model_version, labels, values)


def _last_of_row(output: _Output, rows: int) -> Sequence[float | None]:
    """The last value of each row of a tensor, whose data may be flat or nested."""
    if output.data and isinstance(output.data[0], list):
        return [row[-1] for row in output.data]
    width = max(1, len(output.data) // max(1, rows))
    return output.data[width - 1 :: width]
