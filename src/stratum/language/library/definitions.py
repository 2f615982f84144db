"""Definitions of attributes, relations and capabilities: nodes become values of the metamodel."""

import dataclasses
import re
from collections.abc import Mapping as MappingType
from typing import Any, Final

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from stratum.core.errors import InvalidInputError
from stratum.core.findings import Severity
from stratum.core.quantities import Dimension
from stratum.language.codes import Code
from stratum.language.metamodel import (
    Attribute,
    Capability,
    Endpoint,
    Match,
    Reference,
    RelationType,
    Rule,
    Scope,
    Shape,
    Target,
    Use,
)
from stratum.language.suggestions import did_you_mean
from stratum.language.syntax import scalars
from stratum.language.syntax.forms import fault_of
from stratum.language.syntax.nodes import Mapping, Node, Scalar, Sequence
from stratum.language.syntax.problems import Problems, describe
from stratum.language.syntax.values import UNREAD, read, read_fields
from stratum.language.tree import DocumentKind


def schema(*attributes: Attribute) -> dict[str, Attribute]:
    """Attributes by their names."""
    return {a.name: a for a in attributes}


def _choice(
    name: str,
    options: type[Reference | Shape | Scope | Dimension | DocumentKind | Match | Severity],
    about: str = "",
) -> Attribute:
    return Attribute(name, Shape.ENUM, about, options=tuple(option.value for option in options))


def texts(name: str, about: str) -> Attribute:
    """A list of texts, of which one may be written without brackets."""
    return Attribute(name, Shape.LIST, about, items=Attribute(name, Shape.STRING), single=True)


_COUNT: Final = (
    Attribute("minimum", Shape.INTEGER, "at least so many", minimum=0),
    Attribute("maximum", Shape.INTEGER, "at most so many", minimum=0),
)
DURATION: Final = "duration"
"""A quantity in seconds by a shorter name."""
_ATTRIBUTE: Final = schema(
    Attribute("type", Shape.ENUM, "what its value looks like", required=True, options=(*Shape, DURATION)),
    Attribute("help", Shape.STRING, "one or two sentences for people"),
    Attribute("required", Shape.BOOLEAN, "whether it has to be said"),
    Attribute("default", Shape.ANY, "what counts where it is left out"),
    _choice("measures", Dimension, "what a quantity is an amount of"),
    texts("options", "of enum: the values that it may have"),
    texts("words", "words that a scalar may be beside a number"),
    Attribute("minimum", Shape.SCALAR, "the least value"),
    Attribute("maximum", Shape.SCALAR, "the greatest value"),
    Attribute("pattern", Shape.STRING, "a regular expression of RE2 that the whole text fits"),
    Attribute("items", Shape.ANY, "what each item of a list or map is: a shape, or a definition as this one"),
    Attribute("fields", Shape.ANY, "of group: its attributes by name"),
    Attribute("single", Shape.BOOLEAN, "whether a list of one may be written without brackets"),
    _choice("refers", Reference, "what its value names"),
    _choice("keys", Reference, "what the keys of a map name"),
    _choice("kind", DocumentKind, "of a path that refers to a document: the kind of it"),
    Attribute("via", Shape.STRING, "the attribute that names the document in which the value is looked for"),
    Attribute("offered", Shape.BOOLEAN, "whether a host that may be chosen has to offer it"),
)
_PLAIN: Final = ("help", "required", "options", "words", "pattern", "single", "kind", "via", "offered")
_RELATION: Final = schema(
    Attribute("help", Shape.STRING, "one or two sentences for people"),
    texts("spellings", "the keys that it may be written under"),
    Attribute("to", Shape.ANY, "the types that it may point to"),
    *_COUNT,
    _choice("scope", Scope, "where its targets are looked for"),
    Attribute("attributes", Shape.ANY, "what may be said of each edge"),
)
_TARGET: Final = schema(*_COUNT, texts("uses", "interfaces of which the target has to provide one"))
_CAPABILITY: Final = schema(_choice("match", Match, "when what a host offers meets what is asked for"))
_ENDPOINT: Final = schema(
    Attribute("port", Shape.STRING, "the attribute that tells its port"),
    Attribute("version", Shape.STRING, "the version of the interface"),
    Attribute("secure", Shape.STRING, "the attribute that tells whether it is encrypted"),
)
_RULE: Final = schema(
    Attribute("holds", Shape.EXPRESSION, "the condition that has to be true", required=True),
    Attribute("says", Shape.STRING, "what is wrong where it is not", required=True),
    Attribute("fix", Shape.STRING, "what would put it right"),
    Attribute("at", Shape.STRING, "the attribute that it is shown at"),
    _choice("severity", Severity, "how bad it is"),
)
Told = dict[str, Any]
"""Typed values by key; what each is, the schema says that they were read by."""
_USE: Final = re.compile(r"([a-z][a-z0-9-]*)\s*([<>=!~].*)?")


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What was read before by the identity of its node, which types inherit from each other.

    The nodes have to stay alive as long as it does.

    Attributes:
        attributes: Attributes.
        relations: Kinds of relations.
    """

    attributes: dict[int, Attribute] = dataclasses.field(default_factory=dict)
    relations: dict[int, RelationType] = dataclasses.field(default_factory=dict)


def read_attributes(
    node: Node | None, problems: Problems, known: Known | None = None
) -> dict[str, Attribute]:
    """The attributes that a mapping of names to definitions tells.

    Args:
        node: The mapping.
        problems: Takes the findings.
        known: What was read before; takes what is read.
    """
    before = {} if known is None else known.attributes
    found: dict[str, Attribute] = {}
    for key, body in entries(node, problems):
        if id(body) not in before:
            before[id(body)] = read_attribute(key, body, problems)
        found[key.text] = before[id(body)]
    return found


def read_relations(node: Node | None, problems: Problems, known: Known) -> dict[str, RelationType]:
    """The kinds of relations that a mapping of names to definitions tells; see ``read_attributes``."""
    found: dict[str, RelationType] = {}
    for key, body in entries(node, problems):
        if id(body) not in known.relations:
            known.relations[id(body)] = read_relation(key, body, problems)
        found[key.text] = known.relations[id(body)]
    return found


def told_of(fields: MappingType[str, Attribute], body: Mapping, problems: Problems, prefix: str) -> Told:
    """The values of a definition's keys, without those that are definitions themselves and read elsewhere."""
    plain = {
        key: entry for key, entry in body.entries.items() if key not in fields or not _is_inner(fields[key])
    }
    return read_fields(fields, Mapping(plain, body.line, body.column, body.file), problems, prefix, {})


