import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest

from stratum.compiler.deployment import desired_state, needs
from stratum.compiler.types import BundleRef, Needs, Resolved
from stratum.core.errors import InvalidInputError
from stratum.core.topology import Host, Resources, Tier
from stratum.deployment.logic.fold import digest_of
from stratum.deployment.logic.records import Service
from stratum.deployment.logic.replicas import arrange
from stratum.deployment.logic.services import components_of as expanded
from stratum.deployment.types import (
    Artifact,
    ComponentSpec,
    Desired,
    Kind,
    Limits,
    Mount,
    Probe,
    Route,
    Scrape,
    ServiceSpec,
)
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document
from stratum.serving.types import ActivatorSpec, GatewaySpec, ServerSpec
from stratum.streaming import types as programs

Read = Callable[[str], Document]
Specs = Mapping[str, ComponentSpec]
Compile = Callable[..., Desired]


@pytest.fixture
def compile_(
    application: Document,
    hosts: Mapping[str, str],
    documents: Mapping[str, Document],
    metamodel: Metamodel,
    resolved: Resolved,
) -> Compile:
    """Compiles the example; a keyword replaces a part of what is resolved, or the application or hosts."""

    def compiled(
        document: Document = application, placed: Mapping[str, str] = hosts, **changes: Any
    ) -> Desired:
        told = dataclasses.replace(resolved, **changes)
        return desired_state(document, placed, documents, metamodel, told)

    return compiled


@pytest.fixture
def specs(compile_: Compile) -> Specs:
    return {s.name: s for s in compile_().components}


@pytest.fixture
def scorer(compile_: Compile) -> ServiceSpec:
    (service,) = compile_().services
    return service


def told(spec: ComponentSpec, file: str = "spec.json") -> dict[str, Any]:
    content: dict[str, Any] = json.loads(spec.files[file])
    return content


def test_an_application_says_which_models_and_rows_it_needs(application: Document) -> None:
    assert needs(application) == Needs(("delay-risk", "delay-risk@1"), (("/ws/pipeline.yaml", "departures"),))


def test_every_component_is_compiled_after_what_it_waits_for(specs: Specs, application: Document) -> None:
    order = [*specs]
    assert sorted([*order, "scorer"]) == sorted([*(e.name for e in application.elements), "scorer-monitor"])
    needs = [(s.name, d) for s in specs.values() for d in s.depends_on if d != "scorer"]
    assert all(order.index(needed) < order.index(name) for name, needed in needs)
    assert "scorer" in specs["processor"].depends_on


def test_a_component_knows_where_it_runs_and_how_it_is_started(specs: Specs) -> None:
    processor = specs["processor"]
    assert (processor.element, processor.type) == ("flight-delays/processor", "StreamProcessor")
    assert processor.command == (
        "{python}",
        "-m",
        "stratum.runtime.component",
        "processor",
        "{dir}/spec.json",
    )
    assert processor.address == "127.9.0.5"
    assert processor.limits.memory > 0


def test_a_model_service_is_a_gateway_and_replicas_on_a_range_of_ports(scorer: ServiceSpec) -> None:
    assert (scorer.minimum, scorer.maximum, scorer.activator) == (1, 3, None)
    assert scorer.ceiling == scorer.routes[0].limits == Limits(0.5, 256 * 2**20)
    bundle = Artifact("abc", "/ws/.stratum/registry/bundles/abc")
    assert scorer.routes == (
        Route("main", "3", bundle, "fog-1", "127.9.0.5", limits=Limits(0.5, 256 * 2**20)),
    )
    gateway = scorer.gateway
    assert (gateway.name, gateway.host, gateway.depends_on) == ("scorer", "fog-1", ())
    assert gateway.ports == {"port": 8080, "status": scorer.base_port + 99}
    assert gateway.readiness == Probe("http", "127.9.0.5", 8080, "/v2/health/ready", 600.0)
    assert gateway.limits == Limits()
    assert msgspec.convert(told(gateway), GatewaySpec).status == gateway.ports["status"]


