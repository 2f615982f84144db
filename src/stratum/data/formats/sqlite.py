"""Tables of SQLite databases."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pyarrow as pa

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.data.formats.csv import Options
from stratum.data.formats.rows import Rows
from stratum.data.logic.tables import check_names, near_matches

_BATCH: Final = 20_000
_ALL_ROWS: Final = "SELECT * FROM {}"
_NO_ROWS: Final = "SELECT * FROM {} LIMIT 0"
_ONE_ROW: Final = "SELECT {} FROM {}"
_KINDS: Final[tuple[tuple[frozenset[str], pa.DataType], ...]] = (
    (frozenset(), pa.null()),
    (frozenset({"integer"}), pa.int64()),
    (frozenset({"real"}), pa.float64()),
    (frozenset({"integer", "real"}), pa.float64()),
    (frozenset({"text"}), pa.string()),
    (frozenset({"blob"}), pa.binary()),
)


def read(path: Path, place: str, options: Options) -> Rows:
    """Rows of a table or view. A column's type is what SQLite says that all its values are.

    Args:
        path: The database.
        place: What errors call it.
        options: ``table``.

    Raises:
        NotFoundError: If the table does not exist.
        InvalidInputError: If the file is no SQLite database, or a column mixes types.
    """
    table = str(options.get("table", ""))
    try:
        schema = _schema(path, place, table)
    except sqlite3.DatabaseError as error:
        raise InvalidInputError(f"{place}: {error}", "check path and table") from None
    return Rows(schema, _batches(path, place, table, schema))


def _opened(path: Path) -> "closing[sqlite3.Connection]":
    return closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True))


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def _schema(path: Path, place: str, table: str) -> pa.Schema:
    with _opened(path) as connection:
        known = [
            r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        ]
        if table not in known:
            raise NotFoundError(f"{place} has no table {table!r}", near_matches(table, known))
        cursor = connection.execute(_NO_ROWS.format(_quoted(table)))
        names = [column[0] for column in cursor.description]
        check_names(place, names)
        asked = ", ".join(f"group_concat(DISTINCT typeof({_quoted(name)}))" for name in names)
        held = connection.execute(_ONE_ROW.format(asked, _quoted(table))).fetchone()
    return pa.schema([(name, _kind(place, name, found)) for name, found in zip(names, held, strict=True)])


def _kind(place: str, name: str, found: str | None) -> pa.DataType:
    held = frozenset((found or "").split(",")) - {"null", ""}
    for kinds, kind in _KINDS:
        if held == kinds:
            return kind
    what = f"{place}: column {name!r} mixes types ({', '.join(sorted(held))})"
    raise InvalidInputError(what, "cast it in a view")


def _batches(path: Path, place: str, table: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    try:
        with _opened(path) as connection:
            cursor = connection.execute(_ALL_ROWS.format(_quoted(table)))
            while rows := cursor.fetchmany(_BATCH):
                columns = zip(*rows, strict=True)
                arrays = [pa.array(v, field.type) for v, field in zip(columns, schema, strict=True)]
                yield pa.record_batch(arrays, schema=schema)
    except sqlite3.DatabaseError as error:
        raise InvalidInputError(f"{place}: {error}", "check that the database was copied whole") from None