def _is_inner(field: Attribute) -> bool:
    return field.shape is Shape.ANY


def entries(node: Node | None, problems: Problems) -> list[tuple[Scalar, Node]]:
    """Keys and values of a mapping; nothing where there is none, a finding where it is something else."""
    if node is None:
        return []
    if not isinstance(node, Mapping):
        message = f"a mapping of names to definitions is needed here, not {describe(node)}"
        problems.add(Code.TYPE_DEFINITION, node, message, "write name: {…}")
        return []
    return list(node.entries.values())


def as_mapping(node: Node) -> Mapping:
    """The node, or an empty mapping at its place."""
    return node if isinstance(node, Mapping) else Mapping({}, node.line, node.column, node.file)


def read_attribute(key: Scalar, node: Node, problems: Problems) -> Attribute:
    """An attribute from its definition: a mapping, or just the name of a shape."""
    if isinstance(node, Scalar):
        node = Mapping({"type": (node, node)}, node.line, node.column, node.file)
    body = as_mapping(node)
    told = told_of(_ATTRIBUTE, body, problems, f"{key.text}.")
    if told.get("type") == DURATION:
        told |= {"type": Shape.QUANTITY, "measures": Dimension.SECONDS}
    measured = told.get("measures")
    items = body.get("items")
    bounds: dict[str, Any] = {
        end: _bound(told[end], measured) for end in ("minimum", "maximum") if end in told
    }
    attribute = dataclasses.replace(
        Attribute(key.text, Shape(told.get("type", Shape.SCALAR))),
        dimension=Dimension(measured) if measured else None,
        items=read_attribute(key, items, problems) if items else None,
        fields=read_attributes(body.get("fields"), problems),
        refers=Reference(told.get("refers", "")),
        keys=Reference(told.get("keys", "")),
        **bounds,
        **{name: told[name] for name in _PLAIN if name in told},
    )
    _check_attribute(attribute, key, problems)
    return _with_default(attribute, body.get("default"), problems)


def _bound(value: object, measured: str | None) -> float | None:
    """A limit as a number in the base unit; None where it is none."""
    if isinstance(value, (int, float)):
        return value
    try:
        return scalars.quantity(str(value), Dimension(measured or Dimension.RATIO))
    except InvalidInputError:
        return None


def _check_attribute(attribute: Attribute, key: Scalar, problems: Problems) -> None:
    needs = {
        Shape.ENUM: ("options", attribute.options),
        Shape.QUANTITY: ("measures", attribute.dimension),
        Shape.GROUP: ("fields", attribute.fields),
    }
    name, there = needs.get(attribute.shape, ("", True))
    if not there:
        message = f"attribute {attribute.name} is of type {attribute.shape} and needs {name}"
        problems.add(Code.TYPE_DEFINITION, key, message, f"add {name} to its definition")
    fault = fault_of(attribute.pattern)
    if fault:
        message = f"the pattern of {attribute.name} is not a regular expression: {fault}"
        problems.add(Code.TYPE_DEFINITION, key, message, "write it in the syntax of RE2")


