"""Samples in an SQLite file: a window over the last hours, not a history."""

import contextlib
import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from stratum.core.errors import TransientError
from stratum.core.samples import Sample
from stratum.monitoring.types import Series

_PATIENCE = 5.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS series (
  id INTEGER PRIMARY KEY, metric TEXT NOT NULL, subject TEXT NOT NULL, labels TEXT NOT NULL,
  UNIQUE (metric, subject, labels)
);
CREATE TABLE IF NOT EXISTS points (
  series INTEGER NOT NULL, time REAL NOT NULL, value REAL NOT NULL, PRIMARY KEY (series, time)
) WITHOUT ROWID;
"""
_LATEST = """
SELECT s.metric, s.subject, p.time, p.value, s.labels FROM series s
JOIN points p ON p.series = s.id AND p.time = (SELECT MAX(time) FROM points WHERE series = s.id)
WHERE p.time >= ? ORDER BY s.metric, s.subject, s.labels
"""
_CHOSEN = """
SELECT id, metric, subject, labels FROM series
WHERE metric IN (SELECT value FROM json_each(?1))
AND (?2 = '[]' OR subject IN (SELECT value FROM json_each(?2)))
ORDER BY metric, subject, labels
"""


class SampleStore:
    """Satisfies ``stratum.monitoring.ports.Sink`` with a file; safe for several threads and processes.

    The last second may be lost when the machine fails: samples are a window, and writing them must be cheap.

    Args:
        path: The file; made with its folder if missing.

    Raises:
        TransientError: If it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str, str], int] = {}
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=_PATIENCE, check_same_thread=False)
        try:
            with self._explained():
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = NORMAL")
                self._connection.executescript(_SCHEMA)
        except TransientError:
            self._connection.close()
            raise

    def write(self, samples: Sequence[Sample]) -> None:
        """See ``Sink.write``."""
        with self._lock, self._explained(), self._connection:
            rows = [(self._series(sample), sample.time, sample.value) for sample in samples]
            self._connection.executemany("INSERT OR REPLACE INTO points VALUES (?, ?, ?)", rows)

    def series(self, metrics: Collection[str], subjects: Collection[str], since: float) -> tuple[Series, ...]:
        """See ``Sink.series``."""
        wanted = (json.dumps(sorted(metrics)), json.dumps(sorted(subjects)))
        found = []
        with self._lock, self._explained():
            for number, metric, subject, labels in self._connection.execute(_CHOSEN, wanted).fetchall():
                points = self._connection.execute(
                    "SELECT time, value FROM points WHERE series = ? AND time >= ? ORDER BY time",
                    (number, since),
                ).fetchall()
                if points:
                    found.append(Series(metric, subject, tuple(points), json.loads(labels)))
        return tuple(found)

    def latest(self, since: float) -> tuple[Sample, ...]:
        """See ``Sink.latest``."""
        with self._lock, self._explained():
            rows = self._connection.execute(_LATEST, (since,)).fetchall()
        return tuple(
            Sample(metric, subject, time, value, json.loads(labels))
            for metric, subject, time, value, labels in rows
        )

    def prune(self, before: float) -> None:
        """See ``Sink.prune``."""
        with self._lock, self._explained(), self._connection:
            # Naming the series lets the primary key find the old points.
            self._connection.execute(
                "DELETE FROM points WHERE series IN (SELECT id FROM series) AND time < ?", (before,)
            )

    def close(self) -> None:
        """Let go of the file. The store cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    def _series(self, sample: Sample) -> int:
        key = (sample.metric, sample.subject, json.dumps(sample.labels, sort_keys=True))
        if key not in self._known:
            self._connection.execute(
                "INSERT OR IGNORE INTO series (metric, subject, labels) VALUES (?, ?, ?)", key
            )
            row = self._connection.execute(
                "SELECT id FROM series WHERE metric = ? AND subject = ? AND labels = ?", key
            ).fetchone()
            self._known[key] = int(row[0])
        return self._known[key]

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            # What was rolled back with a failed write may have been a series just made.
            self._known.clear()
            raise TransientError(f"the samples in {self._path} cannot be used: {error}") from error
