"""The tables of the samples: their making, what is summed up and forgotten, how points are found.

Points of one shelf (some seconds) lie together, all series side by side: a round of readings touches a few
pages of the file, and what is too old goes in whole pages.
"""

import math
import sqlite3
from collections.abc import Sequence

from stratum.core.errors import TransientError
from stratum.monitoring.logic.resolutions import MARGIN, RESOLUTIONS, SLICE, next_slice

_VERSION = 2
_FUTURE = 3600.0
_SERIES = """CREATE TABLE IF NOT EXISTS series (
  id INTEGER PRIMARY KEY, metric TEXT NOT NULL, subject TEXT NOT NULL, labels TEXT NOT NULL,
  UNIQUE (metric, subject, labels)
)"""
# A reading as it came (level 0) has neither peak nor number.
_READINGS = """CREATE TABLE readings (
  level INTEGER NOT NULL, shelf INTEGER NOT NULL, series INTEGER NOT NULL, time REAL NOT NULL,
  value REAL NOT NULL, peak REAL, number INTEGER, PRIMARY KEY (level, shelf, series, time)
) WITHOUT ROWID"""
_SUMMED = "CREATE TABLE summed (level INTEGER PRIMARY KEY, until REAL NOT NULL)"
# The file of the first version kept seconds only, in a table called points.
_TAKE_OVER = """INSERT INTO readings SELECT 0, CAST(time / ? AS INTEGER), series, time, value, NULL, NULL
FROM points WHERE time > (SELECT MAX(time) FROM points) - ?"""
_ADD = "INSERT OR REPLACE INTO readings VALUES (0, ?, ?, ?, ?, NULL, NULL)"
_FIRST = "SELECT MIN(shelf) FROM readings WHERE level = ? AND shelf >= ?"
_LAST = "SELECT MAX(shelf) FROM readings WHERE level = ?"
_FORGET = "DELETE FROM readings WHERE level = ? AND shelf < ?"
_FORGET_FUTURE = "DELETE FROM readings WHERE level = ? AND shelf > ?"
_SECONDS = """WITH RECURSIVE shelves (n) AS (VALUES (?1) UNION ALL SELECT n + 1 FROM shelves WHERE n < ?2)
SELECT time, value FROM shelves CROSS JOIN readings ON level = 0 AND shelf = n
WHERE series = ?3 AND time >= ?4 ORDER BY time"""
_SUMS = """WITH RECURSIVE shelves (n) AS (VALUES (?1) UNION ALL SELECT n + 1 FROM shelves WHERE n < ?2)
SELECT CAST(time / ?5 AS INTEGER), SUM(value * COALESCE(number, 1)), MAX(COALESCE(peak, value)),
  SUM(COALESCE(number, 1))
FROM shelves CROSS JOIN readings ON level = ?6 AND shelf = n WHERE series = ?3 AND time >= ?4 GROUP BY 1"""
_SUM_UP = """INSERT OR REPLACE INTO readings
SELECT :to, CAST(n * :step / :shelf AS INTEGER), series, n * :step, total / number, peak, number
FROM (
  SELECT series, CAST(time / :step AS INTEGER) AS n, SUM(value * COALESCE(number, 1)) AS total,
    MAX(COALESCE(peak, value)) AS peak, SUM(COALESCE(number, 1)) AS number
  FROM readings
  WHERE level = :to - 1 AND shelf BETWEEN :first AND :last AND time >= :begin AND time < :end
  GROUP BY 1, 2
)"""
_LATEST = """SELECT s.metric, s.subject, MAX(r.time), r.value, s.labels
FROM readings r JOIN series s ON s.id = r.series
WHERE r.level = 0 AND r.shelf >= ? AND r.time >= ? GROUP BY r.series ORDER BY s.metric, s.subject, s.labels"""

