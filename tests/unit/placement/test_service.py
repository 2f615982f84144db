from stratum.core.topology import Tier
from stratum.placement.service import place
from stratum.placement.solvers.exact import ExactSolver
from stratum.placement.solvers.greedy import GreedySolver
from stratum.placement.types import Bound, Decision, Demand, Infeasible, PlacementProblem
from stratum.testing.contracts.solver import LINKS, SITES, machine, need

SOLVERS = (GreedySolver(), ExactSolver())
FLIGHTS = PlacementProblem(
    SITES,
    LINKS,
    (
        need("broker", 0.25, host="fog"),
        Demand("scorer", need("x").resources, tiers=(Tier.FOG, Tier.CLOUD)),
        need("processor"),
    ),
    (Bound("processor", "broker"), Bound("processor", "scorer", 0.005)),
)


def decide(problem: PlacementProblem) -> Decision:
    answer = place(problem, SOLVERS)
    assert isinstance(answer, Decision), answer
    return answer


def test_each_component_gets_its_reason() -> None:
    decision = decide(FLIGHTS)
    assert decision.placement.hosts == {"broker": "fog", "scorer": "fog", "processor": "fog"}
    assert decision.reasons["scorer"] == (
        "fog: 0 ms to processor (at most 5 ms), 0.75 cores and 1.25 GiB left; "
        "cloud: 18 ms > 5 ms to processor; edge: tier: needs fog or cloud, has edge, 6 ms > 5 ms to processor"
    )


def test_a_component_that_the_model_placed_says_so() -> None:
    assert (
        decide(FLIGHTS).reasons["broker"]
        == "fog: 0 ms to processor, 0.75 cores and 1.25 GiB left; chosen in the model"
    )


def test_a_host_that_would_do_is_told_with_what_speaks_against_it() -> None:
    problem = PlacementProblem(
        (*SITES, machine("fog-b", Tier.FOG)),
        LINKS,
        (need("broker", host="fog"), need("reader"), need("loner")),
        (Bound("reader", "broker"),),
    )
    reasons = decide(problem).reasons
    assert "cloud: would do, 18 ms farther from what it is connected to" in reasons["reader"]
    assert "fog-b: no path of links to broker" in reasons["reader"]
    assert "would do, but no better" in reasons["loner"]


def test_a_move_is_told_as_what_speaks_against_a_host() -> None:
    problem = PlacementProblem(SITES, LINKS, (need("a"),), current={"a": "cloud"})
    decision = decide(problem)
    assert decision.placement.hosts == {"a": "cloud"}
    assert "edge: would do, but it would have to move" in decision.reasons["a"]


def test_the_second_solver_is_asked_where_the_first_gives_up() -> None:
    hosts = tuple(machine(f"h{i}", Tier.FOG, 2) for i in range(2))
    problem = PlacementProblem(
        hosts, (), (need("half-1", 1, 900), need("half-2", 1, 900), need("whole", 2, 100))
    )
    answer = place(problem, [GreedySolver(rounds=0), ExactSolver()])
    assert isinstance(answer, Decision)
    assert answer.placement.solver == "exact"


def test_a_proof_ends_the_search() -> None:
    problem = PlacementProblem(SITES, LINKS, (need("huge", 99),))
    answer = place(problem, SOLVERS)
    assert isinstance(answer, Infeasible)
    assert answer.proven
    assert answer == SOLVERS[0].solve(problem)


def test_without_solvers_nothing_is_placed() -> None:
    answer = place(FLIGHTS, [])
    assert isinstance(answer, Infeasible)
    assert answer.reason == "no solver was asked"
