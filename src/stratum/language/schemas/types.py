"""Documents with types of one's own as JSON Schema, from the grammar that reads them."""

from collections.abc import Mapping
from typing import Final

from stratum.language.library.definitions import GRAMMAR
from stratum.language.library.reader import FILE_KEYS, TYPE_KEYS
from stratum.language.metamodel import Attribute, Metamodel, Shape
from stratum.language.schemas.values import TEXT, Json, value


def types_schema(metamodel: Metamodel) -> Json:
    """A document of kind ``Types``."""
    known: Json = {"type": "string", "examples": sorted(metamodel.types)}
    defined = {kind: _open(keys) for kind, keys in GRAMMAR.items()}
    shapes = [str(option) for option in GRAMMAR["attribute"]["type"].options]
    return {
        "title": "Types of stratum",
        "description": "Types of elements that extend those that are there.",
        "type": "object",
        "properties": {
            **{name: _loose(attribute) for name, attribute in FILE_KEYS.items()},
            "kind": {"const": "Types"},
            "types": _map({"$ref": "#/$defs/type"}, "^[A-Z][A-Za-z0-9]*$"),
        },
        "required": ["stratum", "kind", "name"],
        "additionalProperties": False,
        "$defs": {
            **defined,
            "shape": {"anyOf": [{"enum": shapes}, {"$ref": "#/$defs/attribute"}]},
            "attribute": _nested(defined["attribute"], items={"$ref": "#/$defs/shape"}, fields=_map(_SHAPE)),
            "relation": _nested(defined["relation"], to=_TARGETS, attributes=_map(_SHAPE)),
            "type": _nested(
                _open(TYPE_KEYS),
                extends=known,
                attributes=_map(_SHAPE),
                relations=_map({"$ref": "#/$defs/relation"}),
                capabilities=_map({"$ref": "#/$defs/capability"}),
                contains=_TARGETS,
                provides=_map({"$ref": "#/$defs/endpoint"}),
                constraints=_map({"$ref": "#/$defs/constraint"}),
            ),
        },
    }


def _open(keys: Mapping[str, Attribute]) -> Json:
    """Keys that a definition may have; none is needed, since it may inherit them."""
    told = {name: _loose(attribute) for name, attribute in keys.items()}
    return {"type": ["object", "null"], "properties": told, "additionalProperties": False}


def _loose(attribute: Attribute) -> Json:
    return TEXT if attribute.shape is Shape.SCALAR else value(attribute)


def _nested(definition: Json, **inner: Json) -> Json:
    told = definition["properties"]
    return {**definition, "properties": {**(told if isinstance(told, dict) else {}), **inner}}


def _map(items: Json, names: str = "") -> Json:
    told: Json = {"type": "object", "additionalProperties": items}
    return {**told, "propertyNames": {"pattern": names}} if names else told


_SHAPE: Final[Json] = {"$ref": "#/$defs/shape"}
_TARGETS: Final[Json] = {
    "anyOf": [{"type": "array", "items": {"type": "string"}}, _map({"$ref": "#/$defs/target"})]
}
