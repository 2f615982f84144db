"""Node types as types of ours: each extends what is nearest to the type that it derives from."""

import dataclasses
import re
from collections.abc import Iterator, Mapping

from stratum.compiler.importers.source import Source
from stratum.compiler.importers.tosca.normative import (
    NODES,
    RELATIONSHIPS,
    TYPES,
    Part,
    Tie,
    bare,
    longest,
    nearest,
)
from stratum.compiler.importers.tosca.properties import attribute_of, camel
from stratum.compiler.importers.tosca.values import plain
from stratum.language.metamodel import Metamodel
from stratum.language.syntax.nodes import Node, Scalar

_MODEL_ONLY = "it was imported from TOSCA, whose operations are not understood"
_KINDS = frozenset({Part.MACHINE, Part.DISK, Part.NETWORK, Part.RUNTIME})
"""Parts that no component is of: their types add nothing here."""
_ASKED = ("node", "capability", "relationship")


@dataclasses.dataclass(frozen=True, slots=True)
class NodeTypes:
    """The node types of a service template.

    Attributes:
        source: The document.
        defined: Definitions of node types by name.
        relationships: Definitions of relationship types by name.
        metamodel: Our own types.
        names: Name of our type by node type.
    """

    source: Source
    defined: Mapping[str, Node]
    relationships: Mapping[str, Node]
    metamodel: Metamodel
    names: Mapping[str, str]

    def chain(self, name: str) -> tuple[str, ...]:
        """A node type and those that it derives from, itself first."""
        return _chain(name, self.defined)

    def part(self, name: str) -> Part:
        """What nodes of a type are for."""
        known = longest(bare(self.chain(name)[-1]), NODES)
        return NODES[known] if known else Part.PROGRAM

    def is_known(self, name: str) -> bool:
        """Whether a type is of the standard, or derives from one that is."""
        return bool(longest(bare(self.chain(name)[-1]), NODES))

    def base(self, name: str) -> tuple[str, bool]:
        """The type of ours that is nearest to a node type, and whether its name says so."""
        part = self.part(name)
        said = nearest(part, (bare(n) for n in self.chain(name)))
        return said or TYPES.get(part, TYPES[Part.PROGRAM]), bool(said)

    def type(self, name: str) -> str:
        """The type that nodes of a node type get."""
        return self.names.get(name) or self.base(name)[0]

    def tie(self, relationship: str) -> Tie | None:
        """What a relationship type is for; None where it is not known."""
        known = longest(bare(_chain(relationship, self.relationships)[-1]), RELATIONSHIPS)
        return RELATIONSHIPS[known] if known else None

    def requirement(self, name: str, requirement: str) -> Node | None:
        """How the type of a node defines one of its requirements."""
        for one in self.chain(name):
            for key, _, value in self.source.entries(plain(self.defined.get(one), "requirements")):
                if key == requirement:
                    return value
        return None


def _chain(name: str, defined: Mapping[str, Node]) -> tuple[str, ...]:
    found = [name]
    while (node := plain(defined.get(found[-1]), "derived_from")) is not None:
        if not isinstance(node, Scalar) or node.text in found:
            break
        found.append(node.text)
    return tuple(found)


def type_names(defined: Mapping[str, Node], metamodel: Metamodel) -> dict[str, str]:
    """A name of ours by node type, such as ``WebShop`` for ``acme.nodes.WebShop``."""
    found: dict[str, str] = {}
    for name in defined:
        words = re.sub(r"[^A-Za-z0-9]+", " ", bare(name).rpartition(".")[2]).split()
        wanted = "".join(word[:1].upper() + word[1:] for word in words)
        wanted = wanted if wanted[:1].isalpha() else f"Type{wanted}"
        taken = {*found.values(), *metamodel.types}
        number, free = 2, wanted
        while free in taken:
            free, number = f"{wanted}{number}", number + 1
        found[name] = free
    return found


def types_document(types: NodeTypes) -> dict[str, object]:
    """The types of a document of kind ``Types``, by name; those that add nothing are left out."""
    for name, node in {**types.defined, **types.relationships}.items():
        types.source.get(node, "derived_from")
        if name not in types.names:
            _take(types.source, node, "properties")
        for _, requirement in types.source.each(types.source.get(node, "requirements")):
            for key in _ASKED:
                types.source.get(requirement, key)
    return {ours: _type(types, name) for name, ours in types.names.items()}


def _take(source: Source, node: Node, key: str) -> None:
    for name, mark, value in source.entries(node):
        if name == key:
            source.take(mark, value)


def own_types(
    source: Source, defined: Mapping[str, Node], relationships: Mapping[str, Node], metamodel: Metamodel
) -> NodeTypes:
    """The node types of a template; those of machines, networks and storage stay types of ours."""
    found = NodeTypes(source, defined, relationships, metamodel, {})
    kept = {name: node for name, node in defined.items() if found.part(name) not in _KINDS}
    return dataclasses.replace(found, names=type_names(kept, metamodel))


def _type(types: NodeTypes, name: str) -> dict[str, object]:
    source, node = types.source, types.defined[name]
    parent = source.text(node, "derived_from")
    base = types.names.get(parent) or types.base(name)[0]
    found: dict[str, object] = {"extends": base}
    about = source.text(node, "description")
    found["help"] = about or f"{name} of TOSCA."
    attributes = dict(_attributes(types, name, node))
    if attributes:
        found["attributes"] = attributes
    if not types.metamodel.types[types.base(name)[0]].implementation:
        found["modelOnly"] = _MODEL_ONLY
    return found


def _attributes(types: NodeTypes, name: str, node: Node) -> Iterator[tuple[str, object]]:
    """Attributes for properties that the type of ours has not."""
    base = types.metamodel.types[types.base(name)[0]]
    source = types.source
    for key, value in source.each(source.get(node, "properties")):
        ours = camel(key)
        if ours not in base.attributes:
            yield ours, attribute_of(source, f"node_types.{name}.properties.{key}", key, value)
        elif (default := source.get(value, "default")) is not None and isinstance(default, Scalar):
            source.get(value, "type")
            source.get(value, "description")
            yield ours, {"default": default.text}
