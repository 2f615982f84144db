"""Heuristics for streams of messages through a graph of components: least makespan, and simple fillings.

After the placement of stream processing on small boards in the dag-placement project of doc-vu: components
are taken breadth first; the greedy ones try every host in use and one new one, and take that on which the
slowest path through what is placed is fastest by a simple prediction. There is no repair: they may give up.
"""

import dataclasses
from collections import deque
from collections.abc import Iterator

import numpy as np

from stratum.placement.logic.assignment import NOWHERE, Assignment
from stratum.placement.logic.failing import infeasible
from stratum.placement.logic.result import placement
from stratum.placement.logic.scene import Scene, Unit, scene
from stratum.placement.logic.scoring import Scoring
from stratum.placement.types import Infeasible, Placement, PlacementProblem

TOGETHER = 4


@dataclasses.dataclass(frozen=True, slots=True)
class MakespanSolver:
    """Keeps the slowest path short.

    Attributes:
        name: Of the solver.
        shared: Whether a component waits for everything on its host (the sum), or works alone (constant).
    """

    name: str
    shared: bool

    def solve(self, problem: PlacementProblem, hint: Placement | None = None) -> Placement | Infeasible:
        """See ``stratum.placement.ports.Solver``."""
        prepared = scene(problem)
        state, order = Assignment(prepared), _breadth_first(prepared)
        for unit in order:
            options = self._tried(state, unit)
            if options:
                state.put(unit, min(options, key=lambda h: (self._makespan(state, order, unit, h), h)))
        return _answer(state, self.name, hint)

    def _tried(self, state: Assignment, unit: Unit) -> list[int]:
        """The hosts in use that may take one more, and the first new one."""
        options = [int(h) for h in state.choices(unit)]
        used = [h for h in options if 0 < state.load[h] < TOGETHER]
        return used + [h for h in options if state.load[h] == 0][:1]

    def _makespan(self, state: Assignment, order: list[Unit], unit: Unit, host: int) -> float:
        """Seconds of the slowest path through what is placed, with ``unit`` on ``host``."""
        at = state.at.copy()
        at[unit.number] = host
        busy = np.zeros(len(state.load))
        for other in order:
            if at[other.number] != NOWHERE:
                busy[at[other.number]] += _work(other)
        done: dict[int, float] = {}
        for other in order:
            here = int(at[other.number])
            if here != NOWHERE:
                before = (done[n] + state.scene.delay(int(at[n]), here) for n in _sources(other) if n in done)
                done[other.number] = max(before, default=0.0) + (busy[here] if self.shared else _work(other))
        return max(done.values(), default=0.0)


@dataclasses.dataclass(frozen=True, slots=True)
class FillingSolver:
    """Fills one host after the other with so many components.

    Attributes:
        name: Of the solver.
        each: How many components a host gets.
    """

    name: str
    each: int

    def solve(self, problem: PlacementProblem, hint: Placement | None = None) -> Placement | Infeasible:
        """See ``stratum.placement.ports.Solver``."""
        prepared = scene(problem)
        state = Assignment(prepared)
        for unit in _breadth_first(prepared):
            free = [int(h) for h in state.choices(unit) if unit.fixed or state.load[h] < self.each]
            if free:
                state.put(unit, max(free, key=lambda h: (state.load[h], -h)))
        return _answer(state, self.name, hint)


def sum_solver() -> MakespanSolver:
    """Each component waits for all that share its host."""
    return MakespanSolver("stream-sum", shared=True)


def constant_solver() -> MakespanSolver:
    """Each component takes its own time alone."""
    return MakespanSolver("stream-const", shared=False)


def one_each() -> FillingSolver:
    """One component on each host."""
    return FillingSolver("naive-1", 1)


def two_each() -> FillingSolver:
    """Two components on each host."""
    return FillingSolver("naive-2", 2)


def _answer(state: Assignment, name: str, hint: Placement | None) -> Placement | Infeasible:
    if next(state.unplaced(), None) is not None:
        limit = f"the solver {name} found no host for all, and repairs nothing"
        return hint or infeasible(state.scene, state.hosts(), proven=False, limit=limit)
    found = placement(state, Scoring(state.scene), name)
    return hint if hint is not None and hint.cost < found.cost else found


def _work(unit: Unit) -> float:
    return sum(d.work for d in unit.demands)


def _sources(unit: Unit) -> Iterator[int]:
    """The units that send to one: those that connect to it."""
    return (tie.other for tie in unit.ties if tie.bound.target == tie.mine)


def _breadth_first(prepared: Scene) -> list[Unit]:
    """Fixed units, then from those without sources along the connections."""
    fixed = [u for u in prepared.units if u.fixed]
    starts = [u for u in prepared.units if next(_sources(u), None) is None]
    order = dict.fromkeys(u.number for u in fixed)
    for start in (*starts, *prepared.units):
        queue = deque([start.number])
        seen = {start.number}
        while queue:
            number = queue.popleft()
            order.setdefault(number)
            targets = (t.other for t in prepared.units[number].ties if t.bound.source == t.mine)
            new = [n for n in dict.fromkeys(targets) if n not in seen and n not in order]
            seen.update(new)
            queue.extend(new)
    return [prepared.units[number] for number in order]
