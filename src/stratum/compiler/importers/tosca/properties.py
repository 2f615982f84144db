"""Definitions of properties as attributes: their types, constraints and defaults."""

import re
from collections.abc import Iterator, Mapping

from stratum.compiler.importers.source import Source
from stratum.compiler.importers.tosca.values import Static, UnknownValueError
from stratum.compiler.importers.tosca.worth import worth
from stratum.core.quantities import Dimension
from stratum.core.secrets import is_secret_name
from stratum.language.metamodel import Attribute, Shape
from stratum.language.syntax.nodes import Node, Scalar, Sequence

_SHAPES: Mapping[str, tuple[Shape, Dimension | None]] = {
    "string": (Shape.STRING, None),
    "integer": (Shape.INTEGER, None),
    "float": (Shape.NUMBER, None),
    "boolean": (Shape.BOOLEAN, None),
    "timestamp": (Shape.TIMESTAMP, None),
    "version": (Shape.STRING, None),
    "list": (Shape.LIST, None),
    "map": (Shape.MAP, None),
    "scalar-unit.size": (Shape.QUANTITY, Dimension.BYTES),
    "scalar-unit.time": (Shape.QUANTITY, Dimension.SECONDS),
    "scalar-unit.bitrate": (Shape.QUANTITY, Dimension.BITS_PER_SECOND),
    "PortDef": (Shape.PORT, None),
}
_RESERVED = frozenset({"id", "type", "contains", "requires", "description", "container", "substitute"})
_BOUNDS = {
    "greater_or_equal": ("minimum",),
    "less_or_equal": ("maximum",),
    "in_range": ("minimum", "maximum"),
    "min_length": ("minimum",),
    "max_length": ("maximum",),
}


def camel(name: str) -> str:
    """A name of an attribute for a property, such as ``maxUsers`` for ``max_users``."""
    words = re.sub(r"[^A-Za-z0-9]+", " ", name).split() or ["value"]
    joined = words[0][:1].lower() + words[0][1:] + "".join(w[:1].upper() + w[1:] for w in words[1:])
    joined = joined if joined[:1].isalpha() else f"value{joined}"
    return f"{joined}Property" if joined in _RESERVED else joined


def attribute_of(source: Source, path: str, name: str, node: Node) -> dict[str, object]:
    """An attribute as a document of types has it.

    Args:
        source: The document.
        path: Keys that lead to the definition.
        name: Of the property; that of a secret makes it one.
        node: Its definition.
    """
    shape, dimension = _shape(source, path, node)
    is_required = source.text(node, "required") != "false"
    found: dict[str, object] = {"type": str(shape)}
    if shape is Shape.STRING and is_secret_name(name):
        return {"type": str(Shape.VAULT), "help": source.text(node, "description") or "A secret."}
    if dimension is not None:
        found["measures"] = str(dimension)
    if shape in {Shape.LIST, Shape.MAP}:
        found["items"] = _items(source, path, node)
    found |= _about(source, node)
    plain_shape = Attribute(name, shape, dimension=dimension, items=Attribute("", Shape.ANY))
    for key, value in _constraints(source, path, node, plain_shape):
        found[key] = value
    if "options" in found:
        found["type"] = str(Shape.ENUM)
    default = source.get(node, "default")
    if default is not None:
        found |= _default(source, path, default, plain_shape)
    elif is_required:
        found["required"] = True
    return found


def _about(source: Source, node: Node) -> dict[str, object]:
    about = source.text(node, "description")
    return {"help": about} if about else {}


def _shape(source: Source, path: str, node: Node) -> tuple[Shape, Dimension | None]:
    said = source.text(node, "type")
    known = _SHAPES.get(said.removeprefix("tosca:").removeprefix("tosca.datatypes.network."))
    if known is None:
        found = source.get(node, "type") or node
        source.tell(
            found, f"{path}.type", f"{said or 'nothing'} is no type that is known here: any value fits"
        )
    return known or (Shape.ANY, None)


def _items(source: Source, path: str, node: Node) -> object:
    schema = source.get(node, "entry_schema")
    said = schema.text if isinstance(schema, Scalar) else source.text(schema, "type")
    shape, dimension = _SHAPES.get(said, (Shape.ANY, None))
    if shape in {Shape.LIST, Shape.MAP}:
        source.tell(schema or node, f"{path}.entry_schema", "what its items hold may be anything")
        return str(Shape.ANY)
    return {"type": str(shape), "measures": str(dimension)} if dimension else str(shape)


def _default(source: Source, path: str, node: Node, attribute: Attribute) -> dict[str, object]:
    try:
        return {"default": worth(written(node), attribute)}
    except UnknownValueError as error:
        source.tell(node, f"{path}.default", str(error))
        return {}


def written(node: Node) -> Static:
    """A value without its functions evaluated."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [written(item) for item in node.items]
    return {key: written(entry[1]) for key, entry in node.entries.items()}


def _constraints(source: Source, path: str, node: Node, attribute: Attribute) -> Iterator[tuple[str, object]]:
    """Bounds, options and patterns, as TOSCA 1 and 2 write them."""
    for word, place, value in _clauses(source, path, node):
        try:
            yield from _clause(word, written(value), attribute)
        except UnknownValueError as error:
            source.tell(value, f"{place}.{word}", str(error))


def _clauses(source: Source, path: str, node: Node) -> Iterator[tuple[str, str, Node]]:
    for name in ("constraints", "validation"):
        found = source.get(node, name)
        for key, value in source.each(found):
            inner = source.each(value) if key == "$and" else [(key, value)]
            yield from ((word.removeprefix("$"), f"{path}.{name}", argument) for word, argument in inner)


def _clause(word: str, value: Static, attribute: Attribute) -> Iterator[tuple[str, object]]:
    values = value if isinstance(value, list) else [value]
    if values[:1] == ["$value"] or values[:1] == [{"$value": []}]:
        values = values[1:]
    flat = values[0] if len(values) == 1 and isinstance(values[0], list) else values
    if word == "valid_values" and attribute.shape is Shape.STRING:
        yield "options", [str(item) for item in flat]
    elif word == "pattern" and isinstance(flat[0], str):
        yield "pattern", flat[0]
    elif word in _BOUNDS and attribute.shape not in {Shape.STRING, Shape.ANY}:
        is_length = attribute.shape in {Shape.LIST, Shape.MAP}
        bound = Attribute("", Shape.INTEGER) if is_length else attribute
        for name, limit in zip(_BOUNDS[word], flat, strict=False):
            if limit != "UNBOUNDED":
                yield name, worth(limit, bound)
    else:
        raise UnknownValueError("not understood")
