"""A constraint model of Boolean and integer variables, solved by CP-SAT of OR-tools.

The models are built as the messages that the solver takes, without the modelling layer above them: that one
reads in pandas, which takes a second. Everything is reproducible: one worker, a seed, a limit in the solver's
own measure of work (about a second of an ordinary machine) in place of a clock.
"""

import dataclasses
import importlib.util
from collections.abc import Iterable, Sequence
from typing import Any

Literal = int
UNBOUNDED = 2**60


def is_available() -> bool:
    """Whether OR-tools is installed."""
    return importlib.util.find_spec("ortools") is not None


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What the solver found.

    Attributes:
        values: Of all variables; empty where there is no solution.
        proven: That the solution is best, or, without values, that there is none.
        bound: No solution has a smaller objective.
        core: Assumptions that cannot hold together, where that is proven.
        work: What it took, in the solver's own measure.
    """

    values: Sequence[int]
    proven: bool
    bound: float
    core: tuple[Literal, ...]
    work: float


class Model:
    """A model that grows. Variables are numbers; the negation of a Boolean ``v`` is ``-v - 1``.

    Attributes:
        message: The model as OR-tools takes it.
    """

    def __init__(self) -> None:
        from ortools.sat.python import cp_model_helper

        self._library: Any = cp_model_helper
        self.message = self._library.CpModelProto()
        self._size = 0

    def boolean(self) -> Literal:
        """A new variable, 0 or 1."""
        return self.integer(0, 1)

    def integer(self, least: int, most: int) -> int:
        """A new variable between two numbers."""
        self.message.variables.add().domain.extend([least, most])
        self._size += 1
        return self._size - 1

    def exactly_one(self, literals: Iterable[Literal]) -> None:
        """One of them holds."""
        self.message.constraints.add().exactly_one.literals.extend(literals)

    def at_most_one(self, literals: Iterable[Literal]) -> None:
        """No two of them hold."""
        self.message.constraints.add().at_most_one.literals.extend(literals)

    def any_of(self, literals: Iterable[Literal]) -> None:
        """At least one of them holds."""
        self.message.constraints.add().bool_or.literals.extend(literals)

    def between(
        self,
        least: int,
        terms: Sequence[tuple[int, int]],
        most: int = UNBOUNDED,
        when: Sequence[Literal] = (),
    ) -> None:
        """A sum of (variable, factor) lies between two numbers; only where the literals ``when`` hold."""
        constraint = self.message.constraints.add()
        constraint.enforcement_literal.extend(when)
        constraint.linear.vars.extend([v for v, _ in terms])
        constraint.linear.coeffs.extend([c for _, c in terms])
        constraint.linear.domain.extend([least, most])

    def square(self, variable: int, most: int) -> int:
        """A new variable that is the square of another one."""
        found = self.integer(0, most * most)
        product = self.message.constraints.add().int_prod
        factors = [(product.exprs.add(), variable) for _ in range(2)]
        for expression, number in ((product.target, found), *factors):
            expression.vars.append(number)
            expression.coeffs.append(1)
        return found

    def minimise(self, terms: Sequence[tuple[int, float]]) -> None:
        """Set the objective: a sum of (variable, factor)."""
        self.message.floating_point_objective.vars.extend([v for v, _ in terms])
        self.message.floating_point_objective.coeffs.extend([c for _, c in terms])

    def hint(self, values: Iterable[tuple[int, int]]) -> None:
        """Values to try first, by variable."""
        known = list(values)
        self.message.solution_hint.vars.extend([v for v, _ in known])
        self.message.solution_hint.values.extend([value for _, value in known])

    def assume(self, literals: Iterable[Literal]) -> None:
        """Replace the literals that have to hold in the next search."""
        self.message.assumptions.clear()
        self.message.assumptions.extend(literals)

    def solve(self, work: float, seed: int = 1) -> Answer:
        """Search within a limit of work."""
        parameters = self._library.SatParameters()
        parameters.num_workers = 1
        parameters.random_seed = seed
        parameters.max_deterministic_time = work
        wrapper = self._library.SolveWrapper()
        wrapper.set_parameters(parameters)
        response = wrapper.solve(self.message)
        status = self._library.CpSolverStatus
        found = response.status in {status.OPTIMAL, status.FEASIBLE}
        return Answer(
            tuple(response.solution) if found else (),
            response.status in {status.OPTIMAL, status.INFEASIBLE},
            response.best_objective_bound,
            tuple(response.sufficient_assumptions_for_infeasibility),
            response.deterministic_time,
        )
