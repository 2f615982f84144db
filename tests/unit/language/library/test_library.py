"""Laws that hold for every built-in type."""

import re

import pytest

from stratum.core.bundles import OUTPUTS
from stratum.language.library import built_in, extended, library, load
from stratum.language.metamodel import Attribute, Reference, Scope, Shape, Type

ALL = tuple(library().types.values())
CONCRETE = tuple(t for t in ALL if not t.abstract and not t.mixin)
ROLES = {
    "", "broker", "publisher", "processor", "model", "database", "writer", "page", "storage", "analytics",
    "notebook", "web", "function", "edge", "monitor", "custom", "balancer", "scheduler", "worker", "batch",
    "together", "apart", "spread", "keep-in", "residency", "budget", "latency", "objective",
}  # fmt: skip


def name(found: Type) -> str:
    return found.name


def every_attribute(attributes: dict[str, Attribute]) -> list[Attribute]:
    inner = [a.items for a in attributes.values() if a.items]
    fields = [a.fields for a in (*attributes.values(), *inner) if a.fields]
    return [*attributes.values(), *inner, *(a for f in fields for a in every_attribute(dict(f)))]


def test_the_library_is_without_faults() -> None:
    loaded = load(built_in())
    assert loaded.findings == ()
    assert len(loaded.metamodel.documents) == 5
    assert len(CONCRETE) >= 30


def test_every_constraint_of_the_library_can_be_worked_out() -> None:
    texts = built_in()
    constraints = {t.name: t.constraints for t in load(texts).metamodel.types.values()}
    assert constraints == {t.name: t.constraints for t in ALL}
    written = {rule.holds: found.file for found in ALL for rule in found.constraints.values()}
    (condition, file), *_ = written.items()
    (finding, *_) = load({**texts, file: texts[file].replace(condition, "self.nope > 1")}).findings
    assert "unknown field of self nope" in finding.message


@pytest.mark.parametrize("found", ALL, ids=name)
def test_every_type_says_what_it_is(found: Type) -> None:
    assert found.help.endswith(".")
    assert found.role in ROLES
    assert found.is_a(found.name)
    assert found.file in built_in()


@pytest.mark.parametrize("found", ALL, ids=name)
def test_every_attribute_is_explained_and_complete(found: Type) -> None:
    for attribute in found.attributes.values():
        assert attribute.help.endswith("."), attribute.name
    for attribute in every_attribute(dict(found.attributes)):
        assert attribute.shape is not Shape.ENUM or attribute.options
        assert attribute.shape is not Shape.QUANTITY or attribute.dimension
        assert not (attribute.required and attribute.default is not None)
        re.compile(attribute.pattern)


@pytest.mark.parametrize("found", ALL, ids=name)
def test_every_relation_is_explained_and_can_be_met(found: Type) -> None:
    types = library()
    for relation in found.relations.values():
        assert relation.help.endswith(".")
        assert relation.spellings
        for target in relation.targets:
            assert types.concrete(target.type), target.type
            assert target.maximum is None or target.maximum >= target.minimum


@pytest.mark.parametrize("found", [t for t in CONCRETE if t.is_a("Component")], ids=name)
def test_every_component_has_a_role_and_may_have_a_host(found: Type) -> None:
    local = found.implementation.get("local", {"program": "elsewhere"})
    assert isinstance(local, dict)
    assert local["program"]
    assert found.role
    assert found.relations["hostedOn"].scope is Scope.INFRASTRUCTURE


RUNNING = tuple(t for t in CONCRETE if not t.model_only)


@pytest.mark.parametrize("found", [t for t in RUNNING if t.is_a("Algorithm")], ids=name)
def test_every_algorithm_has_an_estimator_whose_parameters_are_attributes(found: Type) -> None:
    engines = ("sklearn", "ensemble", "torch", "als")
    framework = next(found.implementation[n] for n in engines if n in found.implementation)
    assert isinstance(framework, dict)
    assert OUTPUTS.keys() & set(framework)
    parameters = framework["parameters"]
    assert isinstance(parameters, dict)
    assert set(parameters) <= set(found.attributes)


@pytest.mark.parametrize(
    "found", [t for t in RUNNING if t.is_a("Block") and not t.is_a("Algorithm")], ids=name
)
def test_every_other_block_says_what_runs_it(found: Type) -> None:
    assert {"data", "metrics"} & set(found.implementation)
    assert found.stage > 0


def test_hosts_offer_what_components_may_require() -> None:
    types = library()
    for host in types.concrete("Host"):
        required = set(types.type("Component").attributes["requires"].fields)
        assert required == {*host.capabilities, "where"}
        assert host.capabilities["memory"].consumed
        assert not host.capabilities["arch"].consumed


@pytest.mark.parametrize(
    ("host", "tier"), [("EdgeGateway", "edge"), ("FogServer", "fog"), ("CloudMachine", "cloud")]
)
def test_each_kind_of_host_has_its_tier(host: str, tier: str) -> None:
    attributes = library().type(host).attributes
    assert attributes["tier"].default == tier
    assert (attributes["arch"].default, attributes["os"].default) == ("x86_64", "linux")


def test_the_ports_that_programs_expect() -> None:
    types = library()
    local = [t for t in types.concrete("Component") if "local" in t.implementation]
    ports = {
        (t.name, a.name): a.default for t in local for a in t.attributes.values() if a.shape is Shape.PORT
    }
    assert ports == {
        ("NatsBroker", "natsPort"): 4222,
        ("NatsBroker", "mqttPort"): 1883,
        ("NatsBroker", "monitorPort"): 8222,
        ("ReplayPublisher", "statusPort"): 9101,
        ("StreamProcessor", "statusPort"): 9102,
        ("DatabaseWriter", "statusPort"): 9103,
        ("BatchPredictor", "statusPort"): 9106,
        ("ModelService", "port"): 8080,
        ("Dashboard", "port"): 8090,
        ("TrainingScheduler", "port"): 8786,
        ("TrainingWorker", "port"): 8790,
    }
    assert types.type("SqliteDatabase").colocated


def test_topics_are_told_apart() -> None:
    types = library()
    replay, writer = types.type("ReplayPublisher"), types.type("DatabaseWriter")
    assert [a.name for a in replay.referring(Reference.PUBLISHED)] == ["publishes", "outcomes"]
    assert [a.name for a in writer.referring(Reference.CONSUMED)] == ["consumes"]
    assert [a.name for a in types.type("NatsBroker").referring(Reference.TOPIC)] == ["topics"]


OWN = "stratum: 1\nkind: Types\nname: mine\ntypes:\n  Drone: {extends: EdgeGateway, help: It flies.}\n"


def test_own_types_come_beside_the_built_in_ones_whatever_their_file_is_called() -> None:
    loaded = extended({"hosts.yaml": OWN})
    assert loaded.findings == ()
    assert loaded.metamodel.type("Drone").is_a("Host")
    assert loaded.metamodel.types.keys() == library().types.keys() | {"Drone"}
    assert extended({}).metamodel is library()


def test_a_built_in_type_cannot_be_taken_over() -> None:
    loaded = extended({"a.yaml": OWN.replace("Drone", "NatsBroker")})
    (found,) = loaded.findings
    assert found.position.file == "a.yaml"
    assert found.message.startswith("type NatsBroker is already defined at built-in/application.yaml:")
    assert loaded.metamodel.type("NatsBroker") == extended({"b.yaml": OWN}).metamodel.type("NatsBroker")
