"""Rows to try a model with."""

from stratum.core.bundles import Column, ColumnType
from stratum.serving.logic.sampling import sample_rows

COLUMNS = (
    Column("price", ColumnType.NUMBER),
    Column("count", ColumnType.INTEGER),
    Column("open", ColumnType.BOOLEAN),
    Column("shop", ColumnType.CATEGORY),
    Column("visited", ColumnType.TIMESTAMP),
)
PROFILE = {
    "columns": {
        "price": {"sample": [1.5, 2.5]},
        "count": {"sample": [3.0]},
        "shop": {"frequencies": {"north": 0.5, "south": 0.5}},
        "visited": {"first": "2024-01-01T00:00:00Z"},
    }
}


def test_values_are_those_of_the_training() -> None:
    rows = sample_rows(COLUMNS, PROFILE, 20)
    assert {row["price"] for row in rows} == {1.5, 2.5}
    assert {row["shop"] for row in rows} == {"north", "south"}
    assert {row["open"] for row in rows} == {True, False}
    assert rows[0]["count"] == 3
    assert rows[0]["visited"] == "2024-01-01T00:00:00Z"
    assert rows == sample_rows(COLUMNS, PROFILE, 20)


def test_without_a_profile_values_are_plain() -> None:
    (row,) = sample_rows(COLUMNS, {}, 1)
    assert row == {"price": 0.0, "count": 0, "open": False, "shop": "", "visited": "2000-01-01T00:00:00Z"}


def test_no_columns_give_empty_rows() -> None:
    assert sample_rows((), PROFILE, 2) == [{}, {}]