def test_a_replica_is_told_its_place_when_it_has_one(scorer: ServiceSpec) -> None:
    service = Service(scorer, scorer.routes)
    _, spec = expanded(dataclasses.replace(service, replicas=arrange(service, {})), {})
    assert spec.name == "scorer-1"
    port = scorer.base_port + 1
    assert msgspec.convert(told(spec), ServerSpec) == ServerSpec(
        "delay-risk", "3", "{artifacts}/abc", "127.9.0.5", port
    )
    assert spec.scrape == Scrape("prometheus", f"http://127.9.0.5:{port}/metrics")
    assert spec.readiness == Probe("http", "127.9.0.5", port, "/v2/health/ready", 60.0)


SCALED = """
kind: Application
name: scaled
infrastructure: infrastructure.yaml
components:
  first: {type: ModelService, model: delay-risk, requires: {cpu: 0.5},
          scaling: {policy: hpa, minimum: 0, maximum: 6, maximumCpu: 2, maximumMemory: 1 GiB}}
  second: {type: ModelService, model: delay-risk, port: 8090}
"""


def test_scaling_says_the_bounds_and_who_may_sleep_gets_an_activator(read: Read, compile_: Compile) -> None:
    names = dict.fromkeys(("first", "second"), "fog-1")
    first, second = sorted(compile_(read(SCALED), names, directories={}).services, key=lambda s: s.name)
    assert (first.minimum, first.maximum, first.ceiling) == (0, 6, Limits(2.0, 2**30))
    assert first.activator is not None
    assert first.activator.name == "first-activator"
    assert first.activator.ports == {"port": first.base_port}
    assert msgspec.convert(told(first.activator), ActivatorSpec).port == first.base_port
    assert first.gateway.readiness.path == "/ping"
    assert second.activator is None
    assert abs(first.base_port - second.base_port) >= 100


def test_another_engine_only_changes_who_runs_it(compile_: Compile) -> None:
    assert compile_(engine="docker") == dataclasses.replace(compile_(), engine="docker")


def test_what_a_component_uses_of_its_host_is_said(specs: Specs) -> None:
    folder = Mount("/ws/.stratum/deployments/flight-delays/archive", writable=True)
    assert {specs[name].mounts for name in ("archive", "writer", "board")} == {(folder,)}
    assert specs["gateway-ewr"].mounts == (Mount("/ws/.stratum/data/abc.parquet"),)
    assert specs["processor"].mounts == ()


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("broker", programs.BrokerSpec),
        ("gateway-ewr", programs.ReplaySpec),
        ("processor", programs.ProcessorSpec),
        ("archive", programs.DatabaseSpec),
        ("writer", programs.WriterSpec),
        ("board", programs.BoardSpec),
    ],
)
def test_each_program_accepts_what_it_is_told(specs: Specs, name: str, shape: type) -> None:
    spec = told(specs[name])
    understood = json.loads(msgspec.json.encode(msgspec.convert(spec, shape)))
    assert {key: understood.get(key) for key in spec} == spec
    assert set(spec) <= set(understood)


def test_the_broker_gets_its_streams_once_it_is_ready(specs: Specs) -> None:
    broker = specs["broker"]
    assert broker.after_ready[3:] == ("provision-broker", "{dir}/provision.json")
    assert msgspec.convert(told(broker, "provision.json"), programs.ProvisionSpec) == programs.ProvisionSpec(
        "flight-delays", "nats://127.9.0.5:4222", ("departures", "arrivals", "predictions")
    )
    assert broker.scrape == Scrape("nats", "http://127.9.0.5:8222")
    assert broker.ports == {"nats": 4222, "mqtt": 1883, "monitor": 8222}


