"""Conditions on a machine that is still to be chosen (``node_filter``) as what a component requires of it."""

from collections.abc import Iterator, Mapping
from typing import Final

from stratum.compiler.importers.tosca.machines import capacity
from stratum.compiler.importers.tosca.normative import ARCHITECTURES, FAMILIES
from stratum.compiler.importers.tosca.templates import Body, Reading
from stratum.compiler.importers.tosca.values import Static, UnknownValueError
from stratum.language.syntax.nodes import Mapping as MappingNode
from stratum.language.syntax.nodes import Node, Sequence

_AT_LEAST: Final = frozenset({"equal", "greater_or_equal", "greater_than", "in_range"})
_WORDS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "architecture": ("arch", ARCHITECTURES),
    "type": ("os", FAMILIES),
}
_AMOUNTS: Final = frozenset({"num_cpus", "mem_size", "disk_size"})
_Clause = tuple[str, str, Node, str]
"""Property, operator, argument, and the keys that lead to it."""


def required(reading: Reading, found: Node | None, path: str, owner: str) -> Body:
    """What a filter asks for, as ``requires`` of a component; the rest is told.

    Args:
        reading: The service template.
        found: The filter, or the capabilities of a template that stands for a machine to be chosen.
        path: Keys that lead to it.
        owner: Name of the node template that it belongs to.
    """
    body: Body = {}
    for name, operator, node, place in _clauses(reading, found, path):
        value = reading.evaluated(node, place, owner)
        if value is None:
            continue
        try:
            key, amount = _requirement(name, operator, value)
            body[key] = amount
        except UnknownValueError as error:
            reading.source.tell(node, place, str(error))
    return body


def _requirement(name: str, operator: str, value: Static) -> tuple[str, object]:
    first = value[0] if isinstance(value, list) and value else value
    if name in _AMOUNTS and operator in _AT_LEAST and isinstance(first, str):
        return capacity(name, first)
    key, table = _WORDS.get(name, ("", {}))
    words = value if isinstance(value, list) else [value]
    if key and operator in {"equal", "valid_values"} and all(str(w).lower() in table for w in words):
        found = [table[str(word).lower()] for word in words]
        return key, found[0] if len(found) == 1 else found
    raise UnknownValueError(f"{name} {operator} is not understood as a requirement")


def _clauses(reading: Reading, node: Node | None, path: str) -> Iterator[_Clause]:
    """The conditions of a filter in the words of TOSCA 1 or 2."""
    source = reading.source
    for capability, inner in source.each(source.get(node, "capabilities")):
        place = f"{path}.capabilities.{capability}.properties"
        for name, mark, value in source.entries(source.get(inner, "properties")):
            source.take(mark, value)
            yield from _bounds(name, value, f"{place}.{name}")
    for key, mark, value in source.entries(node):
        if key.startswith("$"):
            source.take(mark, value)
            yield from _expression(key, value, f"{path}.{key}")


def _bounds(name: str, node: Node, path: str) -> Iterator[_Clause]:
    """A literal, one condition or a list of conditions."""
    for item in node.items if isinstance(node, Sequence) else [node]:
        if isinstance(item, MappingNode):
            for operator, (_, argument) in item.entries.items():
                yield name, operator.removeprefix("$"), argument, path
        else:
            yield name, "equal", item, path


def _expression(operator: str, node: Node, path: str) -> Iterator[_Clause]:
    """``$and`` of comparisons of a property of the machine with a literal."""
    items = node.items if isinstance(node, Sequence) else []
    if operator == "$and":
        for item in items:
            if isinstance(item, MappingNode):
                for inner, (_, argument) in item.entries.items():
                    yield from _expression(inner, argument, f"{path}.{inner}")
    elif len(items) == 2 and (name := _property(items[0])):
        yield name, operator.removeprefix("$"), items[1], path
    else:
        yield operator, "as it is written", node, path


def _property(node: Node) -> str:
    """The last word of ``{$get_property: [SELF, CAPABILITY, num_cpus]}``."""
    if isinstance(node, MappingNode) and len(node.entries) == 1:
        ((key, (_, argument)),) = node.entries.items()
        if key.removeprefix("$") == "get_property" and isinstance(argument, Sequence) and argument.items:
            return str(getattr(argument.items[-1], "text", ""))
    return ""
