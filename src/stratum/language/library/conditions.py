"""The constraints of types as they are read: each can be worked out and names only what there is."""

import dataclasses
from collections.abc import Iterator, Mapping

from stratum.language.constraints.conditions import HOST, OF_EVERY, PARTS, RELATED, SELF, wrong
from stratum.language.constraints.expressions import Names
from stratum.language.library.definitions import as_mapping
from stratum.language.library.inheritance import Definition
from stratum.language.metamodel import Type
from stratum.language.syntax.nodes import Node, Scalar


def with_sound_constraints(
    types: Mapping[str, Type], definitions: Mapping[str, Definition]
) -> dict[str, Type]:
    """The types without those constraints that cannot be worked out, each of which is a finding.

    Args:
        types: All of them, everything inherited included.
        definitions: Those to look at, by the name of the type; a constraint is told where it is written.
    """
    bad = {text for name, written in definitions.items() for text in _faulty(types[name], written, types)}
    return {name: _without(found, bad) for name, found in types.items()} if bad else {**types}


def _faulty(found: Type, definition: Definition, types: Mapping[str, Type]) -> Iterator[str]:
    for name, node in _written(definition):
        names = _readable(found, types)
        for message, fix in wrong(node.text, names):
            definition.fault(node, f"constraint {name}: {message}", fix)
            yield node.text


def _written(definition: Definition) -> Iterator[tuple[str, Scalar]]:
    """Name and condition of each constraint that a type has of its own."""
    rules = definition.body.get("constraints")
    for key, (_, body) in as_mapping(rules).entries.items() if rules is not None else ():
        node: Node | None = as_mapping(body).get("holds")
        if isinstance(node, Scalar):
            yield key, node


def _readable(found: Type, types: Mapping[str, Type]) -> Names:
    hosts = {name for other in types.values() if other.capabilities for name in other.attributes}
    fields = {
        SELF: (*OF_EVERY, *found.attributes),
        HOST: (*OF_EVERY, *sorted(hosts)),
        RELATED: tuple(found.relations),
        PARTS: None,
    }
    return Names(fields, "self.replicas > 0")


def _without(found: Type, bad: set[str]) -> Type:
    kept = {name: rule for name, rule in found.constraints.items() if rule.holds not in bad}
    return dataclasses.replace(found, constraints=kept) if len(kept) < len(found.constraints) else found
