"""The judge of the contract suite has to see every kind of fault, or the suite proves nothing."""

import dataclasses

import pytest

from stratum.core.topology import Resources, Tier
from stratum.placement.logic.explanation import explain
from stratum.placement.logic.scene import scene
from stratum.placement.types import Bound, Demand, HostVerdict, PlacementProblem
from stratum.testing.contracts.solver import LINKS, SITES, exists, need, untrue, violations

PROBLEM = PlacementProblem(
    SITES,
    LINKS,
    (need("a", 1.2), need("b", 1.2), Demand("c", arch=("arm64",)), Demand("d", tiers=(Tier.CLOUD,))),
    (Bound("a", "b", 0.010),),
    (("c", "a"),),
)
GOOD = PlacementProblem(SITES, LINKS, (need("a"), need("b")), (Bound("a", "b", 0.010),))


@pytest.mark.parametrize(
    ("hosts", "seen"),
    [
        ({"a": "fog", "b": "fog"}, ["cpu fog"]),
        ({"a": "fog", "b": "cloud"}, ["latency a b"]),
        ({"a": "cloud", "c": "edge"}, ["together c a"]),
        ({"c": "fog"}, ["arch c"]),
        ({"d": "edge"}, ["tier d"]),
        ({"a": "cloud", "b": "cloud"}, []),
    ],
)
def test_every_kind_of_fault_is_seen(hosts: dict[str, str], seen: list[str]) -> None:
    assert violations(PROBLEM, hosts) == seen


def test_other_faults_are_seen_too() -> None:
    demands = (need("a", host="fog"), Demand("b", os=("windows",)), need("c", 0.1, 9000))
    problem = PlacementProblem(SITES, (), demands, (Bound("a", "b"),), occupied={"edge": Resources(1)})
    assert violations(problem, {"a": "cloud"}) == ["host a"]
    assert violations(problem, {"b": "fog", "a": "fog"}) == ["os b"]
    assert violations(problem, {"c": "fog"}) == ["memory fog"]
    assert violations(problem, {"a": "fog", "b": "edge"}) == ["os b", "link a b"]
    assert violations(problem, {"c": "edge"}) == ["cpu edge", "memory edge"]


def test_trying_all_placements_finds_one_where_there_is_one() -> None:
    assert exists(GOOD)
    assert not exists(PROBLEM)
    assert not exists(PlacementProblem((), (), (need("a"),)))


def test_a_false_explanation_is_seen() -> None:
    prepared = scene(PlacementProblem(SITES, LINKS, (need("huge", 9), need("b"))))
    true = explain(prepared, prepared.named("huge"), {})
    assert true is not None
    assert untrue(prepared.problem, true) == []
    about_another = dataclasses.replace(true, component="b")
    assert "fog would do" in untrue(prepared.problem, about_another)
    wrong = dataclasses.replace(true, nearest=(HostVerdict("fog", ()),))
    assert untrue(prepared.problem, wrong) == ["fog fails ['cpu'], told []"]


def test_an_explanation_on_false_ground_is_seen() -> None:
    prepared = scene(PROBLEM)
    true = explain(prepared, prepared.named("a"), {})
    assert true is not None
    false = dataclasses.replace(true, given={"d": "edge"})
    assert "given: tier d" in untrue(PROBLEM, false)
    assert untrue(PROBLEM, true) == []
