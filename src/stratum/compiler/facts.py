"""Everything that a model says, fact by fact: what generated files carry, or what is told as lost."""

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping

from stratum.core.quantities import Dimension, show_quantity
from stratum.deployment.blueprint import Fact
from stratum.language.metamodel import Attribute, Metamodel, Reference, Shape
from stratum.language.tree import HOSTS, SELECT, Document, Element, Relation

COSMETIC = frozenset({"description", "title", "labels", "id", "site", "kind", "stratum", "name"})
"""Words for people: nothing goes wrong where they are lost."""
KIND = frozenset({"tier", "arch", "os", "zone", "region"})
"""What a machine is; the rest of it, such as its memory, is so whether a file says it or not."""
FLOWS = frozenset({Reference.TOPIC, Reference.PUBLISHED, Reference.CONSUMED, Reference.COLUMN})
"""What flows between programs is a matter of their code; where a recipe needs it, it says it."""
NAMES = frozenset({"groups", "links", "devices"})
"""Sections whose elements bind nothing by themselves: what refers to them does."""
_HEADER = frozenset({"stratum", "kind", "name", "infrastructure"})


def facts_of(documents: Iterable[Document], metamodel: Metamodel, used: Collection[str]) -> dict[str, Fact]:
    """What some documents say, by path, in the order it is written.

    Args:
        documents: Checked.
        metamodel: Their types.
        used: Names of the machines that something runs on; what the others are binds nobody.
    """
    found: dict[str, Fact] = {}
    for document in documents:
        for fact in (*_of_document(document), *_of_elements(document, metamodel, used)):
            found.setdefault(fact.path, fact)
    return found


def _of_document(document: Document) -> Iterator[Fact]:
    for name, position in document.positions.items():
        if name not in _HEADER and name in document.attributes:
            value = str(document.attributes[name])
            yield Fact(f"{document.name}.{name}", document.name, value, name not in COSMETIC, position)


def _of_elements(document: Document, metamodel: Metamodel, used: Collection[str]) -> Iterator[Fact]:
    for element in document.elements:
        path = document.path(element)
        if element.select:
            yield from _of_selected(path, element)
            continue
        is_free = element.section == HOSTS and (element.parent or element.name) not in used
        binds = element.section not in NAMES and not is_free
        yield Fact(f"{path}.type", path, element.type, binds, element.position)
        for fact in _of_attributes(path, element, metamodel):
            yield fact if binds else dataclasses.replace(fact, constrains=False)
        for relation in element.relations:
            yield from _of_relation(path, element, relation, metamodel)


def _of_selected(path: str, element: Element) -> Iterator[Fact]:
    """What is written of a component of another application; what binds is written there."""
    place = element.positions.get(SELECT, element.position)
    yield Fact(
        f"{path}.type", path, element.abstract or element.type, constrains=False, position=element.position
    )
    yield Fact(f"{path}.{SELECT}", path, element.select, constrains=False, position=place)


def _of_attributes(path: str, element: Element, metamodel: Metamodel) -> Iterator[Fact]:
    known = metamodel.type(element.type).attributes
    written = element.positions
    for name, position in written.items():
        is_leaf = not any(other.startswith(f"{name}.") for other in written)
        if is_leaf and (name == "id" or name.partition(".")[0] in known):
            attribute = _attribute(known, name)
            value = _shown(_value(element, name), attribute)
            yield Fact(f"{path}.{name}", path, value, _constrains(element, name, attribute), position)


def _constrains(element: Element, name: str, attribute: Attribute | None) -> bool:
    first = name.partition(".")[0]
    if first in COSMETIC or (attribute is not None and _refers(attribute) in FLOWS):
        return False
    return element.section != HOSTS or bool(element.parent) or first in KIND


def _refers(attribute: Attribute) -> Reference:
    return attribute.refers or (attribute.items.refers if attribute.items else Reference.NONE)


def _of_relation(path: str, element: Element, relation: Relation, metamodel: Metamodel) -> Iterator[Fact]:
    start = f"{path}.{relation.kind}.{relation.target}"
    binds = element.section not in NAMES | {HOSTS}
    yield Fact(start, path, relation.target, binds, relation.position)
    kind = metamodel.type(element.type).relations.get(relation.kind)
    known = kind.attributes if kind else {}
    for name, value in relation.attributes.items():
        yield Fact(f"{start}.{name}", path, _shown(value, known.get(name)), binds, relation.position)


def _value(element: Element, name: str) -> object:
    found: object = element.id if name == "id" else element.attributes
    for key in name.split(".") if name != "id" else ():
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _attribute(known: Mapping[str, Attribute], name: str) -> Attribute | None:
    first, _, rest = name.partition(".")
    attribute = known.get(first)
    return _attribute(attribute.fields, rest) if attribute is not None and rest else attribute


def _shown(value: object, attribute: Attribute | None) -> str:
    """As a person would write it; never what a secret is, only where it is kept."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number(value, attribute)
    if isinstance(value, (tuple, list)):
        items = attribute.items if attribute else None
        return ", ".join(_shown(item, items) for item in value)
    if isinstance(value, Mapping):
        fields = attribute.fields if attribute else {}
        items = attribute.items if attribute else None
        return ", ".join(f"{k}: {_shown(v, fields.get(str(k), items))}" for k, v in value.items())
    return "" if value is None else str(value)


def _number(value: float, attribute: Attribute | None) -> str:
    dimension = attribute.dimension if attribute else None
    if dimension is None:
        is_whole = attribute is not None and attribute.shape in {Shape.INTEGER, Shape.PORT}
        return str(int(value)) if is_whole else f"{value:g}"
    return f"{value:g}" if dimension is Dimension.RATIO else show_quantity(value, dimension)
