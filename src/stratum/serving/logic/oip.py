"""The Open Inference Protocol, version 2, over JSON: requests to batches, outputs to answers.

One row of numbers in one tensor is the common request of small models. It is read by a decoder that knows
exactly that form; whatever it does not accept is read again by the general one, which words the refusals.
"""

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from stratum.core.errors import InvalidInputError
from stratum.serving.logic.columns import check_columns, split_matrix
from stratum.serving.logic.signature import PACKED, Signature
from stratum.serving.logic.tensors import Tensor, read_values
from stratum.serving.logic.wording import UNREADABLE, explain, list_names
from stratum.serving.types import FLOAT32, Array, Batch

_FLOATS = frozenset({"FP32", "FP64"})
_DATATYPES = {"f": "FP32", "d": "FP64", "l": "INT64", "q": "INT64", "i": "INT32", "?": "BOOL"}


class RequestedOutput(msgspec.Struct):
    """An output that the caller wants; others are left out of the answer."""

    name: str


class InferRequest(msgspec.Struct):
    """The body of ``POST …/infer``. What the protocol calls ``parameters`` is ignored."""

    inputs: list[Tensor]
    id: str | None = None
    outputs: list[RequestedOutput] | None = None


class PackedTensor(msgspec.Struct, gc=False):
    """A tensor of numbers without missing values."""

    name: str
    shape: list[int]
    datatype: str
    data: list[float]


class PackedRequest(msgspec.Struct, gc=False):
    """An inference request as it is when nothing in it is special."""

    inputs: tuple[PackedTensor]
    id: str | None = None
    outputs: list[RequestedOutput] | None = None


class OutputTensor(msgspec.Struct, gc=False):
    """One output of an answer; ``data`` is flat, row by row."""

    name: str
    shape: tuple[int, ...]
    datatype: str
    data: list[Any]


class InferResponse(msgspec.Struct, omit_defaults=True, gc=False):
    """The answer to ``POST …/infer``."""

    model_name: str
    model_version: str
    outputs: list[OutputTensor]
    id: str | None = None


class Inference(msgspec.Struct, frozen=True, gc=False):
    """A request that was read and checked.

    Attributes:
        batch: The rows.
        outputs: Names of the wanted outputs; empty for all.
        id: What the caller calls the request; None where it has no name.
    """

    batch: Batch
    outputs: tuple[str, ...] = ()
    id: str | None = None


class RequestReader:
    """Reads inference requests for one model."""

    def __init__(self, signature: Signature, outputs: Sequence[str]) -> None:
        self._signature = signature
        self._outputs = frozenset(outputs)
        self._shape = [1, signature.width]
        self._packed = msgspec.json.Decoder(PackedRequest).decode
        self._general = msgspec.json.Decoder(InferRequest).decode

    def read(self, body: bytes) -> Inference:
        """The request in ``body``.

        Raises:
            MalformedRequestError: If it is no JSON.
            InvalidInputError: If it does not fit the model; the message names the place.
        """
        if self._signature.direct:
            try:
                return self._read_row(self._packed(body))
            except (*UNREADABLE, struct.error, OverflowError, _OtherFormError):
                pass
        return self._read_any(body)

    def _read_row(self, request: PackedRequest) -> Inference:
        """One row for the graph as it is; raises where the general form is needed."""
        (tensor,) = request.inputs
        if tensor.shape != self._shape or tensor.name != PACKED or tensor.datatype not in _FLOATS:
            raise _OtherFormError
        row = np.frombuffer(self._signature.pack(*tensor.data), FLOAT32).reshape(1, -1)
        return Inference(Batch(1, row), self._wanted(request.outputs) if request.outputs else (), request.id)

    def _read_any(self, body: bytes) -> Inference:
        try:
            request = self._general(body)
            columns = self._read_columns(request.inputs)
        except UNREADABLE as error:
            raise explain(error) from None
        batch = check_columns(columns, self._signature)
        return Inference(batch, self._wanted(request.outputs or []), request.id)

    def _read_columns(self, tensors: list[Tensor]) -> dict[str, Array]:
        if len(tensors) == 1 and _is_packed(tensors[0], self._signature):
            return self._unpack(tensors[0])
        columns: dict[str, Array] = {}
        for tensor in tensors:
            if tensor.name in columns:
                raise InvalidInputError(f"input {tensor.name[:80]!r} is given twice")
            if tensor.shape[1:] not in ([], [1]):
                raise InvalidInputError(
                    f"input {tensor.name[:80]!r}: shape {tensor.shape}", "a column is [rows] or [rows, 1]"
                )
            columns[tensor.name] = read_values(tensor)
        return columns

    def _unpack(self, tensor: Tensor) -> dict[str, Array]:
        width = self._signature.width
        if len(tensor.shape) != 2 or tensor.shape[1] != width:
            raise InvalidInputError(
                f"input {PACKED!r}: shape {tensor.shape}, the model takes [rows, {width}]",
                f"the columns are {list_names(self._signature.columns)}",
            )
        values = read_values(tensor)
        if values.dtype == object:
            raise InvalidInputError(f"input {PACKED!r} is text, the model takes numbers")
        return dict(split_matrix(values, tensor.shape[0], self._signature))

    def _wanted(self, outputs: list[RequestedOutput]) -> tuple[str, ...]:
        names = tuple(output.name for output in outputs)
        for name in names:
            if name not in self._outputs:
                raise InvalidInputError(
                    f"unknown output {name[:80]!r}", f"the model gives {list_names(sorted(self._outputs))}"
                )
        return names


class _OtherFormError(Exception):
    """The request is not the common one."""


def _is_packed(tensor: Tensor, signature: Signature) -> bool:
    if tensor.name != PACKED or not signature.packable:
        return False
    return PACKED not in signature.columns or len(tensor.shape) == 2


class ResponseWriter:
    """Writes inference answers of one model.

    Args:
        model: Name of the model.
        version: Its version.
        examples: An array of each output by name, such as a trial run gave: their types stay the same.
    """

    def __init__(self, model: str, version: str, examples: Mapping[str, Array]) -> None:
        self._model = model
        self._version = version
        self._datatypes = {name: name_datatype(array) for name, array in examples.items()}
        self._encode = msgspec.json.Encoder().encode

    def write(self, names: Sequence[str], arrays: Sequence[Array], request: str | None) -> bytes:
        """The answer that holds ``arrays`` under ``names``.

        Args:
            names: Of the outputs.
            arrays: Shape (rows,) or (rows, width).
            request: The caller's name for the request, given back; None for none.
        """
        datatypes = self._datatypes
        tensors = [
            OutputTensor(name, array.shape, datatypes[name], array.ravel().tolist())
            for name, array in zip(names, arrays, strict=True)
        ]
        return self._encode(InferResponse(self._model, self._version, tensors, request))


def name_datatype(array: Array) -> str:
    """The protocol's word for what ``array`` holds."""
    return _DATATYPES.get(array.dtype.char, "BYTES")
