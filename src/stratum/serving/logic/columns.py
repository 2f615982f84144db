"""Columns of a request against the signature: known, of their type, and complete where required."""

from collections.abc import Callable, Mapping

import numpy as np

from stratum.core.bundles import Column, ColumnType
from stratum.core.errors import InvalidInputError
from stratum.data.logic.rows import moment
from stratum.serving.logic.signature import NUMERIC, Signature
from stratum.serving.logic.wording import list_names, unknown_column
from stratum.serving.types import Array, Batch, Columns


def check_columns(given: Columns, signature: Signature) -> Batch:
    """The rows in ``given``, with what is not required and left out added as missing.

    Args:
        given: Flat arrays by column name: float64 with NaN for missing, or objects with None for missing.
        signature: What the model takes.

    Raises:
        InvalidInputError: If a column is unknown, left out but required, of another length or type, or a
            value is missing where it is required.
    """
    for name in given:
        if name not in signature.columns:
            raise unknown_column(name, signature.columns)
    _check_presence(given, signature)
    rows = _count_rows(given)
    columns = {
        name: _check_column(column, given[name]) if name in given else _all_missing(column, rows)
        for name, column in signature.columns.items()
    }
    return Batch(rows, columns=columns)


def split_matrix(values: Array, rows: int, signature: Signature) -> Mapping[str, Array]:
    """The columns in ``values``, flat in row-major order."""
    matrix = values.reshape(rows, signature.width)
    return {name: matrix[:, index] for index, name in enumerate(signature.columns)}


def _check_presence(given: Columns, signature: Signature) -> None:
    absent = [name for name, column in signature.columns.items() if column.required and name not in given]
    if absent:
        raise InvalidInputError(f"required but left out: {list_names(absent)}")
    if not given:
        raise InvalidInputError("no column at all", f"the model takes {list_names(signature.columns)}")


def _count_rows(given: Columns) -> int:
    sizes = {name: values.size for name, values in given.items()}
    rows = next(iter(sizes.values()))
    for name, size in sizes.items():
        if size != rows:
            raise InvalidInputError(
                f"column {name!r} has {size} values, column {next(iter(sizes))!r} has {rows}",
                "give each column one value a row; null says missing",
            )
    if not rows:
        raise InvalidInputError("no rows", "give at least one")
    return rows


def _all_missing(column: Column, rows: int) -> Array:
    if column.type in NUMERIC:
        return np.full(rows, np.nan)
    return np.full(rows, None, dtype=object)


def _check_column(column: Column, values: Array) -> Array:
    text = values.dtype == object
    if text is (column.type in NUMERIC):
        raise InvalidInputError(
            f"column {column.name!r} is a {column.type}, not {'text' if text else 'numbers'}"
        )
    missing = np.array([value is None for value in values], dtype=bool) if text else np.isnan(values)
    if column.required:
        _refuse_where(column, missing, "is required but missing")
    if column.type in _RULES:
        holds, reason = _RULES[column.type]
        _refuse_where(column, ~missing & ~holds(values), reason)
    return values


def _refuse_where(column: Column, wrong: Array, reason: str) -> None:
    if wrong.any():
        raise InvalidInputError(f"column {column.name!r}, row {int(wrong.argmax())}: {reason}")


def _are_timestamps(values: Array) -> Array:
    return np.array([value is None or _is_timestamp(value) for value in values], dtype=bool)


def _is_timestamp(value: str) -> bool:
    try:
        moment(value)
    except ValueError:
        return False
    return True


_RULES: Mapping[ColumnType, tuple[Callable[[Array], Array], str]] = {
    ColumnType.INTEGER: (lambda values: values == np.floor(values), "is not a whole number"),
    ColumnType.BOOLEAN: (lambda values: (values == 0) | (values == 1), "is neither true nor false"),
    ColumnType.TIMESTAMP: (_are_timestamps, "is no ISO 8601 time"),
}
