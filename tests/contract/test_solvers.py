"""Every solver keeps the contract of its port."""

from stratum.placement.ports import Solver
from stratum.placement.solvers.exact import ExactSolver
from stratum.placement.solvers.greedy import GreedySolver
from stratum.testing.contracts.solver import SolverContract


class TestGreedySolver(SolverContract):
    def make(self) -> Solver:
        return GreedySolver()


class TestExactSolver(SolverContract):
    def make(self) -> Solver:
        return ExactSolver()
