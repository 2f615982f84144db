"""What a monitor remembers: an SQLite file in its directory.

Every batch of messages is one transaction that holds how far its topic was read, the rows, and all that was
counted from them. A monitor that was killed goes on after the last batch, and what it had begun is undone.
"""

import contextlib
import dataclasses
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from stratum.core.errors import TransientError
from stratum.drift.types import State
from stratum.lifecycle.logic.monitor_book import Book, Compared, Facts, Role, Said, Settled, Sums
from stratum.lifecycle.logic.monitor_watchers import Key

PATIENCE = 5.0
OLDEST = 5000
SCHEMA = (
    "CREATE TABLE IF NOT EXISTS events (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, moment REAL,"
    " outcome INTEGER, version TEXT, label INTEGER, chance REAL, base_label INTEGER, base_chance REAL,"
    " shadow TEXT, shadow_label INTEGER, shadow_chance REAL, counted INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX IF NOT EXISTS due ON events (number) WHERE counted = 0 AND moment IS NOT NULL"
    " AND outcome IS NOT NULL AND version IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS due_shadow ON events (number) WHERE counted = 1 AND shadow IS NOT NULL",
    "CREATE TABLE IF NOT EXISTS places (name TEXT PRIMARY KEY, number INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, body BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS lines (source TEXT, version TEXT, day INTEGER, body BLOB NOT NULL,"
    " PRIMARY KEY (source, version, day))",
    "CREATE TABLE IF NOT EXISTS pairs (kind TEXT, reference TEXT, candidate TEXT, body BLOB NOT NULL,"
    " PRIMARY KEY (kind, reference, candidate))",
    "CREATE TABLE IF NOT EXISTS roles (source TEXT, version TEXT, body BLOB NOT NULL,"
    " PRIMARY KEY (source, version))",
    "CREATE TABLE IF NOT EXISTS detectors (name TEXT, col TEXT, body BLOB NOT NULL, PRIMARY KEY (name, col))",
)
_ROW = (
    "INSERT INTO events (id, moment, base_label, base_chance) VALUES (?,?,?,?) ON CONFLICT (id) DO UPDATE"
    " SET moment = excluded.moment, base_label = excluded.base_label, base_chance = excluded.base_chance"
    " WHERE moment IS NULL"
)
_PREDICTION = (
    "INSERT INTO events (id, version, label, chance) VALUES (?,?,?,?) ON CONFLICT (id) DO UPDATE"
    " SET version = excluded.version, label = excluded.label, chance = excluded.chance WHERE version IS NULL"
)
_OUTCOME = (
    "INSERT INTO events (id, outcome) VALUES (?,?) ON CONFLICT (id) DO UPDATE"
    " SET outcome = excluded.outcome WHERE outcome IS NULL"
)
_SHADOW = (
    "INSERT INTO events (id, shadow, shadow_label, shadow_chance) VALUES (?,?,?,?) ON CONFLICT (id) DO UPDATE"
    " SET shadow = excluded.shadow, shadow_label = excluded.shadow_label,"
    " shadow_chance = excluded.shadow_chance WHERE shadow IS NULL"
)
_SETTLE = (
    "UPDATE events SET counted = 1 WHERE counted = 0 AND moment IS NOT NULL AND outcome IS NOT NULL"
    " AND version IS NOT NULL RETURNING *"
)
_SETTLE_SHADOW = "UPDATE events SET counted = 3 WHERE counted = 1 AND shadow IS NOT NULL RETURNING *"
_FORGET_MANY = "DELETE FROM events WHERE number <= (SELECT max(number) FROM events) - ? RETURNING counted"
_FORGET_OLD = (
    "DELETE FROM events WHERE number <= (SELECT min(number) FROM events) + ? AND moment < ?"
    " AND version IS NOT NULL RETURNING counted"
)
_SPANS = (
    "SELECT version, min(moment), max(moment) FROM events WHERE id IN (SELECT value FROM json_each(?))"
    " AND version IS NOT NULL AND moment IS NOT NULL GROUP BY version"
)
_KNOWN = {
    "moment": "SELECT id FROM events WHERE id IN (SELECT value FROM json_each(?)) AND moment IS NOT NULL",
    "version": "SELECT id FROM events WHERE id IN (SELECT value FROM json_each(?)) AND version IS NOT NULL",
}
_ALL = {
    "lines": "SELECT source, version, day, body FROM lines",
    "pairs": "SELECT kind, reference, candidate, body FROM pairs",
    "roles": "SELECT source, version, body FROM roles",
    "places": "SELECT name, number FROM places",
    "detectors": "SELECT name, col, body FROM detectors",
}
_CLEAR = ("DELETE FROM events", "DELETE FROM lines", "DELETE FROM pairs", "DELETE FROM roles")
NoteT = TypeVar("NoteT")
Spans = Mapping[str, tuple[float, float]]


