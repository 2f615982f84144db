"""The file of the accounts: an SQLite database that only its owner may read."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from stratum.core.errors import PermanentError, StratumError, TransientError

_VERSION: Final = 2
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS people (
  name TEXT PRIMARY KEY, password TEXT NOT NULL, role TEXT NOT NULL, branches TEXT NOT NULL,
  created REAL NOT NULL, until REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
  digest TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES people ON DELETE CASCADE,
  begun REAL NOT NULL, seen REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS tokens (
  digest TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES people ON DELETE CASCADE,
  label TEXT NOT NULL, role TEXT NOT NULL, created REAL NOT NULL, until REAL NOT NULL, revoked REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS invitations (
  digest TEXT PRIMARY KEY, role TEXT NOT NULL, branches TEXT NOT NULL, by TEXT NOT NULL,
  created REAL NOT NULL, until REAL NOT NULL, stay REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT, time REAL NOT NULL,
  who TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL, place TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS providers (
  name TEXT PRIMARY KEY, title TEXT NOT NULL, issuer TEXT NOT NULL UNIQUE, client TEXT NOT NULL,
  secret TEXT NOT NULL, scopes TEXT NOT NULL, rules TEXT NOT NULL, leave INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS identities (
  issuer TEXT NOT NULL, subject TEXT NOT NULL, person TEXT NOT NULL REFERENCES people ON DELETE CASCADE,
  made INTEGER NOT NULL, since REAL NOT NULL, PRIMARY KEY (issuer, subject)
) STRICT;
CREATE TABLE IF NOT EXISTS ways (
  session TEXT PRIMARY KEY REFERENCES sessions ON DELETE CASCADE, provider TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS registration (
  one INTEGER PRIMARY KEY CHECK (one = 1), role TEXT NOT NULL, stay REAL NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS audit_is_not_changed BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is not changed'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_not_shortened BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is not shortened'); END;
"""
_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_FULL: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})


class Database:
    """Gives connections, each for one thing that is done whole or not at all. Holds none open.

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
            raise _explained(self._path, error) from error

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > _VERSION:
            hint = "use that version, or another workspace"
            raise PermanentError(f"{self._path} was written by a newer version of stratum", hint)
        if version < _VERSION:
            connection.execute("PRAGMA journal_mode = WAL")
            script = f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;"
            connection.executescript(script)


def _explained(path: Path, error: sqlite3.Error) -> StratumError:
    # The low byte of SQLite's extended code is the kind of failure.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return TransientError(f"the accounts in {path} are busy", "another process writes to them; try again")
    if code in _FULL:
        return PermanentError(f"the accounts in {path} cannot be written: {error}", "make room on the disk")
    return PermanentError(f"the accounts in {path} cannot be used: {error}", "restore the file from a copy")