def test_a_replay_begins_where_training_ended_and_tells_the_model_columns(specs: Specs) -> None:
    replay = told(specs["gateway-jfk"])
    assert replay["after"] == "2013-03-01T00:00:00Z"
    assert replay["where"] == {"origin": "JFK"}
    assert {"late", "id", "landed"}.isdisjoint(replay["columns"])
    assert replay["broker"] == {"host": "127.9.0.5", "port": 1883}
    assert (replay["outcomes"], replay["target"], replay["outcome_time"]) == ("arrivals", "late", "landed")


def test_a_processor_asks_the_model_where_it_stands(specs: Specs) -> None:
    processor = told(specs["processor"])
    assert processor["model"] == {"url": "http://127.9.0.5:8080", "name": "delay-risk"}
    assert processor["stream"] == "flight-delays_departures"
    assert processor["subject"] == "flight-delays.departures.>"
    assert processor["output"] == "flight-delays.predictions.processor"


def test_writer_and_board_use_the_file_of_their_database(specs: Specs) -> None:
    path = "/ws/.stratum/deployments/flight-delays/archive/archive.db"
    assert {told(specs["writer"])["database"], told(specs["board"])["database"]} == {path}
    assert told(specs["archive"]) == {"path": path}
    kinds = [(c["stream"], c["kind"]) for c in told(specs["writer"])["consumes"]]
    assert kinds == [("flight-delays_predictions", "predictions"), ("flight-delays_arrivals", "outcomes")]


def test_a_database_file_is_a_task_and_the_others_are_services(specs: Specs) -> None:
    assert specs["archive"].kind is Kind.TASK
    assert specs["archive"].readiness.kind == "exit"
    assert {s.kind for s in specs.values() if s.name != "archive"} == {Kind.SERVICE}


def test_programs_are_probed_and_scraped_where_they_listen(specs: Specs) -> None:
    assert specs["writer"].readiness == Probe("http", "127.9.0.6", 9103, "/ready", 60.0)
    assert specs["writer"].scrape == Scrape("prometheus", "http://127.9.0.6:9103/metrics")
    assert specs["board"].scrape is None


def test_equal_models_give_equal_digests_and_another_bundle_another_one(
    compile_: Compile, resolved: Resolved
) -> None:
    first, again = compile_(), compile_()
    other = BundleRef("delay-risk", "4", "/ws/b", "d")
    moved = compile_(bundles={**resolved.bundles, "delay-risk": other})
    assert digest_of(first) == digest_of(again) != digest_of(moved)
    changed = [a.name for a, b in zip(first.components, moved.components, strict=True) if a != b]
    assert changed == ["scorer-monitor"]
    assert moved.services[0].routes[0].artifact == Artifact("d", "/ws/b")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"bundles": {}}, "scorer: there is no trained model delay-risk"),
        ({"datasets": {}}, "rows of departures in /ws/pipeline.yaml are not prepared"),
        ({"addresses": {}}, "broker has no host with an address"),
        ({"placed": {}}, "broker has no host with an address"),
    ],
)
def test_what_a_name_stands_for_has_to_be_there(
    compile_: Compile, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        compile_(**changes)
    assert message in caught.value.message


QUIET = """
kind: Application
name: quiet
infrastructure: infrastructure.yaml
components:
  broker: {type: NatsBroker, topics: [rows]}
  gateway: {type: ReplayPublisher, connectsTo: broker, pipeline: pipeline.yaml, dataset: departures,
            publishes: rows, after: "2013-12-01T00:00:00Z"}
"""


def test_a_replay_without_outcomes_says_so_and_may_begin_elsewhere(read: Read, compile_: Compile) -> None:
    names = ("broker", "gateway")
    specs = compile_(read(QUIET), dict.fromkeys(names, "fog-1"), directories=dict.fromkeys(names, "/d"))
    replay = told(specs.components[1])
    assert (replay["outcomes"], replay["target"], replay["outcome_time"]) == (None, None, None)
    assert replay["after"] == "2013-12-01T00:00:00Z"
    assert replay["rate"] == 1.0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("connectsTo: broker, ", "", "gateway connects to no broker"),
        ("pipeline: pipeline.yaml", "pipeline: other.yaml", "there is no pipeline /ws/other.yaml"),
    ],
)
def test_a_partner_or_document_that_is_missing_is_named(
    read: Read, compile_: Compile, old: str, new: str, message: str
) -> None:
    placed = {"broker": "fog-1", "gateway": "fog-1"}
    with pytest.raises(InvalidInputError) as caught:
        compile_(read(QUIET.replace(old, new)), placed, directories=placed)
    assert message in caught.value.message


