"""Choosing rows and columns of tables."""

import datetime

import pyarrow as pa
import pytest

from stratum.core.bundles import ColumnType
from stratum.core.errors import InvalidInputError
from stratum.data.logic.tables import (
    check_names,
    column_type,
    describe,
    filter_rows,
    near_matches,
    select_columns,
)

TABLE = pa.table({
    "id": ["a", "b", "c", "d"],
    "n": [1, 2, 3, None],
    "word": ["x", None, "y", "x"],
    "day": [datetime.datetime(2024, 1, d, tzinfo=datetime.UTC) for d in (1, 2, 3, 4)],
})


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ({"column": "n", "is": "known"}, "abc"),
        ({"column": "n", "is": "missing"}, "d"),
        ({"column": "n", "is": "equal", "value": 2}, "b"),
        ({"column": "n", "value": 2}, "b"),
        ({"column": "n", "is": "different", "value": 2}, "ac"),
        ({"column": "n", "is": "above", "value": 2}, "c"),
        ({"column": "n", "is": "at-least", "value": 2}, "bc"),
        ({"column": "n", "is": "below", "value": 2}, "a"),
        ({"column": "n", "is": "at-most", "value": 2}, "ab"),
        ({"column": "n", "is": "in", "value": [1, 3]}, "ac"),
        ({"column": "word", "is": "equal", "value": "x"}, "ad"),
        ({"column": "word", "is": "equal", "value": "x' OR 1=1 --"}, ""),
    ],
)
def test_conditions(condition: dict[str, object], kept: str) -> None:
    assert filter_rows("few", TABLE, [condition])["id"].to_pylist() == list(kept)


def test_all_conditions_have_to_hold() -> None:
    where: list[dict[str, object]] = [
        {"column": "word", "is": "known"},
        {"column": "n", "is": "above", "value": 1},
    ]
    assert filter_rows("few", TABLE, where)["id"].to_pylist() == ["c"]
    assert filter_rows("few", TABLE, []) == TABLE


@pytest.mark.parametrize(
    ("condition", "message", "hint"),
    [
        ({"column": "wrd", "is": "known"}, "'few' finds no column 'wrd'", "word"),
        ({"column": "n", "is": "like", "value": 1}, "unknown condition 'like'", "at-least"),
        ({"column": "n", "is": "equal", "value": "two"}, "'two' is no int64", "type"),
        ({"column": "n", "is": "in", "value": ["two"]}, "no int64", "type"),
    ],
)
def test_wrong_conditions_are_explained(condition: dict[str, object], message: str, hint: str) -> None:
    with pytest.raises(InvalidInputError, match=message) as caught:
        filter_rows("few", TABLE, [condition])
    assert hint in caught.value.hint


def test_selection_keeps_the_order_that_is_named() -> None:
    assert select_columns("few", TABLE, ["word", "id"]).column_names == ["word", "id"]
    with pytest.raises(InvalidInputError, match="'few' finds no column 'ids'") as caught:
        select_columns("few", TABLE, ["ids"])
    assert caught.value.hint == "did you mean id?"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (pa.int8(), ColumnType.INTEGER),
        (pa.uint64(), ColumnType.INTEGER),
        (pa.float32(), ColumnType.NUMBER),
        (pa.decimal128(10, 2), ColumnType.NUMBER),
        (pa.bool_(), ColumnType.BOOLEAN),
        (pa.timestamp("us", "UTC"), ColumnType.TIMESTAMP),
        (pa.date32(), ColumnType.TIMESTAMP),
        (pa.null(), ColumnType.NUMBER),
        (pa.string(), ColumnType.CATEGORY),
        (pa.large_string(), ColumnType.CATEGORY),
    ],
)
def test_types_in_our_words(kind: pa.DataType, expected: ColumnType) -> None:
    assert column_type(kind) is expected


def test_a_table_is_described_in_order() -> None:
    described = describe(TABLE.schema)
    assert [c.name for c in described] == TABLE.column_names
    assert [str(c.type) for c in described] == ["category", "integer", "category", "timestamp"]


def test_near_names_come_before_all_names() -> None:
    assert near_matches("flihts", ["flights", "planes"]) == "did you mean flights?"
    assert near_matches("zzz", ["flights", "planes"]) == "known: flights, planes"


def test_a_name_that_appears_twice_is_refused() -> None:
    check_names("here", ["a", "b"])
    with pytest.raises(InvalidInputError, match="here: column 'a' appears 2 times"):
        check_names("here", ["a", "b", "a"])
