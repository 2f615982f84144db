"""The placement problem and its answers, as values. Read ``problem`` first."""

from stratum.placement.types.answers import (
    Conflict,
    Decision,
    Explanation,
    Failure,
    HostVerdict,
    Infeasible,
    Member,
    Placement,
    Relaxation,
    Shortage,
)
from stratum.placement.types.problem import (
    Apart,
    Bound,
    Budget,
    Chain,
    Condition,
    Demand,
    Objective,
    PlacementProblem,
    Policy,
    Spread,
)

__all__ = [
    "Apart",
    "Bound",
    "Budget",
    "Chain",
    "Condition",
    "Conflict",
    "Decision",
    "Demand",
    "Explanation",
    "Failure",
    "HostVerdict",
    "Infeasible",
    "Member",
    "Objective",
    "Placement",
    "PlacementProblem",
    "Policy",
    "Relaxation",
    "Shortage",
    "Spread",
]
