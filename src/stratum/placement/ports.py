"""What placement needs from outside: a solver."""

from typing import Protocol

from stratum.placement.types import Infeasible, Placement, PlacementProblem


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
