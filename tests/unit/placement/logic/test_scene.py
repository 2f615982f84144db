import pytest

from stratum.core.errors import InvalidInputError
from stratum.core.topology import Resources
from stratum.placement.logic.scene import scene
from stratum.placement.types import Bound, Demand, PlacementProblem
from stratum.testing.contracts.solver import LINKS, MIB, SITES, need

CHAIN = (need("a"), need("b"), need("c"), need("d"))


def test_components_that_overlap_in_groups_become_one_unit() -> None:
    prepared = scene(PlacementProblem(SITES, LINKS, CHAIN, together=(("c", "d"), ("d", "a"))))
    assert [u.components for u in prepared.units.values()] == [("a", "c", "d"), ("b",)]
    assert prepared.units["a"].resources == Resources(1.5, 768 * MIB)


def test_candidates_are_of_the_right_kind_and_large_enough_together() -> None:
    demands = (need("a", memory=400), need("b", memory=400), Demand("c", arch=("arm64",)))
    prepared = scene(PlacementProblem(SITES, LINKS, demands, together=(("a", "b"),)))
    assert prepared.units["a"].candidates == ("fog", "cloud")
    assert prepared.units["c"].candidates == ("edge",)


def test_what_others_take_reduces_the_candidates() -> None:
    problem = PlacementProblem(SITES, LINKS, (need("a"),), occupied={"fog": Resources(cpu=1.9)})
    prepared = scene(problem)
    assert prepared.units["a"].candidates == ("edge", "cloud")
    assert prepared.free["fog"].cpu == pytest.approx(0.1)


def test_a_tie_is_seen_from_both_ends_and_not_within_a_unit() -> None:
    bounds = (Bound("a", "b", 0.1), Bound("c", "d"))
    prepared = scene(PlacementProblem(SITES, LINKS, CHAIN, bounds, (("c", "d"),)))
    (there,), (back,) = prepared.units["a"].ties, prepared.units["b"].ties
    assert (there.other, there.mine, there.theirs) == ("b", "a", "b")
    assert (back.other, back.mine, back.theirs) == ("a", "b", "a")
    assert prepared.units["c"].ties == ()


def test_a_bound_is_kept_by_a_path_of_exactly_its_delay_and_by_no_missing_one() -> None:
    prepared = scene(PlacementProblem(SITES, LINKS, CHAIN))
    assert prepared.allows(Bound("a", "b", 0.024), "edge", "cloud")
    assert not prepared.allows(Bound("a", "b", 0.023), "edge", "cloud")
    assert not scene(PlacementProblem(SITES)).allows(Bound("a", "b"), "edge", "cloud")


def test_a_unit_is_fixed_as_soon_as_one_of_its_components_is() -> None:
    demands = (need("a"), need("b", host="fog"), need("c"))
    units = scene(PlacementProblem(SITES, LINKS, demands, together=(("a", "b"),))).units
    assert units["a"].fixed
    assert units["a"].candidates == ("fog",)
    assert not units["c"].fixed


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (PlacementProblem((*SITES, SITES[0])), "host 'edge' is listed twice"),
        (PlacementProblem(SITES, (), (need("a"), need("a"))), "component 'a' is listed twice"),
        (PlacementProblem(SITES, (), (need("a"),), (Bound("a", "z"),)), "'z', which is no component"),
        (PlacementProblem(SITES, (), (need("a"),), (), (("a", "y"),)), "'y', which is no component"),
    ],
)
def test_names_that_are_wrong_are_refused(problem: PlacementProblem, told: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        scene(problem)
    assert told in caught.value.message
