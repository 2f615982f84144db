"""What a placement costs, by its objective, and what one more unit adds to it.

Each objective is a sum of terms that are at least zero and only grow while components are added. Meeting
what the problem asks is not a matter of cost: see ``assignment``.
"""

import dataclasses

import numpy as np
import numpy.typing as npt

from stratum.core.topology import Tier
from stratum.placement.logic.assignment import NOWHERE, Assignment
from stratum.placement.logic.routes import Matrix
from stratum.placement.logic.scene import Indices, Scene, Unit
from stratum.placement.types import Objective

Vector = npt.NDArray[np.float64]
PER_MILLISECOND = 1.0
PER_MOVE = 20.0
PER_TIER = 0.1
PER_CROWDED_HOST = 1.0
TIERS = {Tier.EDGE: 0, Tier.FOG: 1, Tier.CLOUD: 2}


@dataclasses.dataclass(frozen=True, slots=True)
class Weights:
    """How much each term counts in an objective.

    Attributes:
        delay: A millisecond between two connected components.
        move: A component that stands elsewhere than today.
        tier: A tier farther from the edge, for components that exchange data.
        crowding: A full host; see ``crowding``.
        cost: The price of a host in use.
        energy: A watt.
    """

    delay: float = 0.0
    move: float = 0.0
    tier: float = 0.0
    crowding: float = 0.0
    cost: float = 0.0
    energy: float = 0.0


WEIGHTS = {
    Objective.BALANCED: Weights(PER_MILLISECOND, PER_MOVE, PER_TIER, PER_CROWDED_HOST),
    Objective.COST: Weights(cost=1.0),
    Objective.LATENCY: Weights(delay=1.0),
    Objective.ENERGY: Weights(energy=1.0),
    Objective.SPREAD: Weights(crowding=1.0),
    Objective.MOVES: Weights(move=1.0),
}


class Scoring:
    """The objective of a prepared problem as vectors over its hosts.

    Attributes:
        weights: Of the terms.
        opening: What it costs to use a host at all; by host.
    """

    def __init__(self, scene: Scene) -> None:
        self.weights = WEIGHTS[scene.problem.objective]
        self._scene = scene
        hosts = scene.hosts
        self._tier = np.array([TIERS[h.tier] for h in hosts], float)
        self._offers = np.array([[h.offers.cpu, h.offers.memory] for h in hosts], float).reshape(-1, 2).T
        idle = np.array([h.idle_power for h in hosts], float)
        peak = np.array([max(h.peak_power, h.idle_power) for h in hosts], float)
        self.opening = (
            self.weights.cost * np.array([h.cost for h in hosts], float) + self.weights.energy * idle
        )
        self._watts = _shares(peak - idle, self._offers[0])
        self._start = self._crowding(scene.free.T[:2])

    def alone(self, unit: Unit) -> Vector:
        """What a unit adds on each host, whatever else is placed: moves, tiers, power of its work."""
        weights, current = self.weights, self._scene.problem.current
        found = np.zeros(len(self._tier))
        if weights.move:
            for here in (current[c] for c in unit.components if c in current):
                found += weights.move
                if here in self._scene.index:
                    found[self._scene.index[here]] -= weights.move
        if weights.tier and unit.ties:
            found += weights.tier * self._tier
        if weights.energy:
            found += weights.energy * self._watts * self._scene.needs[unit.number, 0]
        return found

    def added(self, state: Assignment, unit: Unit, hosts: Indices) -> Vector:
        """By how much the cost grows when ``unit`` goes to each of ``hosts``."""
        cost: Vector = self.alone(unit)[hosts] + self.opening[hosts] * (state.load[hosts] == 0)
        if self.weights.delay:
            for tie in unit.ties:
                other = int(state.at[tie.other])
                if other != NOWHERE:
                    cost = cost + self.weights.delay * 1000.0 * self._scene.routes.latency[other, hosts]
        if self.weights.crowding:
            cost = cost + self.weights.crowding * self.crowding_added(state, unit, hosts)
        return cost

    def crowding_added(self, state: Assignment, unit: Unit, hosts: Indices) -> Vector:
        """By how much a unit crowds each of ``hosts``."""
        free = state.free[:2, hosts]
        less = free - self._scene.needs[unit.number, :2, None]
        return self._crowding(less, hosts) - self._crowding(free, hosts)

    def _crowding(self, free: Matrix, hosts: Indices | slice = slice(None)) -> Vector:
        """How full hosts are: the mean of the squared shares of cores and memory that are taken.

        Squares make spreading cheaper than crowding. What one adds never shrinks while a host fills.
        """
        offers = self._offers[:, hosts]
        taken = np.maximum(0.0, 1 - np.divide(free, offers, out=np.ones_like(offers), where=offers > 0))
        found: Vector = (taken**2).mean(axis=0)
        return found

    def cost(self, at: "npt.NDArray[np.int_]") -> float:
        """Cost of a whole placement, summed in the order of the problem.

        Args:
            at: Host of each unit.
        """
        scene = self._scene
        used = np.unique(at)
        total = float(self.opening[used].sum())
        if self.weights.move or self.weights.tier or self.weights.energy:
            total += sum(float(self.alone(u)[at[u.number]]) for u in scene.units)
        total += self.weights.delay * 1000.0 * self._delays(at)
        if self.weights.crowding:
            free = scene.free.T[:2].copy()
            for row, column in enumerate(scene.needs[:, :2].T):
                free[row] -= np.bincount(at, column, len(scene.hosts))
            total += self.weights.crowding * float((self._crowding(free) - self._start).sum())
        return round(total, 9)

    def _delays(self, at: "npt.NDArray[np.int_]") -> float:
        if not self.weights.delay:
            return 0.0
        ends = [(at[u.number], at[t.other]) for u in self._scene.units for t in u.ties if t.other > u.number]
        return float(sum(self._scene.routes.latency[a, b] for a, b in ends))


def _shares(whole: Vector, parts: Vector) -> Vector:
    return np.divide(whole, parts, out=np.zeros_like(whole), where=parts > 0)
