"""Best fit with look-ahead, repaired by ejecting what stands in the way; fast, but may miss a placement."""

import dataclasses
import heapq
from collections.abc import Iterable

from stratum.core.topology import Resources
from stratum.placement.logic.assignment import Assignment
from stratum.placement.logic.explanation import shortages
from stratum.placement.logic.failing import infeasible
from stratum.placement.logic.feasibility import covers
from stratum.placement.logic.scene import Scene, Unit, scene
from stratum.placement.types import Infeasible, Placement, PlacementProblem

NAME = "greedy"


@dataclasses.dataclass(frozen=True, slots=True)
class GreedySolver:
    """Places the hardest units first, each where it costs least.

    Attributes:
        rounds: How often, per unit, something may be placed before the solver gives up.
    """

    rounds: int = 20

    def solve(self, problem: PlacementProblem) -> Placement | Infeasible:
        """See ``stratum.placement.ports.Solver``."""
        prepared = scene(problem)
        search = _Search(prepared)
        hopeless = bool(shortages(prepared)) or not all(u.candidates for u in prepared.units.values())
        search.run((1 if hopeless else self.rounds) * len(prepared.units))
        if next(search.assignment.unplaced(), None) is None:
            return search.assignment.placement(NAME)
        limit = f"the greedy solver gave up after {search.steps} steps"
        return infeasible(prepared, search.assignment.hosts(), proven=False, limit=limit)


class _Search:
    """One run: a queue of units to place, and how often each one was ejected."""

    def __init__(self, prepared: Scene) -> None:
        self.assignment = Assignment(prepared)
        self.steps = 0
        self._ejected = dict.fromkeys(prepared.units, 0)

    def run(self, limit: int) -> None:
        """Place what can be placed within ``limit`` steps."""
        queue = _order(self.assignment.scene)
        stuck: list[Unit] = []
        while queue and self.steps < limit:
            self.steps += 1
            unit = queue.pop(0)
            if not (self._place(unit) or self._eject_for(unit, queue)):
                stuck.append(unit)
        for unit in (*queue, *stuck):
            self._place(unit)

    def _place(self, unit: Unit) -> bool:
        """Put a unit on its cheapest option, if it can be one that leaves its partners an option."""
        ranked = self.assignment.ranked(unit)
        for _, host in ranked:
            self.assignment.put(unit, host)
            if self._partners_have_options(unit):
                return True
            self.assignment.take(unit)
        if ranked:
            self.assignment.put(unit, ranked[0][1])
        return bool(ranked)

    def _partners_have_options(self, unit: Unit) -> bool:
        units = self.assignment.scene.units
        partners = dict.fromkeys(t.other for t in unit.ties if self.assignment.host(t.other) is None)
        return all(any(self.assignment.options(units[name])) for name in partners)

    def _eject_for(self, unit: Unit, queue: list[Unit]) -> bool:
        """Make room for a unit on the host where that disturbs least; what was ejected is queued again."""
        choices = []
        for host in unit.candidates:
            victims = self._victims(unit, host)
            if victims is not None:
                choices.append((sum(1 + self._ejected[v.name] for v in victims), host, victims))
        if not choices:
            return False
        _, host, victims = min(choices, key=lambda choice: choice[:2])
        for victim in victims:
            self.assignment.take(victim)
            self._ejected[victim.name] += 1
        self.assignment.put(unit, host)
        queue[:0] = sorted(victims, key=_hardness)
        return True

    def _victims(self, unit: Unit, host: str) -> list[Unit] | None:
        """Units that would have to leave for ``unit`` on ``host``; None if one of them may not move."""
        far = self._too_far(unit, host)
        if any(v.fixed for v in far):
            return None
        # Partners that are too far stand on other hosts, so that sending them away frees nothing here.
        movable = [u for u in self.assignment.on(host) if not u.fixed]
        movable.sort(key=lambda u: (self._ejected[u.name], -u.resources.memory, u.name))
        return _enough(unit, self.assignment.free(host), far, movable)

    def _too_far(self, unit: Unit, host: str) -> list[Unit]:
        """Placed partners that the connections of ``unit`` do not allow while it stands on ``host``."""
        scene_ = self.assignment.scene
        found = {}
        for tie in unit.ties:
            other = self.assignment.host(tie.other)
            if other is not None and not scene_.allows(tie.bound, host, other):
                found[tie.other] = scene_.units[tie.other]
        return list(found.values())


def _order(scene_: Scene) -> list[Unit]:
    """Fixed units, then those connected to what comes before them, the hardest of them first.

    Growing from what is placed, each unit can be judged by the delays to its partners.
    """
    heap = [(not unit.fixed, True, _hardness(unit)) for unit in scene_.units.values()]
    heapq.heapify(heap)
    order: dict[str, Unit] = {}
    while heap:
        *_, (*_, name) = heapq.heappop(heap)
        if name in order:
            continue
        order[name] = scene_.units[name]
        for partner in (scene_.units[tie.other] for tie in order[name].ties):
            heapq.heappush(heap, (not partner.fixed, False, _hardness(partner)))
    return list(order.values())


def _hardness(unit: Unit) -> tuple[bool, int, float, str]:
    """Sort key: fixed ones first, then those with few hosts, then large ones."""
    return (not unit.fixed, len(unit.candidates), -unit.resources.memory, unit.name)


def _enough(unit: Unit, free: Resources, victims: list[Unit], movable: Iterable[Unit]) -> list[Unit] | None:
    """``victims`` with as many of ``movable`` as it takes to hold ``unit``; None if all are too few."""
    leaving = list(victims)
    for victim in movable:
        if covers(free, unit.resources):
            break
        leaving.append(victim)
        free += victim.resources
    return leaving if covers(free, unit.resources) else None
