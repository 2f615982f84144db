"""Place an application: ask the solvers in turn and give the reasons."""

from collections.abc import Sequence

from stratum.placement.logic.reasons import reasons
from stratum.placement.logic.scene import scene
from stratum.placement.ports import Solver
from stratum.placement.types import Decision, Infeasible, Placement, PlacementProblem


def place(
    problem: PlacementProblem, solvers: Sequence[Solver], *, thorough: bool = False
) -> Decision | Infeasible:
    """Hosts for every component with the reason of each, or why there are none.

    Args:
        problem: What to place.
        solvers: In the order to ask; at least one. Fast ones first. A later solver is asked only where the
            ones before it gave up without a proof.
        thorough: Ask the later solvers also to improve on what was found, unless it is proven to be best.

    Raises:
        stratum.core.errors.InvalidInputError: If the problem names a thing twice or one that is not there.
    """
    refusal = Infeasible((), reason="no solver was asked")
    best: Placement | None = None
    for solver in solvers:
        answer = solver.solve(problem, best)
        if isinstance(answer, Placement):
            best = answer
            if best.optimal or not thorough:
                break
        elif best is None:
            refusal = answer
            if refusal.proven:
                break
    return refusal if best is None else Decision(best, reasons(scene(problem), best))
