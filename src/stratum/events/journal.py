"""The journal as a table of an SQLite file, shared by the processes of a workspace."""

import contextlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from stratum.core.errors import PermanentError, StratumError, TransientError
from stratum.core.events import Event
from stratum.core.journal import Entry, Query, Snapshot

_VERSION = 4
_PATIENCE = 10.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL, source TEXT NOT NULL, type TEXT NOT NULL, subject TEXT NOT NULL,
  time REAL NOT NULL, data TEXT NOT NULL,
  UNIQUE (source, id)
);
CREATE INDEX IF NOT EXISTS events_of_source ON events (source, number);
CREATE INDEX IF NOT EXISTS events_of_type ON events (type, number);
CREATE INDEX IF NOT EXISTS events_of_subject ON events (subject, number);
CREATE INDEX IF NOT EXISTS events_of_id ON events (id);
CREATE TABLE IF NOT EXISTS snapshots (
  name TEXT PRIMARY KEY, number INTEGER NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL
);
"""
# Before version 3 snapshots had other columns. They only save time.
_OLD_SNAPSHOTS = 3
_SELECTIVE = 2
_SELECT = "SELECT number, id, source, type, subject, time, data FROM events WHERE"
_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class SqliteJournal:
    """Satisfies ``stratum.core.journal.Journal``; safe for several threads and processes.

    Every append is on the disk when it returns (write-ahead log, ``synchronous=FULL``).

    Args:
        path: The file; made with its folder if missing.

    Raises:
        PermanentError: If the file is no journal, or one of a newer version.
        TransientError: If the medium is full or the file stays locked.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
        try:
            with self._explained():
                self._prepare()
        except StratumError:
            self._connection.close()
            raise

    def append(self, event: Event) -> int:
        """See ``Journal.append``."""
        data = json.dumps(event.data, separators=(",", ":"), allow_nan=False)
        row = (event.id, event.source, event.type, event.subject, event.time, data)
        with self._lock, self._explained():
            self._connection.execute(
                "INSERT OR IGNORE INTO events (id, source, type, subject, time, data)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )
            found = self._connection.execute(
                "SELECT number FROM events WHERE source = ? AND id = ?", (event.source, event.id)
            ).fetchone()
        return int(found[0])

    def read(self, after: int = 0) -> tuple[Entry, ...]:
        """See ``Journal.read``."""
        with self._lock, self._explained():
            rows = self._connection.execute(
                "SELECT number, id, source, type, subject, time, data FROM events"
                " WHERE number > ? ORDER BY number",
                (after,),
            ).fetchall()
        return tuple(Entry(row[0], _event(row[1:])) for row in rows)

    def find(self, query: Query) -> tuple[Entry, ...]:
        """See ``Journal.find``."""
        conditions, values = _conditions(query)
        asked = " ".join((_SELECT, " AND ".join(conditions), "ORDER BY number DESC LIMIT ?"))
        with self._lock, self._explained():
            rows = self._connection.execute(asked, (*values, max(0, query.limit))).fetchall()
        return tuple(Entry(row[0], _event(row[1:])) for row in rows)

    def remember(self, snapshot: Snapshot) -> None:
        """See ``Journal.remember``."""
        with self._lock, self._explained():
            self._connection.execute(
                "INSERT OR REPLACE INTO snapshots (name, number, key, body) VALUES (?, ?, ?, ?)",
                (snapshot.name, snapshot.number, snapshot.key, snapshot.body),
            )

    def recall(self, name: str) -> Snapshot | None:
        """See ``Journal.recall``."""
        with self._lock, self._explained():
            row = self._connection.execute(
                "SELECT name, number, key, body FROM snapshots WHERE name = ?", (name,)
            ).fetchone()
        return None if row is None else Snapshot(*row)

    def close(self) -> None:
        """Let go of the file. The journal cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    def _prepare(self) -> None:
        version = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
        if version > _VERSION:
            raise PermanentError(
                f"{self._path} was written by a newer version of stratum",
                "use that version, or another workspace",
            )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        if version < _OLD_SNAPSHOTS:
            self._connection.execute("DROP TABLE IF EXISTS snapshots")
        if version < _VERSION:
            self._connection.executescript(_SCHEMA)
            self._connection.execute(f"PRAGMA user_version = {_VERSION}")

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise _explain(self._path, error) from error


def _conditions(query: Query) -> tuple[list[str], list[object]]:
    """What a query asks for as SQL, and the values for its places."""
    conditions = ["time >= ?"]
    values: list[object] = [query.since]
    told: list[tuple[str, str]] = [
        ("source", query.source),
        ("type", query.type),
        ("subject", query.subject),
        ("id", query.id),
    ]
    for column, wanted in told:
        if wanted and "*" in wanted and column != "id":
            # With less than two letters before the star an index finds nearly all, then sorts them.
            plus = "+" if wanted.index("*") < _SELECTIVE else ""
            conditions.append(f"{plus}{column} GLOB ?")
            values.append(_glob(wanted))
        elif wanted:
            conditions.append(f"{column} = ?")
            values.append(wanted)
    return conditions, values


def _glob(pattern: str) -> str:
    """A pattern of ``core.patterns`` as SQLite's GLOB has it: all but ``*`` loses its special meaning."""
    return pattern.replace("[", "[[]").replace("?", "[?]")


def _event(row: tuple[str, str, str, str, float, str]) -> Event:
    return Event(*row[:5], data=json.loads(row[5]))


def _explain(path: Path, error: sqlite3.Error | OSError) -> StratumError:
    # The low byte of SQLite's extended code is the kind of failure.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return TransientError(f"the journal {path} is busy", "another process writes to it; try again")
    if code in _FULL or isinstance(error, OSError):
        return TransientError(f"the journal {path} cannot be written: {error}", "free disk space", delay=5.0)
    return PermanentError(f"the journal {path} cannot be used: {error}", "restore it from a copy")
