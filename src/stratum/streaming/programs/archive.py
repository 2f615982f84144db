"""The archive: an SQLite file in write-ahead mode."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from stratum.core.errors import TransientError
from stratum.streaming.logic.archive import INSERT, SCHEMA, Row
from stratum.streaming.logic.board import BY_SOURCE, KNOWN, LATEST, LATEST_ROWS, TOTALS, WINDOW, Readings

PATIENCE = 2.0


def create(path: Path) -> None:
    """Make the file and its tables where they are missing.

    Raises:
        TransientError: If that cannot be done.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with Archive(path) as archive:
            archive.define()
    except OSError as error:
        raise TransientError(f"{path}: {error.strerror}", "can the folder be written?") from error


class Archive:
    """The writing side; one at a time.

    Args:
        path: Of the file, which must exist unless ``define`` comes next.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def define(self) -> None:
        """Make the tables.

        Raises:
            TransientError: If the file cannot be written.
        """
        try:
            connection = self._open()
            connection.execute("PRAGMA journal_mode = WAL")
            with connection:
                for statement in SCHEMA:
                    connection.execute(statement)
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def store(self, kind: str, rows: Sequence[Row]) -> int:
        """Keep rows in one transaction, all or none; returns how many were new.

        Raises:
            TransientError: If the disk is full, the file is locked or gone, or a table is missing.
        """
        try:
            connection = self._open()
            before = connection.total_changes
            with connection:
                connection.executemany(INSERT[kind], rows)
            return connection.total_changes - before
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = sqlite3.connect(self._path, timeout=PATIENCE, check_same_thread=False)
            # Safe against a killed process; a power failure may cost the last transactions.
            connection.execute("PRAGMA synchronous = NORMAL")
            self._connection = connection
        return self._connection

    def _failed(self, error: sqlite3.Error) -> TransientError:
        self.close()
        return TransientError(f"{self._path}: {error}", "is the disk full, or the database not initialised?")


def read_board(path: Path) -> Readings:
    """What the board needs, from one consistent state of the file.

    Raises:
        TransientError: If the file is not there yet or cannot be read.
    """
    try:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=PATIENCE)
        try:
            connection.execute("BEGIN")
            return Readings(
                totals=connection.execute(TOTALS).fetchone(),
                latest=connection.execute(LATEST_ROWS, (LATEST,)).fetchall(),
                sources=connection.execute(BY_SOURCE, (WINDOW,)).fetchall(),
                known=connection.execute(KNOWN, (WINDOW,)).fetchall(),
            )
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise TransientError(f"{path}: {error}", "is the database initialised?") from error