@dataclasses.dataclass(frozen=True, slots=True)
class Memory:
    """What was remembered.

    Attributes:
        book: All counts.
        places: How far each topic was read, by name.
        states: What detectors know.
    """

    book: Book
    places: Mapping[str, int]
    states: Mapping[Key, State]


class Ledger:
    """The file; one program at a time writes it.

    Args:
        path: Of the file; made where it is missing.
        baseline: Version of the baseline.
    """

    def __init__(self, path: Path, baseline: str) -> None:
        self._path = path
        self._baseline = baseline
        self._connection: sqlite3.Connection | None = None

    @contextlib.contextmanager
    def batch(self) -> Iterator[None]:
        """All that is written inside is kept together, or none of it.

        Raises:
            TransientError: If the disk is full, or the file is locked or broken. Read ``memory`` again then.
        """
        try:
            with self._open():
                yield
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise TransientError(f"{self._path}: {error}", "is the disk full?") from error

    def memory(self) -> Memory:
        """All that was written.

        Raises:
            TransientError: As ``batch``.
        """
        with self.batch():
            book = Book(self.note("facts", Facts) or Facts())
            for source, version, day, body in self._all("lines"):
                book.lines[source, version, day] = msgspec.json.decode(body, type=Sums)
            for kind, reference, candidate, body in self._all("pairs"):
                book.pairs[kind, reference, candidate] = msgspec.json.decode(body, type=Compared)
            for source, version, body in self._all("roles"):
                book.roles[source, version] = msgspec.json.decode(body, type=Role)
            states = {(name, col): msgspec.json.decode(body) for name, col, body in self._all("detectors")}
            return Memory(book, dict(self._all("places")), states)

    def note(self, name: str, shape: type[NoteT]) -> NoteT | None:
        """What was noted under a name, None for nothing."""
        found = self._open().execute("SELECT body FROM notes WHERE name = ?", (name,)).fetchone()
        return msgspec.json.decode(found[0], type=shape) if found else None

    def put_note(self, name: str, body: object) -> None:
        """Note something, in place of what was noted under that name; None takes it away."""
        if body is None:
            self._open().execute("DELETE FROM notes WHERE name = ?", (name,))
            return
        self._open().execute("INSERT OR REPLACE INTO notes VALUES (?,?)", (name, msgspec.json.encode(body)))

    def put_place(self, name: str, number: int) -> None:
        """Note how far a topic was read."""
        self._open().execute("INSERT OR REPLACE INTO places VALUES (?,?)", (name, number))

    def put_book(self, book: Book) -> None:
        """Write the lines that changed."""
        write, encode = self._open().executemany, msgspec.json.encode
        self.put_note("facts", book.facts)
        lines = [(*key, encode(book.lines[key])) for key in sorted(book.changed_lines)]
        write("INSERT OR REPLACE INTO lines VALUES (?,?,?,?)", lines)
        pairs = [(*key, encode(book.pairs[key])) for key in sorted(book.changed_pairs)]
        write("INSERT OR REPLACE INTO pairs VALUES (?,?,?,?)", pairs)
        roles = [(*key, encode(role)) for key, role in book.roles.items()]
        write("INSERT OR REPLACE INTO roles VALUES (?,?,?)", roles)
        book.written()

    def put_states(self, states: Mapping[Key, State], *, anew: bool = False) -> None:
        """Write what detectors know; ``anew`` forgets all others."""
        if anew:
            self._open().execute("DELETE FROM detectors")
        found = [(*key, msgspec.json.encode(state)) for key, state in states.items()]
        self._open().executemany("INSERT OR REPLACE INTO detectors VALUES (?,?,?)", found)

    def known(self, ids: Iterable[str], *, by: str) -> frozenset[str]:
        """Which events have a ``moment`` or a ``version`` already."""
        statement = _KNOWN[by]
        found = self._open().execute(statement, (msgspec.json.encode(list(ids)).decode(),))
        return frozenset(row[0] for row in found)

    def put_rows(self, rows: Sequence[tuple[str, float, int | None, float | None]]) -> None:
        """Keep rows: identifier, moment, what the baseline said of it."""
        self._open().executemany(_ROW, rows)

    def put_predictions(self, version: str, rows: Sequence[tuple[str, int, float]]) -> Spans:
        """Keep live answers: identifier, label, chance; tells between which moments they lie, if known."""
        self._open().executemany(_PREDICTION, [(id_, version, label, chance) for id_, label, chance in rows])
        ids = msgspec.json.encode([row[0] for row in rows]).decode()
        return {said: (first, last) for said, first, last in self._open().execute(_SPANS, (ids,))}

    def put_outcomes(self, rows: Sequence[tuple[str, int]]) -> None:
        """Keep outcomes: identifier, 1 or 0."""
        self._open().executemany(_OUTCOME, rows)

    def put_shadow(self, version: str, rows: Sequence[tuple[str, int, float]]) -> None:
        """Keep what the shadow said: identifier, label, chance."""
        self._open().executemany(_SHADOW, [(id_, version, label, chance) for id_, label, chance in rows])

    def settle(self) -> list[Settled]:
        """Rows whose outcome became known; each is given once."""
        return self._settled(_SETTLE)

    def settle_shadow(self) -> list[Settled]:
        """Rows that were settled and that the shadow answered; each is given once."""
        return self._settled(_SETTLE_SHADOW)

    def forget(self, most: int, before: float) -> int:
        """Forget all but the newest ``most`` rows, and old ones; returns how many never were settled.

        An old row that was not answered yet stays: who answers may be far behind.
        """
        counted = self._open().execute(_FORGET_MANY, (most,)).fetchall()
        counted += self._open().execute(_FORGET_OLD, (OLDEST, before)).fetchall()
        return sum(not row[0] for row in counted)

    def clear(self) -> None:
        """Forget all rows and all that was counted."""
        for statement in _CLEAR:
            self._open().execute(statement)

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _settled(self, statement: str) -> list[Settled]:
        return [self._read(row) for row in sorted(self._open().execute(statement).fetchall())]

    def _read(self, row: tuple[Any, ...]) -> Settled:
        moment, outcome, *live, base_label, base_chance, shadow, shadow_label, shadow_chance, _ = row[2:]
        return Settled(
            moment,
            outcome,
            Said(*live),
            None if base_label is None else Said(self._baseline, base_label, base_chance),
            None if shadow is None else Said(shadow, shadow_label, shadow_chance),
        )

    def _all(self, table: str) -> list[tuple[Any, ...]]:
        return self._open().execute(_ALL[table]).fetchall()

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = sqlite3.connect(self._path, timeout=PATIENCE)
            connection.execute("PRAGMA journal_mode = WAL")
            # Safe against a killed process; a power failure may cost the last batches, which are read again.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA cache_size = -32000")
            with connection:
                for statement in SCHEMA:
                    connection.execute(statement)
            self._connection = connection
        return self._connection
