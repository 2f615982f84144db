"""Laws of the solvers over random small problems, judged by code that they do not share."""

import dataclasses
import itertools
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.core.topology import Host, Link, Resources, Tier
from stratum.placement.logic.requirements import only
from stratum.placement.logic.scene import scene
from stratum.placement.logic.scoring import Scoring
from stratum.placement.service import place
from stratum.placement.solvers.conflicts import Detective
from stratum.placement.solvers.cpsat import CpSatSolver
from stratum.placement.solvers.greedy import GreedySolver
from stratum.placement.solvers.neighbourhoods import Effort
from stratum.placement.types import (
    Apart,
    Bound,
    Budget,
    Chain,
    Condition,
    Decision,
    Demand,
    Infeasible,
    Objective,
    Placement,
    PlacementProblem,
    Policy,
    Spread,
)
from stratum.testing.contracts.solver import exists, untrue, violations

TOLERANCE = 1e-3  # crowding is counted in ten-thousandths of a host
MILLIS = st.integers(0, 12).map(lambda ms: ms / 1000)
TIERS = st.sampled_from(list(Tier))
WIDTHS = st.sampled_from([0.0, 0.0, 1e6, 1e7])
LOSSES = st.sampled_from([0.0, 0.0, 0.01, 0.02])
SOLVERS = (GreedySolver(), CpSatSolver(), CpSatSolver(whole=0, effort=Effort(work=0.05)))
CORES = st.integers(0, 8).map(lambda quarters: quarters / 4)


@st.composite
def hosts(draw: st.DrawFn, number: int) -> tuple[Host, ...]:
    """Small machines of all kinds."""
    return tuple(
        Host(
            f"h{i}",
            draw(TIERS),
            Resources(draw(CORES), draw(st.integers(0, 4))),
            draw(st.sampled_from(["x86_64", "arm64"])),
            domains={"zone": draw(st.sampled_from(["z", "y", ""]))},
            cost=float(draw(st.integers(0, 3))),
            idle_power=float(draw(st.integers(0, 2))),
            peak_power=float(draw(st.integers(0, 5))),
        )
        for i in range(number)
    )


@st.composite
def demands(draw: st.DrawFn, number: int, machines: int) -> tuple[Demand, ...]:
    """Small components; one in four has a host in the model."""
    fixed = st.sampled_from([None, None, None, *(f"h{i}" for i in range(machines))][: machines + 3])
    return tuple(
        Demand(
            f"c{i}",
            Resources(draw(CORES) / 2, draw(st.integers(0, 2))),
            draw(st.sampled_from([(), (), ("x86_64",)])),
            draw(st.sampled_from([(), (), (Tier.EDGE, Tier.FOG)])),
            fixed_host=draw(fixed),
            conditions=draw(
                st.sampled_from([(), (), (), (Condition("trust", "own", frozenset({"h0", "h1"})),)])
            ),
        )
        for i in range(number)
    )


@st.composite
def policies(draw: st.DrawFn, number: int) -> tuple[Policy, ...]:
    """At most two policies over some of the components."""
    found: list[Policy] = []
    for _ in range(draw(st.integers(0, 2))):
        names = draw(st.lists(st.sampled_from([f"c{i}" for i in range(number)]), min_size=1, unique=True))
        members = tuple(names)
        kinds: tuple[Policy, ...] = (
            Apart(members, draw(st.integers(1, 2))),
            Spread(members, draw(st.sampled_from(["zone", "host"])), 2),
            Chain(members, draw(MILLIS)),
            Budget(members, float(draw(st.integers(0, 5)))),
        )
        found.append(draw(st.sampled_from(kinds)))
    return tuple(found)


@st.composite
def problems(draw: st.DrawFn) -> PlacementProblem:
    """At most three hosts and four components, so that all placements can be tried."""
    machines, components = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    pairs = list(itertools.combinations(range(machines), 2))
    ends = list(itertools.combinations([f"c{i}" for i in range(components)], 2))
    return PlacementProblem(
        draw(hosts(machines)),
        tuple(
            Link(f"h{a}", f"h{b}", draw(MILLIS), draw(WIDTHS), draw(LOSSES))
            for a, b in pairs
            if draw(st.booleans())
        ),
        draw(demands(components, machines)),
        tuple(
            Bound(a, b, draw(MILLIS), draw(WIDTHS), draw(st.sampled_from([1.0, 1.0, 0.015])))
            for a, b in ends
            if draw(st.integers(0, 2)) == 0
        ),
        tuple(pair for pair in ends if draw(st.integers(0, 7)) == 0),
        {"h0": Resources(draw(CORES) / 4)},
        policies=draw(policies(components)),
        objective=draw(st.sampled_from(Objective)),
    )


@given(problems())
@settings(max_examples=150, deadline=None)
def test_a_placement_satisfies_every_constraint(problem: PlacementProblem) -> None:
    for solver in SOLVERS:
        answer = solver.solve(problem)
        if isinstance(answer, Placement):
            assert violations(problem, answer.hosts) == []
            assert answer.cost >= 0


