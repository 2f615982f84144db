"""Branch and bound: the cheapest placement, or the proof that there is none, for small problems."""

import dataclasses
import math
from collections.abc import Iterable

from stratum.placement.logic.assignment import Assignment
from stratum.placement.logic.failing import infeasible
from stratum.placement.logic.scene import Scene, Unit, scene
from stratum.placement.types import Infeasible, Placement, PlacementProblem

NAME = "exact"
MARGIN = 1e-9


@dataclasses.dataclass(frozen=True, slots=True)
class ExactSolver:
    """Tries every choice that could still be the cheapest.

    Attributes:
        nodes: How many choices it tries at most; then it returns the best so far, or gives up.
        units: How many components it takes at most; above, it gives up at once.
    """

    nodes: int = 5_000
    units: int = 200

    def solve(self, problem: PlacementProblem) -> Placement | Infeasible:
        """See ``stratum.placement.ports.Solver``. ``optimal`` is set where the limit was not hit."""
        prepared = scene(problem)
        if len(prepared.units) > self.units:
            limit = f"the exact solver takes at most {self.units} components, here are {len(prepared.units)}"
            return infeasible(prepared, {}, proven=False, limit=limit)
        search = _Search(prepared, self.nodes)
        search.descend(0.0)
        if search.best is not None:
            return dataclasses.replace(search.best, optimal=not search.stopped)
        limit = f"the exact solver gave up after {self.nodes} choices"
        return infeasible(prepared, search.fullest, proven=not search.stopped, limit=limit)


class _Search:
    """One run: the best placement so far and the fullest part of one."""

    def __init__(self, prepared: Scene, nodes: int) -> None:
        self.best: Placement | None = None
        self.fullest: dict[str, str] = {}
        self.stopped = False
        self._assignment = Assignment(prepared)
        self._nodes = nodes
        self._cost = math.inf

    def descend(self, cost: float) -> None:
        """Complete the present part of a placement, which costs ``cost``, in every way worth trying."""
        self._keep_fullest()
        units = list(self._assignment.unplaced())
        if not units:
            self._cost = cost
            self.best = self._assignment.placement(NAME)
            return
        # The unit with the fewest options first: dead ends show early.
        unit = min(units, key=lambda u: sum(1 for _ in self._assignment.options(u)))
        others = self._least(u for u in units if u is not unit)
        for added, host in self._assignment.ranked(unit):
            if cost + added + others >= self._cost - MARGIN:
                return
            if self._nodes == 0:
                self.stopped = True
                return
            self._nodes -= 1
            self._assignment.put(unit, host)
            self.descend(cost + added)
            self._assignment.take(unit)

    def _least(self, units: Iterable[Unit]) -> float:
        """What the units will add at least: their cheapest options now, since costs only grow.

        Nothing is reckoned until there is a placement to compare with.
        """
        if self.best is None:
            return 0.0
        ranked = (self._assignment.ranked(unit) for unit in units)
        return sum(options[0][0] if options else math.inf for options in ranked)

    def _keep_fullest(self) -> None:
        hosts = self._assignment.hosts()
        if len(hosts) > len(self.fullest):
            self.fullest = hosts
