"""Files of SQLite that their owner alone may read; what was written outlives the process and the machine."""

import dataclasses
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from stratum.core.errors import PermanentError, StratumError, TransientError

_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_FULL: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})


@dataclasses.dataclass(frozen=True, slots=True)
class Schema:
    """What a file holds.

    Attributes:
        content: What it is, in the plural, for errors: ``the accounts``.
        version: Grows with ``tables``; at least 1.
        tables: Statements that make what a file lacks, whatever earlier version wrote it.
    """

    content: str
    version: int
    tables: str


class Database:
    """Gives connections, each for one thing that is done whole or not at all. Holds none open.

    Args:
        path: The file; made by the first write.
        schema: What it holds.
        patience: Seconds to wait for another process that writes.
    """

    def __init__(self, path: Path, schema: Schema, patience: float = 10.0) -> None:
        self._path = path
        self._schema = schema
        self._patience = patience

    @property
    def is_there(self) -> bool:
        """Whether anything was ever written."""
        return self._path.is_file()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to a file that is there.

        Raises:
            StratumError: If it cannot be used.
        """
        with self._connected() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection that holds the lock for writers; what was done is kept at the end, or nothing of it.

        Raises:
            StratumError: If the file cannot be used.
        """
        if not self.is_there:
            self._make()
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                yield connection

    def _make(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            problem = f"{self._path} cannot be written: {error.strerror}"
            raise PermanentError(problem, "look at the disk and at whose folder it is") from error

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        address = f"{self._path.absolute().as_uri()}?mode=rw"
        try:
            with closing(
                sqlite3.connect(address, uri=True, timeout=self._patience, isolation_level=None)
            ) as connection:
                connection.row_factory = sqlite3.Row
                self._prepare(connection)
                yield connection
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
        version, newest = int(connection.execute("PRAGMA user_version").fetchone()[0]), self._schema.version
        if version > newest:
            hint = "use that version, or another workspace"
            raise PermanentError(f"{self._path} was written by a newer version of stratum", hint)
        if version < newest:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(
                f"BEGIN IMMEDIATE; {self._schema.tables} PRAGMA user_version = {newest}; COMMIT;"
            )

    def _explained(self, error: sqlite3.Error) -> StratumError:
        # The low byte of SQLite's extended code is the kind of failure.
        code, what = getattr(error, "sqlite_errorcode", 0) & 0xFF, f"{self._schema.content} in {self._path}"
        if code in _BUSY:
            return TransientError(f"{what} are busy", "another process writes to them; try again")
        if code in _FULL:
            return PermanentError(f"{what} cannot be written: {error}", "make room on the disk")
        return PermanentError(f"{what} cannot be used: {error}", "restore the file from a copy")