def machine(tier: Tier) -> Mapping[str, Host]:
    return {"fog-1": Host("fog-1", tier, Resources())}


SEALED = """
kind: Application
name: fallback
infrastructure: infrastructure.yaml
components:
  scorer: {type: ModelService, model: delay-risk, requires: {cpu: 0.5}%s}
"""


@pytest.mark.parametrize(
    ("form", "tier", "said", "allowed"),
    [
        ("onnx", Tier.EDGE, "", False),
        ("skops", Tier.FOG, "", True),
        ("onnx", Tier.EDGE, ", skops: true", True),
        ("skops", Tier.EDGE, ", skops: true", True),
    ],
)
def test_scikit_learn_is_beside_a_service_only_where_it_is_needed_and_allowed(
    read: Read, compile_: Compile, form: str, tier: Tier, said: str, allowed: bool
) -> None:
    changes = {"bundles": {"delay-risk": BundleRef("delay-risk", "3", "/b", "abc", form)}}
    hosts = {"scorer": "fog-1"}
    document = read(SEALED % said)
    (service,) = compile_(document, hosts, directories={}, machines=machine(tier), **changes).services
    assert ("model-server-skops" in service.replica.command) is allowed
    text = service.replica.files["spec.json"].replace("{port}", "8080")
    assert json.loads(text).get("forms", ["onnx"]) == (["onnx", "skops"] if allowed else ["onnx"])


def test_a_server_is_told_whose_signatures_it_asks_for(read: Read, compile_: Compile) -> None:
    hosts, bundles = {"scorer": "fog-1"}, {"delay-risk": BundleRef("delay-risk", "3", "/b", "abc")}
    document = read(SEALED % "")
    for signers in ((), ("ssh-ed25519 AAAA",)):
        (service,) = compile_(document, hosts, directories={}, bundles=bundles, signers=signers).services
        told = json.loads(service.replica.files["spec.json"].replace("{port}", "8080"))
        assert tuple(told.get("signers", ())) == signers


@pytest.mark.parametrize(
    ("form", "program"), [("onnx", "model-server-images"), ("skops", "model-server-skops-images")]
)
def test_pillow_is_beside_a_service_whose_model_looks_at_images(
    read: Read, compile_: Compile, form: str, program: str
) -> None:
    bundles = {"delay-risk": BundleRef("delay-risk", "3", "/b", "abc", form, images=True)}
    (service,) = compile_(read(SEALED % ""), {"scorer": "fog-1"}, directories={}, bundles=bundles).services
    assert program in service.replica.command


@pytest.mark.parametrize(("tier", "said"), [(Tier.EDGE, ""), (Tier.FOG, ", skops: false")])
def test_a_sealed_model_is_refused_on_the_edge_and_where_somebody_says_so(
    read: Read, compile_: Compile, tier: Tier, said: str
) -> None:
    bundles = {"delay-risk": BundleRef("delay-risk", "3", "/b", "abc", "skops")}
    document, hosts = read(SEALED % said), {"scorer": "fog-1"}
    with pytest.raises(
        InvalidInputError, match="scorer may not serve a model in the form of skops"
    ) as caught:
        compile_(document, hosts, directories={}, machines=machine(tier), bundles=bundles)
    assert "skops: true" in caught.value.hint
