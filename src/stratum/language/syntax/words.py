"""Typed values of a tree as they are written: the other direction of reading, exact to the last digit."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from stratum.core.errors import InvalidInputError
from stratum.core.quantities import UNITS, Dimension
from stratum.language.metamodel import Attribute, Metamodel, Shape, Type
from stratum.language.syntax import scalars
from stratum.language.syntax.nodes import Mapping as MappingNode
from stratum.language.syntax.nodes import Node, Scalar
from stratum.language.syntax.writing import flow, row, table, text, word
from stratum.language.tree import Element, Relation

Attributes = Mapping[str, Attribute]
_BARE: Final = Attribute("", Shape.ANY)
_NUMBERS: Final = frozenset({Shape.INTEGER, Shape.NUMBER, Shape.PORT, Shape.BOOLEAN})


def value_node(attribute: Attribute, value: object) -> Node:
    """A value of an attribute, to be written."""
    if isinstance(value, tuple):
        return row([value_node(attribute.items or _BARE, item) for item in value])
    if isinstance(value, Mapping):
        fields = attribute.fields
        return table({k: value_node(fields.get(k) or attribute.items or _BARE, v) for k, v in value.items()})
    if value is None:
        return Scalar("null", plain=True, line=0, column=0)
    if attribute.dimension is not None and isinstance(value, (int, float)):
        return Scalar(quantity(value, attribute.dimension), plain=True, line=0, column=0)
    return word(value)


def quantity(value: float, dimension: Dimension) -> str:
    """A quantity with the unit in which few digits say it exactly, and 1 or more of it where it has one."""
    sizes = sorted(UNITS[dimension].items(), key=lambda pair: (-pair[1], pair[0]))
    found = [said for unit, size in sizes for said in _said(value, unit, size, dimension)]
    return min(found, key=_strangeness) if found else repr(value)


def _strangeness(said: str) -> tuple[bool, int]:
    """``512 MiB`` is read more easily than ``0.5 GiB``."""
    return said.startswith("0.") and " " in said, len(said)


def _said(value: float, unit: str, size: float, dimension: Dimension) -> Iterator[str]:
    for digits in (6, 12, 17):
        said = f"{value / size:.{digits}g} {unit}".rstrip()
        try:
            if scalars.quantity(said, dimension) == value:
                yield said
                return
        except InvalidInputError:
            continue


def written(
    fields: Attributes, values: Mapping[str, object], is_written: Callable[[str], bool], prefix: str = ""
) -> dict[str, Node]:
    """The attributes to be written: those that were, and those that are not what they are by default.

    Args:
        fields: The attributes that there may be.
        values: What they are.
        is_written: Whether the attribute at a path such as ``requires.memory`` was written.
        prefix: Where these stand.
    """
    found: dict[str, Node] = {}
    for name, value in values.items():
        field, path = fields.get(name, _BARE), f"{prefix}{name}"
        if value == field.default and not is_written(path):
            continue
        if field.shape is Shape.GROUP and isinstance(value, Mapping):
            found[name] = table(written(field.fields, value, is_written, f"{path}."))
        else:
            found[name] = value_node(field, value)
    return found


def relation_node(found: Type, relation: Relation) -> Node:
    """A relation, to be written."""
    kind = found.relations.get(relation.kind)
    fields = kind.attributes if kind is not None else {}
    edge = {name: value_node(fields.get(name, _BARE), value) for name, value in relation.attributes.items()}
    return table({"to": text(relation.target), **edge}) if edge else text(relation.target)


def edge(found: Type, relation: Relation) -> str:
    """The attributes of a relation in one line; empty where it has none."""
    node = relation_node(found, relation)
    if not isinstance(node, MappingNode):
        return ""
    return flow(table({key: value for key, (_, value) in node.entries.items() if key != "to"}))


def body(element: Element, metamodel: Metamodel) -> dict[str, Node]:
    """What is written of an element, without what it contains."""
    found = metamodel.type(element.type)
    entries: dict[str, Node] = {"type": text(element.abstract or element.type)}
    if element.id != element.name or "id" in element.positions:
        entries["id"] = text(element.id)
    values, edges = element.attributes, element.relations
    if element.select:  # the rest is written where it lives
        values, edges = {name: value for name, value in values.items() if name in element.positions}, ()
    entries |= written(found.attributes, values, element.positions.__contains__)
    for kind, relations in by_kind(edges).items():
        nodes = [relation_node(found, relation) for relation in relations]
        key = found.relations[kind].spellings[0] if kind in found.relations else kind
        entries[key] = nodes[0] if len(nodes) == 1 else row(nodes)
    return entries


def by_kind(relations: Iterable[Relation]) -> dict[str, list[Relation]]:
    """Relations by their kind, in the order they are written."""
    found: dict[str, list[Relation]] = {}
    for relation in relations:
        found.setdefault(relation.kind, []).append(relation)
    return found
