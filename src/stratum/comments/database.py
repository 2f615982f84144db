"""The file of the comments: an SQLite database; what was written outlives the process and the machine."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from stratum.core.errors import PermanentError, TransientError

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS threads (
  id INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL, element TEXT NOT NULL, before TEXT NOT NULL,
  resolved TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS remarks (
  number INTEGER PRIMARY KEY AUTOINCREMENT, thread INTEGER NOT NULL REFERENCES threads,
  author TEXT NOT NULL, time REAL NOT NULL, edited REAL NOT NULL, text TEXT NOT NULL, deleted INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS remarks_of_threads ON remarks (thread);
CREATE TABLE IF NOT EXISTS mentions (
  person TEXT NOT NULL, remark INTEGER NOT NULL REFERENCES remarks, PRIMARY KEY (person, remark)
) STRICT;
CREATE TABLE IF NOT EXISTS seen (person TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT;
"""
_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class Database:
    """Gives connections, each for one thing that is done whole or not at all.

    Args:
        path: The file; made by the first write.
        patience: Seconds to wait for another process that writes.
    """

    def __init__(self, path: Path, patience: float = 10.0) -> None:
        self._path = path
        self._patience = patience

    @property
    def is_there(self) -> bool:
        """Whether anything was ever written."""
        return self._path.is_file()

    def _make(self) -> None:
        """What people say is not for everybody who has an account on the machine: the file is its owner's."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            problem = f"{self._path} cannot be written: {error.strerror}"
            raise PermanentError(problem, "look at the disk and at whose folder it is") from error

    @contextmanager
    def open(self, *, writes: bool = False) -> Iterator[sqlite3.Connection]:
        """A connection; one that writes keeps everything at its end, or nothing.

        Raises:
            StratumError: If the file cannot be used.
        """
        self._make()
        try:
            with closing(sqlite3.connect(self._path, timeout=self._patience, isolation_level=None)) as found:
                found.row_factory = sqlite3.Row
                found.execute("PRAGMA journal_mode = WAL")
                found.execute("PRAGMA synchronous = FULL")
                found.executescript(_SCHEMA)
                with found:
                    if writes:
                        found.execute("BEGIN IMMEDIATE")
                    yield found
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY:
                problem = f"the comments in {self._path} are busy"
                raise TransientError(problem, "another process writes to them; try again") from error
            problem = f"the comments in {self._path} cannot be used: {error}"
            raise PermanentError(problem, "look at the disk, or restore the file from a copy") from error
