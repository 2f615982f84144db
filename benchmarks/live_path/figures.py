"""What is measured of a run: throughput, latency, CPU time of each process."""

import contextlib
import dataclasses
import math
import sqlite3
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

PATIENCE = 120.0
LOOK_EVERY = 0.005


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """One loop at one rate.

    Attributes:
        name: Of the loop.
        events: Stored.
        per_second: Events from the first publish until all could be read from the database.
        p50: Seconds from publish until another connection could read the row.
        p99: The same.
        cpu: Microseconds of CPU time for each event, by process.
    """

    name: str
    events: int
    per_second: float
    p50: float
    p99: float
    cpu: Mapping[str, float]

    @property
    def cpu_total(self) -> float:
        """Microseconds of CPU time for each event, all processes together."""
        return sum(self.cpu.values())


def cpu_seconds(processes: Mapping[str, int]) -> Mapping[str, float]:
    """CPU time so far of each process, by name."""
    return {name: sum(psutil.Process(pid).cpu_times()[:2]) for name, pid in processes.items()}


def watch(name: str, database: Path, events: int, cpu: Callable[[], Mapping[str, float]]) -> Run:
    """Wait until all events are stored, then measure.

    Args:
        name: Of the loop.
        database: With the table ``predictions``.
        events: How many are waited for.
        cpu: CPU time of each process so far.
    """
    before = cpu()
    with contextlib.closing(sqlite3.connect(database)) as connection:
        seen = _watch_rows(name, connection, events)
        after = cpu()
        sent = [row[0] for row in connection.execute("SELECT sent FROM predictions ORDER BY rowid")]
    assert len(sent) == events
    readable = iter(seen)
    moment, count = next(readable)
    waits = []
    for number, published in enumerate(sent, start=1):
        while count < number:
            moment, count = next(readable)
        waits.append(moment - published)
    waits.sort()
    used = {key: (after[key] - before.get(key, 0.0)) / events * 1e6 for key in after}
    per_second = events / (seen[-1][0] - min(sent))
    return Run(name, events, per_second, quantile(waits, 0.5), quantile(waits, 0.99), used)


def _watch_rows(name: str, connection: sqlite3.Connection, events: int) -> list[tuple[float, int]]:
    """When how many rows were first seen by another reader of the database: after their commit."""
    deadline = time.monotonic() + PATIENCE
    seen: list[tuple[float, int]] = []
    while not seen or seen[-1][1] < events:
        count = connection.execute("SELECT coalesce(max(rowid), 0) FROM predictions").fetchone()[0]
        if not seen or count > seen[-1][1]:
            seen.append((time.time(), count))
        if time.monotonic() > deadline:
            raise TimeoutError(f"{name}: not all events were stored within {PATIENCE:.0f} s")
        time.sleep(LOOK_EVERY)
    return seen


def quantile(ordered: list[float], share: float) -> float:
    """The value that ``share`` of the ordered values do not exceed."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
