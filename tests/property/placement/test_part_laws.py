"""Laws of the parts that solvers are built of."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.core.topology import Host, Link, Resources, Tier
from stratum.placement.logic.assignment import Assignment
from stratum.placement.logic.explanation import shortages
from stratum.placement.logic.feasibility import TOLERANCE, amounts, capacity_failures, total
from stratum.placement.logic.latency import latencies
from stratum.placement.logic.scene import scene
from stratum.placement.logic.scoring import Scoring
from stratum.placement.types import Bound, Demand, Objective, PlacementProblem
from stratum.testing.contracts.solver import violations

NAMES = ("a", "b", "c", "d", "e")
LINKS = st.lists(
    st.builds(Link, st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(0, 50).map(float)), max_size=8
)
AMOUNTS = st.builds(
    Resources,
    st.integers(0, 20).map(lambda n: n / 10),
    st.integers(0, 4),
    st.integers(0, 4),
    st.integers(0, 2),
)


@given(LINKS)
def test_delays_are_a_metric(links: list[Link]) -> None:
    delays = latencies(NAMES, links)
    assert all(delays[a, a] == 0 for a in NAMES)
    assert all(delays[b, a] == delay for (a, b), delay in delays.items())
    for a, b, c in itertools.product(NAMES, repeat=3):
        if (a, b) in delays and (b, c) in delays:
            assert delays[a, c] <= delays[a, b] + delays[b, c]


@given(LINKS)
def test_no_path_is_slower_than_a_link(links: list[Link]) -> None:
    delays = latencies(NAMES, links)
    assert all(delays[link.first, link.second] <= link.latency for link in links)
    assert set(delays) <= set(itertools.product(NAMES, repeat=2))


@given(AMOUNTS, AMOUNTS)
def test_a_unit_fits_exactly_where_no_capacity_fails(free: Resources, needed: Resources) -> None:
    host = Host("h", Tier.FOG, free)
    prepared = scene(PlacementProblem((host,), (), (Demand("x", needed),)))
    assert bool(prepared.suits[0, 0]) == (not capacity_failures("x", needed, host, free))
    assert capacity_failures("x", needed, host, free + needed) == ()


@given(st.lists(AMOUNTS, max_size=5))
def test_a_total_covers_each_part(parts: list[Resources]) -> None:
    whole = total(parts)
    assert all(amounts(whole)[name] >= value for part in parts for name, value in amounts(part).items())
    assert abs(whole.cpu - sum(p.cpu for p in parts)) < TOLERANCE


@given(AMOUNTS, AMOUNTS, AMOUNTS)
@settings(deadline=None)
def test_crowding_grows_faster_the_fuller_a_host_is(
    offers: Resources, first: Resources, second: Resources
) -> None:
    demands = (Demand("x", first), Demand("y", second))
    problem = PlacementProblem((Host("h", Tier.FOG, offers),), (), demands, objective=Objective.SPREAD)
    prepared = scene(problem)
    scoring, state, here = Scoring(prepared), Assignment(prepared), np.array([0])
    alone = scoring.added(state, prepared.units[1], here)[0]
    state.put(prepared.units[0], 0)
    assert 0 <= alone <= scoring.added(state, prepared.units[1], here)[0] + 1e-9


@given(st.lists(st.tuples(AMOUNTS, st.sampled_from(["x", "y"])), max_size=8))
@settings(deadline=None)
def test_an_assignment_gives_back_exactly_what_it_took(moves: list[tuple[Resources, str]]) -> None:
    big = Resources(100, 100, 100, 100)
    hosts = (Host("x", Tier.FOG, big), Host("y", Tier.CLOUD, big))
    demands = tuple(Demand(f"c{i}", amount) for i, (amount, _) in enumerate(moves))
    assignment = Assignment(scene(PlacementProblem(hosts, (), demands)))
    for unit, (_, host) in zip(assignment.scene.units, moves, strict=True):
        assignment.put(unit, "xy".index(host))
    assert assignment.hosts() == {f"c{i}": host for i, (_, host) in enumerate(moves)}
    for unit in assignment.scene.units:
        assignment.take(unit)
    assert assignment.hosts() == {}
    assert np.allclose(assignment.free, 100)


@given(st.lists(AMOUNTS, min_size=1, max_size=4), st.lists(AMOUNTS, min_size=1, max_size=3))
@settings(deadline=None, max_examples=60)
def test_a_shortage_is_a_proof(needs: list[Resources], offers: list[Resources]) -> None:
    hosts = tuple(Host(f"h{i}", Tier.FOG, offer) for i, offer in enumerate(offers))
    demands = tuple(Demand(f"c{i}", need) for i, need in enumerate(needs))
    problem = PlacementProblem(hosts, (), demands)
    if shortages(scene(problem)):
        names = [d.component for d in demands]
        tries = itertools.product([h.name for h in hosts], repeat=len(names))
        assert all(violations(problem, dict(zip(names, t, strict=True))) for t in tries)


@given(LINKS, st.integers(0, 60).map(float), st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_a_bound_is_kept_alike_in_both_directions(links: list[Link], limit: float, a: str, b: str) -> None:
    hosts = tuple(Host(name, Tier.FOG, Resources(1)) for name in NAMES)
    demands, bound = (Demand("p"), Demand("q")), Bound("p", "q", limit)
    prepared = scene(PlacementProblem(hosts, tuple(links), demands, (bound,)))
    pair = NAMES.index(a), NAMES.index(b)
    assert prepared.reaches(bound, *pair) == prepared.reaches(bound, *reversed(pair))
    assert prepared.reaches(bound, pair[0], pair[0])
    assert prepared.reach(bound, pair[0])[pair[1]] == prepared.reaches(bound, *pair)
