"""One file of SQLite: who may read it, what a change that fails leaves, and what is said where it cannot."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stratum.core.errors import PermanentError, TransientError
from stratum.effects.sqlite import Database, Schema

FIRST = Schema("the notes", 1, "CREATE TABLE IF NOT EXISTS notes (text TEXT NOT NULL) STRICT;")
SECOND = Schema("the notes", 2, f"{FIRST.tables} CREATE TABLE IF NOT EXISTS tags (name TEXT) STRICT;")


def write(database: Database, *texts: str | None) -> None:
    with database.writing() as connection:
        connection.executemany("INSERT INTO notes VALUES (?)", [(text,) for text in texts])


def texts(database: Database) -> list[str]:
    with database.reading() as connection:
        return [row["text"] for row in connection.execute("SELECT text FROM notes ORDER BY rowid")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "notes.db"


def test_the_first_write_makes_a_file_that_its_owner_alone_may_read(path: Path) -> None:
    database = Database(path, FIRST)
    assert not path.parent.exists()
    write(database, "a", "b")
    assert database.is_there
    assert path.stat().st_mode & 0o777 == 0o600
    assert texts(Database(path, FIRST)) == ["a", "b"]


def test_a_change_that_fails_leaves_nothing(path: Path) -> None:
    database = Database(path, FIRST)
    write(database, "a")
    with pytest.raises(PermanentError, match=r"the notes in .* cannot be used: .*NOT NULL"):
        write(database, "b", None)
    assert texts(database) == ["a"]


def test_an_older_file_gets_what_it_lacks_and_a_newer_one_is_refused(path: Path) -> None:
    write(Database(path, FIRST), "a")
    with Database(path, SECOND).reading() as connection:
        assert connection.execute("SELECT COUNT(*) FROM tags").fetchone()[0] == 0
    assert texts(Database(path, SECOND)) == ["a"]
    with pytest.raises(PermanentError, match="newer version"):
        texts(Database(path, FIRST))


def test_a_file_that_somebody_writes_to_may_be_tried_again(path: Path) -> None:
    write(Database(path, FIRST), "a")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TransientError, match=r"the notes in .* are busy"):
            write(Database(path, FIRST, patience=0.0), "b")
        assert texts(Database(path, FIRST)) == ["a"]


def test_what_is_no_database_and_a_folder_that_cannot_be_are_told(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_bytes(b"no database at all" * 99)
    with pytest.raises(PermanentError, match="cannot be used"):
        texts(Database(tmp_path / "notes.db", FIRST))
    with pytest.raises(PermanentError, match="cannot be written"):
        write(Database(tmp_path / "notes.db" / "inner.db", FIRST), "a")
