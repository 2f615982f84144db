"""Latency and CPU of a service by users for each core, from measurements on four cores."""

import bisect
import dataclasses
import statistics
from pathlib import Path

from stratum.resources.logic.queueing import Moment
from stratum.resources.simulator import Serve

MEASURED_CORES = 4.0
WIDTH = 10.0
"""Users that are taken together."""
USERS, CPU, P90 = 0, 14, -1
"""Columns of the measurements."""


@dataclasses.dataclass(frozen=True)
class Curve:
    """Medians over neighbours, made growing: more users are never faster.

    Attributes:
        users: For each core.
        latency: 90th percentile in seconds.
        used: Share of the cores that works.
    """

    users: tuple[float, ...]
    latency: tuple[float, ...]
    used: tuple[float, ...]

    def serve(self, objective: float) -> Serve:
        """A service to simulate; all requests of a moment are late where p90 is above the objective."""

        def serve(users: float, _seconds: float, _backlog: float, _replicas: float, cores: float) -> Moment:
            each = users / cores
            p90, used = _on(self.users, self.latency, each), min(1.0, _on(self.users, self.used, each))
            return Moment(p90, p90, float(p90 > objective), users, used, 0.0, 0.0)

        return serve


def read_curve(file: Path) -> Curve:
    """The curve of a file with one measurement a line."""
    groups: dict[int, list[tuple[float, float, float]]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        cells = [float(cell) for cell in line.split(",")]
        groups.setdefault(int(cells[USERS] / WIDTH), []).append((cells[USERS], cells[P90], cells[CPU] / 100))
    middles = [tuple(statistics.median(column) for column in zip(*group, strict=True))
               for _, group in sorted(groups.items()) if len(group) >= 5]  # fmt: skip
    latency, used = [middles[0][1]], [0.0]
    for _, seconds, share in middles:
        latency.append(max(latency[-1], seconds))
        used.append(max(used[-1], share))
    return Curve((0.0, *(m[0] / MEASURED_CORES for m in middles)), tuple(latency), tuple(used))


def _on(users: tuple[float, ...], values: tuple[float, ...], at: float) -> float:
    """Straight lines between the points; the last slope goes on."""
    index = min(max(bisect.bisect_left(users, at), 1), len(users) - 1)
    low, high = users[index - 1], users[index]
    return values[index - 1] + (values[index] - values[index - 1]) * (at - low) / (high - low)
