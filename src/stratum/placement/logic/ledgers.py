"""What each policy allows next, counted along while units are placed and taken away."""

from collections import Counter
from typing import Protocol

import numpy as np

from stratum.placement.logic.feasibility import TOLERANCE
from stratum.placement.logic.scene import Mask, Scene
from stratum.placement.types import Apart, Budget, Chain, Policy, Spread


class Ledger(Protocol):
    """Keeps count for one policy. Whatever it allows can be placed; so it is never broken."""

    def allowed(self, unit: int) -> Mask:
        """The hosts on which a unit that is not placed may stand now."""
        ...

    def put(self, unit: int, host: int) -> None:
        """Count a unit in."""
        ...

    def take(self, unit: int, host: int) -> None:
        """Count a unit out."""
        ...


def ledger(scene: Scene, policy: Policy) -> Ledger:
    """The books of a policy, with nothing placed."""
    match policy:
        case Apart():
            return _ApartLedger(scene, policy)
        case Spread():
            return _SpreadLedger(scene, policy)
        case Chain():
            return _ChainLedger(scene, policy)
        case Budget():
            return _BudgetLedger(scene, policy)


def domains(scene: Scene, over: str) -> list[int]:
    """A number for each host, equal where they fail together."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(scene.domain(host, over), len(numbers)) for host in scene.hosts]


class _ApartLedger:
    """How many of the components stand on each host."""

    def __init__(self, scene: Scene, policy: Apart) -> None:
        self._weight = Counter(scene.unit_of[c] for c in dict.fromkeys(policy.components))
        self._most = policy.most
        self._here = np.zeros(len(scene.hosts), int)

    def allowed(self, unit: int) -> Mask:
        return self._here + self._weight[unit] <= self._most

    def put(self, unit: int, host: int) -> None:
        self._here[host] += self._weight[unit]

    def take(self, unit: int, host: int) -> None:
        self._here[host] -= self._weight[unit]


class _SpreadLedger:
    """How many units stand in each domain, and how many are still to come."""

    def __init__(self, scene: Scene, policy: Spread) -> None:
        self._domain = np.array(domains(scene, policy.over), int)
        self._here = np.zeros(len(scene.hosts) + 1, int)
        self._left = len({scene.unit_of[c] for c in policy.components})
        self._wanted = policy.domains

    def allowed(self, unit: int) -> Mask:
        del unit
        reached = int(np.count_nonzero(self._here)) + self._left - 1
        new: Mask = self._here[self._domain] == 0
        return new & (reached + 1 >= self._wanted) | (reached >= self._wanted)

    def put(self, unit: int, host: int) -> None:
        del unit
        self._here[self._domain[host]] += 1
        self._left -= 1

    def take(self, unit: int, host: int) -> None:
        del unit
        self._here[self._domain[host]] -= 1
        self._left += 1


class _ChainLedger:
    """Where the units of a chain stand. Gaps are left out: no way round is shorter than the fastest path."""

    def __init__(self, scene: Scene, policy: Chain) -> None:
        self._units = [scene.unit_of[c] for c in policy.components]
        self._delay = scene.routes.latency
        self._most = policy.max_latency
        self._host: dict[int, int] = {}

    def allowed(self, unit: int) -> Mask:
        total = np.zeros(len(self._delay))
        before: int | None = None
        for stop in (u for u in self._units if u in self._host or u == unit):
            if before is not None and before != stop:
                total = total + self._leg(before, stop)
            before = stop
        return total <= self._most + TOLERANCE

    def _leg(self, first: int, second: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        """Delay of a leg for each host of the unit that is not placed."""
        ends = self._host.get(first), self._host.get(second)
        found = self._delay[
            ends[0] if ends[0] is not None else slice(None), ends[1] if ends[1] is not None else slice(None)
        ]
        return np.broadcast_to(found, (len(self._delay),))

    def put(self, unit: int, host: int) -> None:
        self._host[unit] = host

    def take(self, unit: int, host: int) -> None:
        del self._host[unit], host


class _BudgetLedger:
    """What the hosts of the components cost together."""

    def __init__(self, scene: Scene, policy: Budget) -> None:
        self._cost = np.array([h.cost for h in scene.hosts])
        self._here = np.zeros(len(scene.hosts), int)
        self._most = policy.most

    def allowed(self, unit: int) -> Mask:
        del unit
        spent = float(self._cost[self._here > 0].sum())
        found: Mask = spent + self._cost * (self._here == 0) <= self._most + TOLERANCE
        return found

    def put(self, unit: int, host: int) -> None:
        del unit
        self._here[host] += 1

    def take(self, unit: int, host: int) -> None:
        del unit
        self._here[host] -= 1
