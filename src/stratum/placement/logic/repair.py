"""Finding a host for every unit: what finds none takes the place of what stands in its way."""

from collections import deque

import numpy as np
import numpy.typing as npt

from stratum.placement.logic.assignment import NOWHERE, Assignment
from stratum.placement.logic.construct import Builder, hardness, order
from stratum.placement.logic.scene import Scene, Unit

TRIED = 12
WITH_OPTION = 0.25
FEW = 8
PATIENCE = 64


class Search:
    """One run: a queue of units to place, and how often each one was ejected.

    Attributes:
        state: The placement so far.
        steps: How often something was placed.
    """

    def __init__(self, scene: Scene) -> None:
        self._builder = Builder(scene)
        self.state: Assignment = self._builder.state
        self.steps = 0
        self._hard = hardness(scene)
        self._ejected = np.zeros(len(scene.units))

    def run(self, limit: int) -> None:
        """Place what can be placed; ejecting ends after ``limit`` steps.

        What was ejected comes next, hardest first, as long as it is not the same few units that push each
        other about: those come last, and in the end they are given up.
        """
        queue = deque(u for u in order(self.state.scene) if self.state.host(u) is None)
        waiting = deque(unit for unit in queue if not self._builder.place(unit))
        while waiting and self.steps < limit:
            self.steps += 1
            unit = waiting.popleft()
            if self._builder.place(unit) or self._ejected[unit.number] > PATIENCE:
                continue
            victims = self._eject_for(unit)
            for victim in reversed([v for v in victims if not self._builder.place(v)]):
                soon = self._ejected[victim.number] % FEW
                waiting.appendleft(victim) if soon else waiting.append(victim)
            if self.state.host(unit) is None:
                waiting.append(unit)
        for unit in self.state.unplaced():
            self._builder.place(unit)

    def _eject_for(self, unit: Unit) -> list[Unit]:
        """Place a unit where that disturbs least; what had to leave, hardest first."""
        best: tuple[float, int, list[Unit]] | None = None
        for host in self._promising(unit):
            victims = self._victims(unit, host)
            if victims is not None:
                weight = sum(self._weight(v) for v in victims)
                if best is None or weight < best[0]:
                    best = weight, host, victims
        if best is None:
            self._ejected[unit.number] += 1
            return []
        _, host, victims = best
        for victim in victims:
            self.state.take(victim)
            self._ejected[victim.number] += 1
        self.state.put(unit, host)
        return sorted(victims, key=lambda v: self._hard[v.number])

    def _weight(self, victim: Unit) -> float:
        weight = 1.0 + float(self._ejected[victim.number])
        return weight * (WITH_OPTION if self.state.options(victim).any() else 1.0)

    def _promising(self, unit: Unit) -> list[int]:
        """The hosts at which least seems to stand in the way; more after each time it had to leave."""
        hosts = self.state.scene.candidates(unit)
        way = self._in_the_way(unit)[hosts]
        count = TRIED * (1 + int(self._ejected[unit.number]) // FEW)
        nearest = np.argsort(way, kind="stable")[:count]
        return [int(h) for h in hosts[nearest[np.isfinite(way[nearest])]]]

    def _in_the_way(self, unit: Unit) -> npt.NDArray[np.float64]:
        """A guess for each host of what has to leave: partners too far, rivals, what fills the room."""
        state, scene = self.state, self.state.scene
        way = np.zeros(len(scene.hosts))
        for tie in unit.ties:
            other = int(state.at[tie.other])
            if other != NOWHERE:
                lost = np.inf if scene.units[tie.other].fixed else 1.0 + self._ejected[tie.other]
                way[~scene.reach(tie.bound, other)] += lost
        for resource, needed in enumerate(scene.needs[unit.number].tolist()):
            if needed > 0:
                way += np.maximum(0.0, needed - state.free[resource]) / needed
        return way + ~state.permitted(unit)

    def _victims(self, unit: Unit, host: int) -> list[Unit] | None:
        """Units that have to leave for ``unit`` on ``host``; None if that does not help."""
        state = self.state
        far = self._too_far(unit, host)
        if any(v.fixed for v in far):
            return None
        homes = {victim.number: state.take(victim) for victim in far}
        self._clear(unit, host, homes)
        enough = state.takes(unit, host)
        for number, home in homes.items():
            state.put(state.scene.units[number], home)
        return [state.scene.units[number] for number in homes] if enough else None

    def _clear(self, unit: Unit, host: int, homes: dict[int, int]) -> None:
        """Take away what stands in the way on ``host``, no more than it takes."""
        state, taken = self.state, []
        for victim in (*self._crowd(unit, host), *self._rivals(unit)):
            if state.takes(unit, host):
                break
            if state.host(victim) is None:
                continue
            homes[victim.number] = state.take(victim)
            taken.append(victim)
        for victim in taken[:-1]:
            state.put(victim, homes[victim.number])
            if state.takes(unit, host):
                del homes[victim.number]
            else:
                state.take(victim)

    def _crowd(self, unit: Unit, host: int) -> list[Unit]:
        """The units on a host that may move, those first that free much of what lacks and moved seldom."""
        state, scene = self.state, self.state.scene
        lacks = np.maximum(0.0, scene.needs[unit.number] - state.free[:, host])
        some = lacks > 0

        def worth(victim: Unit) -> float:
            freed = np.minimum(scene.needs[victim.number][some] / lacks[some], 1.0).sum()
            return float((1.0 + self._ejected[victim.number]) / (freed + 0.01))

        return sorted((u for u in state.on(host) if not u.fixed), key=worth)

    def _rivals(self, unit: Unit) -> list[Unit]:
        """The units on other hosts that policies tie to ``unit`` and that may move."""
        scene, here = self.state.scene, []
        for policy in scene.policies.get(unit.number, ()):
            here += [scene.named(c) for c in policy.components]
        members = {u.number: u for u in here if u.number != unit.number and not u.fixed}
        return [u for u in members.values() if self.state.host(u) is not None]

    def _too_far(self, unit: Unit, host: int) -> list[Unit]:
        """Placed partners that the connections of ``unit`` do not allow while it stands on ``host``."""
        state, scene = self.state, self.state.scene
        placed = [t for t in unit.ties if state.at[t.other] != NOWHERE]
        far = (t.other for t in placed if not scene.reaches(t.bound, int(state.at[t.other]), host))
        return [scene.units[number] for number in dict.fromkeys(far)]
