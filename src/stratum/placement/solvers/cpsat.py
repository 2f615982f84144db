"""CP-SAT of OR-tools: the cheapest placement, or the proof that there is none; in parts where it is large."""

import dataclasses

import numpy as np

from stratum.placement.logic.assignment import Assignment
from stratum.placement.logic.failing import infeasible
from stratum.placement.logic.repair import Search
from stratum.placement.logic.result import placement
from stratum.placement.logic.scene import Scene, scene
from stratum.placement.logic.scoring import Scoring
from stratum.placement.solvers.conflicts import Detective
from stratum.placement.solvers.engine import is_available
from stratum.placement.solvers.model import PlacementModel
from stratum.placement.solvers.neighbourhoods import Effort, Neighbourhoods
from stratum.placement.types import Conflict, Infeasible, Placement, PlacementProblem

NAME = "cpsat"


@dataclasses.dataclass(frozen=True, slots=True)
class CpSatSolver:
    """Begins with the hint, or with what the greedy search finds, and improves on it.

    Attributes:
        whole: Up to how many choices of a host the problem is one model; beyond, neighbourhoods are searched.
        work: What one model of the whole may take, in the measure of OR-tools, about seconds.
        effort: What is tried on neighbourhoods.
        rounds: Ejections per unit in the greedy search, where there is no hint.
        seed: Of everything random.
    """

    whole: int = 12_000
    work: float = 1.5
    effort: Effort = dataclasses.field(default_factory=Effort)
    rounds: int = 4
    seed: int = 1

    def solve(self, problem: PlacementProblem, hint: Placement | None = None) -> Placement | Infeasible:
        """See ``stratum.placement.ports.Solver``. ``optimal`` is set where the limit was not hit."""
        prepared = scene(problem)
        state = self._start(prepared, hint)
        if not is_available():
            limit = "the exact solver needs OR-tools: install stratum with the extra 'place'"
            return hint or infeasible(prepared, state.hosts(), proven=False, limit=limit)
        if int(prepared.usable.sum()) <= self.whole:
            return self._whole(prepared, state, improve=hint is not None)
        return self._in_parts(prepared, state, improve=hint is not None)

    def conflict(self, problem: PlacementProblem) -> Conflict | None:
        """See ``stratum.placement.ports.Explainer``."""
        return Detective(seed=self.seed).conflict(problem) if is_available() else None

    def _start(self, prepared: Scene, hint: Placement | None) -> Assignment:
        if hint is not None:
            state = Assignment(prepared)
            state.put_all(hint.hosts)
            return state
        search = Search(prepared)
        search.run(self.rounds * len(prepared.units))
        return search.state

    def _whole(self, prepared: Scene, start: Assignment, *, improve: bool) -> Placement | Infeasible:
        scoring = Scoring(prepared)
        model = PlacementModel(Assignment(prepared), scoring)
        model.hint(start.at)
        chosen, answer = model.solve(self.work, self.seed)
        complete = next(start.unplaced(), None) is None
        if not chosen and not complete:
            limit = f"the exact solver gave up after {self.work:g} units of work"
            return infeasible(prepared, start.hosts(), proven=answer.proven, limit=limit)
        found = start
        if chosen and (not complete or scoring.cost(_hosts(chosen)) < scoring.cost(start.at)):
            found = Assignment(prepared)
            found.move(chosen)
        if improve and not answer.proven:
            Neighbourhoods(found, scoring, self.effort, self.seed).improve()
        return placement(found, scoring, NAME, optimal=answer.proven)

    def _in_parts(self, prepared: Scene, state: Assignment, *, improve: bool) -> Placement | Infeasible:
        scoring = Scoring(prepared)
        search = Neighbourhoods(state, scoring, self.effort, self.seed)
        search.rescue()
        if next(state.unplaced(), None) is not None:
            limit = "the exact solver found no room for all of them, trying on parts of the problem"
            return infeasible(prepared, state.hosts(), proven=False, limit=limit)
        if improve:
            search.improve()
        return placement(state, scoring, NAME)


def _hosts(chosen: dict[int, int]) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    return np.array([chosen[number] for number in range(len(chosen))], np.intp)
