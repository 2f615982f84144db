"""Columns of Arrow from values of Python, each of one kind."""

import datetime
import decimal
from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa

from stratum.core.errors import InvalidInputError

_WORDS: Final = {
    bool: "truth",
    int: "a number",
    float: "a number",
    decimal.Decimal: "a number",
    str: "text",
    bytes: "bytes",
    datetime.datetime: "a time",
    datetime.date: "a date",
    datetime.time: "a time of day",
    datetime.timedelta: "a time of day",
}


def column(place: str, name: str, values: Sequence[Any], first: int = 1) -> pa.Array:
    """A column; whole numbers are integers, and dates beside times become times.

    Args:
        place: What errors call the table.
        name: Of the column.
        values: Its values; None for missing.
        first: Number of the first value's row, for errors.

    Raises:
        InvalidInputError: If values are of several kinds; it names the first row that differs.
    """
    _one_kind(place, name, values, first)
    plain = [float(v) if isinstance(v, decimal.Decimal) else v for v in values]
    if any(isinstance(v, float) for v in plain):
        whole = all(v is None or (float(v).is_integer() and abs(v) < 2**53) for v in plain)
        plain = [None if v is None else int(v) if whole else float(v) for v in plain]
    if any(isinstance(v, datetime.datetime) for v in plain):
        plain = [_moment(v) for v in plain]
    try:
        return pa.array(plain)
    except (pa.ArrowException, OverflowError) as error:
        raise InvalidInputError(f"{place}: column {name!r} ({error})", "write it as text") from None


def _moment(value: object) -> object:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return datetime.datetime.combine(value, datetime.time())
    return value


def _one_kind(place: str, name: str, values: Sequence[Any], first: int) -> None:
    seen: tuple[str, int] | None = None
    for row, value in enumerate(values, first):
        if value is None:
            continue
        kind = _WORDS.get(type(value), type(value).__name__)
        seen = seen or (kind, row)
        if kind != seen[0] and {kind, seen[0]} != {"a time", "a date"}:
            raise InvalidInputError(
                f"{place}: column {name!r} mixes types: row {seen[1]} holds {seen[0]}, row {row} {kind}",
                "write one kind of value in the whole column",
            )
