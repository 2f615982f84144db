"""Columns of Arrow tables as plain values: cells for people, codes and numbers for figures."""

import dataclasses
import datetime
import math

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stratum.core.bundles import ColumnType
from stratum.data.logic.tables import column_type
from stratum.data.types import Cell

LONGEST = 200
"""Characters of a cell."""
MEASURED = frozenset({ColumnType.NUMBER, ColumnType.INTEGER, ColumnType.TIMESTAMP})
MISSING = -1
"""The code of a missing value."""


@dataclasses.dataclass(frozen=True, slots=True)
class Coded:
    """A column whose values are numbered, in the order in which they are first met.

    Attributes:
        codes: Number of the value of each row, ``MISSING`` where it is missing: shape (rows,).
        values: The values by number, as text.
    """

    codes: np.ndarray
    values: tuple[str, ...]

    @property
    def known(self) -> np.ndarray:
        """Whether each row has a value."""
        return np.asarray(self.codes != MISSING)


def cell(value: object) -> Cell:
    """A value of a table as JSON says it; what is long is cut, and what is no number becomes null."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    text = f"{len(value)} bytes" if isinstance(value, bytes) else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def coded(column: pa.ChunkedArray) -> Coded:
    """The values of a column by number; not-a-number is missing, what is nested is compared as text."""
    plain = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_floating(plain.type):
        plain = pc.if_else(pc.is_nan(plain), None, plain)
    if pa.types.is_nested(plain.type) or pa.types.is_null(plain.type):
        plain = pa.array([None if v is None else str(v) for v in plain.to_pylist()], pa.string())
    if isinstance(plain, pa.DictionaryArray):
        plain = plain.dictionary_decode()
    parts = plain.dictionary_encode()
    codes = parts.indices.fill_null(MISSING).to_numpy(zero_copy_only=False).astype(np.int64)
    return Coded(codes, tuple(str(cell(value)) for value in parts.dictionary.to_pylist()))


def numbers(column: pa.ChunkedArray) -> np.ndarray | None:
    """The column as float64, NaN where missing, times in seconds since 1970 UTC; None where it holds neither.

    Shape (rows,). Infinite values count as missing.
    """
    kind = column_type(column.type)
    if kind not in MEASURED:
        return None
    if kind is ColumnType.TIMESTAMP:
        micro = column.cast(pa.timestamp("us"), safe=False).cast(pa.int64())
        values = micro.cast(pa.float64()).to_numpy() / 1e6
    else:
        values = column.cast(pa.float64(), safe=False).to_numpy()
    return np.where(np.isfinite(values), values, np.nan)


def ordered(column: Coded) -> Coded:
    """The same with its values numbered in the order of their texts."""
    order = sorted(range(len(column.values)), key=column.values.__getitem__)
    places = np.argsort(np.array(order, np.int64)) if order else np.zeros(1, np.int64)
    codes = np.where(column.known, places[column.codes], MISSING)
    return Coded(codes, tuple(column.values[place] for place in order))
