"""A partial placement that grows and shrinks during a search, with what is free at each host."""

from collections.abc import Iterator, Mapping

from stratum.core.topology import Resources
from stratum.placement.logic.feasibility import covers
from stratum.placement.logic.scene import Scene, Unit
from stratum.placement.logic.scoring import crowding_cost, delay_cost, place_cost
from stratum.placement.types import Placement


class Assignment:
    """Units on hosts. It always satisfies every constraint among the units that it holds.

    Args:
        scene: The prepared problem.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._host: dict[str, str] = {}
        self._free = dict(scene.free)
        self._members: dict[str, dict[str, None]] = {name: {} for name in scene.hosts}

    def host(self, unit: str) -> str | None:
        """The host of a unit, None while it has none."""
        return self._host.get(unit)

    def free(self, host: str) -> Resources:
        """What is left on a host."""
        return self._free[host]

    def on(self, host: str) -> Iterator[Unit]:
        """The units on a host, oldest first."""
        return (self.scene.units[name] for name in self._members[host])

    def unplaced(self) -> Iterator[Unit]:
        """The units without a host, in the order of the problem."""
        return (u for u in self.scene.units.values() if u.name not in self._host)

    def hosts(self) -> dict[str, str]:
        """Host by component, in the order of the problem."""
        units = self.scene.units.values()
        found = {c: self._host[u.name] for u in units if u.name in self._host for c in u.components}
        return {d.component: found[d.component] for d in self.scene.problem.demands if d.component in found}

    def near_enough(self, unit: Unit, host: str) -> bool:
        """Whether the connections to the units already placed allow ``unit`` on ``host``."""
        for tie in unit.ties:
            other = self._host.get(tie.other)
            if other is not None and not self.scene.allows(tie.bound, host, other):
                return False
        return True

    def has_room(self, unit: Unit, host: str) -> bool:
        """Whether what is free on ``host`` is enough for ``unit``."""
        return covers(self._free[host], unit.resources)

    def options(self, unit: Unit) -> Iterator[str]:
        """Hosts that can take the unit now."""
        return (h for h in unit.candidates if self.has_room(unit, h) and self.near_enough(unit, h))

    def added_cost(self, unit: Unit, host: str) -> float:
        """By how much the cost grows when ``unit`` goes to ``host``."""
        free, machine = self._free[host], self.scene.hosts[host]
        cost = place_cost(self.scene, unit, host)
        cost += crowding_cost(machine, free - unit.resources) - crowding_cost(machine, free)
        for tie in unit.ties:
            other = self._host.get(tie.other)
            if other is not None:
                cost += delay_cost(self.scene.delay(host, other))
        return cost

    def ranked(self, unit: Unit) -> list[tuple[float, str]]:
        """The options of a unit with the cost that each adds, cheapest first; ties by name."""
        return sorted((self.added_cost(unit, host), host) for host in self.options(unit))

    def put(self, unit: Unit, host: str) -> None:
        """Place a unit that has no host on one of its options."""
        self._host[unit.name] = host
        self._free[host] -= unit.resources
        self._members[host][unit.name] = None

    def take(self, unit: Unit) -> None:
        """Remove a unit from its host."""
        host = self._host.pop(unit.name)
        del self._members[host][unit.name]
        self._free[host] += unit.resources

    def placement(self, solver: str, *, optimal: bool = False) -> Placement:
        """The placement as a value; its cost is summed anew so that it does not depend on the search."""
        return Placement(self.hosts(), placement_cost(self.scene, self._host), solver, optimal)


def placement_cost(scene: Scene, unit_hosts: Mapping[str, str]) -> float:
    """Cost of a whole placement, summed in the order of the problem."""
    fresh, cost = Assignment(scene), 0.0
    for unit in scene.units.values():
        cost += fresh.added_cost(unit, unit_hosts[unit.name])
        fresh.put(unit, unit_hosts[unit.name])
    return round(cost, 9)
