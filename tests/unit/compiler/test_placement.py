import math
from collections.abc import Callable, Mapping

import pytest

from stratum.compiler.outcomes import placement_findings
from stratum.compiler.placement import hosts as hosts_of
from stratum.compiler.placement import links, placed, placement_problem
from stratum.core.findings import Severity
from stratum.core.topology import Link, Resources, Tier
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document
from stratum.placement.service import place
from stratum.placement.solvers.cpsat import CpSatSolver
from stratum.placement.solvers.greedy import GreedySolver
from stratum.placement.types import (
    Bound,
    Decision,
    Demand,
    Infeasible,
    Placement,
    PlacementProblem,
    Shortage,
)

Read = Callable[[str], Document]
MIB = 2**20


@pytest.fixture
def problem(application: Document, infrastructure: Document, metamodel: Metamodel) -> PlacementProblem:
    return placement_problem(application, infrastructure, metamodel)


def test_hosts_carry_what_their_type_and_the_model_say(infrastructure: Document) -> None:
    machines = {h.name: h for h in hosts_of(infrastructure)}
    assert list(machines) == ["ewr-gateway", "jfk-gateway", "lga-gateway", "fog-1", "cloud-1"]
    assert machines["fog-1"].tier is Tier.FOG
    assert machines["fog-1"].offers == Resources(4, 4096 * MIB, 100 * 10**9, 0)
    assert (machines["ewr-gateway"].arch, machines["ewr-gateway"].site) == ("x86_64", "EWR")


def test_links_carry_delay_and_bandwidth(infrastructure: Document) -> None:
    assert links(infrastructure)[0] == Link("ewr-gateway", "fog-1", 0.006, 1e8)
    assert len(links(infrastructure)) == 4


def test_requirements_become_demands(problem: PlacementProblem) -> None:
    demands = {d.component: d for d in problem.demands}
    assert demands["scorer"] == Demand("scorer", Resources(0.5, 256 * MIB), tiers=(Tier.FOG, Tier.CLOUD))
    assert demands["broker"].fixed_host == "fog-1"
    assert demands["processor"].fixed_host is None
    assert demands["archive"].resources.disk == 2 * 10**9


def test_connections_become_bounds(problem: PlacementProblem) -> None:
    assert Bound("processor", "scorer", 0.005) in problem.bounds
    assert Bound("gateway-ewr", "broker", math.inf) in problem.bounds
    assert len(problem.bounds) == 8


def test_users_of_an_embedded_database_share_its_host(problem: PlacementProblem) -> None:
    assert problem.together == (("archive", "writer", "board"),)


def test_what_others_take_and_what_runs_is_passed_on(
    application: Document, infrastructure: Document, metamodel: Metamodel
) -> None:
    occupied, current = {"fog-1": Resources(1)}, {"scorer": "cloud-1"}
    problem = placement_problem(application, infrastructure, metamodel, occupied, current)
    assert problem.occupied == occupied
    assert problem.current == current


def test_fixed_and_chosen_hosts_are_joined(application: Document, hosts: Mapping[str, str]) -> None:
    assert hosts["gateway-jfk"] == "jfk-gateway"
    assert hosts["scorer"] == hosts["processor"] == "fog-1"
    assert list(hosts) == [e.name for e in application.elements]
    assert "scorer" not in placed(application, None)


def test_the_host_of_the_model_wins_over_a_placement(application: Document) -> None:
    moved = placed(application, Placement({"broker": "cloud-1", "scorer": "cloud-1"}, 0))
    assert moved["broker"] == "fog-1"
    assert moved["scorer"] == "cloud-1"


def test_chosen_hosts_are_told_as_notes(application: Document, problem: PlacementProblem) -> None:
    notes = placement_findings(application, place(problem, [GreedySolver()]))
    assert [n.element for n in notes] == ["flight-delays/scorer", "flight-delays/processor"]
    assert {n.severity for n in notes} == {Severity.NOTE}
    assert notes[0].message.startswith("scorer is placed on fog-1: 0 ms to processor (at most 5 ms), ")
    assert "cloud-1: 18 ms > 5 ms to processor" in notes[0].message


SMALL = """
kind: Application
name: small
infrastructure: infrastructure.yaml
components:
  broker: {type: NatsBroker, hostedOn: fog-1, topics: [a]}
  scorer: {type: ModelService, model: m, requires: {cpu: 9}}
"""


def test_a_component_without_a_host_is_an_error_with_both_numbers(
    read: Read, infrastructure: Document, metamodel: Metamodel
) -> None:
    application = read(SMALL)
    outcome = place(
        placement_problem(application, infrastructure, metamodel), [GreedySolver(), CpSatSolver()]
    )
    (found,) = placement_findings(application, outcome)
    assert (found.code, found.element, found.position.line) == ("placement-infeasible", "small/scorer", 8)
    assert (found.required, found.available) == ("9 cores", "8 cores free of 8 cores")
    assert found.fix == "to use cloud-1: give cloud-1 1 core more cpu or let scorer require less"


def test_shortages_are_errors_of_the_application(read: Read) -> None:
    short = Shortage(("a", "b"), ("fog-1",), "cpu", "3 cores", "2 cores")
    (found,) = placement_findings(read(SMALL), Infeasible((), (short,), proven=True))
    assert found.message == "a, b need 3 cores of cpu together, fog-1 have 2 cores"
    assert (found.required, found.available) == ("3 cores", "2 cores")
    assert found.fix == "add a host like fog-1, or lower the cpu that is required"


def test_a_solver_that_gave_up_is_told_as_such(read: Read) -> None:
    (found,) = placement_findings(read(SMALL), Infeasible((), reason="gave up after 5 steps"))
    assert (found.code, found.message) == ("placement-gave-up", "gave up after 5 steps")
    assert str(found.position) == "/ws/small.yaml"


def test_a_decision_without_choices_has_no_notes(read: Read) -> None:
    application = read(SMALL.replace("requires: {cpu: 9}", "hostedOn: fog-1"))
    decision = Decision(Placement({"broker": "fog-1", "scorer": "fog-1"}, 0), {})
    assert placement_findings(application, decision) == ()


SHOP = """\
stratum: 1
kind: Application
name: shop
infrastructure: infrastructure.yaml
components:
  run: {type: CustomApplication, image: acme/run, replicas: 40, requires: {cpu: 0.5}}
  one: {type: CustomApplication, image: acme/run, requires: {cpu: 0.5}}
  page:
    type: WebApplication
    replicas: 3
    requires: {cpu: 1}
    contains: {door: {type: ApacheHttpServer, requires: {memory: 1 MiB}}}
  judge: {type: ModelService, model: risk, requires: {cpu: 2}, scaling: {policy: hpa, minimum: 4}}
  idle: {type: ModelService, model: risk, requires: {cpu: 2}, scaling: {policy: hpa, minimum: 0}}
"""


def test_all_replicas_are_asked_for(read: Read, infrastructure: Document, metamodel: Metamodel) -> None:
    problem = placement_problem(read(SHOP), infrastructure, metamodel)
    taken = {demand.component: (demand.resources.cpu, demand.resources.memory) for demand in problem.demands}
    assert taken == {"run": (20, 0), "one": (0.5, 0), "page": (3, 3 * MIB), "judge": (8, 0), "idle": (2, 0)}
