import dataclasses

from stratum.core.topology import Tier
from stratum.placement.solvers.cpsat import CpSatSolver
from stratum.placement.types import Apart, Bound, Condition, Conflict, Demand, PlacementProblem
from stratum.testing.contracts.solver import LINKS, SITES, machine, need

BYSTANDERS = tuple(need(f"other-{i}", 0.1, 10) for i in range(3))


def conflict(problem: PlacementProblem) -> Conflict:
    found = CpSatSolver().conflict(problem)
    assert found is not None
    return found


def told(problem: PlacementProblem) -> set[str]:
    return {str(m) for m in conflict(problem).members}


def test_two_requirements_that_no_host_meets_together() -> None:
    wrong = Demand("phone", need("x").resources, tiers=(Tier.EDGE,), arch=("x86_64",), os=("linux",))
    problem = PlacementProblem(SITES, LINKS, (*BYSTANDERS, wrong))
    assert told(problem) == {"tier edge of phone", "arch x86_64 of phone"}


def test_the_relaxation_is_a_placement_of_everything() -> None:
    wrong = Demand("phone", need("x").resources, tiers=(Tier.EDGE,), arch=("x86_64",))
    relaxation = conflict(PlacementProblem(SITES, LINKS, (*BYSTANDERS, wrong))).relaxation
    assert relaxation is not None
    assert [str(m) for m in relaxation.given_up] == ["tier edge of phone"]
    assert set(relaxation.placement.hosts) == {"phone", "other-0", "other-1", "other-2"}
    assert relaxation.text.startswith("give up tier edge of phone: then everything can be placed, phone on ")


def test_what_is_confined_to_too_small_hosts() -> None:
    hosts = (machine("e1", Tier.EDGE, 1), machine("e2", Tier.EDGE, 1), machine("cloud", Tier.CLOUD, 64))
    pinned = tuple(dataclasses.replace(need(f"p{i}", 0.7), tiers=(Tier.EDGE,)) for i in range(3))
    found = conflict(PlacementProblem(hosts, (), (*pinned, *BYSTANDERS)))
    assert {str(m) for m in found.members} == {
        *(f"cpu 0.7 cores of p{i}" for i in range(3)),
        *(f"tier edge of p{i}" for i in range(3)),
    }
    assert found.hosts == ("e1", "e2")
    assert found.relaxation is not None
    assert len(found.relaxation.given_up) == 1


def test_a_connection_between_what_cannot_be_near() -> None:
    demands = (*BYSTANDERS, need("a", host="edge"), need("b", host="cloud"))
    bounds = (Bound("a", "b", 0.020), Bound("a", "other-0"))
    assert told(PlacementProblem(SITES, LINKS, demands, bounds)) == {
        "host edge of a",
        "host cloud of b",
        "connection at most 20 ms of a (with b)",
    }


def test_a_policy_against_conditions() -> None:
    here = Condition("residency", "region eu", frozenset({"edge", "fog"}))
    demands = tuple(dataclasses.replace(need(f"c{i}", 0.1, 10), conditions=(here,)) for i in range(3))
    found = told(PlacementProblem(SITES, LINKS, demands, policies=(Apart(("c0", "c1", "c2"), 1, "alone"),)))
    assert found == {
        *(f"residency region eu of c{i}" for i in range(3)),
        "apart at most 1 of c0, c1, c2 on a host of alone",
    }


def test_two_conflicts_are_relaxed_one_after_the_other() -> None:
    wrong = tuple(
        Demand(name, need("x").resources, tiers=(Tier.EDGE,), arch=("x86_64",)) for name in ("p", "q")
    )
    relaxation = conflict(PlacementProblem(SITES, LINKS, wrong)).relaxation
    assert relaxation is not None
    assert {m.component for m in relaxation.given_up} == {"p", "q"}


def test_what_can_be_placed_has_no_conflict() -> None:
    assert CpSatSolver().conflict(PlacementProblem(SITES, LINKS, BYSTANDERS)) is None
