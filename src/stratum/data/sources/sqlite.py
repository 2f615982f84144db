"""Tables of SQLite databases."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow as pa

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.data.logic.tables import check_names, near_matches
from stratum.data.sources import places
from stratum.data.types import SourceSpec

_ALL_ROWS = 'SELECT * FROM "{}"'


class SqliteSource:
    """Reads one table or view. Attributes of the specification: ``path`` and ``table``."""

    def read(self, spec: SourceSpec) -> pa.Table:
        """All rows of the table.

        Raises:
            NotFoundError: If the file or the table does not exist.
            InvalidInputError: If the file is no SQLite database, the table is empty, or a column mixes types.
        """
        place = f"source {spec.name!r}: {spec.attributes.get('path')}"
        try:
            names, rows = _rows(places.locate(spec), place, str(spec.attributes.get("table", "")))
        except sqlite3.DatabaseError as error:
            raise InvalidInputError(f"{place}: {error}", "check path and table") from None
        check_names(place, names)
        if not rows:
            raise InvalidInputError(
                f"{place}: table {spec.attributes.get('table')!r} has no rows", "add rows"
            )
        return pa.table({
            n: _column(place, n, v) for n, v in zip(names, zip(*rows, strict=True), strict=True)
        })

    def fingerprint(self, spec: SourceSpec) -> str:
        """SHA-256 of the database file."""
        return places.fingerprint(spec)


def _rows(path: Path, place: str, table: str) -> tuple[list[str], list[tuple[object, ...]]]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        known = [
            r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        ]
        if table not in known:
            raise NotFoundError(f"{place} has no table {table!r}", near_matches(table, known))
        quoted = table.replace('"', '""')
        cursor = connection.execute(_ALL_ROWS.format(quoted))
        return [d[0] for d in cursor.description], cursor.fetchall()


def _column(place: str, name: str, values: tuple[object, ...]) -> pa.Array:
    try:
        return pa.array(values)
    except pa.ArrowException as error:
        raise InvalidInputError(
            f"{place}: column {name!r} mixes types ({error})", "cast it in a view"
        ) from None
