from stratum.core.topology import Tier
from stratum.placement.logic.explanation import explain, shortages
from stratum.placement.logic.failing import infeasible
from stratum.placement.logic.failures import failures, standing
from stratum.placement.logic.scene import scene
from stratum.placement.types import Bound, Demand, PlacementProblem
from stratum.testing.contracts.solver import LINKS, SITES, machine, need, untrue

PROBLEM = PlacementProblem(
    SITES,
    LINKS,
    (need("broker", 1.8, host="fog"), need("scorer"), Demand("phone", tiers=(Tier.EDGE,), arch=("x86_64",))),
    (Bound("scorer", "broker", 0.005),),
)


def test_all_that_fails_on_a_host_is_told() -> None:
    prepared = scene(PROBLEM)
    failed = failures(standing(prepared, {"broker": "fog"}), prepared.named("scorer"), 2)
    assert [str(f) for f in failed] == ["18 ms > 5 ms to broker"]
    assert failures(standing(prepared, {}), prepared.named("scorer"), 2) == ()


def test_an_explanation_rests_on_fixed_components_where_they_are_the_reason() -> None:
    prepared = scene(PROBLEM)
    found = explain(prepared, prepared.named("scorer"), {"broker": "fog", "phone": "edge"})
    assert found is not None
    assert found.given == {"broker": "fog"}
    assert found.survivors == {"cpu": 2, "latency to broker": 1}
    assert untrue(PROBLEM, found) == []


def test_an_explanation_that_needs_no_other_component_says_so() -> None:
    prepared = scene(PROBLEM)
    found = explain(prepared, prepared.named("phone"), {"broker": "fog"})
    assert found is not None
    assert found.given == {}
    assert found.text == (
        "phone fits on no host: cloud fails tier: needs edge, has cloud; "
        "edge fails arch: needs x86_64, has arm64; fog fails tier: needs edge, has fog "
        "(hosts that meet each: arch 2, tier 1)"
    )
    assert found.fix == "to use cloud: allow tier cloud for phone"


def test_a_component_that_fits_needs_no_explanation() -> None:
    prepared = scene(PlacementProblem(SITES, LINKS, (need("a"),)))
    assert explain(prepared, prepared.named("a"), {}) is None
    assert infeasible(prepared, {}, proven=False, limit="stopped").explanations == ()


def test_a_group_is_explained_as_one() -> None:
    problem = PlacementProblem(SITES, LINKS, (need("a", 5), need("b", 5)), together=(("a", "b"),))
    prepared = scene(problem)
    found = explain(prepared, prepared.named("a"), {})
    assert found is not None
    assert found.along == ("b",)
    assert "a (on one host with b)" in found.text
    assert "needs 10 cores, has 8 cores free of 8 cores" in found.text


def test_an_infrastructure_without_hosts_is_the_reason() -> None:
    prepared = scene(PlacementProblem((), (), (need("a"),)))
    found = explain(prepared, prepared.named("a"), {})
    assert found is not None
    assert found.text == "a has no host: the infrastructure has none"
    assert found.fix == "add a host to the infrastructure"


def test_a_missing_path_is_told_with_the_link_that_would_help() -> None:
    problem = PlacementProblem(SITES, (), (need("a", host="fog"), need("b", host="edge")), (Bound("a", "b"),))
    prepared = scene(problem)
    (failed,) = failures(standing(prepared, {"a": "fog"}), prepared.named("b"), 0)
    assert str(failed) == "no path of links to a"
    assert failed.fix == "add a link between edge and fog"


def test_hosts_too_small_for_what_is_confined_to_them_are_a_shortage() -> None:
    hosts = (machine("e1", Tier.EDGE, 1), machine("e2", Tier.EDGE, 1), machine("cloud", Tier.CLOUD, 64))
    pinned = tuple(Demand(f"p{i}", need("x", 0.7).resources, tiers=(Tier.EDGE,)) for i in range(3))
    (short,) = shortages(scene(PlacementProblem(hosts, (), (*pinned, need("free", 1)))))
    assert short.components == ("p0", "p1", "p2")
    assert str(short) == "p0, p1, p2 need 2.1 cores of cpu together, e1, e2 have 2 cores"


def test_a_refusal_names_the_limit_only_where_nothing_is_proven() -> None:
    prepared = scene(PROBLEM)
    gave_up = infeasible(
        scene(PlacementProblem(SITES, (), (need("a"),))), {}, proven=False, limit="stopped at 5"
    )
    proven = infeasible(prepared, {"broker": "fog"}, proven=False, limit="stopped at 5")
    assert (gave_up.proven, gave_up.reason) == (False, "stopped at 5")
    assert proven.proven
    assert "stopped" not in proven.reason


def test_what_shares_the_host_of_a_fixed_component_is_fixed_too() -> None:
    problem = PlacementProblem(
        (machine("big", Tier.FOG, 1), machine("far", Tier.FOG, 0)),
        (),
        (need("a", 0.1, host="big"), need("b", 0.6), need("c", 0.6)),
        (Bound("a", "c", 0.0),),
        together=(("a", "b"),),
    )
    found = explain(scene(problem), scene(problem).named("c"), {"a": "big", "b": "big"})
    assert found is not None
    assert found.given == {"a": "big", "b": "big"}
    assert untrue(problem, found) == []
