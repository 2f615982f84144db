import pytest

from stratum.core.topology import Resources
from stratum.placement.logic.assignment import Assignment
from stratum.placement.logic.scene import scene
from stratum.placement.types import Bound, PlacementProblem
from stratum.testing.contracts.solver import LINKS, SITES, need


@pytest.fixture
def assignment() -> Assignment:
    demands = (need("a"), need("b", 1.8), need("c"))
    return Assignment(
        scene(PlacementProblem(SITES, LINKS, demands, (Bound("a", "b", 0.010),), (("a", "c"),)))
    )


def test_a_new_one_holds_nothing(assignment: Assignment) -> None:
    assert assignment.hosts() == {}
    assert [u.name for u in assignment.unplaced()] == ["a", "b"]
    assert assignment.host("a") is None


def test_placing_takes_room_and_leaving_gives_it_back(assignment: Assignment) -> None:
    unit, before = assignment.scene.units["a"], assignment.free("fog")
    assignment.put(unit, "fog")
    assert assignment.free("fog") == before - unit.resources
    assert [u.name for u in assignment.on("fog")] == ["a"]
    assignment.take(unit)
    assert assignment.free("fog") == before
    assert list(assignment.on("fog")) == []


def test_options_shrink_by_room_and_by_delay(assignment: Assignment) -> None:
    units = assignment.scene.units
    assert list(assignment.options(units["b"])) == ["fog", "cloud"]
    assignment.put(units["a"], "fog")
    assert not assignment.has_room(units["b"], "fog")
    assert not assignment.near_enough(units["b"], "cloud")
    assert list(assignment.options(units["b"])) == []


def test_options_are_ranked_by_cost(assignment: Assignment) -> None:
    unit = assignment.scene.units["a"]
    ranked = assignment.ranked(unit)
    assert ranked == sorted(ranked)
    assert {host for _, host in ranked} == set(assignment.options(unit))


def test_components_of_a_unit_are_listed_in_the_order_of_the_problem(assignment: Assignment) -> None:
    assignment.put(assignment.scene.units["b"], "cloud")
    assignment.put(assignment.scene.units["a"], "cloud")
    assert list(assignment.hosts().items()) == [("a", "cloud"), ("b", "cloud"), ("c", "cloud")]


def test_a_whole_one_becomes_a_placement(assignment: Assignment) -> None:
    for unit in assignment.scene.units.values():
        assignment.put(unit, "cloud")
    placement = assignment.placement("mine", optimal=True)
    assert (placement.solver, placement.optimal) == ("mine", True)
    assert placement.hosts == {"a": "cloud", "b": "cloud", "c": "cloud"}
    assert assignment.free("cloud").cpu == pytest.approx(8 - 2.8)
    assert assignment.free("edge") == Resources(1, 512 * 2**20, 10**9)
