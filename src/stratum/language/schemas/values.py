"""Attributes as JSON Schema."""

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from stratum.core.quantities import UNITS, Dimension
from stratum.language.metamodel import Attribute, Shape
from stratum.language.syntax import scalars
from stratum.language.syntax.values import plain
from stratum.language.syntax.words import value_node

Json: TypeAlias = dict[str, object]
TEXT: Final[Json] = {"type": ["string", "number", "boolean"]}
"""A text: YAML takes some without quotes for numbers or truths, and they are read as they are written."""
_URL: Final = r"^[a-z][a-z0-9+.-]*://[^\s/@]+(/\S*)?$"
_VAULT: Final = r"^(env:[A-Za-z_][A-Za-z0-9_]*|file:\S.*)$"
_TIME: Final = r"^\d.*([Zz]|[+-]\d{2}(:?\d{2}(:?\d{2})?)?)$"
_NUMBER: Final = r"[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?"


def value(attribute: Attribute) -> Json:
    """What the value of an attribute may be, with its help and its default."""
    told = _READ[attribute.shape](attribute)
    if attribute.words:
        told = {"anyOf": [told, {"enum": list(attribute.words)}]}
    return {**_about(attribute), **told}


def fields(attributes: Mapping[str, Attribute]) -> Json:
    """A mapping with some keys and no others."""
    required = [name for name, field in attributes.items() if field.required and field.default is None]
    told: Json = {
        "type": "object",
        "properties": {name: value(field) for name, field in attributes.items()},
        "additionalProperties": False,
    }
    return {**told, "required": required} if required else told


def _about(attribute: Attribute) -> Json:
    told: Json = {"description": attribute.help} if attribute.help else {}
    if attribute.default is not None and attribute.shape is not Shape.GROUP:
        told["default"] = json_of(attribute, attribute.default)
    return told


def json_of(attribute: Attribute, typed: object) -> object:
    """A typed value as it is written, in JSON."""
    return lists(plain(value_node(attribute, typed)))


def lists(told: object) -> object:
    """Plain data with lists in place of tuples, as JSON has them."""
    if isinstance(told, Mapping):
        return {key: lists(inner) for key, inner in told.items()}
    return [lists(item) for item in told] if isinstance(told, tuple) else told


def _text(attribute: Attribute) -> Json:
    return {**TEXT, "pattern": f"^({attribute.pattern})$"} if attribute.pattern else TEXT


def _number(attribute: Attribute) -> Json:
    bounds = {"minimum": attribute.minimum, "maximum": attribute.maximum}
    kind = "number" if attribute.shape is Shape.NUMBER else "integer"
    return {"type": kind, **{name: limit for name, limit in bounds.items() if limit is not None}}


def _enum(attribute: Attribute) -> Json:
    """The options as texts, and as YAML takes them where they stand without quotes."""
    bare = [scalars.scalar(option, plain=True) for option in attribute.options]
    return {"enum": [*attribute.options, *(b for b in bare if not isinstance(b, str))]}


def _quantity(attribute: Attribute) -> Json:
    dimension = attribute.dimension or Dimension.RATIO
    units = sorted((unit for unit in UNITS[dimension] if unit), key=len, reverse=True)
    unit = f"({'|'.join(map(re.escape, units))})"
    if "" not in UNITS[dimension]:
        return {"type": "string", "pattern": rf"^\s*{_NUMBER}\s*{unit}\s*$"}
    bare = Attribute("", Shape.NUMBER, minimum=attribute.minimum or 0, maximum=attribute.maximum)
    return {"anyOf": [{"type": "string", "pattern": rf"^\s*{_NUMBER}\s*{unit}?\s*$"}, _number(bare)]}


def _list(attribute: Attribute) -> Json:
    items = value(attribute.items or Attribute("", Shape.SCALAR))
    told: Json = {"type": "array", "items": items}
    if attribute.minimum is not None:
        told["minItems"] = int(attribute.minimum)
    return {"anyOf": [told, items]} if attribute.single else told


def _map(attribute: Attribute) -> Json:
    items = value(attribute.items or Attribute("", Shape.SCALAR))
    return {"type": "object", "additionalProperties": items}


_READ: Final[Mapping[Shape, Callable[[Attribute], Json]]] = {
    Shape.STRING: _text,
    Shape.INTEGER: _number,
    Shape.NUMBER: _number,
    Shape.BOOLEAN: lambda _: {"type": "boolean"},
    Shape.ENUM: _enum,
    Shape.QUANTITY: _quantity,
    Shape.TIMESTAMP: lambda _: {"type": "string", "pattern": _TIME},
    Shape.PATH: lambda _: {**TEXT, "minLength": 1},
    Shape.PORT: lambda _: {"type": "integer", "minimum": 1, "maximum": 65535},
    Shape.URL: lambda _: {"type": "string", "pattern": _URL},
    Shape.VAULT: lambda _: {"type": "string", "pattern": _VAULT},
    Shape.EXPRESSION: _text,
    Shape.SCALAR: lambda _: TEXT,
    Shape.LIST: _list,
    Shape.MAP: _map,
    Shape.GROUP: lambda attribute: fields(attribute.fields),
    Shape.ANY: lambda _: {},
}
