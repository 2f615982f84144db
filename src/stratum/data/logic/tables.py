"""Steps that choose rows and columns of Arrow tables, by structured conditions."""

import collections
import datetime
import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from stratum.core.bundles import Column, ColumnType
from stratum.core.errors import InvalidInputError

Mask = Any
_COMPARISONS: Mapping[str, Callable[[Any, Any], Mask]] = {
    "equal": pc.equal,
    "different": pc.not_equal,
    "above": pc.greater,
    "at-least": pc.greater_equal,
    "below": pc.less,
    "at-most": pc.less_equal,
}
CONDITIONS = ("known", "missing", "in", *_COMPARISONS)


def near_matches(name: str, known: Iterable[str]) -> str:
    """A hint for a name that does not exist: near names first, else all of them."""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=3)
    return f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(names)}"


def require_columns(block: str, needed: Iterable[str], known: Sequence[str]) -> None:
    """Check that a block finds its columns.

    Raises:
        InvalidInputError: On the first that is missing; the hint names near matches.
    """
    for name in needed:
        if name not in known:
            raise InvalidInputError(f"block {block!r} finds no column {name!r}", near_matches(name, known))


def filter_rows(block: str, table: pa.Table, where: Sequence[Mapping[str, object]]) -> pa.Table:
    """The rows for which all conditions hold; a missing value satisfies ``missing`` and nothing else.

    Args:
        block: Named in errors.
        table: What is filtered.
        where: Each ``{"column", "is", "value"}``; ``is`` is one of ``CONDITIONS``.

    Raises:
        InvalidInputError: If a column or condition does not exist, or a value does not fit the column's type.
    """
    for condition in where:
        name = str(condition.get("column"))
        require_columns(block, [name], table.column_names)
        table = table.filter(_mask(block, table.column(name), condition))
    return table


def _mask(block: str, column: pa.ChunkedArray, condition: Mapping[str, object]) -> Mask:
    kind, value = str(condition.get("is", "equal")), condition.get("value")
    if kind == "known":
        return pc.is_valid(column)
    if kind == "missing":
        return pc.is_null(column)
    try:
        if kind == "in":
            return pc.is_in(column, value_set=pa.array(value, type=column.type))
        return _COMPARISONS[kind](column, _scalar(value, column.type))
    except KeyError:
        raise InvalidInputError(
            f"block {block!r}: unknown condition {kind!r}", f"known: {', '.join(CONDITIONS)}"
        ) from None
    except (pa.ArrowException, TypeError, ValueError):
        raise InvalidInputError(
            f"block {block!r}: {value!r} is no {column.type} as column {condition.get('column')!r} holds",
            "write a value of the column's type",
        ) from None


def _scalar(value: object, kind: pa.DataType) -> pa.Scalar:
    """A value of a column's type; times are ISO 8601 text, in UTC where the column has no zone."""
    if pa.types.is_timestamp(kind) and isinstance(value, str):
        moment = datetime.datetime.fromisoformat(value)
        if kind.tz is None and moment.tzinfo is not None:
            moment = moment.astimezone(datetime.UTC).replace(tzinfo=None)
        return pa.scalar(moment, type=kind)
    return pa.scalar(value, type=kind)


def select_columns(block: str, table: pa.Table, columns: Sequence[str]) -> pa.Table:
    """The named columns in the order named.

    Raises:
        InvalidInputError: If one does not exist.
    """
    require_columns(block, columns, table.column_names)
    return table.select(list(columns))


_TYPES: Sequence[tuple[Callable[[pa.DataType], bool], ColumnType]] = (
    (pa.types.is_boolean, ColumnType.BOOLEAN),
    (pa.types.is_integer, ColumnType.INTEGER),
    (pa.types.is_floating, ColumnType.NUMBER),
    (pa.types.is_decimal, ColumnType.NUMBER),
    (pa.types.is_timestamp, ColumnType.TIMESTAMP),
    (pa.types.is_date, ColumnType.TIMESTAMP),
    (pa.types.is_null, ColumnType.NUMBER),
)


def column_type(kind: pa.DataType) -> ColumnType:
    """What a column of an Arrow type holds in the platform's words; text and all else is a category."""
    return next((ours for fits, ours in _TYPES if fits(kind)), ColumnType.CATEGORY)


def describe(schema: pa.Schema) -> tuple[Column, ...]:
    """Name and type of each column of a table, in order."""
    return tuple(Column(field.name, column_type(field.type)) for field in schema)


DECLARED: Mapping[str, frozenset[ColumnType]] = {
    "text": frozenset({ColumnType.CATEGORY}),
    "number": frozenset({ColumnType.NUMBER, ColumnType.INTEGER}),
    "truth": frozenset({ColumnType.BOOLEAN}),
    "time": frozenset({ColumnType.TIMESTAMP}),
}
"""What columns of each declared kind may hold."""


def check_declared(place: str, declared: object, schema: pa.Schema) -> None:
    """Check that rows have the columns that their source declares; they may have more.

    Args:
        place: What errors call the source.
        declared: What each column holds, by name; anything else for nothing declared.
        schema: Of the rows.

    Raises:
        InvalidInputError: On the first column that is missing, or holds something else; one without any
            value holds what was declared.
    """
    for name, kind in declared.items() if isinstance(declared, Mapping) else ():
        if name not in schema.names:
            what = f"{place}: column {name!r} was declared {kind}, and is not there"
            raise InvalidInputError(what, near_matches(name, schema.names))
        found = schema.field(name).type
        if not pa.types.is_null(found) and column_type(found) not in DECLARED[str(kind)]:
            what = f"{place}: column {name!r} was declared {kind}, and is {column_type(found)} ({found})"
            raise InvalidInputError(what, "correct the data, or the schema of the source")


def check_names(place: str, names: Sequence[str]) -> None:
    """Check that no two columns have one name.

    Raises:
        InvalidInputError: On the first name that appears twice.
    """
    for name, count in collections.Counter(names).items():
        if count > 1:
            raise InvalidInputError(f"{place}: column {name!r} appears {count} times", "rename one of them")
