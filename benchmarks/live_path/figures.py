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


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """One loop at one rate.

    Attributes:
        name: Of the loop.
        events: Stored.
        per_second: Events from the first publish to the last commit.
        p50: Seconds from publish to stored.
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
    deadline = time.monotonic() + PATIENCE
    with contextlib.closing(sqlite3.connect(database)) as connection:
        while connection.execute("SELECT coalesce(max(rowid), 0) FROM predictions").fetchone()[0] < events:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{name}: not all events were stored within {PATIENCE:.0f} s")
            time.sleep(0.1)
        after = cpu()
        rows = connection.execute("SELECT sent, stored FROM predictions").fetchall()
    assert len(rows) == events
    waits = sorted(stored - sent for sent, stored in rows)
    seconds = max(stored for _, stored in rows) - min(sent for sent, _ in rows)
    used = {key: (after[key] - before.get(key, 0.0)) / events * 1e6 for key in after}
    return Run(name, events, events / seconds, quantile(waits, 0.5), quantile(waits, 0.99), used)


def quantile(ordered: list[float], share: float) -> float:
    """The value that ``share`` of the ordered values do not exceed."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
