"""Answers of runs in a table."""

import datetime
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest

from stratum.core.errors import InvalidInputError, TransientError
from stratum.lifecycle.programs.batch_tables import put_answers


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    sqlite3.connect(path).close()
    return path


def answers(tmp_path: Path, **columns: list[object]) -> Path:
    path = tmp_path / "answers.parquet"
    arrow_parquet.write_table(pa.table(columns), path)
    return path


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(database)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_the_same_run_again_replaces_its_rows(database: Path, tmp_path: Path) -> None:
    put_answers(database, "answers", "r-1", answers(tmp_path, x=[1, 2, 3], label=["a", "b", None]))
    put_answers(database, "answers", "r-2", answers(tmp_path, x=[4], label=["c"]))
    put_answers(database, "answers", "r-1", answers(tmp_path, x=[5, 6], label=["d", "e"]))
    assert rows(database, "SELECT * FROM answers ORDER BY run, row") == [
        ("r-1", 1, 5, "d"),
        ("r-1", 2, 6, "e"),
        ("r-2", 1, 4, "c"),
    ]


def test_columns_that_come_later_are_added(database: Path, tmp_path: Path) -> None:
    put_answers(database, "answers", "r-1", answers(tmp_path, x=[1]))
    put_answers(database, "answers", "r-2", answers(tmp_path, y=[0.5], x=[2]))
    assert rows(database, "SELECT run, x, y FROM answers ORDER BY run") == [("r-1", 1, None), ("r-2", 2, 0.5)]


def test_values_are_kept_as_the_database_knows_them(database: Path, tmp_path: Path) -> None:
    values: dict[str, list[object]] = {"a": [True], 'c"; --': ["x"]}
    moment = datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC)
    values["b"] = [moment]
    put_answers(database, "t", "r", answers(tmp_path, **values))
    assert rows(database, "SELECT * FROM t") == [("r", 1, 1, "x", "2026-01-02 03:04:00.000000Z")]


def test_a_failure_leaves_the_rows_of_before(database: Path, tmp_path: Path) -> None:
    put_answers(database, "answers", "r-1", answers(tmp_path, x=[1]))
    connection = sqlite3.connect(database)
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON answers WHEN NEW.x = 3 BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    connection.close()
    with pytest.raises(TransientError, match="no"):
        put_answers(database, "answers", "r-1", answers(tmp_path, x=[2, 3]))
    assert rows(database, "SELECT x FROM answers") == [(1,)]


def test_a_table_of_something_else_is_left_alone(database: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE predictions (id TEXT PRIMARY KEY)")
    connection.close()
    with pytest.raises(InvalidInputError, match="predictions is not one of answers"):
        put_answers(database, "predictions", "r-1", answers(tmp_path, x=[1]))


def test_a_column_called_as_the_key_is_refused(database: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="column 'run'"):
        put_answers(database, "answers", "r-1", answers(tmp_path, Run=[1]))


def test_a_database_that_is_not_there_is_waited_for(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match="unable to open"):
        put_answers(tmp_path / "none.db", "answers", "r-1", answers(tmp_path, x=[1]))
