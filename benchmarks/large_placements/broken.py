"""Problems that have no placement, each for one reason."""

import dataclasses
import random

from large_placements.instances import instance
from stratum.core.topology import Host, Resources, Tier
from stratum.placement.types import Apart, Condition, Demand, PlacementProblem

KINDS = ("requirement", "capacity", "latency", "policy")


def broken(kind: str, components: int, hosts: int, seed: int) -> PlacementProblem:
    """A problem of ``instances`` at 70 % with a fault.

    Args:
        kind: ``requirement``: one component asks for what no host has together. ``capacity``: some confined
            to a zone ask for a core more than it has. ``latency``: two that are kept far apart have to be
            near. ``policy``: more members than hosts have to stand apart.
        components: How many.
        hosts: How many.
        seed: Of everything random.
    """
    problem = instance(components, hosts, 0.7, seed).problem
    chance = random.Random(seed)
    zone = min(
        (h.domains["zone"] for h in problem.hosts if h.tier is Tier.EDGE), key=lambda z: _size(problem, z)
    )
    match kind:
        case "requirement":
            return _asking(problem, chance.choice(problem.demands).component)
        case "capacity":
            count = int(sum(h.offers.cpu for h in _in(problem, zone)) // 2) + 1
            return _confined(problem, zone, chance.sample(problem.demands, count), Resources(2.0, 2**20))
        case "latency":
            return _torn(problem, zone)
        case _:
            members = chance.sample(problem.demands, len(_in(problem, zone)) + 1)
            confined = _confined(problem, zone, members, Resources(0.01, 2**20))
            apart = Apart(tuple(d.component for d in members))
            return dataclasses.replace(confined, policies=(*confined.policies, apart))


def _in(problem: PlacementProblem, zone: str) -> list[Host]:
    return [h for h in problem.hosts if h.domains["zone"] == zone]


def _size(problem: PlacementProblem, zone: str) -> float:
    return sum(h.offers.cpu for h in _in(problem, zone))


def _within(problem: PlacementProblem, zone: str) -> Condition:
    return Condition("zone", zone, frozenset(h.name for h in _in(problem, zone)))


def _asking(problem: PlacementProblem, component: str) -> PlacementProblem:
    """A tier and a model of GPU that is in another tier alone."""
    far = frozenset(h.name for h in problem.hosts if h.tier is Tier.CLOUD)
    wanted = Condition("gpuModel", "H100", far)
    changed = (
        dataclasses.replace(d, tiers=(Tier.EDGE,), conditions=(wanted,)) if d.component == component else d
        for d in problem.demands
    )
    return dataclasses.replace(problem, demands=tuple(changed))


def _confined(
    problem: PlacementProblem, zone: str, members: list[Demand], each: Resources
) -> PlacementProblem:
    """Some components in a zone that others may leave; they are connected to nothing."""
    inside = {d.component for d in members}
    here = _within(problem, zone)

    def changed(demand: Demand) -> Demand:
        if demand.component in inside:
            return Demand(demand.component, each, conditions=(here,))
        return dataclasses.replace(
            demand, conditions=tuple(c for c in demand.conditions if c.required != zone)
        )

    return dataclasses.replace(
        problem,
        demands=tuple(changed(d) for d in problem.demands),
        bounds=tuple(b for b in problem.bounds if not {b.source, b.target} & inside),
        policies=tuple(p for p in problem.policies if not {*p.components} & inside),
    )


def _torn(problem: PlacementProblem, zone: str) -> PlacementProblem:
    """The ends of a connection in a zone of the edge and in one of the cloud, a millisecond apart."""
    bound = problem.bounds[0]
    cloud = next(h.domains["zone"] for h in problem.hosts if h.tier is Tier.CLOUD)
    kept = {bound.source: _within(problem, zone), bound.target: _within(problem, cloud)}
    demands = tuple(
        Demand(d.component, Resources(0.01, 2**20), conditions=(kept[d.component],))
        if d.component in kept
        else d
        for d in problem.demands
    )
    others = tuple(b for b in problem.bounds[1:] if not {b.source, b.target} & kept.keys())
    near = dataclasses.replace(bound, max_latency=0.001)
    return dataclasses.replace(problem, demands=demands, bounds=(near, *others))
