"""Every solver keeps the contract of its port."""

from stratum.placement.ports import Solver
from stratum.placement.solvers.cpsat import CpSatSolver
from stratum.placement.solvers.greedy import GreedySolver
from stratum.placement.solvers.neighbourhoods import Effort
from stratum.testing.contracts.solver import SolverContract


class TestGreedySolver(SolverContract):
    def make(self) -> Solver:
        return GreedySolver()


class TestCpSatSolver(SolverContract):
    def make(self) -> Solver:
        return CpSatSolver()


class TestCpSatSolverOnNeighbourhoods(SolverContract):
    def make(self) -> Solver:
        return CpSatSolver(whole=0, effort=Effort(work=0.5))