def _with_default(attribute: Attribute, node: Node | None, problems: Problems) -> Attribute:
    """The attribute with its default read by its own rules, so not required; a group's is its fields'."""
    if node is not None:
        value = read(attribute, node, problems)
        return attribute if value is UNREAD else dataclasses.replace(attribute, default=value, required=False)
    if attribute.shape is Shape.GROUP and not any(f.required for f in attribute.fields.values()):
        inner = {name: f.default for name, f in attribute.fields.items() if f.default is not None}
        return dataclasses.replace(attribute, default=inner)
    return attribute


def read_relation(key: Scalar, node: Node, problems: Problems) -> RelationType:
    """A kind of relation from its definition."""
    body = as_mapping(node)
    told = told_of(_RELATION, body, problems, f"{key.text}.")
    return RelationType(
        kind=key.text,
        spellings=told.get("spellings", (key.text,)),
        targets=read_targets(body.get("to"), problems),
        minimum=told.get("minimum", 0),
        maximum=told.get("maximum"),
        scope=Scope(told.get("scope", Scope.DOCUMENT)),
        attributes=read_attributes(body.get("attributes"), problems),
        help=told.get("help", ""),
    )


def read_targets(node: Node | None, problems: Problems) -> tuple[Target, ...]:
    """The types that a relation points to or that an element contains: a list, or names with counts."""
    if isinstance(node, Sequence):
        return tuple(Target(item.text) for item in node.items if isinstance(item, Scalar))
    found = []
    for key, body in entries(node, problems):
        told: dict[str, Any] = read_fields(_TARGET, as_mapping(body), problems, "to.", {})
        uses = tuple(_use(text, body, problems) for text in told.get("uses", ()))
        found.append(Target(key.text, told.get("minimum", 0), told.get("maximum"), uses))
    return tuple(found)


def _use(text: str, at: Node, problems: Problems) -> Use:
    match = _USE.fullmatch(text)
    versions = (match[2] or "") if match else ""
    try:
        SpecifierSet(versions)
    except InvalidSpecifier:
        match = None
    if match is None:
        message = f"{text!r} is not an interface with a range of versions"
        problems.add(Code.TYPE_DEFINITION, at, message, "write it as mqtt or mqtt >=3.1,<6")
        return Use(text)
    return Use(match[1], versions)


def read_endpoints(
    node: Node | None, attributes: MappingType[str, Attribute], problems: Problems
) -> dict[str, Endpoint]:
    """The interfaces that a mapping of names to definitions tells; ``{}`` where all is unknown."""
    found: dict[str, Endpoint] = {}
    for key, body in entries(node, problems):
        told: dict[str, Any] = read_fields(_ENDPOINT, as_mapping(body), problems, f"{key.text}.", {})
        for name in ("port", "secure"):
            if told.get(name, "") not in {"", *attributes}:
                message = f"{name} of interface {key.text} names {told[name]!r}, which is no attribute"
                problems.add(Code.TYPE_DEFINITION, key, message, did_you_mean(told[name], attributes))
        found[key.text] = Endpoint(key.text, **told)
    return found


def read_rules(node: Node | None, problems: Problems) -> dict[str, Rule]:
    """The constraints that a mapping of names to definitions tells."""
    found: dict[str, Rule] = {}
    for key, body in entries(node, problems):
        told: dict[str, Any] = read_fields(_RULE, as_mapping(body), problems, f"{key.text}.", {})
        found[key.text] = Rule(key.text, **{"holds": "true", "says": "", **told})
    return found


def read_capability(
    key: Scalar, node: Node, attributes: MappingType[str, Attribute], problems: Problems
) -> Capability:
    """A capability from its definition; it is measured as the attribute of the same name is."""
    told: dict[str, Any] = read_fields(_CAPABILITY, as_mapping(node), problems, f"{key.text}.", {})
    attribute = attributes.get(key.text)
    if attribute is None:
        message = f"capability {key.text} has no attribute of the same name that says how much"
        problems.add(Code.TYPE_DEFINITION, key, message, f"add {key.text} to the attributes")
    match = Match(told.get("match", Match.ANY))
    return Capability(key.text, match, attribute.dimension if attribute else None)


GRAMMAR: Final[MappingType[str, MappingType[str, Attribute]]] = {
    "attribute": _ATTRIBUTE,
    "relation": _RELATION,
    "target": _TARGET,
    "capability": _CAPABILITY,
    "endpoint": _ENDPOINT,
    "constraint": _RULE,
}
"""The keys of each kind of definition inside of a type."""
