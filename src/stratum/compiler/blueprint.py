"""From a checked and placed application to its blueprint, which generators write files from."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from stratum.compiler.attributes import group, number, text
from stratum.compiler.containers import container_of
from stratum.compiler.engines import implementation
from stratum.compiler.facts import facts_of
from stratum.compiler.names import CONNECTS_TO, MAX_LATENCY
from stratum.compiler.order import start_order
from stratum.compiler.own_images import context_of, kind_of, own_image, provisioning
from stratum.compiler.placement import amount, links, replicas
from stratum.compiler.placement import hosts as machines_of
from stratum.compiler.programs.context import Context
from stratum.compiler.reach import container
from stratum.compiler.recipes import Scene, secrets_in, sockets
from stratum.compiler.systems import SYSTEM, cloud_of, system_of
from stratum.compiler.types import NOTHING, Known
from stratum.core.topology import Link, Resources
from stratum.deployment.blueprint import (
    Blueprint,
    ContainerRecipe,
    Machine,
    Rule,
    SecretReference,
    Selected,
    Value,
    Wire,
    Workload,
)
from stratum.language.metamodel import Metamodel
from stratum.language.selection import names_of
from stratum.language.tree import HOSTS, Document, Element, Relation

POLICIES = "policies"
GROUPS = "groups"
PROVISION = "provision"
_APART = frozenset({"requires", "container", "description", "contains"})


@dataclasses.dataclass(frozen=True, slots=True)
class Surveyed:
    """An application with all that its blueprint is made from.

    Attributes:
        application: Checked.
        infrastructure: Its hosts and links.
        metamodel: Their types.
        hosts: Host by component.
        containers: The application as it is compiled for containers.
    """

    application: Document
    infrastructure: Document
    metamodel: Metamodel
    hosts: Mapping[str, str]
    containers: Context

    def scene(self, element: Element, addresses: Mapping[str, str]) -> Scene:
        """What the recipes of a component are looked up in."""
        host = self.hosts.get(element.name, "")
        return Scene(self.application, self.metamodel, element, element, host, addresses)


def blueprint(
    application: Document,
    infrastructure: Document,
    hosts: Mapping[str, str],
    metamodel: Metamodel,
    documents: Mapping[str, Document],
    known: Known = NOTHING,
) -> Blueprint:
    """The blueprint of an application.

    Args:
        application: Checked.
        infrastructure: The hosts and links.
        hosts: Host by component, from ``compiler.placement.placed``.
        metamodel: Their types.
        documents: The pipelines that the application refers to and the applications that it selects from, by
            file.
        known: What is known beside the model.

    Raises:
        InvalidInputError: If a type's recipe names what it does not have, components wait for each other, or
            a host may not serve a model in its form.
    """
    addresses = _addresses_of(infrastructure, hosts)
    elsewhere = {e.name: addresses[e.name] for e in application.selected() if e.name in addresses}
    there = {host.name: host for host in machines_of(infrastructure)}
    machines = {name: there[host] for name, host in hosts.items() if host in there}
    context = context_of(application, documents, metamodel, elsewhere, machines, known)
    survey = Surveyed(application, infrastructure, metamodel, hosts, context)
    workloads = tuple(_workloads(survey))
    return Blueprint(
        name=application.name,
        machines=tuple(_machine(survey, element) for element in infrastructure.within(HOSTS)),
        links=_links(infrastructure),
        workloads=workloads,
        rules=tuple(_rule(survey, element) for element in application.within(POLICIES)),
        secrets=tuple(sorted(_secrets(workloads))),
        facts=facts_of((application, infrastructure), metamodel, frozenset(_used(application, hosts))),
        selected=tuple(_selected(application, e) for e in application.selected()),
        commit=known.commit,
    )


def _used(application: Document, hosts: Mapping[str, str]) -> Iterator[str]:
    """The machines that something of the application runs on."""
    return (hosts[e.name] for e in application.components() if e.name in hosts)


def _selected(application: Document, element: Element) -> Selected:
    return Selected(element.name, element.type, *names_of(element), application.path(element))


def _workloads(survey: Surveyed) -> Iterator[Workload]:
    """The components, each after those that it connects to, with the tasks that follow them."""
    elements = {e.name: e for e in survey.application.components()}
    waits = {
        name: tuple(container(survey.application, other) for other in e.targets(CONNECTS_TO))
        for name, e in elements.items()
    }
    for name in start_order(waits):
        if name in elements:
            made = _workload(survey, elements[name])
            yield made
            yield from _provision(survey, elements[name], made)


def _workload(survey: Surveyed, element: Element) -> Workload:
    metamodel, application = survey.metamodel, survey.application
    host = survey.hosts.get(element.name, "")
    scene = survey.scene(element, _addresses_of(survey.infrastructure, survey.hosts))
    cloud = cloud_of(scene)
    return Workload(
        name=element.name,
        type=element.type,
        host=host,
        replicas=replicas(element),
        needs=_needs(application, element),
        sockets=sockets(application, metamodel, element),
        wires=tuple(_wires(survey, element)),
        parts=tuple((part.name, part.type) for part in application.parts(element.name)),
        container=_container(survey, element),
        system=system_of(scene),
        cloud=cloud,
        settings=_settings(metamodel, element),
        path=application.path(element),
        task=kind_of(metamodel, element) == "task",
    )


def _container(survey: Surveyed, element: Element) -> ContainerRecipe | None:
    names = {e.name: e.name for e in survey.application.components()}
    names |= {e.name: survey.containers.address(e.name) for e in survey.application.selected()}
    made = container_of(survey.scene(element, names))
    return made if made is not None else own_image(survey.containers, element)


def _provision(survey: Surveyed, element: Element, made: Workload) -> Iterator[Workload]:
    """What runs once after a component is there, as a workload that no element names."""
    recipe = provisioning(survey.containers, element)
    if recipe is not None:
        yield Workload(
            name=f"{element.name}-{PROVISION}",
            type=element.type,
            host=made.host,
            replicas=1,
            needs=Resources(),
            wires=(Wire(element.name),),
            container=recipe,
            task=True,
        )


def _needs(application: Document, element: Element) -> Resources:
    parts = (_needs(application, part) for part in application.parts(element.name))
    return sum(parts, amount(group(element.attributes, "requires")))


def _wires(survey: Surveyed, element: Element) -> Iterator[Wire]:
    """The connections within the application; what lives in others is none of its workloads."""
    away = {e.name for e in survey.application.selected()}
    for relation in element.relations:
        if relation.kind == CONNECTS_TO and relation.target not in away:
            yield _wire(survey, element, relation)


def _wire(survey: Surveyed, element: Element, relation: Relation) -> Wire:
    values = relation.attributes
    return Wire(
        container(survey.application, relation.target),
        _interface(survey, element, relation.target),
        float(number(values, MAX_LATENCY, 0)),
        text(values, "waitsFor", ""),
    )


def _interface(survey: Surveyed, element: Element, target: str) -> str:
    """What is spoken: the first interface that both sides know, else the only one that the other offers."""
    other = survey.application.element(target)
    if other is None:
        return ""
    offered = [socket.interface for socket in sockets(survey.application, survey.metamodel, other)]
    kind = survey.metamodel.type(element.type).relations[CONNECTS_TO]
    used = [
        use.interface
        for wanted in kind.targets
        if survey.metamodel.is_a(other.type, wanted.type)
        for use in wanted.uses
    ]
    both = [name for name in used if name in offered]
    return both[0] if both else offered[0] if len(offered) == 1 else ""


def _settings(metamodel: Metamodel, element: Element) -> Mapping[str, Value]:
    found = secrets_in(metamodel.type(element.type).attributes, element)
    return {name: value for name, value in found.items() if name not in _APART}


def _addresses_of(infrastructure: Document, hosts: Mapping[str, str]) -> dict[str, str]:
    """Where components are reached on machines: the address of their host, else its name."""
    machines = {e.name: text(e.attributes, "address", e.name) for e in infrastructure.within(HOSTS)}
    return {name: machines.get(host, host) for name, host in hosts.items()}


def _machine(survey: Surveyed, element: Element) -> Machine:
    values, infrastructure = element.attributes, survey.infrastructure
    system, version = _system(survey, element)
    scene = Scene(infrastructure, survey.metamodel, element, element, element.name, {})
    return Machine(
        name=element.name,
        type=element.type,
        tier=text(values, "tier"),
        address=text(values, "address", ""),
        os=text(values, "os", "linux"),
        distribution=system,
        version=version or text(values, "osVersion", ""),
        arch=text(values, "arch", "x86_64"),
        offers=amount(values),
        labels={key: str(value) for key, value in group(values, "labels").items()},
        zone=text(values, "zone", ""),
        region=text(values, "region", ""),
        cloud=cloud_of(scene),
        parts=tuple((part.name, part.type) for part in infrastructure.parts(element.name)),
        path=infrastructure.path(element),
        site=text(values, "site", ""),
        failure_domain=text(values, "failureDomain", text(values, "zone", "")),
    )


def _system(survey: Surveyed, element: Element) -> tuple[str, str]:
    """Distribution and version of the operating system that a machine contains; empty where it has none."""
    for part in survey.infrastructure.parts(element.name):
        told = text(implementation(survey.metamodel, part, SYSTEM), "distribution", "")
        if told:
            return told, text(part.attributes, "version", "")
    return "", ""


def _links(infrastructure: Document) -> tuple[Link, ...]:
    names = {element.name for element in infrastructure.within(HOSTS)}
    return tuple(link for link in links(infrastructure) if {link.first, link.second} <= names)


def _rule(survey: Surveyed, element: Element) -> Rule:
    targets = _members(survey.application, element.targets("targets"), frozenset())
    settings = _settings(survey.metamodel, element)
    role = survey.metamodel.type(element.type).role
    return Rule(element.name, role, targets, settings, survey.application.path(element))


def _members(application: Document, names: Iterable[str], within: frozenset[str]) -> tuple[str, ...]:
    """The components that names stand for, groups taken apart, each once."""
    found: dict[str, None] = {}
    for name in names:
        element = application.element(name)
        if element is not None and element.section == GROUPS and name not in within:
            inner = _members(application, element.targets("members"), within | {name})
            found |= dict.fromkeys(inner)
        elif element is not None and element.section != GROUPS:
            found[name] = None
    return tuple(found)


def _secrets(workloads: Iterable[Workload]) -> set[SecretReference]:
    found: set[SecretReference] = set()
    for workload in workloads:
        found |= _held(tuple(workload.settings.values()))
        for recipe in (workload.container, workload.system):
            if recipe is not None:
                found |= _held(tuple(recipe.environment.values()))
    return found


def _held(value: Value) -> set[SecretReference]:
    if isinstance(value, SecretReference):
        return {value}
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else ()
    return {secret for item in inner for secret in _held(item)}
