"""The attribute by which an element of an abstract type names a component of another application."""

import dataclasses
from collections.abc import Mapping
from typing import Final

from stratum.language.metamodel import Attribute, Shape, Type
from stratum.language.tree import SELECT

_SELECT: Final = Attribute(
    SELECT,
    Shape.STRING,
    "The component of another application that it stands for, as APPLICATION/COMPONENT.",
    pattern="[a-z][a-z0-9-]*/[a-z][a-z0-9-]*",
)


def with_select(types: Mapping[str, Type]) -> dict[str, Type]:
    """The types, those that others may stand in for with the attribute; what extends them has it not."""
    return {name: _selectable(found) for name, found in types.items()}


def _selectable(found: Type) -> Type:
    if not (found.abstract and found.substitutes):
        return found
    return dataclasses.replace(found, attributes={SELECT: _SELECT, **found.attributes})
