"""What may be required: every capability of a host as a field of the groups that are marked ``offered``."""

import dataclasses
from collections.abc import Mapping

from stratum.language.metamodel import Attribute, Capability, Match, Shape, Type


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
