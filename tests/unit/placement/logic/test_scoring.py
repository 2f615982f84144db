import pytest

from stratum.core.topology import Host, Resources, Tier
from stratum.placement.logic.assignment import placement_cost
from stratum.placement.logic.scene import scene
from stratum.placement.logic.scoring import PER_MOVE, crowding_cost, delay_cost, place_cost
from stratum.placement.types import Bound, PlacementProblem
from stratum.testing.contracts.solver import LINKS, SITES, need

PAIR = PlacementProblem(SITES, LINKS, (need("a"), need("b")), (Bound("a", "b"),), current={"a": "fog"})


def test_a_move_costs_and_staying_does_not() -> None:
    prepared = scene(PAIR)
    moved, stayed = (place_cost(prepared, prepared.units["a"], host) for host in ("edge", "fog"))
    assert moved == pytest.approx(PER_MOVE)
    assert stayed < 1


def test_what_exchanges_data_prefers_the_edge_and_what_does_not_is_indifferent() -> None:
    prepared = scene(PAIR)
    costs = [place_cost(prepared, prepared.units["b"], host) for host in ("edge", "fog", "cloud")]
    assert costs == sorted(costs)
    assert costs[0] < costs[2]
    alone = scene(PlacementProblem(SITES, LINKS, (need("x"),)))
    assert {place_cost(alone, alone.units["x"], host) for host in ("edge", "cloud")} == {0.0}


def test_a_millisecond_costs_one() -> None:
    assert delay_cost(0.018) == pytest.approx(18)
    assert delay_cost(0) == 0


def test_two_half_full_hosts_cost_less_than_a_full_and_an_empty_one() -> None:
    host = Host("h", Tier.FOG, Resources(2, 100))
    full, half, empty = (crowding_cost(host, Resources(cpu, 100)) for cpu in (0, 1, 2))
    assert 2 * half < full + empty
    assert empty == 0


def test_cores_and_memory_count_alike_and_a_host_without_resources_costs_nothing() -> None:
    host = Host("h", Tier.FOG, Resources(2, 100))
    assert crowding_cost(host, Resources(2, 0)) == crowding_cost(host, Resources(0, 100))
    assert crowding_cost(Host("h", Tier.FOG, Resources()), Resources()) == 0


def test_the_cost_of_a_placement_counts_each_connection_once() -> None:
    prepared = scene(PlacementProblem(SITES, LINKS, (need("a", 0, 0), need("b", 0, 0)), (Bound("a", "b"),)))
    near = placement_cost(prepared, {"a": "edge", "b": "edge"})
    far = placement_cost(prepared, {"a": "edge", "b": "fog"})
    assert near == 0
    assert far == pytest.approx(6.1)
