import dataclasses

from stratum.core.topology import Link, Tier
from stratum.placement.ports import Solver
from stratum.placement.solvers.stream import constant_solver, one_each, sum_solver, two_each
from stratum.placement.types import Bound, Infeasible, Placement, PlacementProblem
from stratum.testing.contracts.solver import machine, need

BOARDS = tuple(machine(f"b{i}", Tier.EDGE, 8) for i in range(5))


def star(delay: float) -> tuple[Link, ...]:
    return tuple(Link("b0", board.name, delay / 2) for board in BOARDS)


def stream(work: float, delay: float, parallel: int = 3) -> PlacementProblem:
    """A source, some workers beside each other, and a sink."""
    names = ("source", *(f"w{i}" for i in range(parallel)), "sink")
    demands = tuple(dataclasses.replace(need(name, 0.1, 10), work=work) for name in names)
    bounds = [Bound("source", f"w{i}") for i in range(parallel)]
    bounds += [Bound(f"w{i}", "sink") for i in range(parallel)]
    return PlacementProblem(BOARDS, star(delay), demands, tuple(bounds))


def hosts(solver: Solver, problem: PlacementProblem) -> list[str]:
    answer = solver.solve(problem)
    assert isinstance(answer, Placement)
    return list(answer.hosts.values())


def test_where_work_is_shared_and_hosts_are_near_it_is_spread() -> None:
    assert len({*hosts(sum_solver(), stream(work=0.040, delay=0.001))}) > 2


def test_where_hosts_are_far_everything_stays_together_as_long_as_four_do() -> None:
    assert hosts(sum_solver(), stream(work=0.001, delay=0.050)).count("b0") == 4


def test_who_works_alone_has_no_reason_to_spread() -> None:
    assert hosts(constant_solver(), stream(work=0.040, delay=0.001)).count("b0") == 4


def test_fillings_take_components_breadth_first() -> None:
    assert hosts(one_each(), stream(0.01, 0.02)) == ["b0", "b1", "b2", "b3", "b4"]
    assert hosts(two_each(), stream(0.01, 0.02)) == ["b0", "b0", "b1", "b1", "b2"]


def test_too_few_hosts_are_told_and_prove_nothing() -> None:
    answer = one_each().solve(stream(0.01, 0.02, parallel=6))
    assert isinstance(answer, Infeasible)
    assert not answer.proven
    assert answer.reason == "the solver naive-1 found no host for all, and repairs nothing"
