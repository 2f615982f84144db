"""A partial placement that grows and shrinks during a search, with what is free at each host."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from stratum.placement.logic.feasibility import TOLERANCE
from stratum.placement.logic.ledgers import Ledger, ledger
from stratum.placement.logic.routes import Matrix
from stratum.placement.logic.scene import Indices, Mask, Scene, Unit
from stratum.placement.types import Policy

NOWHERE = -1


class Assignment:
    """Units on hosts. It always satisfies every constraint among the units that it holds.

    Args:
        scene: The prepared problem.

    Attributes:
        scene: As given.
        at: Number of the host of each unit, -1 while it has none.
        free: What is left on the hosts; resources by hosts.
        load: How many units stand on each host.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.at = np.full(len(scene.units), NOWHERE)
        self.free: Matrix = scene.free.T.copy(order="C")
        self.load = np.zeros(len(scene.hosts), int)
        self._members: list[dict[int, None]] = [{} for _ in scene.hosts]
        self._wants = [np.flatnonzero(row).tolist() for row in scene.needs]
        self._ledgers = _ledgers(scene)

    def host(self, unit: Unit) -> int | None:
        """The host of a unit, None while it has none."""
        found = int(self.at[unit.number])
        return None if found == NOWHERE else found

    def on(self, host: int) -> Iterator[Unit]:
        """The units on a host, oldest first."""
        return (self.scene.units[number] for number in self._members[host])

    def unplaced(self) -> Iterator[Unit]:
        """The units without a host, in the order of the problem."""
        return (self.scene.units[number] for number in np.flatnonzero(self.at == NOWHERE))

    def hosts(self) -> dict[str, str]:
        """Host by component, in the order of the problem."""
        found = ((d.component, self.at[self.scene.unit_of[d.component]]) for d in self.scene.problem.demands)
        return {component: self.scene.hosts[host].name for component, host in found if host != NOWHERE}

    def room(self, unit: Unit) -> Mask:
        """The hosts on which what is free is enough for ``unit``."""
        needed = self.scene.needs[unit.number]
        found = np.ones(len(self.load), bool)
        for resource in self._wants[unit.number]:
            found &= self.free[resource] >= needed[resource] - TOLERANCE
        return found

    def near_enough(self, unit: Unit) -> Mask:
        """The hosts that the connections of ``unit`` to what is placed allow."""
        found = np.ones(len(self.load), bool)
        for tie in unit.ties:
            other = int(self.at[tie.other])
            if other != NOWHERE:
                found &= self.scene.reach(tie.bound, other)
        return found

    def verdicts(self, unit: Unit) -> tuple[Mask, ...]:
        """The hosts that each policy of a unit that has no host allows now."""
        return tuple(books.allowed(unit.number) for books in self._ledgers.get(unit.number, ()))

    def permitted(self, unit: Unit) -> Mask:
        """The hosts that the policies allow for ``unit`` now."""
        found = np.ones(len(self.load), bool)
        for allowed in self.verdicts(unit):
            found &= allowed
        return found

    def options(self, unit: Unit) -> Mask:
        """The hosts that can take a unit now."""
        found: Mask = self.scene.usable[unit.number] & self.room(unit)
        return found & self.near_enough(unit) & self.permitted(unit)

    def takes(self, unit: Unit, host: int) -> bool:
        """Whether one host can take a unit now."""
        scene, number = self.scene, unit.number
        return bool(
            scene.usable[number, host]
            and (scene.needs[number] <= self.free[:, host] + TOLERANCE).all()
            and all(
                self.at[t.other] == NOWHERE or scene.reaches(t.bound, self.at[t.other], host)
                for t in unit.ties
            )
            and all(books.allowed(number)[host] for books in self._ledgers.get(number, ()))
        )

    def choices(self, unit: Unit) -> Indices:
        """Numbers of the hosts that can take a unit now."""
        return np.flatnonzero(self.options(unit))

    def put(self, unit: Unit, host: int) -> None:
        """Place a unit that has no host on one of its options."""
        self.at[unit.number] = host
        self.free[:, host] -= self.scene.needs[unit.number]
        self.load[host] += 1
        self._members[host][unit.number] = None
        for books in self._ledgers.get(unit.number, ()):
            books.put(unit.number, host)

    def take(self, unit: Unit) -> int:
        """Remove a unit from its host; the host that it had."""
        host = int(self.at[unit.number])
        self.at[unit.number] = NOWHERE
        self.free[:, host] += self.scene.needs[unit.number]
        self.load[host] -= 1
        del self._members[host][unit.number]
        for books in self._ledgers.get(unit.number, ()):
            books.take(unit.number, host)
        return host

    def move(self, places: Mapping[int, int]) -> None:
        """Take the units away from where they are, then put each on its new host."""
        units = [self.scene.units[number] for number in places]
        for unit in units:
            if self.at[unit.number] != NOWHERE:
                self.take(unit)
        for unit in units:
            self.put(unit, places[unit.number])

    def put_all(self, hosts: Mapping[str, str]) -> None:
        """Place units as ``hosts`` (host by component) has them, where their options allow."""
        for unit in self._known(hosts):
            host = self.scene.index[hosts[unit.name]]
            if self.options(unit)[host]:
                self.put(unit, host)

    def _known(self, hosts: Mapping[str, str]) -> Iterable[Unit]:
        return [u for u in self.unplaced() if hosts.get(u.name) in self.scene.index]


def _ledgers(scene: Scene) -> dict[int, tuple[Ledger, ...]]:
    """The books of the policies of each unit; one policy has one for all its units."""
    books: dict[int, Ledger] = {}

    def of(policy: Policy) -> Ledger:
        return books.setdefault(id(policy), ledger(scene, policy))

    return {unit: tuple(of(p) for p in policies) for unit, policies in scene.policies.items()}
