"""The reference of the language as Markdown, written from the metamodel so that it cannot lag behind."""

import dataclasses
from collections.abc import Iterator, Mapping

from stratum.core.quantities import show_quantity
from stratum.language.metamodel import (
    Attribute,
    DocumentType,
    Endpoint,
    Metamodel,
    RelationType,
    Shape,
    Target,
    Type,
)


def render(metamodel: Metamodel) -> str:
    """All kinds of documents and their types with attributes and relations, as Markdown."""
    return "\n".join(_lines(metamodel)) + "\n"


def _lines(metamodel: Metamodel) -> Iterator[str]:
    for document in metamodel.documents.values():
        yield from _document(metamodel, document)
    yield from _parts(metamodel)


def _parts(metamodel: Metamodel) -> Iterator[str]:
    """The types that stand in no section by themselves: others contain them."""
    sections = [s.holds for document in metamodel.documents.values() for s in document.sections.values()]
    held = sorted({target.type for found in metamodel.types.values() for target in found.contains})
    families = [name for name in held if not metamodel.type(name).is_any(sections)]
    parts = {
        name: parts
        for name in families
        if (parts := [t for t in metamodel.concrete(name) if not t.is_any(sections)])
    }
    if parts:
        yield from ("## Parts", "", "What others contain, written under their `contains`.", "")
    for name, types in parts.items():
        family = metamodel.type(name)
        yield from (f"### {name}", "", family.help, "")
        yield from _contents(family, Type(""))
        for found in types:
            yield from _type(found, family)


def _document(metamodel: Metamodel, document: DocumentType) -> Iterator[str]:
    yield from (f"## {document.kind} documents", "", document.help, "")
    yield from _table(document.attributes)
    for section in document.sections.values():
        needed = "required" if section.required else "optional"
        yield from (f"### `{section.name}` ({needed})", "", section.help, "")
        shared = metamodel.find(section.holds) or Type(section.holds)
        if shared.abstract:
            yield from ("All of them have:", "")
            yield from _contents(shared, Type(""))
        for found in metamodel.concrete(section.holds):
            yield from _type(found, shared if shared.abstract else Type(""))


def _type(found: Type, shared: Type) -> Iterator[str]:
    above = f" A kind of {found.parent}." if found.parent else ""
    yield from (f"#### {found.name}", "", f"{found.help}{above}", "")
    yield from _contents(found, shared)


def _contents(found: Type, shared: Type) -> Iterator[str]:
    """What a type has beyond what all in its section share."""
    own = {
        name: _beyond(a, shared.attributes.get(name))
        for name, a in found.attributes.items()
        if shared.attributes.get(name) != a
    }
    yield from _table(own)
    points = [f"- {_relation(r)}" for kind, r in found.relations.items() if shared.relations.get(kind) != r]
    if found.contains != shared.contains:
        points.append(f"- `contains` → {' and '.join(_target(t) for t in found.contains)}")
    if found.provides:
        points.append(f"- provides {', '.join(_endpoint(e) for e in found.provides.values())}")
    points += [f"- must hold: `{rule.holds}`" for rule in found.constraints.values()]
    if found.substitutes:
        points.append(
            f"- where only the kind is named, the first that fits of {', '.join(found.substitutes)}"
        )
    if found.model_only:
        points.append(f"- model only: {found.model_only}")
    if points:
        yield from (*points, "")


def _beyond(attribute: Attribute, above: Attribute | None) -> Attribute:
    """A group without the fields that are told of it elsewhere."""
    if above is None or attribute.shape is not Shape.GROUP:
        return attribute
    fields = {name: f for name, f in attribute.fields.items() if above.fields.get(name) != f}
    return dataclasses.replace(attribute, fields=fields)


def _endpoint(endpoint: Endpoint) -> str:
    at = f" on `{endpoint.port}`" if endpoint.port else ""
    return f"`{endpoint.interface}`{at}"


def _target(target: Target) -> str:
    uses = f" over {' or '.join(map(str, target.uses))}" if target.uses else ""
    return f"{target.type}{_count(target.minimum, target.maximum)}{uses}"


def _table(attributes: Mapping[str, Attribute]) -> Iterator[str]:
    if attributes:
        yield from ("| attribute | value | default | meaning |", "|---|---|---|---|")
        for attribute in attributes.values():
            yield from _rows(attribute, "")
        yield ""


def _rows(attribute: Attribute, prefix: str) -> Iterator[str]:
    name = f"{prefix}{attribute.name}"
    yield f"| `{name}` | {_value(attribute)} | {_default(attribute)} | {attribute.help} |"
    for field in attribute.fields.values():
        yield from _rows(field, f"{name}.")
    if attribute.items is not None:
        for field in attribute.items.fields.values():
            yield from _rows(field, f"{name}[].")


def _value(attribute: Attribute) -> str:
    said = _shape(attribute)
    bounds = [
        f"{sign} {_amount(attribute, limit)}"
        for sign, limit in (("≥", attribute.minimum), ("≤", attribute.maximum))
        if limit is not None and attribute.shape is not Shape.LIST
    ]
    words = [f"`{word}`" for word in attribute.words]
    return " or ".join([", ".join([said, *bounds]), *words])


def _shape(attribute: Attribute) -> str:
    inner = _value(attribute.items) if attribute.items else "single value"
    shapes = {
        Shape.ENUM: ", ".join(f"`{option}`" for option in attribute.options),
        Shape.QUANTITY: f"quantity in {attribute.dimension}",
        Shape.LIST: f"{'one or ' if attribute.single else ''}list of: {inner}",
        Shape.MAP: f"map to: {inner}",
    }
    return shapes.get(attribute.shape, str(attribute.shape))


def _amount(attribute: Attribute, value: float) -> str:
    return show_quantity(value, attribute.dimension) if attribute.dimension else f"{value:g}"


def _default(attribute: Attribute) -> str:
    value = attribute.default
    if attribute.required:
        return "required"
    if value is None or isinstance(value, Mapping):
        return ""
    return f"`{_written(attribute, value)}`"


def _written(attribute: Attribute, value: object) -> str:
    """A default as one would write it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if attribute.dimension is not None and isinstance(value, (int, float)):
        return show_quantity(value, attribute.dimension)
    return str(value)


def _relation(relation: RelationType) -> str:
    spelled = " or ".join(f"`{key}`" for key in relation.spellings)
    targets = [_target(t) for t in relation.targets]
    edges = [f"`{name}` ({_value(a)}): {a.help}" for name, a in relation.attributes.items()]
    extra = f" Of each edge: {'; '.join(edges)}" if edges else ""
    count = _count(relation.minimum, relation.maximum)
    return f"{spelled} → {' and '.join(targets)}{count}: {relation.help}{extra}"


def _count(minimum: int, maximum: int | None) -> str:
    if maximum is None:
        return f" (at least {minimum})" if minimum else ""
    if minimum == maximum:
        return f" (exactly {minimum})"
    return f" (at most {maximum})" if not minimum else f" ({minimum} to {maximum})"
