"""Samples in an SQLite file: seconds of the last hours, means and peaks of the last weeks."""

import contextlib
import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from stratum.core.errors import TransientError
from stratum.core.samples import Sample
from stratum.monitoring import tables
from stratum.monitoring.logic.resolutions import choose
from stratum.monitoring.ports import MOST_POINTS
from stratum.monitoring.types import Series

_PATIENCE = 0.5
_CHOSEN = """
SELECT id, metric, subject, labels FROM series
WHERE metric IN (SELECT value FROM json_each(?1))
AND (?2 = '[]' OR subject IN (SELECT value FROM json_each(?2)))
ORDER BY metric, subject, labels
"""


class SampleStore:
    """Satisfies ``stratum.monitoring.ports.Sink`` with a file; safe for several threads and processes.

    The file is opened at the first use, and again after it could not be. The last second may be lost when the
    machine fails: writing samples must be cheap.

    Args:
        path: The file; made with its folder if missing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str, str], int] = {}
        self._open: sqlite3.Connection | None = None

    def write(self, samples: Sequence[Sample]) -> None:
        """See ``Sink.write``."""
        with self._connected() as connection, connection:
            rows = [(self._series(connection, one), one.time, one.value) for one in samples]
            tables.add(connection, rows)

    def series(
        self, metrics: Collection[str], subjects: Collection[str], since: float, most: int = MOST_POINTS
    ) -> tuple[Series, ...]:
        """See ``Sink.series``."""
        wanted = (json.dumps(sorted(metrics)), json.dumps(sorted(subjects)))
        found = []
        with self._connected() as connection:
            for number, metric, subject, labels in connection.execute(_CHOSEN, wanted).fetchall():
                points, peaks = _read(connection, number, since, most)
                if points:
                    found.append(Series(metric, subject, points, json.loads(labels), peaks))
        return tuple(found)

    def metrics(self) -> tuple[str, ...]:
        """See ``Sink.metrics``."""
        with self._connected() as connection:
            return tuple(
                row[0] for row in connection.execute("SELECT DISTINCT metric FROM series ORDER BY metric")
            )

    def latest(self, since: float) -> tuple[Sample, ...]:
        """See ``Sink.latest``."""
        with self._connected() as connection:
            rows = tables.latest(connection, since)
        return tuple(
            Sample(metric, subject, time, value, json.loads(labels))
            for metric, subject, time, value, labels in rows
        )

    def tend(self, now: float) -> None:
        """See ``Sink.tend``."""
        with self._connected() as connection, connection:
            tables.tend(connection, now)

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        with self._lock:
            self._let_go()

    def _series(self, connection: sqlite3.Connection, sample: Sample) -> int:
        key = (sample.metric, sample.subject, json.dumps(sample.labels, sort_keys=True))
        if key not in self._known:
            connection.execute("INSERT OR IGNORE INTO series (metric, subject, labels) VALUES (?, ?, ?)", key)
            row = connection.execute(
                "SELECT id FROM series WHERE metric = ? AND subject = ? AND labels = ?", key
            ).fetchone()
            self._known[key] = int(row[0])
        return self._known[key]

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._open = self._open or self._connect()
                yield self._open
            except (sqlite3.Error, OSError) as error:
                # What was rolled back with a failed write may have been a series just made.
                self._known.clear()
                raise TransientError(f"the samples in {self._path} cannot be used: {error}") from error

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=_PATIENCE, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            tables.prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _let_go(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def _read(
    connection: sqlite3.Connection, series: int, since: float, most: int
) -> tuple[tuple[tuple[float, float], ...], tuple[float, ...]]:
    """Points and peaks of one series, as fine as ``most`` points allow."""
    begin, end = tables.bounds(connection)
    place, step = choose(end - max(begin, since), most)
    if place == 0:
        return tuple(tables.read_seconds(connection, series, since)), ()
    sums = sorted(tables.read_sums(connection, series, place, step, since).items())
    points = tuple((number * step, total / count) for number, (total, _, count) in sums)
    return points, tuple(peak for _, (_, peak, _) in sums)