@given(problems())
@settings(max_examples=150, deadline=None)
def test_the_exact_solver_agrees_with_trying_everything(problem: PlacementProblem) -> None:
    answer = CpSatSolver().solve(problem)
    assert isinstance(answer, Placement) == exists(problem)
    assert answer.optimal if isinstance(answer, Placement) else answer.proven


@given(problems())
@settings(max_examples=150, deadline=None)
def test_greedy_finds_nothing_where_there_is_nothing_and_nothing_cheaper(problem: PlacementProblem) -> None:
    exact, greedy = CpSatSolver().solve(problem), GreedySolver().solve(problem)
    if isinstance(exact, Infeasible):
        assert isinstance(greedy, Infeasible)
    elif isinstance(greedy, Placement):
        assert greedy.cost >= exact.cost - TOLERANCE
    else:
        assert not greedy.proven


@given(problems())
@settings(max_examples=150, deadline=None)
def test_explanations_are_true(problem: PlacementProblem) -> None:
    for solver in SOLVERS:
        answer = solver.solve(problem)
        if isinstance(answer, Infeasible):
            assert [lie for e in answer.explanations for lie in untrue(problem, e)] == []
            assert answer.reason
            assert answer.proven <= (not exists(problem))


@given(problems())
@settings(max_examples=100, deadline=None)
def test_both_solvers_together_decide_small_problems(problem: PlacementProblem) -> None:
    answer = place(problem, [GreedySolver(), CpSatSolver()])
    assert isinstance(answer, Decision) == exists(problem)
    if isinstance(answer, Decision):
        assert set(answer.reasons) == {d.component for d in problem.demands}


def every_cost(problem: PlacementProblem) -> list[float]:
    """Costs of all good placements."""
    prepared = scene(problem)
    names = [d.component for d in problem.demands]
    tries = itertools.product([h.name for h in problem.hosts], repeat=len(names))
    good = (dict(zip(names, t, strict=True)) for t in tries)
    scoring = Scoring(prepared)
    return [
        scoring.cost(np.array([prepared.index[hosts[u.name]] for u in prepared.units], int))
        for hosts in good
        if not violations(problem, hosts)
    ]


@given(problems())
@settings(max_examples=100, deadline=None)
def test_nothing_costs_less_than_what_the_exact_solver_finds(problem: PlacementProblem) -> None:
    answer = CpSatSolver().solve(problem)
    costs = every_cost(problem)
    assert bool(costs) == isinstance(answer, Placement)
    if isinstance(answer, Placement):
        assert abs(answer.cost - min(costs)) < TOLERANCE


@given(problems())
@settings(max_examples=100, deadline=None)
def test_more_room_never_hurts(problem: PlacementProblem) -> None:
    roomier = dataclasses.replace(problem, occupied={})
    before, after = CpSatSolver().solve(problem), CpSatSolver().solve(roomier)
    assert isinstance(after, Placement) >= isinstance(before, Placement)


@given(problems())
@settings(max_examples=100, deadline=None)
def test_what_runs_well_stays_where_it_is(problem: PlacementProblem) -> None:
    """Moving costs more than any delay here can save, so that the second answer is the first one."""
    problem = dataclasses.replace(problem, objective=Objective.BALANCED)
    first = CpSatSolver().solve(problem)
    if isinstance(first, Placement):
        again = CpSatSolver().solve(dataclasses.replace(problem, current=first.hosts))
        assert isinstance(again, Placement)
        assert again.hosts == first.hosts
        assert again.cost <= first.cost + TOLERANCE


@given(problems(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_hosts_and_links_does_not_matter(problem: PlacementProblem, random: Random) -> None:
    shuffled = dataclasses.replace(
        problem,
        hosts=tuple(random.sample(problem.hosts, len(problem.hosts))),
        links=tuple(random.sample(problem.links, len(problem.links))),
    )
    first, second = CpSatSolver().solve(problem), CpSatSolver().solve(shuffled)
    assert isinstance(first, Placement) == isinstance(second, Placement)
    if isinstance(first, Placement) and isinstance(second, Placement):
        assert abs(first.cost - second.cost) < TOLERANCE


@given(problems())
@settings(max_examples=100, deadline=None)
def test_of_a_conflict_every_member_is_needed(problem: PlacementProblem) -> None:
    core = Detective()._core(scene(problem))
    if core is None:
        return
    assert not exists(only(core.problem, core.requirements))
    for left_out in core.requirements:
        assert exists(only(core.problem, [r for r in core.requirements if r != left_out]))


@given(problems())
@settings(max_examples=100, deadline=None)
def test_a_problem_without_a_placement_has_a_conflict_and_a_relaxation_that_holds(
    problem: PlacementProblem,
) -> None:
    conflict = CpSatSolver().conflict(problem)
    assert (conflict is None) == exists(problem)
    if conflict is not None and conflict.relaxation is not None:
        broken = violations(problem, conflict.relaxation.placement.hosts)
        assert broken
        assert {m.component for m in conflict.relaxation.given_up}
