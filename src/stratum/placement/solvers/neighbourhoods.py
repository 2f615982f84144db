"""Large neighbourhood search: some hosts are emptied and filled anew in the best way, over and over."""

import dataclasses

import numpy as np

from stratum.placement.logic.assignment import NOWHERE, Assignment
from stratum.placement.logic.scene import Mask, Unit
from stratum.placement.logic.scoring import Scoring
from stratum.placement.solvers.model import PlacementModel

STUCK_AFTER = 60
FEW = 4
NEAR = 0.001
RELATED = 12
PLENTY = 1e6


@dataclasses.dataclass(frozen=True, slots=True)
class Effort:
    """How much is tried.

    Attributes:
        work: In all, in the measure of the constraint solver.
        each: In one neighbourhood.
        hosts: How many are emptied at once.
        rescue: How often room is made for a unit that has no host, with more and more hosts.
    """

    work: float = 6.0
    each: float = 0.1
    hosts: int = 10
    rescue: int = 40


class Neighbourhoods:
    """Changes an assignment for the better.

    Args:
        state: What is placed; changed.
        scoring: The objective.
        effort: How much is tried.
        seed: Of the choice of neighbourhoods.
    """

    def __init__(self, state: Assignment, scoring: Scoring, effort: Effort, seed: int) -> None:
        self._state, self._scoring, self._effort = state, scoring, effort
        self._chance = np.random.default_rng(seed)
        self._seed = seed

    def rescue(self) -> None:
        """Find hosts for the units that have none: refill the surroundings of hosts with most room left."""
        for unit in list(self._state.unplaced()):
            centres = self._roomiest(unit)
            for attempt, centre in enumerate(centres[: self._effort.rescue]):
                count = self._effort.hosts * (1 + attempt // FEW)
                if self._refill(self._around(unit, centre, count), unit):
                    break

    def _roomiest(self, unit: Unit) -> list[int]:
        """The hosts that a unit can use, those first around which most is left of what it needs."""
        scene, state = self._state.scene, self._state
        needed = scene.needs[unit.number]
        some = needed > 0
        left = (np.maximum(state.free[some], 0) / needed[some, None]).min(axis=0, initial=PLENTY)
        hosts = scene.candidates(unit)
        near = scene.routes.latency[hosts] <= NEAR
        return [int(h) for h in hosts[np.argsort(-(near @ left), kind="stable")]]

    def improve(self) -> None:
        """Try neighbourhoods until the work is done or none of many helped."""
        spent, idle = 0.0, 0
        while spent < self._effort.work and idle < STUCK_AFTER:
            before = self._scoring.cost(self._state.at)
            spent += max(self._try(self._some_hosts()), 0.01)
            idle = 0 if self._scoring.cost(self._state.at) < before - 1e-9 else idle + 1

    def _try(self, hosts: Mask) -> float:
        """Refill hosts at the least cost; the work that it took."""
        state = self._state
        homes = self._empty(hosts)
        model = PlacementModel(state, self._scoring, hosts)
        hint = state.at.copy()
        for number, host in homes.items():
            hint[number] = host
        model.hint(hint)
        found, answer = model.solve(self._effort.each, self._seed)
        state.move(self._better(homes, found))
        return answer.work

    def _better(self, homes: dict[int, int], found: dict[int, int]) -> dict[int, int]:
        if not found:
            return homes
        now, then = self._state.at.copy(), self._state.at.copy()
        for number, home in homes.items():
            now[number], then[number] = home, found[number]
        return found if self._scoring.cost(then) < self._scoring.cost(now) - 1e-9 else homes

    def _refill(self, hosts: Mask, newcomer: Unit) -> bool:
        """Place what stands on some hosts anew, with one unit more; whether it has worked."""
        others = frozenset(u.number for u in self._state.unplaced() if u.number != newcomer.number)
        homes = self._empty(hosts)
        model = PlacementModel(self._state, None, hosts, without=others)
        found, _ = model.solve(self._effort.each * 4, self._seed)
        self._state.move(found or homes)
        return bool(found)

    def _empty(self, hosts: Mask) -> dict[int, int]:
        """Take away what may move on some hosts; where it was."""
        units = [u for host in np.flatnonzero(hosts) for u in self._state.on(int(host)) if not u.fixed]
        return {unit.number: self._state.take(unit) for unit in units}

    def _around(self, unit: Unit, centre: int, count: int) -> Mask:
        """The hosts nearest to one, and those of what a unit is connected with, so that it can come along."""
        state, scene = self._state, self._state.scene
        worth = -scene.routes.latency[centre]
        related = self._connected(unit)
        related |= {scene.unit_of[c] for p in scene.policies.get(unit.number, ()) for c in p.components}
        for other in related:
            if state.at[other] != NOWHERE:
                worth[state.at[other]] = 1.0
        return self._best(worth, count + int((worth > 0).sum()))

    def _connected(self, unit: Unit) -> set[int]:
        """The units that connections lead to, those nearest first, some at most."""
        units = self._state.scene.units
        found = {unit.number: None}
        frontier = [unit.number]
        while frontier and len(found) < RELATED:
            frontier = [t.other for number in frontier for t in units[number].ties if t.other not in found]
            found |= dict.fromkeys(frontier)
        return set(found)

    def _some_hosts(self) -> Mask:
        """A host in use and others that its units or their partners could use, by chance."""
        state, scene = self._state, self._state.scene
        used = np.flatnonzero(state.load > 0)
        first = int(self._chance.choice(used))
        units = list(state.on(first))
        worth = scene.usable[[u.number for u in units]].mean(axis=0) + 0.1
        for unit in units:
            for tie in unit.ties:
                worth[state.at[tie.other]] += 0.5
        worth = worth * self._chance.random(len(worth)) ** 2
        worth[first] = np.inf
        return self._best(worth, self._effort.hosts)

    @staticmethod
    def _best(worth: "np.ndarray", count: int) -> Mask:
        chosen = np.zeros(len(worth), bool)
        chosen[np.argsort(-worth, kind="stable")[:count]] = True
        return chosen
