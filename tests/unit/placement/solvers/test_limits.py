import sys

import pytest

from stratum.core.topology import Tier
from stratum.placement.solvers.cpsat import CpSatSolver
from stratum.placement.solvers.greedy import GreedySolver
from stratum.placement.types import Bound, Infeasible, Objective, Placement, PlacementProblem
from stratum.testing.contracts.solver import in_zone, machine, need, violations

HOSTS = tuple(machine(f"h{i}", Tier.FOG, 2) for i in range(4))
# Three per host would fit by the sum of cores, two do by themselves: no shortage shows it.
PACKED = PlacementProblem(HOSTS, (), tuple(need(f"c{i}", 0.75) for i in range(10)))
LOOSE = PlacementProblem(HOSTS, (), tuple(need(f"c{i}", i / 10) for i in range(1, 8)))


def test_the_exact_solver_says_when_it_hit_its_limit() -> None:
    answer = CpSatSolver(work=0).solve(PACKED)
    assert isinstance(answer, Infeasible)
    assert not answer.proven
    assert answer.reason.endswith("the exact solver gave up after 0 units of work")


def test_the_exact_solver_gives_its_best_so_far_at_the_limit() -> None:
    answer = CpSatSolver(work=0).solve(LOOSE)
    assert isinstance(answer, Placement)
    assert not answer.optimal
    assert violations(LOOSE, answer.hosts) == []


def test_the_exact_solver_proves_what_no_shortage_shows() -> None:
    answer = CpSatSolver().solve(PACKED)
    assert isinstance(answer, Infeasible)
    assert answer.proven
    assert answer.shortages == ()


def test_on_parts_of_a_large_problem_nothing_is_proven() -> None:
    answer = CpSatSolver(whole=0).solve(PACKED)
    assert isinstance(answer, Infeasible)
    assert not answer.proven
    assert "on parts of the problem" in answer.reason


def test_parts_make_a_placement_cheaper() -> None:
    hosts = tuple(in_zone(machine(f"h{i}", Tier.FOG), "z", 5 - i) for i in range(4))
    demands = tuple(need(f"c{i}", 0.5, 9) for i in range(7))
    problem = PlacementProblem(hosts, (), demands, objective=Objective.COST)
    dear = Placement({f"c{i}": f"h{i // 2}" for i in range(7)}, 14.0)
    better = CpSatSolver(whole=0).solve(problem, dear)
    assert isinstance(better, Placement)
    assert (better.cost, {*better.hosts.values()}) == (5.0, {"h2", "h3"})


def test_the_greedy_solver_gives_up_in_the_end() -> None:
    answer = GreedySolver().solve(PACKED)
    assert isinstance(answer, Infeasible)
    assert not answer.proven
    assert answer.reason.endswith("the greedy solver gave up after 200 steps")


def test_the_greedy_solver_repairs_by_ejecting() -> None:
    """Without repair the two halves fill both hosts, and the whole one finds no room."""
    demands = (need("half-1", 1, 900), need("half-2", 1, 900), need("whole", 2, 100))
    answer = GreedySolver().solve(PlacementProblem(HOSTS[:2], (), demands))
    assert isinstance(answer, Placement)
    assert answer.hosts["half-1"] == answer.hosts["half-2"] != answer.hosts["whole"]


def test_the_greedy_solver_looks_ahead_to_the_partner() -> None:
    """The large host is dearer for ``first``, but the only one near which ``second`` finds room."""
    hosts = (machine("a-small", Tier.EDGE, 2), machine("large", Tier.CLOUD, 2.6))
    demands = (need("first", 1, 300), need("second", 1.5, 200))
    answer = GreedySolver(rounds=1).solve(PlacementProblem(hosts, (), demands, (Bound("first", "second"),)))
    assert isinstance(answer, Placement)
    assert set(answer.hosts.values()) == {"large"}


def test_a_hopeless_problem_costs_no_repair() -> None:
    problem = PlacementProblem(HOSTS, (), tuple(need(f"c{i}", 1.9) for i in range(6)))
    answer = GreedySolver(rounds=10**6).solve(problem)
    assert isinstance(answer, Infeasible)
    assert answer.proven
    assert [s.required for s in answer.shortages] == ["11.4 cores"]


def test_units_without_a_candidate_do_not_keep_the_others_from_their_hosts() -> None:
    problem = PlacementProblem(HOSTS, (), (need("huge", 99), need("small")))
    answer = GreedySolver().solve(problem)
    assert isinstance(answer, Infeasible)
    assert [e.component for e in answer.explanations] == ["huge"]
    assert answer.explanations[0].given == {}


def test_fixed_components_are_placed_before_all_others() -> None:
    """Were the free one first, it would take the only room of the fixed one."""
    demands = (need("free", 2), need("fixed", 2, host="h0"))
    for solver in (GreedySolver(rounds=1), CpSatSolver()):
        answer = solver.solve(PlacementProblem(HOSTS[:2], (), demands))
        assert isinstance(answer, Placement)
        assert answer.hosts == {"free": "h1", "fixed": "h0"}


def test_a_partner_that_is_too_far_is_ejected() -> None:
    """``near`` alone fits on the small host; its partner needs the large one, to which there is no path."""
    hosts = (machine("a-small", Tier.EDGE, 2), machine("large", Tier.CLOUD, 4))
    demands = (need("near", 1, 900), need("partner", 3, 100))
    answer = GreedySolver().solve(PlacementProblem(hosts, (), demands, (Bound("near", "partner"),)))
    assert isinstance(answer, Placement)
    assert set(answer.hosts.values()) == {"large"}


def test_a_fixed_partner_is_not_ejected() -> None:
    hosts = (machine("a", Tier.EDGE, 2), machine("b", Tier.CLOUD, 4))
    demands = (need("fixed", 1, host="a"), need("wide", 3))
    answer = GreedySolver().solve(PlacementProblem(hosts, (), demands, (Bound("fixed", "wide"),)))
    assert isinstance(answer, Infeasible)
    assert answer.proven
    assert answer.explanations[0].component == "wide"


def test_without_or_tools_the_exact_solver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ortools", None)
    answer = CpSatSolver().solve(PACKED)
    assert isinstance(answer, Infeasible)
    assert not answer.proven
    assert answer.reason.endswith("install stratum with the extra 'place'")
    assert CpSatSolver().conflict(PACKED) is None
    placed = GreedySolver().solve(LOOSE)
    assert isinstance(placed, Placement)
    assert CpSatSolver().solve(LOOSE, placed) == placed
