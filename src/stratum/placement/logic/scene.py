"""A placement problem prepared for search: units that move as one, the hosts that suit them, paths.

Units and hosts have numbers, their positions in the problem, so that all hosts can be judged at once.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from stratum.core.errors import InvalidInputError
from stratum.core.topology import Host, Resources
from stratum.placement.logic.consistency import consistent
from stratum.placement.logic.feasibility import TOLERANCE, vector
from stratum.placement.logic.routes import Matrix, Routes, routes
from stratum.placement.logic.suiting import suiting
from stratum.placement.types import Bound, Demand, PlacementProblem, Policy

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]


@dataclasses.dataclass(frozen=True, slots=True)
class Tie:
    """A connection of a unit to another one.

    Attributes:
        other: Number of the other unit.
        bound: The connection as the problem has it.
        mine: The component at this end.
        theirs: The component at the other end.
    """

    other: int
    bound: Bound
    mine: str
    theirs: str


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """Components that share a host, so that they are placed as one.

    Attributes:
        number: Its position.
        demands: What its components ask for, in the order of the problem.
        ties: Connections to other units.
    """

    number: int
    demands: tuple[Demand, ...]
    ties: tuple[Tie, ...]

    @property
    def name(self) -> str:
        """Name of its first component."""
        return self.demands[0].component

    @property
    def components(self) -> tuple[str, ...]:
        """Names of its components."""
        return tuple(d.component for d in self.demands)

    @property
    def fixed(self) -> bool:
        """Whether the model chose its host."""
        return any(d.fixed_host for d in self.demands)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A problem with everything that follows from it before any choice.

    Attributes:
        problem: As given.
        hosts: In the order of the problem.
        index: Number of each host by name.
        units: In the order of the problem.
        unit_of: Number of the unit of each component.
        resources: Names of what is used up, the columns of the next two.
        free: What each host has left for the components of the problem; hosts by resources.
        needs: What each unit takes; units by resources.
        suits: Whether a host is of the right kind and large enough while empty; units by hosts.
        usable: ``suits`` without the hosts from which some connected unit could not be reached.
        routes: Paths between hosts.
        policies: The policies that speak of a unit, by its number.
    """

    problem: PlacementProblem
    hosts: tuple[Host, ...]
    index: Mapping[str, int]
    units: tuple[Unit, ...]
    unit_of: Mapping[str, int]
    resources: tuple[str, ...]
    free: Matrix
    needs: Matrix
    suits: Mask
    usable: Mask
    routes: Routes
    policies: Mapping[int, tuple[Policy, ...]]

    def delay(self, first: int, second: int) -> float:
        """Seconds between two hosts, infinity where no path leads."""
        return float(self.routes.latency[first, second])

    def reach(self, bound: Bound, host: int) -> Mask:
        """The hosts on which one end of a connection may stand while the other one stands on ``host``."""
        delay = self.routes.latency[host]
        found: Mask = (delay <= bound.max_latency + TOLERANCE) & (delay < np.inf)
        if self.routes.bandwidth is not None and bound.min_bandwidth > 0:
            found &= self.routes.bandwidth[host] >= bound.min_bandwidth * (1 - TOLERANCE)
        if self.routes.loss is not None and bound.max_loss < 1:
            found &= self.routes.loss[host] <= bound.max_loss + TOLERANCE
        return found

    def reaches(self, bound: Bound, first: int, second: int) -> bool:
        """Whether the ends of a connection may stand on these two hosts."""
        delay, width, loss = self.routes.latency, self.routes.bandwidth, self.routes.loss
        return bool(
            delay[first, second] <= bound.max_latency + TOLERANCE
            and delay[first, second] < np.inf
            and (width is None or width[first, second] >= bound.min_bandwidth * (1 - TOLERANCE))
            and (loss is None or loss[first, second] <= bound.max_loss + TOLERANCE)
        )

    def named(self, component: str) -> Unit:
        """The unit of a component."""
        return self.units[self.unit_of[component]]

    def candidates(self, unit: Unit) -> Indices:
        """Hosts of the right kind that are large enough and near enough to somewhere for its partners."""
        return np.flatnonzero(self.usable[unit.number])

    def domain(self, host: Host, kind: str) -> str:
        """What fails as a whole and holds a host; empty where nothing is known."""
        match kind:
            case "host":
                return host.name
            case "site":
                return host.site
            case _:
                return host.domains.get(kind, "")


