"""Place an application: ask the solvers in turn and give the reasons."""

from collections.abc import Sequence

from stratum.placement.logic.reasons import reasons
from stratum.placement.logic.scene import scene
from stratum.placement.ports import Solver
from stratum.placement.types import Decision, Infeasible, Placement, PlacementProblem


def place(problem: PlacementProblem, solvers: Sequence[Solver]) -> Decision | Infeasible:
    """Hosts for every component with the reason of each, or why there are none.

    A later solver is asked only where the ones before it gave up without a proof.

    Args:
        problem: What to place.
        solvers: In the order to ask; at least one. Fast ones first.

    Raises:
        stratum.core.errors.InvalidInputError: If the problem names a thing twice or one that is not there.
    """
    refusal = Infeasible((), reason="no solver was asked")
    for solver in solvers:
        answer = solver.solve(problem)
        if isinstance(answer, Placement):
            return Decision(answer, reasons(scene(problem), answer))
        refusal = answer
        if refusal.proven:
            break
    return refusal
