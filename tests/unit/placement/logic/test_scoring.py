import dataclasses

import numpy as np
import pytest

from stratum.core.topology import Host, Resources, Tier
from stratum.placement.logic.assignment import Assignment
from stratum.placement.logic.scene import scene
from stratum.placement.logic.scoring import PER_MOVE, Scoring
from stratum.placement.types import Bound, Objective, PlacementProblem
from stratum.testing.contracts.solver import LINKS, SITES, machine, need

PAIR = PlacementProblem(SITES, LINKS, (need("a"), need("b")), (Bound("a", "b"),), current={"a": "fog"})
EVERYWHERE = np.arange(3)


def aimed(problem: PlacementProblem, aim: Objective) -> Scoring:
    return Scoring(scene(dataclasses.replace(problem, objective=aim)))


def test_a_move_costs_and_staying_does_not() -> None:
    prepared = scene(PAIR)
    alone = Scoring(prepared).alone(prepared.named("a"))
    assert alone[0] == pytest.approx(PER_MOVE)
    assert alone[1] < 1


def test_what_exchanges_data_prefers_the_edge_and_what_does_not_is_indifferent() -> None:
    prepared = scene(PAIR)
    costs = Scoring(prepared).alone(prepared.named("b")).tolist()
    assert costs == sorted(costs)
    assert costs[0] < costs[2]
    alone = scene(PlacementProblem(SITES, LINKS, (need("x"),)))
    assert Scoring(alone).alone(alone.named("x")).tolist() == [0, 0, 0]


def test_two_half_full_hosts_cost_less_than_a_full_and_an_empty_one() -> None:
    hosts = tuple(machine(name, Tier.FOG, 1) for name in "ab")
    problem = PlacementProblem(hosts, (), (need("x", 0.5, 0), need("y", 0.5, 0)), objective=Objective.SPREAD)
    scoring = Scoring(scene(problem))
    assert scoring.cost(np.array([0, 0])) == pytest.approx(0.5)
    assert scoring.cost(np.array([0, 1])) == pytest.approx(0.25)


def test_a_host_without_resources_costs_nothing() -> None:
    problem = PlacementProblem((Host("h", Tier.FOG, Resources()),), (), (need("x", 0, 0),))
    assert Scoring(scene(problem)).cost(np.array([0])) == 0


def test_the_cost_of_a_placement_counts_each_connection_once() -> None:
    scoring = Scoring(
        scene(PlacementProblem(SITES, LINKS, (need("a", 0, 0), need("b", 0, 0)), (Bound("a", "b"),)))
    )
    assert scoring.cost(np.array([0, 0])) == 0
    assert scoring.cost(np.array([0, 1])) == pytest.approx(6.1)


def test_each_objective_counts_its_own() -> None:
    hosts = tuple(
        dataclasses.replace(host, cost=price, idle_power=10.0, peak_power=30.0)
        for host, price in zip(SITES, (1.0, 2.0, 4.0), strict=True)
    )
    problem = dataclasses.replace(PAIR, hosts=hosts)
    apart = np.array([1, 2])
    found = {aim: aimed(problem, aim).cost(apart) for aim in Objective}
    assert found[Objective.COST] == 6
    assert found[Objective.LATENCY] == pytest.approx(18)
    assert found[Objective.ENERGY] == pytest.approx(20 + 20 * (0.5 / 2 + 0.5 / 8))
    assert found[Objective.MOVES] == 0
    assert aimed(problem, Objective.MOVES).cost(np.array([0, 2])) == 1


@pytest.mark.parametrize("aim", list(Objective))
def test_what_is_added_sums_up_to_the_cost(aim: Objective) -> None:
    prepared = scene(dataclasses.replace(PAIR, objective=aim))
    scoring, state, total = Scoring(prepared), Assignment(prepared), 0.0
    for unit, host in zip(prepared.units, (1, 2), strict=True):
        total += scoring.added(state, unit, EVERYWHERE)[host]
        state.put(unit, host)
    assert scoring.cost(state.at) == pytest.approx(total)
