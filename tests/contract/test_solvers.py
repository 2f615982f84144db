"""Every solver keeps the contract of its port."""

from stratum.placement.ports import Solver
from stratum.placement.solvers.cpsat import CpSatSolver
from stratum.placement.solvers.greedy import GreedySolver
from stratum.placement.solvers.neighbourhoods import Effort
from stratum.placement.solvers.stream import constant_solver, one_each, sum_solver, two_each
from stratum.testing.contracts.solver import SolverContract, ThoroughSolverContract


class TestGreedySolver(ThoroughSolverContract):
    def make(self) -> Solver:
        return GreedySolver()


class TestCpSatSolver(ThoroughSolverContract):
    def make(self) -> Solver:
        return CpSatSolver()


class TestCpSatSolverOnNeighbourhoods(ThoroughSolverContract):
    def make(self) -> Solver:
        return CpSatSolver(whole=0, effort=Effort(work=0.5))


class TestStreamSumSolver(SolverContract):
    def make(self) -> Solver:
        return sum_solver()


class TestStreamConstantSolver(SolverContract):
    def make(self) -> Solver:
        return constant_solver()


class TestOneEachSolver(SolverContract):
    def make(self) -> Solver:
        return one_each()


class TestTwoEachSolver(SolverContract):
    def make(self) -> Solver:
        return two_each()
