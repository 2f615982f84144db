"""A tensor of the Open Inference Protocol, from JSON to one flat array with every value checked."""

import math
from typing import Any

import msgspec
import numpy as np

from stratum.core.errors import InvalidInputError
from stratum.serving.logic.wording import explain
from stratum.serving.types import Array

_RANGES = {
    "INT8": (-(2**7), 2**7 - 1),
    "INT16": (-(2**15), 2**15 - 1),
    "INT32": (-(2**31), 2**31 - 1),
    "INT64": (-(2**63), 2**63 - 1),
    "UINT8": (0, 2**8 - 1),
    "UINT16": (0, 2**16 - 1),
    "UINT32": (0, 2**32 - 1),
    "UINT64": (0, 2**64 - 1),
}
_LISTS: dict[str, type[list[Any]]] = {
    "FP16": list[float | None],
    "FP32": list[float | None],
    "FP64": list[float | None],
    "BOOL": list[bool | None],
    "BYTES": list[str | None],
    **dict.fromkeys(_RANGES, list[int | None]),
}
_DECODERS = {datatype: msgspec.json.Decoder(kind).decode for datatype, kind in _LISTS.items()}
DATATYPES = tuple(_LISTS)


class Tensor(msgspec.Struct):
    """One input of an inference request. ``data`` is read later, when its datatype is known.

    Attributes:
        name: Name of a column, or ``input`` for all of them.
        shape: Its dimensions.
        datatype: Such as ``FP32``.
        data: The values row by row, flat or as nested lists; null is a missing value.
    """

    name: str
    shape: list[int]
    datatype: str
    data: msgspec.Raw


def read_values(tensor: Tensor) -> Array:
    """The values of ``tensor``, flat: numbers and truth values as float64 (NaN is missing), text as objects.

    Raises:
        InvalidInputError: If the datatype is unknown, a value has another type or lies outside of it, or
            the data does not fill the shape.
    """
    place = f"input {tensor.name[:80]!r}"
    if tensor.datatype not in _LISTS:
        raise InvalidInputError(
            f"{place}: unknown datatype {tensor.datatype[:20]!r}", f"one of {', '.join(DATATYPES)}"
        )
    values = _read_list(tensor, place)
    if min(tensor.shape, default=0) < 0 or len(values) != math.prod(tensor.shape):
        raise InvalidInputError(f"{place}: shape {tensor.shape} does not fit {len(values)} values")
    if tensor.datatype == "BYTES":
        return np.array(values, dtype=object)
    if tensor.datatype in _RANGES:
        _check_range(values, tensor.datatype, place)
    return np.array(values, dtype=np.float64)


def _read_list(tensor: Tensor, place: str) -> list[Any]:
    try:
        values: list[Any] = _DECODERS[tensor.datatype](tensor.data)
    except msgspec.ValidationError as error:
        nested = msgspec.json.decode(tensor.data)
        if not (isinstance(nested, list) and nested and isinstance(nested[0], list)):
            raise explain(error, f"{place} data") from None
        values = _read_nested(nested, tensor, place)
    return values


def _read_nested(nested: list[Any], tensor: Tensor, place: str) -> list[Any]:
    flat = _flatten(nested, tensor.shape, place)
    try:
        values: list[Any] = msgspec.convert(flat, _LISTS[tensor.datatype])
    except msgspec.ValidationError as error:
        raise explain(error, f"{place} data") from None
    return values


def _flatten(nested: list[Any], shape: list[int], place: str) -> list[Any]:
    """The values of nested lists in row-major order; each level must have the size that ``shape`` says."""
    if not shape or len(nested) != shape[0]:
        raise InvalidInputError(f"{place}: shape {shape} does not fit {len(nested)} rows of nested data")
    level = nested
    for size in shape[1:]:
        if not all(_has_size(row, size) for row in level):
            raise InvalidInputError(
                f"{place}: nested rows must be lists of {size} values, as shape {shape} says"
            )
        level = [item for row in level for item in row]
    return level


def _has_size(row: object, size: int) -> bool:
    return isinstance(row, list) and len(row) == size


def _check_range(values: list[int | None], datatype: str, place: str) -> None:
    low, high = _RANGES[datatype]
    present = [value for value in values if value is not None]
    if present and not (low <= min(present) and max(present) <= high):
        raise InvalidInputError(f"{place}: a value lies outside of {datatype}")
