"""Machines: what computes, with its system, its disks and its address."""

from collections.abc import Iterator

from stratum.compiler.importers.source import Source
from stratum.compiler.importers.tosca.normative import ARCHITECTURES, FAMILIES, SYSTEMS, TYPES, Part, Tie
from stratum.compiler.importers.tosca.templates import Body, Reading, Template
from stratum.compiler.importers.tosca.values import UnknownValueError
from stratum.compiler.importers.tosca.worth import quantity
from stratum.core.quantities import Dimension, parse_quantity, show_quantity
from stratum.language.syntax.nodes import Node, Scalar, Sequence

NETWORK = "network"
_SIZES = {"mem_size": "memory", "disk_size": "disk"}
_LEAST: Body = {"cpu": 1, "memory": "1 GiB"}
_ADDRESSES = ("public_address", "private_address")
_OF_OUTSIDE = frozenset({"select", "substitute", "selectable", "substitutable"})
_LATENCY = "1 ms"


def is_open(source: Source, template: Template) -> bool:
    """Whether a machine is to be chosen among those that there are, and so is no machine of the model."""
    found = source.get(template.node, "directives")
    words = found.items if isinstance(found, Sequence) else []
    return any(isinstance(word, Scalar) and word.text in _OF_OUTSIDE for word in words)


def machine(reading: Reading, template: Template) -> Body:
    """A machine as an element of a document of kind ``Infrastructure``."""
    source = reading.source
    body: Body = {"type": TYPES[Part.MACHINE]}
    about = source.text(template.node, "description")
    body |= {"description": about} if about else {}
    body |= dict(_capacity(reading, template))
    system = _system(reading, template)
    inside = {"contains": system.pop("contains")} if "contains" in system else {}
    body |= system | _address(reading, template)
    labels = dict(_labels(reading, template))
    body |= {"labels": labels} if labels else {}
    _add_disks(reading, template, body)
    for key, least in _LEAST.items():
        if key not in body:
            source.remark(template.node, template.path, f"its {key} is not said: {least} is assumed")
            body[key] = least
    return body | inside


def _capacity(reading: Reading, template: Template) -> Iterator[tuple[str, object]]:
    source = reading.source
    properties = source.get(template.node, "capabilities", "host", "properties")
    for key, mark, node in source.entries(properties):
        if key != "num_cpus" and key not in _SIZES:
            continue
        source.take(mark, node)
        path = f"{template.path}.capabilities.host.properties.{key}"
        value = reading.evaluated(node, path, template.name)
        if isinstance(value, str):
            try:
                yield capacity(key, value)
            except UnknownValueError as error:
                source.tell(node, path, str(error))


def capacity(key: str, value: str) -> tuple[str, object]:
    """A capability of a machine by its property in TOSCA.

    Raises:
        UnknownValueError: If it is no amount.
    """
    if key == "num_cpus":
        cores = quantity(value, Dimension.CORES)
        return "cpu", int(cores) if cores.isdecimal() else float(cores)
    return _SIZES[key], quantity(value, Dimension.BYTES)


def _system(reading: Reading, template: Template) -> Body:
    """Architecture, family and distribution of the operating system."""
    source = reading.source
    properties = source.get(template.node, "capabilities", "os", "properties")
    words: dict[str, tuple[Scalar, Node, str]] = {}
    for key, mark, node in source.entries(properties):
        value = reading.evaluated(node, f"{template.path}.capabilities.os.properties.{key}", template.name)
        if isinstance(value, str):
            words[key] = (mark, node, value)
    found: Body = {}
    for key, table, ours in (("architecture", ARCHITECTURES, "arch"), ("type", FAMILIES, "os")):
        word = words[key][2].lower() if key in words else ""
        if word in table:
            source.take(*words[key][:2])
            found[ours] = table[word]
    return found | _distribution(reading, template, words)


def _distribution(reading: Reading, template: Template, words: dict[str, tuple[Scalar, Node, str]]) -> Body:
    source = reading.source
    version = words["version"][2] if "version" in words else ""
    name = words["distribution"][2].lower() if "distribution" in words else ""
    kind = SYSTEMS.get(name)
    for key in ("version", "distribution") if kind and version else ("version",):
        if key in words:
            source.take(*words[key][:2])
    if kind and version:
        system = f"{reading.names[template.name]}-system"
        return {"contains": {system: {"type": kind, "version": version}}}
    return {"osVersion": version} if version else {}


def _address(reading: Reading, template: Template) -> Body:
    source = reading.source
    found = source.get(template.node, "attributes")
    for key, mark, node in source.entries(found):
        if key in _ADDRESSES and isinstance(node, Scalar):
            source.take(mark, node)
            return {"address": node.text}
    return {}


def _labels(reading: Reading, template: Template) -> Iterator[tuple[str, str]]:
    """Properties that machines of ours have not are words about it."""
    source = reading.source
    for key, node in source.each(source.get(template.node, "properties")):
        value = reading.evaluated(node, f"{template.path}.properties.{key}", template.name)
        if value is not None:
            yield key, value if isinstance(value, str) else str(value)


def _add_disks(reading: Reading, template: Template, body: Body) -> None:
    """Storage that is attached counts as disk of the machine."""
    for requirement in reading.requirements(template):
        disk = reading.templates.get(requirement.target)
        if requirement.tie is not Tie.DISK or disk is None:
            if requirement.tie is not Tie.DISK:
                reading.source.tell(requirement.node, requirement.path, "not understood for a machine")
            continue
        size = reading.source.get(disk.node, "properties", "size")
        value = reading.evaluated(size, f"{disk.path}.properties.size", disk.name) if size else None
        if isinstance(value, str):
            body["disk"] = _sum(str(body.get("disk", "0 B")), quantity(value, Dimension.BYTES))


def _sum(first: str, second: str) -> str:
    total = sum(parse_quantity(text, Dimension.BYTES).value for text in (first, second))
    return show_quantity(total, Dimension.BYTES)


def infrastructure(reading: Reading, name: str, chosen: tuple[Template, ...]) -> Body:
    """The document of the machines; how they are linked is not said, so that one network is assumed."""
    hosts = {reading.names[t.name]: machine(reading, t) for t in chosen}
    found: Body = {"stratum": 1, "kind": "Infrastructure", "name": name, "hosts": hosts}
    if len(hosts) > 1:
        network = NETWORK if NETWORK not in hosts else f"{NETWORK}-1"
        for template in chosen[:1]:
            said = f"how the machines are linked is not said: one network of {_LATENCY} is assumed"
            reading.source.remark(template.node, template.path, said)
        found["devices"] = {network: {"type": "Router"}}
        found["links"] = {
            f"{host}-{network}": {"type": "Link", "between": [host, network], "latency": _LATENCY}
            for host in hosts
        }
    return found
