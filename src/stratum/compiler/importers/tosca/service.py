"""A service template as documents of this language."""

import re
from collections.abc import Callable, Mapping
from typing import Final

import yaml

from stratum.compiler.importers.remarks import Imported
from stratum.compiler.importers.source import Source, open_source
from stratum.compiler.importers.tosca.components import components
from stratum.compiler.importers.tosca.machines import infrastructure, is_open
from stratum.compiler.importers.tosca.node_types import NodeTypes, own_types, types_document
from stratum.compiler.importers.tosca.normative import Part
from stratum.compiler.importers.tosca.policies import groups, policies
from stratum.compiler.importers.tosca.templates import Body, Reading, Template
from stratum.compiler.importers.tosca.values import Values
from stratum.core.errors import InvalidInputError
from stratum.core.identifiers import identifier, identifiers
from stratum.language.metamodel import Metamodel
from stratum.language.syntax.nodes import Node

APPLICATION: Final = "application.yaml"
INFRASTRUCTURE: Final = "infrastructure.yaml"
TYPES: Final = "types.yaml"
_VERSIONS = re.compile(r"tosca_simple_yaml_1_[0-3](_[0-9])?|tosca_2_0")
_TOPOLOGIES = ("topology_template", "service_template")
_LONGEST = 60

Extend = Callable[[Mapping[str, str]], Metamodel]


def import_tosca(text: str, file: str, extend: Extend) -> Imported:
    """Documents for a service template of TOSCA 1.0 to 1.3 or 2.0.

    Args:
        text: YAML.
        file: Its name, for positions and the names of the documents.
        extend: Gives the metamodel with the types of some documents, by file.

    Raises:
        InvalidInputError: If it is no service template.
    """
    source = open_source(text, file)
    version = source.text(source.root, "tosca_definitions_version")
    if _VERSIONS.fullmatch(version) is None:
        hint = "its tosca_definitions_version is tosca_simple_yaml_1_0 to 1_3 or tosca_2_0"
        said = repr(version) if version else "nothing"
        raise InvalidInputError(f"{file}: {said} is no version of TOSCA that is read", hint)
    name = identifier(_title(source, file), "-")[:_LONGEST].strip("-")
    defined, relationships = (
        _entries(source, source.root, key) for key in ("node_types", "relationship_types")
    )
    types = own_types(source, defined, relationships, extend({}))
    files = _types(types, name)
    reading = _reading(source, types, extend(files))
    files |= _documents(reading, name)
    return Imported(files, source.report())


def _documents(reading: Reading, name: str) -> dict[str, str]:
    """The application and the infrastructure."""
    source, (_, topology) = reading.source, _topology(reading.source)
    machines = tuple(t for t in reading.of(Part.MACHINE) if not is_open(source, t))
    made = components(reading)
    known = groups(reading, topology, made)
    kept = policies(reading, topology, made, known)
    return {
        APPLICATION: _dump(_application(source, name, made, known, kept)),
        INFRASTRUCTURE: _dump(infrastructure(reading, f"{name}-machines", machines)),
    }


def _title(source: Source, file: str) -> str:
    said = source.text(source.root, "metadata", "template_name")
    return said or file.replace("\\", "/").rpartition("/")[2].partition(".")[0] or "imported"


def _topology(source: Source) -> tuple[str, Node | None]:
    """The topology with its key; TOSCA 2.0 calls it a service template."""
    key = next((key for key in _TOPOLOGIES if key in source.names(source.root)), _TOPOLOGIES[0])
    return key, source.get(source.root, key)


def _entries(source: Source, node: Node | None, *keys: str) -> dict[str, Node]:
    return dict(source.each(source.get(node, *keys)))


def _types(types: NodeTypes, name: str) -> dict[str, str]:
    """The document of our own types; none where the template defines none."""
    found = types_document(types)
    head: Body = {"stratum": 1, "kind": "Types", "name": f"{name}-types"}
    return {TYPES: _dump({**head, "types": found})} if found else {}


def _reading(source: Source, types: NodeTypes, metamodel: Metamodel) -> Reading:
    key, topology = _topology(source)
    nodes = _entries(source, topology, "node_templates")
    values = Values(source, _inputs(source, topology), nodes)
    templates = {
        name: Template(name, node, kind, types.part(kind), f"{key}.node_templates.{name}")
        for name, node in nodes.items()
        for kind in (source.text(node, "type"),)
    }
    names = identifiers(nodes, "-")
    return Reading(source, values, types, metamodel, templates, names, key)


def _inputs(source: Source, topology: Node | None) -> dict[str, Node]:
    """The definitions of inputs, and of what they share: their defaults stand in for them."""
    for node, key in ((topology, "inputs"), (source.root, "dsl_definitions")):
        for name, mark, value in source.entries(node):
            if name == key:
                source.take(mark, value)
    return _entries(source, topology, "inputs")


def _application(
    source: Source, name: str, made: dict[str, Body], known: dict[str, Body], kept: dict[str, Body]
) -> Body:
    about = source.text(source.root, "description")
    found: Body = {"stratum": 1, "kind": "Application", "name": name}
    found |= {"description": about} if about else {}
    found |= {"infrastructure": INFRASTRUCTURE, "components": made}
    found |= {"groups": known} if known else {}
    return found | ({"policies": kept} if kept else {})


def _dump(document: Body) -> str:
    return str(yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110))
