import pytest

from stratum.placement.logic.assignment import Assignment
from stratum.placement.logic.result import placement
from stratum.placement.logic.scene import scene
from stratum.placement.logic.scoring import Scoring
from stratum.placement.types import Apart, Bound, PlacementProblem
from stratum.testing.contracts.solver import LINKS, SITES, need

EDGE, FOG, CLOUD = range(3)


@pytest.fixture
def assignment() -> Assignment:
    demands = (need("a"), need("b", 1.8), need("c"))
    return Assignment(
        scene(PlacementProblem(SITES, LINKS, demands, (Bound("a", "b", 0.010),), (("a", "c"),)))
    )


def test_a_new_one_holds_nothing(assignment: Assignment) -> None:
    assert assignment.hosts() == {}
    assert [u.name for u in assignment.unplaced()] == ["a", "b"]
    assert assignment.host(assignment.scene.named("a")) is None


def test_placing_takes_room_and_leaving_gives_it_back(assignment: Assignment) -> None:
    unit, before = assignment.scene.named("a"), assignment.free.copy()
    assignment.put(unit, FOG)
    assert (before - assignment.free)[:, FOG].tolist() == assignment.scene.needs[unit.number].tolist()
    assert [u.name for u in assignment.on(FOG)] == ["a"]
    assert assignment.take(unit) == FOG
    assert (assignment.free == before).all()
    assert list(assignment.on(FOG)) == []


def test_a_problem_is_not_changed_by_placing() -> None:
    prepared = scene(PlacementProblem(SITES[1:2], (), (need("a"),)))
    Assignment(prepared).put(prepared.named("a"), 0)
    assert prepared.free[0, 0] == 2


def test_options_shrink_by_room_and_by_delay(assignment: Assignment) -> None:
    a, b = assignment.scene.units
    assert assignment.choices(b).tolist() == [FOG, CLOUD]
    assignment.put(a, FOG)
    assert not assignment.room(b)[FOG]
    assert not assignment.near_enough(b)[CLOUD]
    assert assignment.choices(b).tolist() == []


def test_one_host_is_judged_like_all(assignment: Assignment) -> None:
    a, b = assignment.scene.units
    assignment.put(b, CLOUD)
    assert [assignment.takes(a, h) for h in range(3)] == assignment.options(a).tolist()


def test_policies_count_what_is_placed() -> None:
    demands = (need("a", 0.1), need("b", 0.1))
    state = Assignment(scene(PlacementProblem(SITES, LINKS, demands, policies=(Apart(("a", "b")),))))
    a, b = state.scene.units
    state.put(a, FOG)
    assert state.permitted(b).tolist() == [True, False, True]
    state.move({0: EDGE, 1: FOG})
    assert state.hosts() == {"a": "edge", "b": "fog"}


def test_only_what_fits_is_taken_over(assignment: Assignment) -> None:
    assignment.put_all({"b": "edge"})
    assert assignment.hosts() == {}
    assignment.put_all({"a": "fog", "b": "nowhere"})
    assert assignment.hosts() == {"a": "fog", "c": "fog"}


def test_components_of_a_unit_are_listed_in_the_order_of_the_problem(assignment: Assignment) -> None:
    assignment.put(assignment.scene.named("b"), CLOUD)
    assignment.put(assignment.scene.named("a"), CLOUD)
    assert list(assignment.hosts().items()) == [("a", "cloud"), ("b", "cloud"), ("c", "cloud")]


def test_a_whole_one_becomes_a_placement(assignment: Assignment) -> None:
    for unit in assignment.scene.units:
        assignment.put(unit, CLOUD)
    found = placement(assignment, Scoring(assignment.scene), "mine", optimal=True)
    assert (found.solver, found.optimal) == ("mine", True)
    assert found.hosts == {"a": "cloud", "b": "cloud", "c": "cloud"}
    assert assignment.free[0, CLOUD] == pytest.approx(8 - 2.8)
