"""What machines and components share: the template of a node while it is translated."""

import dataclasses
import re
from collections.abc import Iterator, Mapping

from stratum.compiler.importers.source import Source
from stratum.compiler.importers.tosca.node_types import NodeTypes
from stratum.compiler.importers.tosca.normative import PROPERTIES, REQUIREMENTS, Part, Tie
from stratum.compiler.importers.tosca.properties import camel
from stratum.compiler.importers.tosca.values import Static, UnknownValueError, Values
from stratum.compiler.importers.tosca.worth import worth
from stratum.language.metamodel import Attribute, Metamodel, Shape
from stratum.language.syntax.nodes import Node, Scalar

Body = dict[str, object]


@dataclasses.dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement of a node template.

    Attributes:
        name: Its name.
        target: Name of the node template, or of a node type, that it asks for; empty for none.
        tie: What it is for.
        node: As written.
        path: Keys that lead to it.
    """

    name: str
    target: str
    tie: Tie
    node: Node
    path: str


@dataclasses.dataclass(frozen=True, slots=True)
class Template:
    """A node template.

    Attributes:
        name: As TOSCA has it.
        node: As written.
        type: Name of its node type.
        part: What it is for.
        path: Keys that lead to it.
    """

    name: str
    node: Node
    type: str
    part: Part
    path: str


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """A service template while it is translated.

    Attributes:
        source: The document.
        values: Evaluates its values.
        types: Its node types.
        metamodel: Our types with those that come of its node types.
        templates: Its node templates by name.
        names: Our names by node template.
        topology: Key of what holds the node templates.
    """

    source: Source
    values: Values
    types: NodeTypes
    metamodel: Metamodel
    templates: Mapping[str, Template]
    names: Mapping[str, str]
    topology: str

    def of(self, *parts: Part) -> tuple[Template, ...]:
        """The templates that are for something."""
        return tuple(t for t in self.templates.values() if t.part in parts)

    def evaluated(self, node: Node, path: str, owner: str) -> "Static | None":
        """A value; None with a remark where it is not static."""
        try:
            return self.values.value(node, owner)
        except UnknownValueError as error:
            self.source.tell(node, path, str(error))
            return None

    def requirements(self, template: Template) -> Iterator[Requirement]:
        """The requirements of a template, in order."""
        source = self.source
        path = f"{template.path}.requirements"
        for name, node in source.each(source.get(template.node, "requirements")):
            target = node.text if isinstance(node, Scalar) else source.text(node, "node")
            yield Requirement(name, target, self._tie(template, name, node), node, f"{path}.{name}")

    def _tie(self, template: Template, name: str, node: Node) -> Tie:
        source = self.source
        said = _relationship(source, node) if not isinstance(node, Scalar) else ""
        defined = self.types.requirement(template.type, name)
        for one in (said, _relationship(source, defined) if defined is not None else ""):
            tie = self.types.tie(one) if one else None
            if tie is not None:
                return tie
        return REQUIREMENTS.get(name, Tie.CONNECTION)


def _relationship(source: Source, node: Node | None) -> str:
    found = source.get(node, "relationship")
    return found.text if isinstance(found, Scalar) else source.text(found, "type")


def attributes(
    reading: Reading, template: Template, kind: str, others: Mapping[str, str] | None = None
) -> Body:
    """The properties of a template as attributes of a type; those that it has not stay untouched.

    Args:
        reading: The service template.
        template: Whose properties.
        kind: Name of our type.
        others: Attributes that another template says, whose name it gives: they are left out.
    """
    source, known = reading.source, reading.metamodel.types[kind].attributes
    found: Body = {}
    properties = source.get(template.node, "properties")
    for key, mark, node in source.entries(properties):
        attribute = known.get(attribute_name(template, key))
        if attribute is not None and attribute.name != "requires":
            source.take(mark, node)
            if others and attribute.name in others:
                reason = f"left out: {attribute.name} is that of {others[attribute.name]}"
                source.tell(node, f"{template.path}.properties.{key}", reason)
                continue
            value = attribute_value(reading, template, attribute, key, node)
            if value is not None:
                found[attribute.name] = value
    return found


def attribute_name(template: Template, key: str) -> str:
    """The name of our attribute for a property."""
    return PROPERTIES.get(template.part, {}).get(key, camel(key))


def attribute_value(
    reading: Reading, template: Template, attribute: Attribute, key: str, node: Node
) -> object:
    """The value of an attribute; None with a remark where there is none. A secret is only referred to."""
    path = f"{template.path}.properties.{key}"
    if attribute.shape is Shape.VAULT:
        source = secret_source(template.name, key)
        reading.source.tell(node, path, f"a secret is not copied: it is read from {source}")
        return source
    value = reading.evaluated(node, path, template.name)
    if value is None:
        return None
    try:
        return worth(value, attribute)
    except UnknownValueError as error:
        reading.source.tell(node, path, str(error))
        return None


def secret_source(*names: str) -> str:
    """Where a secret is expected, such as ``env:DB_PASSWORD``."""
    return "env:" + re.sub(r"[^A-Z0-9]+", "_", "_".join(names).upper()).strip("_")
