from stratum.compiler.placement import placement_problem
from stratum.core.topology import Resources
from stratum.language.check import check_files
from stratum.language.library import extended
from stratum.placement.service import place
from stratum.placement.solvers.greedy import GreedySolver
from stratum.placement.types import (
    Apart,
    Bound,
    Budget,
    Chain,
    Condition,
    Decision,
    Objective,
    PlacementProblem,
    Spread,
)

TYPES = """\
stratum: 1
kind: Types
name: own
types:
  Job:
    help: A program.
    extends: Component
    mixins: [Connected]
    modelOnly: it stands for any other
    relations:
      connectsTo: {to: [Component]}
  Licensed:
    help: A machine with licences.
    extends: BareMachine
    attributes:
      licences: {type: integer, help: Licences that it may lend.}
    capabilities:
      licences: {match: consumed}
"""
SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  a: {type: BareMachine, cpu: 4, memory: 8 GiB, region: eu, zone: eu-1, trust: private, cost: 2 /h}
  b: {type: Licensed, cpu: 4, memory: 8 GiB, region: eu, zone: eu-2, cost: 3 /h, gpuModel: A100, licences: 1}
  c: {type: BareMachine, cpu: 4, memory: 8 GiB, region: us, zone: us-1, trust: public, failureDomain: rack-1}
links:
  a-b: {between: [a, b], latency: 1 ms, loss: 1 %}
  b-c: {between: [b, c], latency: 9 ms}
"""
APP = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  one: {type: Job, requires: {gpuModel: [A100, H100], licences: 1}}
  two:
    type: Job
    requires: {where: "host.zone != 'eu-2'"}
    connectsTo: [{to: one, maxLatency: 5 ms, minBandwidth: 1 Mbit/s, maxLoss: 2 %}]
  three: {type: Job}
groups:
  all: {type: Group, members: [one, two, three]}
policies:
  home: {type: Residency, targets: [all], regions: [eu], trust: partner}
  wide: {type: Spread, targets: [all]}
  alone: {type: Apart, targets: [one, two]}
  money: {type: Budget, targets: [all], most: 5 /h}
  path: {type: MaximumLatency, targets: [one, two], most: 4 ms}
  pair: {type: Together, targets: [two, three]}
  aim: {type: Objective, aim: cost}
"""


def problem(application: str = APP) -> PlacementProblem:
    types = extended({"own.yaml": TYPES})
    assert types.findings == ()
    checked = check_files({"app.yaml": application, "site.yaml": SITE}, types.metamodel)
    assert [f.message for f in checked.findings if f.severity == "error"] == []
    documents = checked.model.documents
    return placement_problem(documents["app.yaml"], documents["site.yaml"], types.metamodel)


def conditions(component: str) -> tuple[Condition, ...]:
    return next(d.conditions for d in problem().demands if d.component == component)


def test_policies_over_groups_are_handed_on() -> None:
    found = problem()
    everyone = ("one", "two", "three")
    assert found.policies == (
        Spread(everyone, "failureDomain", 2, "wide"),
        Apart(("one", "two"), 1, "alone"),
        Budget(everyone, 5.0, "money"),
        Chain(("one", "two"), 0.004, "path"),
    )
    assert found.together == (("two", "three"),)
    assert found.objective is Objective.COST


def test_what_keeps_components_somewhere_is_judged_host_by_host() -> None:
    condition = conditions("three")[0]
    assert (condition.name, condition.hosts) == ("residency", frozenset("ab"))
    assert condition.required == "region eu and trust partner"
    assert condition.available["c"] == "region us, trust public"


def test_requirements_of_any_capability_are_judged_too() -> None:
    (model, _), (where, _) = conditions("one"), conditions("two")
    assert (model.name, model.required, model.hosts) == ("gpuModel", "A100 or H100", frozenset("b"))
    assert (where.name, where.hosts) == ("where", frozenset("ac"))


def test_own_capabilities_are_used_up() -> None:
    found = problem()
    assert [h.offers.more for h in found.hosts] == [{}, {"licences": 1.0}, {}]
    assert found.demands[0].resources.more == {"licences": 1.0}
    assert found.demands[1].resources == Resources()


def test_hosts_and_connections_carry_what_objectives_and_bounds_need() -> None:
    found = problem()
    assert [h.cost for h in found.hosts] == [2, 3, 0]
    assert found.hosts[0].domains == {"failureDomain": "eu-1", "zone": "eu-1", "region": "eu"}
    assert found.hosts[2].domains["failureDomain"] == "rack-1"
    assert found.bounds == (Bound("two", "one", 0.005, 1e6, 0.02),)
    assert found.links[0].loss == 0.01


def test_all_of_it_can_be_placed() -> None:
    decision = place(problem(), [GreedySolver()])
    assert isinstance(decision, Decision)
    assert decision.placement.hosts == {"one": "b", "two": "a", "three": "a"}
    assert decision.placement.cost == 5


def test_an_objective_that_is_asked_for_counts_more_than_the_policy() -> None:
    checked = check_files({"app.yaml": APP, "site.yaml": SITE}, extended({"own.yaml": TYPES}).metamodel)
    documents = checked.model.documents
    found = placement_problem(
        documents["app.yaml"],
        documents["site.yaml"],
        extended({"own.yaml": TYPES}).metamodel,
        objective=Objective.MOVES,
    )
    assert found.objective is Objective.MOVES
