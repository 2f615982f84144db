"""The plain protocol: rows as objects by column name, predictions as objects."""

import math
import struct
from collections.abc import Callable, Sequence
from types import GenericAlias
from typing import Any

import msgspec
import numpy as np

from stratum.core.bundles import Column, ColumnType
from stratum.core.errors import InvalidInputError
from stratum.serving.logic.columns import check_columns
from stratum.serving.logic.signature import NUMERIC, Signature
from stratum.serving.logic.wording import UNREADABLE, explain, list_names
from stratum.serving.types import FLOAT32, Array, Batch

_TYPES: dict[ColumnType, Any] = {
    ColumnType.NUMBER: float,
    ColumnType.INTEGER: int,
    ColumnType.BOOLEAN: bool,
    ColumnType.CATEGORY: str,
    ColumnType.TIMESTAMP: str,
}
_FIELDS = {
    "Object contains unknown field": "unknown column",
    "Object missing required field": "a value is required in column",
}


LISTS = frozenset({"distances", "items", "scores"})
"""Outputs that are lists, whatever their length."""
ENDING = frozenset({"items", "scores"})
"""Lists that may end early: the empty text, or NaN, says where."""


class RowReader:
    """Reads ``{"rows": [{column: value}]}`` for one model, typed by a structure made from its signature."""

    def __init__(self, signature: Signature) -> None:
        self._signature = signature
        fields = [_field(index, column) for index, column in enumerate(signature.columns.values())]
        rename = {f"c{index}": name for index, name in enumerate(signature.columns)}
        row = msgspec.defstruct(
            "Row", fields, rename=rename, kw_only=True, forbid_unknown_fields=True, gc=False
        )
        request = msgspec.defstruct("Rows", [("rows", GenericAlias(list, row))])
        self._decode: Callable[[bytes], Any] = msgspec.json.Decoder(request).decode

    def read(self, body: bytes) -> Batch:
        """The rows in ``body``.

        Raises:
            MalformedRequestError: If it is no JSON.
            InvalidInputError: If it does not fit the model; the message names row and column.
        """
        try:
            rows: list[Any] = self._decode(body).rows
        except UNREADABLE as error:
            raise self._explain(error) from None
        if not rows:
            raise InvalidInputError("no rows", "give at least one")
        values = [msgspec.structs.astuple(row) for row in rows]
        if self._signature.direct and len(values) == 1:
            try:
                packed = self._signature.pack(*values[0])
            except (struct.error, OverflowError):
                pass
            else:
                return Batch(1, np.frombuffer(packed, FLOAT32).reshape(1, -1))
        return self._to_columns(values)

    def _to_columns(self, rows: Sequence[tuple[Any, ...]]) -> Batch:
        columns: dict[str, Array] = {}
        for column, values in zip(self._signature.columns.values(), zip(*rows, strict=True), strict=True):
            try:
                dtype = np.float64 if column.type in NUMERIC else object
                columns[column.name] = np.array(values, dtype=dtype)
            except OverflowError:
                raise InvalidInputError(f"column {column.name!r}: a number is too large") from None
        return check_columns(columns, self._signature)

    def _explain(self, error: Exception) -> InvalidInputError:
        refusal = explain(error)
        for said, meant in _FIELDS.items():
            if said in refusal.message and refusal.message.startswith("rows["):
                known = f"the model takes {list_names(self._signature.columns)}"
                return InvalidInputError(refusal.message.replace(said, meant), known)
        return refusal


def _field(index: int, column: Column) -> tuple[str, Any] | tuple[str, Any, Any]:
    """What ``defstruct`` takes: a name, a type and, where it may be left out, a default."""
    kind = _TYPES[column.type]
    return (f"c{index}", kind) if column.required else (f"c{index}", kind | None, None)


class PredictionWriter:
    """Writes ``{"predictions": […], "model", "version"}``."""

    def __init__(self, model: str, version: str, labels: Sequence[str]) -> None:
        self._labels = tuple(labels)
        self._answer: dict[str, Any] = {"model": model, "version": version}
        self._encode = msgspec.json.Encoder().encode

    def write(self, names: Sequence[str], arrays: Sequence[Array]) -> bytes:
        """The answer for the outputs of a graph: an object for each row, with a field for each output."""
        columns = [self._column(name, array) for name, array in zip(names, arrays, strict=True)]
        predictions = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
        return self._encode({"predictions": predictions, **self._answer})

    def _column(self, name: str, array: Array) -> list[Any]:
        """An output as one value for each row."""
        if name == "probabilities":
            return [dict(zip(self._labels, row, strict=True)) for row in array.tolist()]
        values: list[Any] = (array if name in LISTS else np.ravel(array)).tolist()
        if name in ENDING:
            return [[one for one in row if not _is_end(one)] for row in values]
        return values


def _is_end(value: str | float) -> bool:
    return value == "" if isinstance(value, str) else math.isnan(value)
