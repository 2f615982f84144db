"""The types of elements as the JSON data of a palette and of forms: what there is, how it is filled in."""

import dataclasses
from collections.abc import Iterable

from stratum.core.quantities import UNITS
from stratum.language.library.definitions import GRAMMAR
from stratum.language.library.reader import TYPE_KEYS
from stratum.language.metamodel import Attribute, Metamodel, RelationType, Target, Type
from stratum.language.schemas.values import json_of

Json = dict[str, object]


def palette(metamodel: Metamodel) -> Json:
    """What ``GET /api/types`` answers: the sections of each kind of document, all types, what these say."""
    return {
        "documents": {
            str(kind): {
                "help": described.help,
                "attributes": _attributes(described.attributes.values()),
                "sections": [
                    {
                        "name": s.name,
                        "holds": s.holds,
                        "default": s.default,
                        "required": s.required,
                        "help": s.help,
                    }
                    for s in described.sections.values()
                ],
            }
            for kind, described in metamodel.documents.items()
        },
        "types": [_type(found) for _, found in sorted(metamodel.types.items()) if not found.mixin],
        "mixins": sorted(name for name, found in metamodel.types.items() if found.mixin),
        "grammar": {
            kind: _attributes(keys.values()) for kind, keys in {"type": TYPE_KEYS, **GRAMMAR}.items()
        },
    }


def _type(found: Type) -> Json:
    return {
        "name": found.name,
        "help": found.help,
        "parent": found.parent,
        "ancestors": sorted(found.ancestors),
        "abstract": found.abstract,
        "substitutes": found.substitutes,
        "role": found.role,
        "modelOnly": found.model_only,
        "attributes": _attributes(found.attributes.values()),
        "relations": [_relation(relation) for relation in found.relations.values()],
        "contains": [_target(target) for target in found.contains],
        "provides": [dataclasses.asdict(endpoint) for endpoint in found.provides.values()],
        "capabilities": sorted(found.capabilities),
    }


def _attributes(attributes: Iterable[Attribute]) -> list[Json]:
    return [_attribute(attribute) for attribute in attributes]


def _attribute(attribute: Attribute) -> Json:
    default = attribute.default
    return {
        "name": attribute.name,
        "type": str(attribute.shape),
        "help": attribute.help,
        "required": attribute.required and default is None,
        "default": None if default is None else json_of(attribute, default),
        "units": [unit for unit in UNITS[attribute.dimension] if unit] if attribute.dimension else [],
        "options": attribute.options,
        "words": attribute.words,
        "minimum": attribute.minimum,
        "maximum": attribute.maximum,
        "pattern": attribute.pattern,
        "single": attribute.single,
        "refers": str(attribute.refers),
        "items": _attribute(attribute.items) if attribute.items is not None else None,
        "fields": _attributes(attribute.fields.values()),
    }


def _relation(relation: RelationType) -> Json:
    return {
        "kind": relation.kind,
        "spellings": list(relation.spellings),
        "help": relation.help,
        "targets": [_target(target) for target in relation.targets],
        "minimum": relation.minimum,
        "maximum": relation.maximum,
        "scope": str(relation.scope),
        "attributes": _attributes(relation.attributes.values()),
    }


def _target(target: Target) -> Json:
    return {
        "type": target.type,
        "minimum": target.minimum,
        "maximum": target.maximum,
        "uses": [str(use) for use in target.uses],
    }
