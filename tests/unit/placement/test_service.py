from stratum.core.topology import Tier
from stratum.placement.service import place
from stratum.placement.solvers.cpsat import CpSatSolver
from stratum.placement.solvers.greedy import GreedySolver
from stratum.placement.types import Bound, Decision, Demand, Infeasible, Objective, PlacementProblem
from stratum.testing.contracts.solver import LINKS, SITES, in_zone, machine, need

SOLVERS = (GreedySolver(), CpSatSolver())
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
    """Without repair the greedy one fills three hosts in a way that leaves one component over."""
    hosts = tuple(machine(f"h{i}", Tier.FOG, 1) for i in range(3))
    needs = (0.3, 0.8, 0.3, 0.4, 0.6, 0.4)
    problem = PlacementProblem(hosts, (), tuple(need(f"c{i}", cpu, 9) for i, cpu in enumerate(needs)))
    answer = place(problem, [GreedySolver(rounds=0), CpSatSolver()])
    assert isinstance(answer, Decision)
    assert answer.placement.solver == "cpsat"


def test_thorough_asks_the_later_solver_to_improve() -> None:
    problem = PlacementProblem(SITES, LINKS, (need("a"), need("b", 1.8)), (Bound("a", "b"),))
    quick, thorough = place(problem, SOLVERS), place(problem, SOLVERS, thorough=True)
    assert isinstance(quick, Decision)
    assert isinstance(thorough, Decision)
    assert (quick.placement.solver, thorough.placement.solver) == ("greedy", "cpsat")
    assert thorough.placement.optimal
    assert thorough.placement.cost <= quick.placement.cost


def test_a_dearer_host_is_told_with_its_price() -> None:
    hosts = tuple(in_zone(machine(f"h{i}", Tier.FOG), "z", i + 1) for i in range(2))
    decision = decide(PlacementProblem(hosts, (), (need("a"),), objective=Objective.COST))
    assert decision.reasons["a"] == "h0: 1.5 cores and 1.75 GiB left; h1: would do, 1 more an hour"


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


def test_without_hosts_nothing_has_to_be_placed() -> None:
    assert decide(PlacementProblem((), (), ())).placement.hosts == {}
    assert isinstance(place(PlacementProblem((), (), (need("broker"),)), SOLVERS), Infeasible)
