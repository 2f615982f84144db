"""The reference of the language as Markdown, written from the metamodel so that it cannot lag behind."""

from collections.abc import Iterator, Mapping

from stratum.core.quantities import show_quantity
from stratum.language.metamodel import Attribute, DocumentType, Metamodel, RelationType, Shape, Type


def render(metamodel: Metamodel) -> str:
    """All kinds of documents and their types with attributes and relations, as Markdown."""
    return "\n".join(_lines(metamodel)) + "\n"


def _lines(metamodel: Metamodel) -> Iterator[str]:
    for document in metamodel.documents.values():
        yield from _document(metamodel, document)


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
    own = {name: a for name, a in found.attributes.items() if shared.attributes.get(name) != a}
    yield from _table(own)
    relations = [r for kind, r in found.relations.items() if shared.relations.get(kind) != r]
    for relation in relations:
        yield f"- {_relation(relation)}"
    if relations:
        yield ""


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
    targets = [f"{t.type}{_count(t.minimum, t.maximum)}" for t in relation.targets]
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