Sums = dict[int, tuple[float, float, int]]
"""By the number of an interval: sum of the readings, the largest, and how many."""


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables, or bring those of the first version to this one; all of it or nothing.

    Raises:
        TransientError: If a newer version wrote the file.
    """
    if _version(connection) == _VERSION:
        return
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        found = _version(connection)
        if found > _VERSION:
            raise TransientError(f"version {found} wrote the samples, and this program knows {_VERSION}")
        if found < _VERSION:
            _make(connection)


def add(connection: sqlite3.Connection, rows: Sequence[tuple[int, float, float]]) -> None:
    """Keep readings, each of series, time and value."""
    shelf = RESOLUTIONS[0].shelf
    connection.executemany(_ADD, [(int(row[1] // shelf), *row) for row in rows])


def tend(connection: sqlite3.Connection, now: float) -> None:
    """Sum up what is complete and forget what is too old, a bounded step of each."""
    limit = now - MARGIN
    for level, one in enumerate(RESOLUTIONS):
        if level:
            _sum_up(connection, level, limit)
            limit = _until(connection, level)
        # What the clock said before it was set right would stay for ever.
        connection.execute(_FORGET_FUTURE, (level, int((now + _FUTURE) // one.shelf)))
        _forget(connection, level, now - one.keep)
    connection.execute("UPDATE summed SET until = ?1 WHERE until > ?1 + ?2", (now, _FUTURE))


def bounds(connection: sqlite3.Connection) -> tuple[float, float]:
    """From when until when there are points, at most a shelf more; both 0 where there are none."""
    begins, ends = [], []
    for level, one in enumerate(RESOLUTIONS):
        first = _first(connection, level)
        if first is not None:
            begins.append(first * one.shelf)
            ends.append((_last(connection, level) + 1) * one.shelf)
    # The finest level has the newest points, and says most exactly where they end.
    return min(begins, default=0.0), ends[0] if ends else 0.0


def read_seconds(connection: sqlite3.Connection, series: int, since: float) -> list[tuple[float, float]]:
    """The readings of a series from a time on, oldest first."""
    first = _first(connection, 0, since)
    if first is None:
        return []
    return connection.execute(_SECONDS, (first, _last(connection, 0), series, since)).fetchall()


def read_sums(connection: sqlite3.Connection, series: int, level: int, step: float, since: float) -> Sums:
    """The readings of a series summed by intervals of ``step`` seconds, which are numbered since 1970.

    Args:
        connection: The file.
        series: Its id.
        level: Place of the resolution to read; what it does not have yet comes from finer ones.
        step: A multiple of the resolution's step.
        since: Seconds since 1970-01-01 UTC.
    """
    found: Sums = {}
    begin = since // step * step
    for place in range(level, -1, -1):
        first = _first(connection, place, begin)
        if first is not None:
            asked = (first, _last(connection, place), series, begin, step, place)
            for number, total, peak, count in connection.execute(_SUMS, asked):
                before = found.get(number, (0.0, -math.inf, 0))
                found[number] = (before[0] + total, max(before[1], peak), before[2] + count)
        begin = max(begin, _until(connection, place)) if place else begin
    return found


def latest(connection: sqlite3.Connection, since: float) -> list[tuple[str, str, float, float, str]]:
    """Metric, subject, time, value and labels of the newest reading of each series from a time on."""
    return connection.execute(_LATEST, (int(since // RESOLUTIONS[0].shelf), since)).fetchall()


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _make(connection: sqlite3.Connection) -> None:
    for statement in (_SERIES, _READINGS, _SUMMED):
        connection.execute(statement)
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'points'").fetchone():
        connection.execute(_TAKE_OVER, (RESOLUTIONS[0].shelf, RESOLUTIONS[0].keep))
        connection.execute("DROP TABLE points")
    connection.execute(f"PRAGMA user_version = {_VERSION}")


def _first(connection: sqlite3.Connection, level: int, since: float = -math.inf) -> int | None:
    """The first shelf with points from a time on."""
    shelf = 0 if math.isinf(since) else int(since // RESOLUTIONS[level].shelf)
    found = connection.execute(_FIRST, (level, shelf)).fetchone()[0]
    return None if found is None else int(found)


def _last(connection: sqlite3.Connection, level: int) -> int:
    return int(connection.execute(_LAST, (level,)).fetchone()[0])


def _until(connection: sqlite3.Connection, level: int) -> float:
    """Up to which time a level has everything; minus infinity where it has nothing yet."""
    row = connection.execute("SELECT until FROM summed WHERE level = ?", (level,)).fetchone()
    return float(row[0]) if row else -math.inf


def _forget(connection: sqlite3.Connection, level: int, before: float) -> None:
    """Nothing goes before it was summed up, and a few shelves at a time."""
    if level + 1 < len(RESOLUTIONS):
        before = min(before, _until(connection, level + 1))
    first = _first(connection, level)
    if first is not None and not math.isinf(before):
        connection.execute(_FORGET, (level, min(int(before // RESOLUTIONS[level].shelf), first + SLICE)))


def _sum_up(connection: sqlite3.Connection, level: int, limit: float) -> None:
    fine, coarse = RESOLUTIONS[level - 1], RESOLUTIONS[level]
    first = _first(connection, level - 1, _until(connection, level))
    if first is None or math.isinf(limit):
        return
    due = next_slice(coarse.step, max(_until(connection, level), first * fine.shelf), limit)
    if due is None:
        return
    asked = {"to": level, "step": coarse.step, "shelf": coarse.shelf, "begin": due[0], "end": due[1]}
    shelves = {"first": int(due[0] // fine.shelf), "last": int(due[1] // fine.shelf)}
    connection.execute(_SUM_UP, asked | shelves)
    connection.execute("INSERT OR REPLACE INTO summed VALUES (?, ?)", (level, due[1]))
