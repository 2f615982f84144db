"""Every recipe of the library can be followed: it names what its type has, and gives a blueprint."""

from collections.abc import Iterator, Mapping

import pytest
import yaml

from stratum.compiler.blueprint import blueprint
from stratum.deployment.blueprint import Blueprint, Machine, Workload
from stratum.language.check import check_files
from stratum.language.library import library
from stratum.language.metamodel import Attribute, Metamodel, Shape, Type
from stratum.language.tree import Document

TYPES = library()
GENERATED = frozenset({"container", "system", "aws", "azurerm", "openstack"})
TEXTS = {
    "bucket": "rows-of-shop",
    "account": "rows1",
    "image": "ami-0123456789abcdef0",
    "application": "shop.wsgi:application",
    "measures": "wind",
    "acts": "valve",
}
PROGRAM = frozenset({"image", "source", "command", "environment"})
"""What a program of one's own may have, which recipes then name."""
HEAD = {"stratum": 1, "kind": "Application", "name": "shop", "infrastructure": "site.yaml"}
MACHINE = {"cpu": 16, "memory": "64 GiB", "disk": "1 TB"}
SITE: dict[str, object] = {"stratum": 1, "kind": "Infrastructure", "name": "site"}


def generated(*families: str) -> list[Type]:
    found = (t for family in families for t in TYPES.concrete(family))
    return [t for t in found if GENERATED & t.implementation.keys()]


def sample(attribute: Attribute) -> object:
    """Some value of an attribute."""
    if attribute.shape is Shape.LIST:
        return [sample(attribute.items)] if attribute.items else ["one"]
    if attribute.shape is Shape.MAP:
        return {"MODE": "fast"}
    named = {Shape.VAULT: "env:SECRET", Shape.URL: "https://example.org/code.git", Shape.INTEGER: 1}
    return named.get(attribute.shape, TEXTS.get(attribute.name, "one"))


def element(types: Metamodel, found: Type) -> dict[str, object]:
    """An element of a type as a model has it, with no more than is needed."""
    is_program = found.is_a("Program")
    wanted = [a for a in found.attributes.values() if a.required or (is_program and a.name in PROGRAM)]
    made: dict[str, object] = {"type": found.name} | {a.name: sample(a) for a in wanted}
    if is_program:
        made["image"] = "acme/reader"
    parts = {
        f"part-{n}": element(types, part)
        for n, target in enumerate(found.contains)
        for part in [
            t for t in types.concrete(target.type) if {"container", "system"} <= set(t.implementation)
        ][:1]
    }
    return made | ({"contains": parts} if parts else {})


def others(found: Type) -> Iterator[Type]:
    """Components that a recipe looks at, or that its type has to be connected to."""
    text = str(found.implementation)
    connected = found.relations.get("connectsTo")
    for target in connected.targets if connected else ():
        if target.minimum or f"'type': '{target.type}'" in text:
            yield next(t for t in TYPES.concrete(target.type) if t.name not in {found.name, "AmazonKinesis"})


def compiled(application: Mapping[str, object], site: Mapping[str, object], host: str) -> Blueprint:
    texts = {"app.yaml": yaml.safe_dump({**HEAD, **application}), "site.yaml": yaml.safe_dump(dict(site))}
    checked = check_files(texts, TYPES)
    assert [f.message for f in checked.findings if f.severity == "error"] == []
    documents: dict[str, Document] = dict(checked.model.documents)
    app, infrastructure = documents["app.yaml"], documents["site.yaml"]
    names = [e.name for e in app.within("components")]
    return blueprint(app, infrastructure, dict.fromkeys(names, host), TYPES, {})


def workload(found: Type) -> Workload:
    """The workload that a component of a type becomes."""
    peers = {f"peer-{n}": other for n, other in enumerate(others(found))}
    one = element(TYPES, found) | ({"connectsTo": list(peers)} if peers else {})
    components = {"one": one, **{name: element(TYPES, other) for name, other in peers.items()}}
    site = SITE | {"hosts": {"box": {"type": "BareMachine", **MACHINE}}}
    made = compiled({"components": components}, site, "box")
    return next(w for w in made.workloads if w.name == "one")


def machine(found: Type) -> Machine:
    """The machine that a host of a type becomes."""
    site = SITE | {"hosts": {"one": {**element(TYPES, found), **MACHINE}}}
    return compiled({"components": {}}, site, "one").machines[0]


@pytest.mark.parametrize("found", generated("Component"), ids=lambda found: found.name)
def test_a_component_becomes_what_its_type_says(found: Type) -> None:
    made, told = workload(found), found.implementation
    assert (made.container is not None) == ("container" in told or "local" in told)
    assert (made.system is not None) == ("system" in told)
    provider = next((p for p in ("aws", "azurerm", "openstack") if p in told), None)
    assert (made.cloud.provider if made.cloud else None) == provider


@pytest.mark.parametrize("found", generated("Host"), ids=lambda found: found.name)
def test_a_machine_of_a_cloud_becomes_its_resource(found: Type) -> None:
    made, told = machine(found), found.implementation
    provider = next((p for p in ("aws", "azurerm", "openstack") if p in told), None)
    assert (made.cloud.provider if made.cloud else None) == provider


@pytest.mark.parametrize("found", generated("Component"), ids=lambda found: found.name)
def test_an_interface_with_a_health_check_listens(found: Type) -> None:
    made = workload(found)
    health = made.container.health if made.container else None
    assert health is None or health.command or health.port in {s.port for s in made.sockets}


def test_what_an_engine_needs_from_its_peer_is_filled_in() -> None:
    made = workload(TYPES.type("Kibana"))
    assert made.container is not None
    assert made.container.environment["ELASTICSEARCH_HOSTS"] == "http://peer-0:9200"


def test_a_part_adds_its_packages_to_its_application() -> None:
    libraries = {"learn": {"type": "ScikitLearn"}, "stats": {"type": "RLanguage"}}
    app = {"components": {"one": {"type": "DataAnalyticsApp", "contains": libraries}}}
    site = SITE | {"hosts": {"box": {"type": "BareMachine", **MACHINE}}}
    (made,) = compiled(app, site, "box").workloads
    assert made.system is not None
    assert made.system.python == ("scikit-learn==1.5.2",)
    assert "r-base" in made.system.packages["debian"]


def test_what_a_tool_does_not_say_its_container_says() -> None:
    tool = {"kafka": {"type": "Kafka", "topics": ["rows"]}}
    app = {"components": {"one": {"type": "DataIngestionTool", "partitions": 6, "contains": tool}}}
    site = SITE | {"hosts": {"box": {"type": "BareMachine", **MACHINE}}}
    (made,) = compiled(app, site, "box").workloads
    assert made.container is not None
    assert made.container.environment["KAFKA_NUM_PARTITIONS"] == "6"
