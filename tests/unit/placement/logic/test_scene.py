import pytest

from stratum.core.errors import InvalidInputError
from stratum.core.topology import Resources
from stratum.placement.logic.scene import scene
from stratum.placement.types import Apart, Bound, Demand, PlacementProblem
from stratum.testing.contracts.solver import LINKS, MIB, SITES, in_zone, need

CHAIN = (need("a"), need("b"), need("c"), need("d"))


def test_components_that_overlap_in_groups_become_one_unit() -> None:
    prepared = scene(PlacementProblem(SITES, LINKS, CHAIN, together=(("c", "d"), ("d", "a"))))
    assert [u.components for u in prepared.units] == [("a", "c", "d"), ("b",)]
    assert prepared.needs[0].tolist() == [1.5, 768 * MIB, 0, 0]


def test_candidates_are_of_the_right_kind_and_large_enough_together() -> None:
    demands = (need("a", memory=400), need("b", memory=400), Demand("c", arch=("arm64",)))
    prepared = scene(PlacementProblem(SITES, LINKS, demands, together=(("a", "b"),)))
    assert prepared.candidates(prepared.named("a")).tolist() == [1, 2]
    assert prepared.candidates(prepared.named("c")).tolist() == [0]


def test_what_others_take_reduces_the_candidates() -> None:
    problem = PlacementProblem(SITES, LINKS, (need("a"),), occupied={"fog": Resources(cpu=1.9)})
    prepared = scene(problem)
    assert prepared.candidates(prepared.named("a")).tolist() == [0, 2]
    assert prepared.free[1, 0] == pytest.approx(0.1)


def test_a_tie_is_seen_from_both_ends_and_not_within_a_unit() -> None:
    bounds = (Bound("a", "b", 0.1), Bound("c", "d"))
    prepared = scene(PlacementProblem(SITES, LINKS, CHAIN, bounds, (("c", "d"),)))
    (there,), (back,) = prepared.named("a").ties, prepared.named("b").ties
    assert (there.other, there.mine, there.theirs) == (1, "a", "b")
    assert (back.other, back.mine, back.theirs) == (0, "b", "a")
    assert prepared.named("c").ties == ()


def test_a_bound_is_kept_by_a_path_of_exactly_its_delay_and_by_no_missing_one() -> None:
    prepared = scene(PlacementProblem(SITES, LINKS, CHAIN))
    assert prepared.reaches(Bound("a", "b", 0.024), 0, 2)
    assert prepared.reach(Bound("a", "b", 0.023), 0).tolist() == [True, True, False]
    assert not scene(PlacementProblem(SITES)).reaches(Bound("a", "b"), 0, 2)


def test_a_host_from_which_no_partner_is_in_reach_is_not_usable() -> None:
    demands = (need("a"), need("b", host="edge"))
    prepared = scene(PlacementProblem(SITES, LINKS, demands, (Bound("a", "b", 0.010),)))
    assert prepared.suits[0].tolist() == [True, True, True]
    assert prepared.usable[0].tolist() == [True, True, False]


def test_a_domain_is_a_host_a_site_or_what_the_host_says() -> None:
    prepared = scene(PlacementProblem(SITES))
    host = in_zone(SITES[0], "eu-1", 0)
    assert [prepared.domain(host, kind) for kind in ("host", "site", "zone", "rack")] == [
        "edge",
        "",
        "eu-1",
        "",
    ]


def test_a_unit_is_fixed_as_soon_as_one_of_its_components_is() -> None:
    demands = (need("a"), need("b", host="fog"), need("c"))
    prepared = scene(PlacementProblem(SITES, LINKS, demands, together=(("a", "b"),)))
    assert [u.fixed for u in prepared.units] == [True, False]
    assert prepared.candidates(prepared.named("b")).tolist() == [1]


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (PlacementProblem((*SITES, SITES[0])), "host 'edge' is listed twice"),
        (PlacementProblem(SITES, (), (need("a"), need("a"))), "component 'a' is listed twice"),
        (PlacementProblem(SITES, (), (need("a"),), (Bound("a", "z"),)), "'z', which is no component"),
        (PlacementProblem(SITES, (), (need("a"),), (), (("a", "y"),)), "'y', which is no component"),
        (PlacementProblem(SITES, policies=(Apart(("q",)),)), "'q', which is no component"),
    ],
)
def test_names_that_are_wrong_are_refused(problem: PlacementProblem, told: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        scene(problem)
    assert told in caught.value.message
