"""Large neighbourhood search: some hosts are emptied and filled anew in the best way, over and over."""

import dataclasses

import numpy as np

from stratum.placement.logic.assignment import NOWHERE, Assignment
from stratum.placement.logic.scene import Mask, Unit
from stratum.placement.logic.scoring import Scoring
from stratum.placement.solvers.model import PlacementModel

STUCK_AFTER = 60


@dataclasses.dataclass(frozen=True, slots=True)
class Effort:
    """How much is tried.

    Attributes:
        work: In all, in the measure of the constraint solver.
        each: In one neighbourhood.
        hosts: How many are emptied at once.
        rescue: How often room is made for a unit that has no host, each time with more hosts.
    """

    work: float = 6.0
    each: float = 0.1
    hosts: int = 10
    rescue: int = 6


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
        """Find hosts for the units that have none: empty the hosts that they could use, more each time."""
        for unit in list(self._state.unplaced()):
            for attempt in range(self._effort.rescue):
                hosts = self._around(unit, self._effort.hosts * (attempt + 1))
                if self._refill(hosts, None, unit):
                    break

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

    def _refill(self, hosts: Mask, scoring: Scoring | None, newcomer: Unit) -> bool:
        """Place what stands on some hosts anew, with one unit more; whether it has worked."""
        others = [u for u in self._state.unplaced() if u.number != newcomer.number]
        homes = self._empty(hosts)
        model = PlacementModel(self._state, scoring, hosts, without=frozenset(u.number for u in others))
        found, _ = model.solve(self._effort.each * 4, self._seed)
        self._state.move(found or homes)
        return bool(found)

    def _empty(self, hosts: Mask) -> dict[int, int]:
        """Take away what may move on some hosts; where it was."""
        units = [u for host in np.flatnonzero(hosts) for u in self._state.on(int(host)) if not u.fixed]
        return {unit.number: self._state.take(unit) for unit in units}

    def _around(self, unit: Unit, count: int) -> Mask:
        """Hosts that a unit could use, those of its partners, and some that the units there could use."""
        scene = self._state.scene
        worth = scene.usable[unit.number] * 4.0
        for tie in unit.ties:
            if self._state.at[tie.other] != NOWHERE:
                worth[self._state.at[tie.other]] += 8.0
                worth += 2.0 * (
                    scene.usable[tie.other] & scene.reach(tie.bound, int(self._state.at[tie.other]))
                )
        for policy in scene.policies.get(unit.number, ()):
            for other in {scene.unit_of[c] for c in policy.components}:
                if self._state.at[other] != NOWHERE:
                    worth[self._state.at[other]] += 4.0
        return self._best(worth + self._chance.random(len(worth)), count)

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
