"""Values of properties: scalars with the types of YAML, and functions as far as they are static."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import TypeAlias

from stratum.compiler.importers.source import Source
from stratum.language.syntax import nodes
from stratum.language.syntax.nodes import Node, Scalar, Sequence

Static: TypeAlias = "str | list[Static] | dict[str, Static]"
"""A value that is known before anything runs; scalars as they are written."""

_DEEPEST = 20


class UnknownValueError(Exception):
    """A value that is not known before something runs; its text says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Values:
    """Evaluates values of one service template.

    Attributes:
        source: The document.
        inputs: Definitions of the inputs by name.
        templates: Node templates by name.
    """

    source: Source
    inputs: Mapping[str, Node]
    templates: Mapping[str, Node]

    def value(self, node: Node, owner: str, depth: int = 0) -> Static:
        """What a value is.

        Args:
            node: As written.
            owner: Name of the node template that it belongs to, for ``SELF``.
            depth: How many functions led to it.

        Raises:
            UnknownValueError: If it is known only when something runs.
        """
        if depth > _DEEPEST:
            raise UnknownValueError("its functions lead to each other")
        if isinstance(node, Scalar):
            return node.text
        if isinstance(node, Sequence):
            return [self.value(item, owner, depth) for item in node.items]
        function, argument = _function(node)
        if function:
            return self._call(function, argument, owner, depth + 1)
        return {key: self.value(entry[1], owner, depth) for key, entry in node.entries.items()}

    def _call(self, function: str, argument: Node, owner: str, depth: int) -> Static:
        known: Mapping[str, Callable[[Node, str, int], Static]] = {
            "get_input": self._input,
            "get_property": self._property,
            "concat": self._concat,
            "join": self._join,
        }
        if function not in known:
            raise UnknownValueError(f"{function} is known only when it runs")
        return known[function](argument, owner, depth)

    def _input(self, argument: Node, owner: str, depth: int) -> Static:
        name = argument.text if isinstance(argument, Scalar) else _word(argument, 0)
        default = self.source.get(self.inputs.get(name), "default")
        if default is None:
            raise UnknownValueError(f"input {name} has no default")
        return self.value(default, owner, depth)

    def _property(self, argument: Node, owner: str, depth: int) -> Static:
        words = [item.text for item in _items(argument) if isinstance(item, Scalar)]
        if len(words) < 2:
            raise UnknownValueError("get_property names no property")
        name = owner if words[0] == "SELF" else words[0]
        path = words[2:] if words[1] == "CAPABILITY" else words[1:]
        template = self.templates.get(name)
        found = self._static(template, path)
        if found is None:
            raise UnknownValueError(f"{name} has no property {'.'.join(path)}")
        return self.value(found, name, depth)

    def _static(self, template: Node | None, path: list[str]) -> Node | None:
        """A property of a template, or of one of its capabilities."""
        own = plain(template, "properties", *path)
        return own if own is not None else plain(template, "capabilities", path[0], "properties", *path[1:])

    def _concat(self, argument: Node, owner: str, depth: int) -> Static:
        return "".join(str(self.value(item, owner, depth)) for item in _items(argument))

    def _join(self, argument: Node, owner: str, depth: int) -> Static:
        parts = [self.value(item, owner, depth) for item in _items(argument)]
        if not parts or not isinstance(parts[0], list):
            raise UnknownValueError("join names no list")
        return str(parts[1] if len(parts) > 1 else "").join(str(part) for part in parts[0])


def plain(node: Node | None, *keys: str) -> Node | None:
    """What some keys lead to, without counting them as understood."""
    for key in keys:
        node = node.get(key) if isinstance(node, nodes.Mapping) else None
    return node


def _function(node: nodes.Mapping) -> tuple[str, Node]:
    """The function that a mapping calls, with or without the dollar sign of TOSCA 2.0; empty for none."""
    if len(node.entries) == 1:
        ((key, (_, argument)),) = node.entries.items()
        name = key.removeprefix("$")
        if name in _FUNCTIONS:
            return name, argument
    return "", node


def _items(node: Node) -> list[Node]:
    return node.items if isinstance(node, Sequence) else [node]


def _word(node: Node, number: int) -> str:
    items = _items(node)
    found = items[number] if number < len(items) else None
    return found.text if isinstance(found, Scalar) else ""


_FUNCTIONS = frozenset({
    "get_input", "get_property", "get_attribute", "get_artifact", "get_operation_output", "get_nodes_of_type",
    "concat", "join", "token",
})  # fmt: skip
