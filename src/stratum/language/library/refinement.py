"""What is inherited keeps its kind: a subtype says more of an attribute, and not that it is something else.

Programs, checks and generators read an attribute as the type says that first had it.
"""

import dataclasses
import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from stratum.language.library.definitions import as_mapping
from stratum.language.library.inheritance import Definition
from stratum.language.metamodel import Attribute, Shape, Type
from stratum.language.syntax.nodes import Scalar

_NARROWER: Final[Mapping[Shape, frozenset[Shape]]] = {
    Shape.ANY: frozenset(Shape),
    Shape.SCALAR: frozenset({Shape.STRING, Shape.INTEGER, Shape.NUMBER, Shape.BOOLEAN, Shape.ENUM}),
    Shape.STRING: frozenset({Shape.ENUM}),
}
_FIX: Final = "leave out its type, or give the attribute another name"
Attributes = Mapping[str, Attribute]


@dataclasses.dataclass(frozen=True, slots=True)
class _Conflict:
    """An attribute that is something else than in a type that it is inherited from.

    Attributes:
        edge: The kind of relation whose attribute it is; empty for one of the type.
        kept: The attribute as it is inherited.
        message: What is wrong.
    """

    edge: str
    kept: Attribute
    message: str


def with_kinds_kept(types: Mapping[str, Type], definitions: Mapping[str, Definition]) -> dict[str, Type]:
    """The types with what they inherit as it was; whatever would be something else is a finding.

    Args:
        types: All of them, everything inherited included, each after those that it extends.
        definitions: As they are written, by the name of the type.
    """
    done: dict[str, Type] = {}
    for name, found in types.items():
        parents = [done[parent] for parent in (found.parent, *found.mixins) if parent in done]
        conflicts = tuple(_conflicts(found, parents))
        _tell(conflicts, parents, definitions[name])
        done[name] = functools.reduce(_mended, reversed(conflicts), found)
    return done


def _conflicts(found: Type, parents: Sequence[Type]) -> Iterator[_Conflict]:
    for parent in parents:
        for edge in ("", *parent.relations):
            told = _attributes(found, edge)
            for name, kept in _attributes(parent, edge).items():
                # what is taken over as it is, is the very same value
                said = difference(told[name], kept) if told.get(name, kept) is not kept else ""
                if said:
                    yield _Conflict(edge, kept, f"{said}, as {parent.name} says")


def _attributes(found: Type, edge: str) -> Attributes:
    """The attributes of a type, or of one of its kinds of relations."""
    if not edge:
        return found.attributes
    return found.relations[edge].attributes if edge in found.relations else {}


def difference(told: Attribute, kept: Attribute, path: str = "") -> str:
    """How an attribute is something else than the one that it refines; empty where it is not."""
    path = f"{path}.{kept.name}" if path else kept.name
    if told.shape is not kept.shape and told.shape not in _NARROWER.get(kept.shape, ()):
        return f"attribute {path} is of type {kept.shape}, not {told.shape}"
    if told.dimension is not kept.dimension:
        return f"attribute {path} measures {kept.dimension}, not {told.dimension}"
    inner = [(told.fields[name], field) for name, field in kept.fields.items() if name in told.fields]
    if told.items and kept.items:
        inner.append((told.items, dataclasses.replace(kept.items, name="items")))
    return next((said for pair in inner if (said := difference(*pair, path))), "")


def _mended(found: Type, conflict: _Conflict) -> Type:
    kept = {conflict.kept.name: conflict.kept}
    if not conflict.edge:
        return dataclasses.replace(found, attributes={**found.attributes, **kept})
    relation = found.relations[conflict.edge]
    mended = dataclasses.replace(relation, attributes={**relation.attributes, **kept})
    return dataclasses.replace(found, relations={**found.relations, conflict.edge: mended})


def _tell(conflicts: Sequence[_Conflict], parents: Sequence[Type], definition: Definition) -> None:
    """Tell each conflict where the type makes it; what a type above it makes is told there."""
    for conflict in conflicts:
        written = _written(conflict, definition)
        if written is not None:
            definition.fault(written, conflict.message, _FIX)
        elif sum(conflict.kept.name in _attributes(parent, conflict.edge) for parent in parents) > 1:
            definition.fault(definition.key, conflict.message, "leave out one of the types that it extends")


def _written(conflict: _Conflict, definition: Definition) -> Scalar | None:
    """Where the type itself writes the attribute; None where it does not."""
    body = definition.body
    for key in ("relations", conflict.edge, "attributes") if conflict.edge else ("attributes",):
        inner = body.get(key)
        if inner is None:
            return None
        body = as_mapping(inner)
    entry = body.entries.get(conflict.kept.name)
    return entry[0] if entry else None
