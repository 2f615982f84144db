"""A whole assignment as an answer."""

from stratum.placement.logic.assignment import Assignment
from stratum.placement.logic.scoring import Scoring
from stratum.placement.types import Placement


def placement(state: Assignment, scoring: Scoring, solver: str, *, optimal: bool = False) -> Placement:
    """The placement as a value; its cost is summed anew so that it does not depend on the search."""
    return Placement(state.hosts(), scoring.cost(state.at), solver, optimal)
