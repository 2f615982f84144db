"""What placement needs from outside: a solver, and one that explains why there is no placement."""

from typing import Protocol

from stratum.placement.types import Conflict, Infeasible, Placement, PlacementProblem


class Solver(Protocol):
    """Finds hosts for components.

    Every placement it returns satisfies everything that the problem asks. Equal problems give equal
    answers: there is no clock and no chance in it. ``Infeasible.proven`` is True only where no placement
    exists. Its explanations hold as they are written.
    """

    def solve(self, problem: PlacementProblem, hint: Placement | None = None) -> Placement | Infeasible:
        """Place every component, or say why it cannot be done.

        Args:
            problem: What to place.
            hint: A placement to begin with; the answer costs no more. Without one a solver may be content
                with the first placement it finds.

        Raises:
            stratum.core.errors.InvalidInputError: If the problem names a thing twice or an unknown one.
        """
        ...


class Explainer(Protocol):
    """Finds out which requirements cannot hold together.

    Of a conflict every member is needed: without any one of them the others can hold. Its relaxation was
    checked by placing everything without what is given up. Equal problems give equal answers.
    """

    def conflict(self, problem: PlacementProblem) -> Conflict | None:
        """A conflict of a problem that has no placement; None where no small one was found.

        Raises:
            stratum.core.errors.InvalidInputError: If the problem names a thing twice or an unknown one.
        """
        ...
