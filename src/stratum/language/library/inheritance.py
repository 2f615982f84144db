"""Inheritance of type definitions: what a type extends and mixes in is laid under what it says itself."""

import dataclasses
from collections.abc import Mapping as MappingType

from stratum.language.codes import Code
from stratum.language.suggestions import did_you_mean
from stratum.language.syntax.nodes import Mapping, Node, Scalar, Sequence
from stratum.language.syntax.problems import Problems

OWN = frozenset({"help", "extends", "mixins", "abstract", "mixin", "substitutes"})
WHOLE = frozenset({"default", "to"})


@dataclasses.dataclass(frozen=True, slots=True)
class Definition:
    """A type as written in one file.

    Attributes:
        name: Of the type.
        key: Where its definition begins.
        body: What it says itself.
        problems: Takes findings about it, with its file.
    """

    name: str
    key: Scalar
    body: Mapping
    problems: Problems

    def fault(self, node: Node, message: str, fix: str) -> None:
        """Record that the definition is wrong at a node."""
        self.problems.add(Code.TYPE_DEFINITION, node, message, fix)

    def names(self, key: str) -> list[Scalar]:
        """The names that ``extends`` or ``mixins`` gives."""
        node = self.body.get(key)
        nodes = node.items if isinstance(node, Sequence) else [node]
        return [n for n in nodes if isinstance(n, Scalar)]


@dataclasses.dataclass(frozen=True, slots=True)
class Inherited:
    """A definition with everything it inherits.

    Attributes:
        definition: As written.
        body: The whole of it.
        ancestors: Names of all types it is one of.
    """

    definition: Definition
    body: Mapping
    ancestors: frozenset[str]


def inherit(definitions: MappingType[str, Definition]) -> dict[str, Inherited]:
    """Every definition with what it inherits, parents first.

    Unknown parents and circles are findings; such types come without what cannot be resolved.
    """
    done: dict[str, Inherited] = {}
    for name in definitions:
        _resolve(name, definitions, done, ())
    return done


def _resolve(
    name: str, definitions: MappingType[str, Definition], done: dict[str, Inherited], path: tuple[str, ...]
) -> None:
    if name in done:
        return
    definition = definitions[name]
    body, ancestors = Mapping({}, definition.key.line, definition.key.column, definition.key.file), {name}
    for parent in (*definition.names("extends"), *definition.names("mixins")):
        if not _usable(parent, definition, definitions, (*path, name)):
            continue
        _resolve(parent.text, definitions, done, (*path, name))
        above = done[parent.text]
        body = overlay(body, Mapping(_passed_on(above.body), parent.line, parent.column, parent.file))
        ancestors |= above.ancestors
    done[name] = Inherited(definition, overlay(body, definition.body), frozenset(ancestors))


def _usable(
    parent: Scalar, definition: Definition, definitions: MappingType[str, Definition], path: tuple[str, ...]
) -> bool:
    if parent.text not in definitions:
        fix = did_you_mean(parent.text, definitions, "known types")
        definition.fault(parent, f"{definition.name} extends the unknown type {parent.text!r}", fix)
        return False
    if parent.text in path:
        circle = " -> ".join((*path[path.index(parent.text) :], parent.text))
        definition.fault(parent, f"types extend each other in a circle: {circle}", "remove one of them")
        return False
    return True


def _passed_on(body: Mapping) -> dict[str, tuple[Scalar, Node]]:
    return {key: entry for key, entry in body.entries.items() if key not in OWN}


def overlay(under: Mapping, over: Mapping) -> Mapping:
    """Both mappings in one; where both have a mapping for a key these are laid over each other too.

    Defaults and the targets of relations are replaced as a whole.
    """
    entries = dict(under.entries)
    for key, (at, node) in over.entries.items():
        below = under.get(key)
        if key not in WHOLE and isinstance(node, Mapping) and isinstance(below, Mapping):
            entries[key] = (at, overlay(below, node))
        else:
            entries[key] = (at, node)
    return Mapping(entries, over.line, over.column, over.file)