def scene(problem: PlacementProblem, paths: Routes | None = None) -> Scene:
    """Prepare a problem for search.

    Args:
        problem: What to place.
        paths: Over its links, where they are known already.

    Raises:
        InvalidInputError: If a name is used twice, or a bound, group or policy names no component.
    """
    _refuse_unknown(problem)
    units = _units(problem)
    resources = _resources(problem)
    names = tuple(h.name for h in problem.hosts)
    free = [h.offers - problem.occupied.get(h.name, Resources()) for h in problem.hosts]
    needs = [_total(u.demands) for u in units]
    rooms = np.array([vector(r, resources) for r in free]).reshape(len(free), len(resources))
    asked = np.array([vector(r, resources) for r in needs]).reshape(len(needs), len(resources))
    unit_of = {d.component: u.number for u in units for d in u.demands}
    suits = suiting(tuple(u.demands for u in units), problem.hosts) & _large_enough(rooms, asked)
    paths = paths or routes(names, problem.links)
    arcs = [(u.number, t.other, t.bound) for u in units for t in u.ties if u.number < t.other]
    return Scene(
        problem,
        problem.hosts,
        {name: i for i, name in enumerate(names)},
        units,
        unit_of,
        resources,
        rooms,
        asked,
        suits,
        consistent(suits, arcs, problem.hosts, problem.links, paths),
        paths,
        _policies(problem, unit_of),
    )


def _large_enough(rooms: Matrix, asked: Matrix) -> Mask:
    found = np.ones((len(asked), len(rooms)), bool)
    for column in range(rooms.shape[1]):
        found &= asked[:, column, None] <= rooms[None, :, column] + TOLERANCE
    return found


def _resources(problem: PlacementProblem) -> tuple[str, ...]:
    more = {name for d in problem.demands for name in d.resources.more}
    return ("cpu", "memory", "disk", "gpus", *sorted(more))


def _total(demands: Iterable[Demand]) -> Resources:
    first, *others = (d.resources for d in demands)
    for other in others:
        first += other
    return first


def _units(problem: PlacementProblem) -> tuple[Unit, ...]:
    groups = _groups(problem)
    unit_of = {d.component: number for number, members in enumerate(groups) for d in members}
    ties: list[list[Tie]] = [[] for _ in groups]
    for bound in problem.bounds:
        here, there = unit_of[bound.source], unit_of[bound.target]
        if here != there:
            ties[here].append(Tie(there, bound, bound.source, bound.target))
            ties[there].append(Tie(here, bound, bound.target, bound.source))
    return tuple(Unit(i, members, tuple(ties[i])) for i, members in enumerate(groups))


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


def _policies(problem: PlacementProblem, unit_of: Mapping[str, int]) -> Mapping[int, tuple[Policy, ...]]:
    found: dict[int, dict[int, Policy]] = {}
    for position, policy in enumerate(problem.policies):
        for component in policy.components:
            found.setdefault(unit_of[component], {})[position] = policy
    return {unit: tuple(policies.values()) for unit, policies in found.items()}


def _refuse_unknown(problem: PlacementProblem) -> None:
    components = [d.component for d in problem.demands]
    for what, names in (("host", [h.name for h in problem.hosts]), ("component", components)):
        twice = sorted(name for name, count in Counter(names).items() if count > 1)
        if twice:
            raise InvalidInputError(f"{what} {twice[0]!r} is listed twice", "give each its own name")
    used = {end for b in problem.bounds for end in (b.source, b.target)}
    used |= {c for policy in problem.policies for c in policy.components}
    unknown = sorted(used.union(*problem.together) - set(components))
    if unknown:
        raise InvalidInputError(f"a connection or group names {unknown[0]!r}, which is no component")
