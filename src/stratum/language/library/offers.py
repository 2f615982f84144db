"""What may be required: every capability of a host as a field of the groups that are marked ``offered``."""

import dataclasses
from collections.abc import Mapping
from typing import Final

from stratum.language.library.definitions import as_mapping
from stratum.language.library.inheritance import Definition
from stratum.language.metamodel import Attribute, Capability, Match, Shape, Type

_AMOUNTS: Final = frozenset({Shape.INTEGER, Shape.NUMBER, Shape.QUANTITY})
_COMPARED: Final[Mapping[Match, frozenset[Shape]]] = {
    Match.CONSUMED: _AMOUNTS,
    Match.LEAST: _AMOUNTS,
    Match.ALL: frozenset({Shape.LIST}),
    Match.VERSIONS: frozenset({Shape.MAP}),
}
"""The shapes of attributes that can be matched so; those of any other match may have every shape."""


def with_matches(types: Mapping[str, Type], definitions: Mapping[str, Definition]) -> dict[str, Type]:
    """The types with capabilities that can be matched as they say, each of the others a finding."""
    return {name: _matched(found, definitions[name]) for name, found in types.items()}


def _matched(found: Type, definition: Definition) -> Type:
    told, attributes = found.capabilities, found.attributes
    sound = {name: _sound(c, attributes[name]) for name, c in told.items() if name in attributes}
    if all(told[name] == c for name, c in sound.items()):
        return found
    node = definition.body.get("capabilities")
    for name, (key, _) in as_mapping(node).entries.items() if node else ():
        if name in sound and sound[name].match is not told[name].match:
            message = (
                f"capability {name} is of match {told[name].match}, which no {attributes[name].shape} can be"
            )
            fix = f"give attribute {name} another type: {', '.join(sorted(_COMPARED[told[name].match]))}"
            definition.fault(key, message, fix)
    return dataclasses.replace(found, capabilities={**told, **sound})


def _sound(capability: Capability, offer: Attribute) -> Capability:
    """The capability, measured as its attribute is; of one that cannot be matched so, any will do."""
    match = capability.match if offer.shape in _COMPARED.get(capability.match, Shape) else Match.ANY
    return dataclasses.replace(capability, match=match, dimension=offer.dimension)


def with_offers(types: Mapping[str, Type]) -> dict[str, Type]:
    """The types; a group that is marked ``offered`` has a field for each capability that it does not name."""
    fields = {
        name: _field(capability, found.attributes[name])
        for found in types.values()
        for name, capability in found.capabilities.items()
        if name in found.attributes
    }
    return {name: _grown(found, fields) for name, found in types.items()}


def _grown(found: Type, fields: Mapping[str, Attribute]) -> Type:
    if not any(attribute.offered for attribute in found.attributes.values()):
        return found
    attributes = {
        name: dataclasses.replace(attribute, fields={**fields, **attribute.fields})
        if attribute.offered
        else attribute
        for name, attribute in found.attributes.items()
    }
    return dataclasses.replace(found, attributes=attributes)


def _field(capability: Capability, offer: Attribute) -> Attribute:
    """How a requirement of a capability is written, given how a host offers it."""
    asked = dataclasses.replace(offer, required=False, default=None)
    if capability.match is Match.ANY and asked.shape is not Shape.LIST:
        return dataclasses.replace(
            asked, shape=Shape.LIST, items=asked, single=True, minimum=1, maximum=None, pattern="", options=()
        )
    return dataclasses.replace(asked, minimum=0) if capability.match is Match.CONSUMED else asked
