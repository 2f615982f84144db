"""Faults of a placement of a large problem, counted without the code of the solvers."""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from stratum.core.topology import Resources
from stratum.placement.types import Apart, PlacementProblem


def faults(problem: PlacementProblem, hosts: Mapping[str, str]) -> list[str]:
    """Everything that a placement of a problem of ``instances`` breaks; empty for a good one."""
    return [
        *_of_kind(problem, hosts),
        *_too_full(problem, hosts),
        *_too_far(problem, hosts),
        *_crowds(problem, hosts),
    ]


def _of_kind(problem: PlacementProblem, hosts: Mapping[str, str]) -> Iterator[str]:
    machines = {h.name: h for h in problem.hosts}
    for demand in problem.demands:
        machine = machines[hosts[demand.component]]
        wrong = [
            bool(demand.tiers) and machine.tier not in demand.tiers,
            bool(demand.arch) and machine.arch not in demand.arch,
            any(machine.name not in c.hosts for c in demand.conditions),
        ]
        if any(wrong):
            yield f"kind of {demand.component}"


def _too_full(problem: PlacementProblem, hosts: Mapping[str, str]) -> Iterator[str]:
    taken: Counter[tuple[str, str]] = Counter()
    for demand in problem.demands:
        taken.update({(hosts[demand.component], kind): amount for kind, amount in _amounts(demand.resources)})
    for machine in problem.hosts:
        over = (kind for kind, most in _amounts(machine.offers) if taken[machine.name, kind] > most)
        yield from (f"{kind} of {machine.name}" for kind in over)


def _amounts(resources: Resources) -> list[tuple[str, int]]:
    """In whole units: thousandths of cores, bytes, GPUs."""
    return [("cpu", round(resources.cpu * 1000)), ("memory", resources.memory), ("gpus", resources.gpus)]


def _too_far(problem: PlacementProblem, hosts: Mapping[str, str]) -> Iterator[str]:
    neighbours: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for link in problem.links:
        neighbours[link.first].append((link.second, link.latency))
        neighbours[link.second].append((link.first, link.latency))
    for bound in problem.bounds:
        delay = _delay(hosts[bound.source], hosts[bound.target], neighbours)
        if delay > bound.max_latency + 1e-9:
            yield f"delay of {bound.source} and {bound.target}"


def _delay(start: str, end: str, neighbours: Mapping[str, list[tuple[str, float]]]) -> float:
    done: set[str] = set()
    queue = [(0.0, start)]
    while queue:
        delay, host = heapq.heappop(queue)
        if host == end:
            return delay
        if host not in done:
            done.add(host)
            for other, step in neighbours[host]:
                heapq.heappush(queue, (delay + step, other))
    return math.inf


def _crowds(problem: PlacementProblem, hosts: Mapping[str, str]) -> Iterator[str]:
    for policy in problem.policies:
        if isinstance(policy, Apart):
            here = Counter(hosts[c] for c in policy.components)
            yield from (f"apart on {host}" for host, count in here.items() if count > policy.most)
