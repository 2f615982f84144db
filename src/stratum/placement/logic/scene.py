"""A placement problem prepared for search: units that move as one, their candidate hosts, delays."""

import dataclasses
import math
from collections.abc import Iterable, Mapping

from stratum.core.errors import InvalidInputError
from stratum.core.topology import Host, Resources
from stratum.placement.logic.feasibility import TOLERANCE, covers, suits, total
from stratum.placement.logic.latency import latencies
from stratum.placement.types import Bound, Demand, PlacementProblem


@dataclasses.dataclass(frozen=True, slots=True)
class Tie:
    """A connection of a unit to another one.

    Attributes:
        other: Name of the other unit.
        bound: The connection as the problem has it.
        mine: The component at this end.
        theirs: The component at the other end.
    """

    other: str
    bound: Bound
    mine: str
    theirs: str


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """Components that share a host, so that they are placed as one.

    Attributes:
        name: Name of its first component.
        demands: What its components ask for, in the order of the problem.
        resources: What they take together.
        candidates: Hosts of the right kind that are large enough while nothing else is placed.
        ties: Connections to other units.
    """

    name: str
    demands: tuple[Demand, ...]
    resources: Resources
    candidates: tuple[str, ...]
    ties: tuple[Tie, ...]

    @property
    def components(self) -> tuple[str, ...]:
        """Names of its components."""
        return tuple(d.component for d in self.demands)

    @property
    def fixed(self) -> bool:
        """Whether the model chose its host."""
        return any(d.fixed_host for d in self.demands)


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """A problem with everything that follows from it before any choice.

    Attributes:
        problem: As given.
        hosts: By name.
        latency: Seconds between hosts that have a path.
        free: What each host has left for the components of the problem.
        units: By name, in the order of the problem.
    """

    problem: PlacementProblem
    hosts: Mapping[str, Host]
    latency: Mapping[tuple[str, str], float]
    free: Mapping[str, Resources]
    units: Mapping[str, Unit]

    def delay(self, first: str, second: str) -> float:
        """Seconds between two hosts, infinity where no path leads."""
        return self.latency.get((first, second), math.inf)

    def allows(self, bound: Bound, first: str, second: str) -> bool:
        """Whether the ends of a connection may stand on these two hosts."""
        delay = self.delay(first, second)
        return delay <= bound.max_latency + TOLERANCE and delay < math.inf


def scene(problem: PlacementProblem) -> Scene:
    """Prepare a problem for search.

    Raises:
        InvalidInputError: If a name is used twice, or a bound or group names no component.
    """
    _refuse_unknown(problem)
    hosts = {h.name: h for h in problem.hosts}
    free = {h.name: h.offers - problem.occupied.get(h.name, Resources()) for h in problem.hosts}
    groups = _groups(problem)
    units = {members[0].component: members for members in groups}
    unit_of = {d.component: name for name, members in units.items() for d in members}
    return Scene(
        problem,
        hosts,
        latencies(hosts, problem.links),
        free,
        {
            name: _unit(members, hosts, free, _ties(problem.bounds, unit_of, name))
            for name, members in units.items()
        },
    )


def _unit(
    members: tuple[Demand, ...],
    hosts: Mapping[str, Host],
    free: Mapping[str, Resources],
    ties: tuple[Tie, ...],
) -> Unit:
    needed = total(d.resources for d in members)
    candidates = tuple(
        name
        for name, host in hosts.items()
        if covers(free[name], needed) and all(suits(d, host) for d in members)
    )
    return Unit(members[0].component, members, needed, candidates, ties)


def _ties(bounds: Iterable[Bound], unit_of: Mapping[str, str], unit: str) -> tuple[Tie, ...]:
    """Connections that leave a unit, from its point of view."""
    found = []
    for bound in bounds:
        ends = unit_of[bound.source], unit_of[bound.target]
        if ends[0] == ends[1] or unit not in ends:
            continue
        if ends[0] == unit:
            found.append(Tie(ends[1], bound, bound.source, bound.target))
        else:
            found.append(Tie(ends[0], bound, bound.target, bound.source))
    return tuple(found)


def _groups(problem: PlacementProblem) -> tuple[tuple[Demand, ...], ...]:
    """Demands joined where groups overlap, each group in the order of the problem."""
    leader = {d.component: d.component for d in problem.demands}
    for group in problem.together:
        joined = {leader[c] for c in group}
        first = next((d for d in leader if leader[d] in joined), "")
        leader = {c: first if top in joined else top for c, top in leader.items()}
    members: dict[str, list[Demand]] = {}
    for demand in problem.demands:
        members.setdefault(leader[demand.component], []).append(demand)
    return tuple(tuple(group) for group in members.values())


def _refuse_unknown(problem: PlacementProblem) -> None:
    hosts = [h.name for h in problem.hosts]
    components = [d.component for d in problem.demands]
    for what, names in (("host", hosts), ("component", components)):
        twice = sorted({n for n in names if names.count(n) > 1})
        if twice:
            raise InvalidInputError(f"{what} {twice[0]!r} is listed twice", "give each its own name")
    used = {end for b in problem.bounds for end in (b.source, b.target)}
    unknown = sorted(used.union(*problem.together) - set(components))
    if unknown:
        raise InvalidInputError(f"a connection or group names {unknown[0]!r}, which is no component")
