"""Components: programs, servers, databases and storage, where they run and what they connect to."""

import dataclasses
from collections.abc import Collection, Iterator, Mapping

from stratum.compiler.importers.tosca.filters import required
from stratum.compiler.importers.tosca.machines import is_open
from stratum.compiler.importers.tosca.normative import ASSUMED, TYPES, Part, Tie
from stratum.compiler.importers.tosca.templates import (
    Body,
    Reading,
    Requirement,
    Template,
    attribute_name,
    attribute_value,
    attributes,
    secret_source,
)
from stratum.compiler.importers.tosca.values import UnknownValueError, plain
from stratum.compiler.importers.tosca.worth import worth
from stratum.language.metamodel import Shape

_PORT = "port"
_CONNECTS_TO = "connectsTo"
_DEEPEST = 20
_ON_SERVERS = {Part.DATABASE: Part.DATABASE_SERVER, Part.WEB_APPLICATION: Part.WEB_SERVER}
_COMPONENTS = (
    Part.PROGRAM, Part.WEB_SERVER, Part.WEB_APPLICATION, Part.DATABASE_SERVER, Part.DATABASE, Part.BALANCER,
    Part.OBJECTS,
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """Which templates become one component together.

    Attributes:
        within: The template whose component another one became part of, by name of the other one.
        requirements: The requirements of each template, by name.
    """

    within: Mapping[str, str]
    requirements: Mapping[str, tuple[Requirement, ...]]

    def target(self, requirement: Requirement) -> str:
        """The template whose component a requirement leads to."""
        return self.within.get(requirement.target, requirement.target)

    def host(self, name: str) -> Requirement | None:
        """What a template asks for as its host."""
        return next((r for r in self.requirements.get(name, ()) if r.tie is Tie.HOST), None)


def plan(reading: Reading) -> Plan:
    """A database is one with its server, and a web application with its server."""
    known = reading.of(*_COMPONENTS)
    asked = {t.name: tuple(reading.requirements(t)) for t in (*known, *reading.of(Part.RUNTIME))}
    within: dict[str, str] = {}
    for template in known:
        target = next((r.target for r in asked[template.name] if r.tie is Tie.HOST), "")
        server = reading.templates.get(target)
        if server is not None and _ON_SERVERS.get(template.part) is server.part:
            if template.part is Part.DATABASE:
                within[template.name] = target
            else:
                within.setdefault(target, template.name)
    return Plan(within, asked)


def components(reading: Reading) -> dict[str, Body]:
    """The components of an application by name."""
    planned = plan(reading)
    chosen = [t for t in reading.of(*_COMPONENTS) if t.name not in planned.within]
    kinds = {t.name: reading.types.type(t.type) for t in chosen}
    return {reading.names[t.name]: _component(reading, planned, t, kinds) for t in chosen}


def _component(reading: Reading, planned: Plan, template: Template, kinds: Mapping[str, str]) -> Body:
    inner = [reading.templates[name] for name, other in planned.within.items() if other == template.name]
    body = _own(reading, template, _said_by(reading, inner))
    for other in inner:
        body |= _joined(reading, other, body)
    if template.part is Part.WEB_APPLICATION and "contains" not in body:
        body |= _own_server(reading, planned, template)
    body |= _place(reading, planned, template)
    connected = list(dict.fromkeys(_connections(reading, planned, template, kinds)))
    return {**body, _CONNECTS_TO: connected} if connected else body


def _said_by(reading: Reading, inner: list[Template]) -> dict[str, str]:
    """The attributes of a server that its database says, each with the name of the database."""
    return {
        attribute_name(template, key): template.name
        for template in inner
        if template.part is Part.DATABASE
        for key in reading.source.names(reading.source.get(template.node, "properties"))
    }


def _own(reading: Reading, template: Template, others: Mapping[str, str] | None = None) -> Body:
    """What a template says of itself: type, attributes, port and image; not what others say of it."""
    source, kind = reading.source, reading.types.type(template.type)
    if template.type not in reading.types.names:
        _tell_assumed(reading, template, kind)
    body: Body = {"type": kind}
    about = source.text(template.node, "description")
    body |= {"description": about} if about else {}
    body |= attributes(reading, template, kind, others)
    body |= _port(reading, template, kind) | _image(reading, template, kind)
    return body | _secrets(reading, template, kind, {*body, *(others or ())})


def _tell_assumed(reading: Reading, template: Template, kind: str) -> None:
    said = reading.types.base(template.type)[1]
    if not reading.types.is_known(template.type):
        reason = f"type {template.type} is not defined here: {kind} is assumed"
        reading.source.remark(template.node, template.path, reason)
    elif template.part in ASSUMED and not said:
        reason = f"which {template.part.value} is not said: {kind} is assumed"
        reading.source.remark(template.node, template.path, reason)


def _port(reading: Reading, template: Template, kind: str) -> Body:
    """The port of an endpoint is that of the component."""
    source, attribute = reading.source, reading.metamodel.types[kind].attributes.get(_PORT)
    for key in source.names(source.get(template.node, "capabilities")) if attribute is not None else ():
        if plain(template.node, "capabilities", key, "properties", _PORT) is not None:
            node = source.get(template.node, "capabilities", key, "properties", _PORT)
            value = attribute_value(reading, template, attribute, _PORT, node) if node and attribute else None
            return {} if value is None else {_PORT: value}
    return {}


def _image(reading: Reading, template: Template, kind: str) -> Body:
    """A container image among the artifacts."""
    source = reading.source
    known = reading.metamodel.types[kind].attributes.get("container")
    for key, mark, artifact in source.entries(source.get(template.node, "artifacts")):
        if known is not None and "Docker" in source.text(artifact, "type"):
            source.take(mark, artifact)
            name, _, tag = source.text(artifact, "file").partition(":")
            try:
                said = {"image": name, "tag": tag} if tag else {"image": name}
                return {"container": worth(dict(said), known)}
            except UnknownValueError as error:
                source.tell(artifact, f"{template.path}.artifacts.{key}", str(error))
    return {}


def _secrets(reading: Reading, template: Template, kind: str, said: Collection[str]) -> Body:
    """Secrets that the type needs and nobody says."""
    found: Body = {}
    for attribute in reading.metamodel.types[kind].attributes.values():
        if attribute.shape is Shape.VAULT and attribute.required and attribute.name not in said:
            found[attribute.name] = secret_source(template.name, attribute.name)
            reason = f"its {attribute.name} is read from {found[attribute.name]}"
            reading.source.remark(template.node, template.path, reason)
    return found


def _joined(reading: Reading, other: Template, body: Body) -> Body:
    """What a template adds to the component that it is one with."""
    if other.part is Part.DATABASE:
        found = attributes(reading, other, str(body["type"]))
        if "database" in found and "database" in body:
            reading.source.remark(other.node, other.path, "a server has one database: this one is left out")
            return {}
        return found
    return {"contains": {reading.names[other.name]: _own(reading, other)}}


def _own_server(reading: Reading, planned: Plan, template: Template) -> Body:
    """A server for a web application that has none, or shares one with others: it contains its own here."""
    requirement = planned.host(template.name)
    shared = reading.templates.get(requirement.target) if requirement is not None else None
    is_shared = shared is not None and shared.part is Part.WEB_SERVER
    kind = reading.types.type(shared.type) if shared is not None and is_shared else TYPES[Part.WEB_SERVER]
    reason = f"it shares {shared.name}" if shared is not None and is_shared else "it has no web server"
    reading.source.remark(template.node, template.path, f"{reason}: it gets its own {kind} here")
    body: Body = {"type": kind}
    first = reading.metamodel.types[kind].attributes[_PORT].default
    if shared is not None and is_shared and isinstance(first, int):
        body[_PORT] = first + _guests(planned, shared.name).index(template.name)
    return {"contains": {f"{reading.names[template.name]}-server": body}}


def _guests(planned: Plan, server: str) -> list[str]:
    """The templates that a server hosts."""
    hosts = {name: planned.host(name) for name in planned.requirements}
    return [name for name, asked in hosts.items() if asked is not None and asked.target == server]


def _place(reading: Reading, planned: Plan, template: Template) -> Body:
    """The machine that a component runs on, or what it requires of one that is still to be chosen."""
    name, asked = template.name, Body()
    inner = next((other for other, within in planned.within.items() if within == name), "")
    if inner and reading.templates[inner].part is Part.WEB_SERVER:
        name = inner
    for _ in range(_DEEPEST):
        requirement = planned.host(name)
        if requirement is None:
            break
        target = reading.templates.get(requirement.target)
        if target is None:
            found = reading.source.get(requirement.node, "node_filter")
            path = f"{requirement.path}.node_filter"
            asked |= required(reading, found, path, template.name)
            break
        if target.part is Part.MACHINE and not is_open(reading.source, target):
            return {"hostedOn": reading.names[target.name]}
        if target.part is Part.MACHINE:
            asked |= _of_open(reading, target)
            break
        name = target.name
    return {"requires": asked} if asked else {}


def _of_open(reading: Reading, machine: Template) -> Body:
    """What a machine that is to be chosen has to be: its capabilities, and its filter."""
    found = reading.source.get(machine.node, "node_filter")
    filtered = required(reading, found, f"{machine.path}.node_filter", machine.name)
    return {**required(reading, machine.node, machine.path, machine.name), **filtered}


def _connections(
    reading: Reading, planned: Plan, template: Template, kinds: Mapping[str, str]
) -> Iterator[str]:
    """Names of the components that a component connects to; what its type cannot say is told."""
    asked = [r for name in _names(planned, template.name) for r in planned.requirements.get(name, ())]
    for requirement in asked:
        target = planned.target(requirement)
        if requirement.tie is Tie.HOST or target == template.name:
            continue
        if requirement.tie is Tie.DISK or target not in kinds:
            reading.source.tell(requirement.node, requirement.path, "no component of the application")
        elif not _may_connect(reading, kinds[template.name], kinds[target]):
            said = f"{kinds[template.name]} does not connect to {kinds[target]}"
            reading.source.tell(requirement.node, requirement.path, said)
        else:
            yield reading.names[target]


def _names(planned: Plan, name: str) -> tuple[str, ...]:
    return (name, *(other for other, within in planned.within.items() if within == name))


def _may_connect(reading: Reading, kind: str, target: str) -> bool:
    relation = reading.metamodel.types[kind].relations.get(_CONNECTS_TO)
    return relation is not None and any(reading.metamodel.is_a(target, one) for one in relation.types)
