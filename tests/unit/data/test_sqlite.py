"""What is particular about SQLite."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.data.sources.files import FileSource
from stratum.data.types import SourceSpec
from stratum.testing.contracts.source import read_source


@pytest.fixture
def database(tmp_path: Path) -> Path:
    place = tmp_path / "some where.db"
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("CREATE TABLE trips (n INTEGER, word TEXT)")
        connection.execute("INSERT INTO trips VALUES (1, 'x'), (NULL, 'y')")
        connection.execute("CREATE VIEW known AS SELECT * FROM trips WHERE n IS NOT NULL")
        connection.execute("CREATE TABLE mixed (v)")
        connection.execute("INSERT INTO mixed VALUES (1), ('one')")
        connection.execute('CREATE TABLE "say ""hi""" (v INTEGER)')
        connection.execute('INSERT INTO "say ""hi""" VALUES (7)')
    return place


def read(place: Path, table: str) -> dict[str, list[object]]:
    spec = SourceSpec("trips", "sqlite", {"path": str(place), "table": table})
    found: dict[str, list[object]] = read_source(FileSource(), spec).to_pydict()
    return found


def test_tables_and_views(database: Path) -> None:
    assert read(database, "trips") == {"n": [1, None], "word": ["x", "y"]}
    assert read(database, "known") == {"n": [1], "word": ["x"]}


def test_any_name_is_a_name(database: Path) -> None:
    assert read(database, 'say "hi"') == {"v": [7]}
    with pytest.raises(NotFoundError, match="has no table"):
        read(database, 'trips"; DROP TABLE trips; --')
    assert len(read(database, "trips")["n"]) == 2


@pytest.mark.parametrize("table", ["trip", ""])
def test_a_missing_table_is_named(database: Path, table: str) -> None:
    with pytest.raises(NotFoundError, match=f"has no table '{table}'") as caught:
        read(database, table)
    assert "trips" in caught.value.hint


def test_a_column_of_several_types_is_refused(database: Path) -> None:
    with pytest.raises(InvalidInputError, match="column 'v' mixes types") as caught:
        read(database, "mixed")
    assert caught.value.hint == "cast it in a view"


def test_reading_leaves_the_file_as_it_was(database: Path) -> None:
    before = database.read_bytes()
    read(database, "trips")
    assert database.read_bytes() == before
    assert [p.name for p in database.parent.iterdir()] == [database.name]
