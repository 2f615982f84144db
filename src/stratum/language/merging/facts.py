"""What an element says, cut into the smallest parts that a merge decides about, and put together again."""

import dataclasses
import enum
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Final

from stratum.core.findings import Position
from stratum.language.metamodel import Attribute, Metamodel, Reference, Shape
from stratum.language.tree import Element, Relation

Attributes = Mapping[str, Attribute]
Path = tuple[str, ...]
NOWHERE: Final = Position()


class Missing(enum.Enum):
    """In place of a value that is not there."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


@dataclasses.dataclass(frozen=True, slots=True)
class Named:
    """An element that something names, whatever it is called.

    Attributes:
        file: Its document; empty for an element that is only known by its name.
        key: Its identity, or that name.
    """

    file: str
    key: str


Edge = tuple[str, Named, int]
"""Kind and target of a relation, and how many of the same stand before it."""
Leaves = Mapping[Path, object]
Edges = Mapping[Edge, Mapping[str, object]]


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What an element says, without its name and its place.

    Attributes:
        type: Its type.
        id: Its identity where one is written.
        leaves: Each value by its path; an attribute that is a map or a group has one for each of its own.
        edges: The attributes of each relation, in their order.
    """

    type: str
    id: str
    leaves: Leaves
    edges: Edges


Resolve = Callable[[str, Element, Attribute], Named | None]
"""Tells which element a value of an attribute names, where it is one that is looked up."""


def facts_of(
    element: Element, metamodel: Metamodel, target: Callable[[Relation], Named], resolve: Resolve
) -> Facts:
    """What an element says.

    Args:
        element: The element.
        metamodel: Its types.
        target: Which element a relation names.
        resolve: Which one a value names.
    """
    fields = metamodel.type(element.type).attributes
    leaves = {
        path: named(path, value, fields, element, resolve)
        for path, value in leaves_of(fields, element.attributes, element.positions)
    }
    identity = element.id if "id" in element.positions else ""
    return Facts(element.abstract or element.type, identity, leaves, _edges(element, target))


def _edges(element: Element, target: Callable[[Relation], Named]) -> Edges:
    found: dict[Edge, Mapping[str, object]] = {}
    for relation in element.relations:
        named, number = target(relation), 0
        while (relation.kind, named, number) in found:
            number += 1
        found[relation.kind, named, number] = relation.attributes
    return found


def leaves_of(
    fields: Attributes,
    values: Mapping[str, object],
    written: Container[str],
    prefix: str = "",
    above: Path = (),
) -> Iterator[tuple[Path, object]]:
    """The values that are written, or would have to be, by their paths."""
    for name, value in values.items():
        field, where, path = fields.get(name), f"{prefix}{name}", (*above, name)
        if field is None or (where not in written and value == field.default):
            continue
        inner: list[tuple[Path, object]] = []
        if field.shape is Shape.GROUP and isinstance(value, Mapping):
            inner = list(leaves_of(field.fields, value, written, f"{where}.", path))
        elif field.shape is Shape.MAP and isinstance(value, Mapping):
            inner = [((*path, key), one) for key, one in value.items()]
        yield from inner or [(path, value)]


def flat(attributes: Mapping[str, object]) -> Leaves:
    """The attributes of a relation by their paths."""
    return {(name,): value for name, value in attributes.items()}


def named(path: Path, value: object, fields: Attributes, element: Element, resolve: Resolve) -> object:
    """A value, as the element that it names where it names one."""
    field = field_at(fields, path)
    if field is None or field.refers not in {Reference.BLOCK, Reference.ELEMENT}:
        return value
    return (resolve(value, element, field) if isinstance(value, str) else None) or value


def field_at(fields: Attributes, path: Path) -> Attribute | None:
    """The attribute that a value belongs to; of the values of a map what each of them is."""
    field = fields.get(path[0])
    for key in path[1:]:
        if field is None:
            return None
        field = field.items if field.shape is Shape.MAP else field.fields.get(key)
    return field


def put_together(fields: Attributes, leaves: Leaves) -> tuple[dict[str, object], dict[str, Position]]:
    """Values by name from those by path, and which of them are written.

    A path that leads through a single value is left out, as is an empty group around others.
    """
    values: dict[str, object] = {}
    places: dict[str, Position] = {}
    for path, value in sorted(leaves.items(), key=lambda leaf: len(leaf[0])):
        inner, inside, where = values, fields, ""
        for number, key in enumerate(path):
            field = inside.get(key)
            if field is not None:
                where = f"{where}.{key}" if where else key
                places[where] = NOWHERE
            inside = field.fields if field is not None and field.shape is Shape.GROUP else {}
            if number == len(path) - 1:
                inner[key] = dict(value) if isinstance(value, Mapping) else value
                break
            deeper = inner.setdefault(key, {})
            if not isinstance(deeper, dict):
                break
            inner = deeper
    return _in_order(values, leaves), places


def _in_order(values: dict[str, object], leaves: Leaves) -> dict[str, object]:
    order = dict.fromkeys(path[0] for path in leaves)
    return {name: values[name] for name in order}


def is_same(one: object, other: object) -> bool:
    """Whether two values are the same; 1 and true are not."""
    return type(one) is type(other) and one == other


def is_alike(one: Element, other: Element) -> bool:
    """Whether two elements are written alike, wherever that is."""
    return one is other or (
        (one.id, one.name, one.type, one.section, one.parent, one.abstract)
        == (other.id, other.name, other.type, other.section, other.parent, other.abstract)
        and one.attributes == other.attributes
        and one.positions.keys() == other.positions.keys()
        and len(one.relations) == len(other.relations)
        and all(
            (a.kind, a.target, a.attributes) == (b.kind, b.target, b.attributes)
            for a, b in zip(one.relations, other.relations, strict=True)
        )
    )
