from stratum.core.topology import Link, Tier
from stratum.placement.logic.consistency import places
from stratum.placement.logic.routes import routes
from stratum.placement.logic.scene import scene
from stratum.placement.types import Bound, PlacementProblem
from stratum.testing.contracts.solver import machine, need

HOSTS = tuple(machine(name, Tier.FOG) for name in ("hub", "x", "y", "far", "other"))
LINKS = (
    Link("hub", "x", 0.001),
    Link("hub", "y", 0.001),
    Link("hub", "far", 0.010),
    Link("far", "other", 0.001),
)


def test_hosts_at_the_same_distance_from_every_junction_are_one_place() -> None:
    names = tuple(h.name for h in HOSTS)
    found = places(HOSTS, LINKS, routes(names, LINKS).latency).tolist()
    assert found[1] == found[2]
    assert len({*found}) == 4


def test_what_is_ruled_out_rules_out_more() -> None:
    """``c`` has to be near ``b``, and that near ``a``, which the model fixed."""
    demands = (need("a", host="other"), need("b"), need("c"))
    bounds = (Bound("a", "b", 0.001), Bound("b", "c", 0.001))
    prepared = scene(PlacementProblem(HOSTS, LINKS, demands, bounds))
    assert prepared.usable.tolist() == [
        [False, False, False, False, True],
        [False, False, False, True, True],
        [False, False, False, True, True],
    ]


def test_without_connections_nothing_is_ruled_out() -> None:
    assert scene(PlacementProblem(HOSTS, LINKS, (need("a"),))).usable.all()
