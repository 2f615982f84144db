"""Best fit with look-ahead, repaired by ejecting what stands in the way; fast, but may miss a placement."""

import dataclasses

from stratum.placement.logic.explanation import shortages
from stratum.placement.logic.failing import infeasible
from stratum.placement.logic.repair import Search
from stratum.placement.logic.result import placement
from stratum.placement.logic.scene import scene
from stratum.placement.logic.scoring import Scoring
from stratum.placement.types import Infeasible, Placement, PlacementProblem

NAME = "greedy"


@dataclasses.dataclass(frozen=True, slots=True)
class GreedySolver:
    """Places the hardest units first, each where it costs least.

    Attributes:
        rounds: How often, per unit, something may be ejected before the solver gives up.
    """

    rounds: int = 20

    def solve(self, problem: PlacementProblem, hint: Placement | None = None) -> Placement | Infeasible:
        """See ``stratum.placement.ports.Solver``."""
        prepared = scene(problem)
        search = Search(prepared)
        hopeless = not prepared.usable.any(axis=1).all() or bool(shortages(prepared))
        search.run(0 if hopeless else self.rounds * len(prepared.units))
        if next(search.state.unplaced(), None) is not None:
            limit = f"the greedy solver gave up after {search.steps} steps"
            found = infeasible(prepared, search.state.hosts(), proven=False, limit=limit)
            return found if hint is None else hint
        answer = placement(search.state, Scoring(prepared), NAME)
        return answer if hint is None or answer.cost <= hint.cost else hint
