"""Paths between hosts over the links of a model: delay, loss and bandwidth of each, as matrices.

All sources are relaxed at once, link by link, from the leaves of the network to its middle and back, so that
a network like a tree needs one round. Delays are counted in whole nanoseconds and losses in millionths of
their logarithm: sums of them are exact, so that equally fast paths are seen as such.
"""

import dataclasses
import math
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from stratum.core.topology import Link

Matrix = npt.NDArray[np.float64]
NANO = 1e9
MILLIONTH = 1e6


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Routes:
    """The best path for each pair of hosts: the fastest; of those the least lossy; of those the widest.

    Attributes:
        latency: Seconds from host to host, infinity where no path leads; hosts by hosts.
        bandwidth: Bits per second of the narrowest link, infinity where none is known; None: none is known.
        loss: Share of the packets that are lost; None: no link loses any.
    """

    latency: Matrix
    bandwidth: Matrix | None = None
    loss: Matrix | None = None


@dataclasses.dataclass(slots=True, eq=False)
class _Paths:
    """What is known so far, one row for each source."""

    delay: Matrix
    loss: Matrix | None
    width: Matrix | None

    def relax(self, start: int, step: "_Step") -> bool:
        """Better paths from ``start`` by going to a neighbour first; whether there were any."""
        cost = self.delay[step.to] + step.delay
        better = cost < self.delay[start]
        if self.loss is not None or self.width is not None:
            better |= (cost == self.delay[start]) & self._tie_won(start, step)
        if not better.any():
            return False
        self.delay[start, better] = cost[better]
        if self.loss is not None:
            self.loss[start, better] = self.loss[step.to, better] + step.loss
        if self.width is not None:
            self.width[start, better] = np.minimum(self.width[step.to, better], step.width)
        return True

    def _tie_won(self, start: int, step: "_Step") -> npt.NDArray[np.bool_]:
        shape = self.delay.shape[0]
        less, equal = np.zeros(shape, bool), np.isfinite(self.delay[start])
        if self.loss is not None:
            cost = self.loss[step.to] + step.loss
            less, equal = equal & (cost < self.loss[start]), equal & (cost == self.loss[start])
        if self.width is not None:
            less |= equal & (np.minimum(self.width[step.to], step.width) > self.width[start])
        return less


@dataclasses.dataclass(frozen=True, slots=True)
class _Step:
    """A link seen from one of its ends."""

    to: int
    delay: float
    loss: float
    width: float


def routes(hosts: Sequence[str], links: Iterable[Link]) -> Routes:
    """Paths between all hosts. A host reaches itself at once. Links to unknown hosts are ignored."""
    neighbours = _neighbours(hosts, links)
    steps = [step for row in neighbours for step in row]
    size = len(hosts)
    paths = _Paths(
        _start(size, math.inf, 0.0),
        _start(size, math.inf, 0.0) if any(s.loss for s in steps) else None,
        _start(size, 0.0, math.inf) if any(s.width < math.inf for s in steps) else None,
    )
    _settle(paths, neighbours)
    loss = None if paths.loss is None else -np.expm1(-paths.loss / MILLIONTH)
    return Routes(paths.delay / NANO, paths.width, loss)


def _start(size: int, away: float, here: float) -> Matrix:
    matrix = np.full((size, size), away)
    np.fill_diagonal(matrix, here)
    return matrix


def _neighbours(hosts: Sequence[str], links: Iterable[Link]) -> list[list[_Step]]:
    index = {name: i for i, name in enumerate(hosts)}
    found: list[list[_Step]] = [[] for _ in hosts]
    for link in links:
        ends = index.get(link.first), index.get(link.second)
        if None in ends or link.loss >= 1:
            continue
        delay, loss = round(link.latency * NANO), round(-math.log1p(-link.loss) * MILLIONTH)
        for here, there in (ends, ends[::-1]):
            if here is not None and there is not None:
                found[here].append(_Step(there, delay, loss, link.bandwidth or math.inf))
    return found


def _settle(paths: _Paths, neighbours: list[list[_Step]]) -> None:
    """Relax until nothing changes: hosts far from the middle first, then back."""
    order = _from_the_middle(neighbours)
    changed = True
    while changed:
        changed = False
        for host in (*reversed(order), *order):
            for step in neighbours[host]:
                changed |= paths.relax(host, step)


def _from_the_middle(neighbours: list[list[_Step]]) -> list[int]:
    """Hosts breadth first, beginning with the one that has most links."""
    order: dict[int, None] = {}
    for start in sorted(range(len(neighbours)), key=lambda host: -len(neighbours[host])):
        queue = [start] if start not in order else []
        order |= dict.fromkeys(queue)
        for host in queue:
            new = [s.to for s in neighbours[host] if s.to not in order]
            order |= dict.fromkeys(new)
            queue += dict.fromkeys(new)
    return list(order)
