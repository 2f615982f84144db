"""What the resource manager works by, from the model."""

from collections.abc import Callable, Mapping

import pytest

from stratum.compiler.check import policy_findings
from stratum.compiler.placement import fixed_host, moves, placement_problem
from stratum.compiler.scaling import capacities, scaling_rules
from stratum.core.topology import Resources
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document
from stratum.resources.types import Bounds, Objective, Rules, Tuning

Read = Callable[[str], Document]
MIB = 2**20

APPLICATION = """
kind: Application
name: app
infrastructure: infrastructure.yaml
components:
  broker: {type: NatsBroker, hostedOn: fog-1, topics: [rows, answers]}
  scorer:
    type: ModelService
    model: risk
    requires: {cpu: 0.5, memory: 256 MiB, tier: [fog, cloud]}
    qos: {p95Latency: 100 ms}
    scaling: SCALING
  pinned: {type: ModelService, model: risk, hostedOn: cloud-1, scaling: {policy: hpa}}
  moved: {type: ModelService, model: risk, hostedOn: cloud-1, migrateTo: fog-1, scaling: {policy: hpa}}
  plain: {type: ModelService, model: risk}
  processor: {type: StreamProcessor, connectsTo: [broker, {to: scorer, maxLatency: BOUND}], hostedOn: fog-1,
              consumes: rows, produces: answers}
"""
FULL = (
    "{policy: forecast, minimum: 0, maximum: 6, metric: requests, target: 80, period: 1 d, maximumCpu: 2, "
    "maximumMemory: 1 GiB, cooldown: 3 s, idle: 1 min}"
)


def rules(
    read: Read, infrastructure: Document, metamodel: Metamodel, scaling: str, bound: str
) -> dict[str, Rules]:
    application = read(APPLICATION.replace("SCALING", scaling).replace("BOUND", bound))
    placed = {
        "broker": "fog-1",
        "scorer": "fog-1",
        "processor": "fog-1",
        "pinned": "cloud-1",
        "moved": "fog-1",
    }
    return scaling_rules(application, infrastructure, metamodel, placed)


def test_everything_that_is_said_arrives(read: Read, infrastructure: Document, metamodel: Metamodel) -> None:
    assert rules(read, infrastructure, metamodel, FULL, "20 ms")["scorer"] == Rules(
        policy="forecast",
        bounds=Bounds(0, 6, Resources(0.5, 256 * MIB), Resources(2.0, 1024 * MIB)),
        objective=Objective(0.1),
        tuning=Tuning("requests", 80.0, 86_400.0),
        cooldown=3.0,
        idle=60.0,
        suitable=("fog-1", "cloud-1"),
    )


def test_what_is_left_out_has_defaults(read: Read, infrastructure: Document, metamodel: Metamodel) -> None:
    found = rules(read, infrastructure, metamodel, "{policy: hpa}", "20 ms")["scorer"]
    assert (found.bounds.minimum, found.bounds.maximum, found.cooldown, found.idle) == (1, 4, 5.0, 300.0)
    assert (found.tuning, found.bounds.ceiling) == (Tuning(), Resources())


def test_only_hosts_that_fulfil_requirements_and_delays_are_suitable(
    read: Read, infrastructure: Document, metamodel: Metamodel
) -> None:
    found = rules(read, infrastructure, metamodel, "{policy: hpa}", "5 ms")
    assert found["scorer"].suitable == ("fog-1",)  # 18 ms to the cloud; gateways are no fog
    assert found["pinned"].suitable == ("cloud-1",)
    assert found["moved"].suitable == ("fog-1",)
    assert "plain" not in found


def test_capacities_are_those_of_the_hosts(infrastructure: Document) -> None:
    assert capacities(infrastructure)["cloud-1"].cpu == 8


def test_where_a_component_moves_to_counts_as_its_host(read: Read, infrastructure: Document) -> None:
    application = read(APPLICATION.replace("SCALING", "{policy: hpa}").replace("BOUND", "5 ms"))
    found: Mapping[str, str | None] = {e.name: fixed_host(e) for e in application.elements}
    assert (found["moved"], found["pinned"], found["scorer"]) == ("fog-1", "cloud-1", None)
    assert moves(application) == (("moved", "cloud-1", "fog-1"),)


def test_placement_keeps_room_for_the_fewest_replicas(
    read: Read, infrastructure: Document, metamodel: Metamodel
) -> None:
    text = APPLICATION.replace("SCALING", "{policy: hpa, minimum: 3}").replace("BOUND", "5 ms")
    demands = {d.component: d for d in placement_problem(read(text), infrastructure, metamodel).demands}
    assert demands["scorer"].resources == Resources(1.5, 3 * 256 * MIB)


@pytest.mark.parametrize(("policy", "fix"), [("hpaa", "did you mean hpa?"), ("moon", "policies: hpa, none")])
def test_a_policy_that_nobody_offers_is_found(read: Read, policy: str, fix: str) -> None:
    text = APPLICATION.replace("SCALING", f"{{policy: {policy}}}").replace("BOUND", "5 ms")
    (found,) = policy_findings(read(text), ["hpa", "none"])
    assert (found.code, found.element, found.fix) == ("policy-unknown", "app/scorer", fix)
    assert (found.position.line, found.position.column) == (13, 23)
