"""One-way delays between hosts over the links of a model."""

import heapq
import math
from collections.abc import Iterable, Mapping

from stratum.core.topology import Link

Neighbours = Mapping[str, list[tuple[str, float]]]


def latencies(hosts: Iterable[str], links: Iterable[Link]) -> dict[tuple[str, str], float]:
    """Delay in seconds of the fastest path for each ordered pair of hosts that has one.

    A host reaches itself at once. Pairs without a path are absent. Links to unknown hosts are ignored.
    """
    names = tuple(hosts)
    neighbours: dict[str, list[tuple[str, float]]] = {name: [] for name in names}
    for link in links:
        if link.first in neighbours and link.second in neighbours:
            neighbours[link.first].append((link.second, link.latency))
            neighbours[link.second].append((link.first, link.latency))
    return {(a, b): delay for a in names for b, delay in _from(a, neighbours).items()}


def _from(start: str, neighbours: Neighbours) -> dict[str, float]:
    """Dijkstra's shortest paths from one host."""
    done: dict[str, float] = {}
    queue = [(0.0, start)]
    while queue:
        delay, host = heapq.heappop(queue)
        if host in done:
            continue
        done[host] = delay
        for other, step in neighbours[host]:
            if delay + step < done.get(other, math.inf):
                heapq.heappush(queue, (delay + step, other))
    return done
