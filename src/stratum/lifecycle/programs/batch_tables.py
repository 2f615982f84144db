"""Answers of a run in a table of an SQLite file, in one transaction; those of the same run go first."""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as arrow_parquet

from stratum.core.errors import InvalidInputError, TransientError

PATIENCE: Final = 30.0
_BATCH: Final = 16_384
RUN, ROW = "run", "row"
_MAKE: Final = (
    "CREATE TABLE IF NOT EXISTS {} (run TEXT NOT NULL, row INTEGER NOT NULL, {}, PRIMARY KEY (run, row))"
)
_DELETE: Final = "DELETE FROM {} WHERE run = ?"
_INSERT: Final = "INSERT INTO {} ({}) VALUES ({})"
Arrow: TypeAlias = Any  # pyarrow has no types


def put_answers(database: Path, table: str, run: str, answers: Path) -> None:
    """Keep the rows of a Parquet file in a table, which is made, or given more columns, where needed.

    Args:
        database: The file.
        table: Name of the table; its key are the columns ``run`` and ``row``, which counts from 1.
        run: Name of the run.
        answers: The rows.

    Raises:
        InvalidInputError: If a table of that name has another key, or a column is called as the key.
        TransientError: If the file is locked, gone or full.
    """
    with arrow_parquet.ParquetFile(answers) as parquet:
        schema = parquet.schema_arrow
        if taken := sorted({RUN, ROW} & {name.lower() for name in schema.names}):
            raise InvalidInputError(
                f"the rows have a column {taken[0]!r}, as the key of table {table} has",
                "name the columns to keep, without it",
            )
        with _opened(database) as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            _define(connection, table, schema)
            connection.execute(_DELETE.format(_quoted(table)), (run,))
            names = (RUN, ROW, *schema.names)
            insert = _INSERT.format(_quoted(table), _list(names), ", ".join("?" * len(names)))
            done = 0
            for batch in parquet.iter_batches(_BATCH):
                connection.executemany(insert, _values(run, done, batch))
                done += batch.num_rows


def drop_answers(database: Path, table: str, run: str) -> None:
    """Take the rows of a run out of a table; one that is missing or keeps no answers is left as it is.

    Raises:
        TransientError: If the file is locked or gone.
    """
    with _opened(database) as connection, connection:
        connection.execute("BEGIN IMMEDIATE")
        if _key(_columns(connection, table)) == {RUN, ROW}:
            connection.execute(_DELETE.format(_quoted(table)), (run,))


@contextlib.contextmanager
def _opened(database: Path) -> Iterator[sqlite3.Connection]:
    try:
        uri = f"{database.absolute().as_uri()}?mode=rw"
        with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE)) as connection:
            yield connection
    except sqlite3.Error as error:
        hint = "is the database there, and the disk not full?"
        raise TransientError(f"{database}: {error}", hint) from error


def _define(connection: sqlite3.Connection, table: str, schema: Arrow) -> None:
    columns = [f"{_quoted(field.name)} {_kind(field.type)}" for field in schema]
    connection.execute(_MAKE.format(_quoted(table), ", ".join(columns)))
    found = _columns(connection, table)
    if _key(found) != {RUN, ROW}:
        raise InvalidInputError(f"table {table} is not one of answers", "choose another name for the table")
    known = {row[1].lower() for row in found}
    for field, column in zip(schema, columns, strict=True):
        if field.name.lower() not in known:
            connection.execute(f"ALTER TABLE {_quoted(table)} ADD COLUMN {column}")


def _columns(connection: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    return connection.execute(f"PRAGMA table_info({_quoted(table)})").fetchall()


def _key(columns: Sequence[tuple[Any, ...]]) -> set[str]:
    return {row[1] for row in columns if row[5]}


def _values(run: str, done: int, batch: Arrow) -> Iterator[tuple[object, ...]]:
    columns = [_plain(column).to_pylist() for column in batch.columns]
    return ((run, done + number, *row) for number, row in enumerate(zip(*columns, strict=True), 1))


def _plain(column: Arrow) -> Arrow:
    """Numbers, truth and text as SQLite keeps them; anything else as text."""
    kind = column.type
    if pa.types.is_boolean(kind):
        return pc.cast(column, pa.int64())
    if _kind(kind) != "TEXT":
        return column
    return pc.cast(column, pa.string())


def _kind(kind: Arrow) -> str:
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    return "REAL" if pa.types.is_floating(kind) else "TEXT"


def _list(names: Sequence[str]) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
