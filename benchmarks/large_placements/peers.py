"""The same constraint model given to CP-SAT without a hint, and to HiGHS as a mixed integer programme."""

import importlib.util
import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from stratum.placement.logic.assignment import Assignment
from stratum.placement.logic.result import placement
from stratum.placement.logic.scene import Scene, scene
from stratum.placement.logic.scoring import Scoring
from stratum.placement.solvers.model import PlacementModel
from stratum.placement.types import Placement, PlacementProblem

FAR = 2**59


def plain(problem: PlacementProblem, work: float) -> tuple[Placement | None, str]:
    """CP-SAT on the whole, without a hint."""
    prepared = scene(problem)
    model = PlacementModel(Assignment(prepared), Scoring(prepared))
    chosen, answer = model.solve(work, 1)
    return _placement(prepared, chosen, optimal=answer.proven), f"bound {answer.bound:,.0f}"


def with_highs(problem: PlacementProblem, seconds: float) -> tuple[Placement | None, str]:
    """HiGHS on the same constraints."""
    if importlib.util.find_spec("highspy") is None:
        return None, "left out: pip install highspy"
    import highspy

    prepared = scene(problem)
    model = PlacementModel(Assignment(prepared), Scoring(prepared))
    message = model.model.message
    objective = message.floating_point_objective
    costs = dict(zip(objective.vars, objective.coeffs, strict=True))
    solver = highspy.Highs()
    for name, value in (("output_flag", False), ("time_limit", seconds), ("threads", 1)):
        solver.setOptionValue(name, value)
    for number, variable in enumerate(message.variables):
        solver.addCol(costs.get(number, 0.0), *list(variable.domain), 0, [], [])
        solver.changeColIntegrality(number, highspy.HighsVarType.kInteger)
    for least, terms, most in map(_row, message.constraints):
        solver.addRow(least, most, len(terms), list(terms), list(terms.values()))
    solver.run()
    info = solver.getInfo()
    if not math.isfinite(info.objective_function_value) or info.primal_solution_status != 2:
        return None, f"nothing in {seconds:g} s"
    values = np.array(solver.getSolution().col_value).round().astype(int)
    chosen = model.read(values)
    best = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return _placement(prepared, chosen, optimal=best), f"bound {info.mip_dual_bound:,.0f}"


def _placement(prepared: Scene, chosen: dict[int, int], *, optimal: bool) -> Placement | None:
    if not chosen:
        return None
    state = Assignment(prepared)
    state.move(chosen)
    return placement(state, Scoring(prepared), "peer", optimal=optimal)


class _Linear(Protocol):
    """A sum between two numbers."""

    vars: Sequence[int]
    coeffs: Sequence[int]
    domain: Sequence[int]


class _Literals(Protocol):
    """Booleans and negations of them."""

    literals: Sequence[int]


class _Constraint(Protocol):
    """One of these, as OR-tools keeps it."""

    linear: _Linear
    exactly_one: _Literals
    at_most_one: _Literals
    bool_or: _Literals

    def has_linear(self) -> bool: ...
    def has_exactly_one(self) -> bool: ...
    def has_at_most_one(self) -> bool: ...


def _row(constraint: _Constraint) -> tuple[float, dict[int, float], float]:
    if constraint.has_linear():
        row = constraint.linear
        least, most = (math.copysign(math.inf, end) if abs(end) > FAR else end for end in list(row.domain))
        return least, dict(zip(row.vars, row.coeffs, strict=True)), most
    if constraint.has_exactly_one():
        return 1, dict.fromkeys(constraint.exactly_one.literals, 1.0), 1
    if constraint.has_at_most_one():
        return -math.inf, dict.fromkeys(constraint.at_most_one.literals, 1.0), 1
    literals = list(constraint.bool_or.literals)
    negated = sum(literal < 0 for literal in literals)
    return 1 - negated, {(v if v >= 0 else -v - 1): (1.0 if v >= 0 else -1.0) for v in literals}, math.inf
