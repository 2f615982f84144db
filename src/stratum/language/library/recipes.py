"""The implementations of types as they are read: each is for an engine there is and names only what there is.

What values of a recipe stand for, ``compiler.recipes`` works out. Here they are only looked up.
"""

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from stratum.language.library.definitions import as_mapping
from stratum.language.library.inheritance import Definition
from stratum.language.metamodel import Shape, Type
from stratum.language.standing import DESCRIBING, ENGINES
from stratum.language.suggestions import did_you_mean
from stratum.language.syntax import nodes
from stratum.language.syntax.nodes import Node, Scalar

_CLOUD: Final = frozenset({"resource", "arguments"})
_RECIPES: Final[Mapping[str, frozenset[str]]] = {
    "container": frozenset({
        *("part", "image", "tag", "command", "environment", "volumes", "files", "health"),
    }),
    "system": frozenset({
        *("part", "packages", "python", "source", "service", "environment", "files", "setup", "keeps"),
        *("reached", "distribution", "family"),
    }),
    "aws": _CLOUD,
    "azurerm": _CLOUD,
    "openstack": _CLOUD,
}
"""The keys of those implementations that are made of values."""
_OWN: Final = ("name", "host", "address", "image")
_PEER: Final = ("name", "address", "port")
Fault = tuple[Node, str, str]
"""Where something is wrong, what, and what would cure it."""


def check_recipes(types: Mapping[str, Type], definitions: Mapping[str, Definition]) -> None:
    """Tell what is wrong with the implementations that types have of their own, each where it is written."""
    for name, definition in definitions.items():
        node = definition.body.get("implementation")
        for engine, (key, body) in as_mapping(node).entries.items() if node else ():
            for at, message, fix in _faults(_Reader(types, types[name], engine), key, body):
                definition.fault(at, f"{engine}: {message}", fix)


def _faults(reader: "_Reader", key: Scalar, body: Node) -> Iterator[Fault]:
    known = {*ENGINES, *DESCRIBING}
    if key.text not in known:
        yield key, "there is no such engine", did_you_mean(key.text, known, "known engines")
    elif key.text in _RECIPES:
        for name, (at, inner) in as_mapping(body).entries.items():
            if name in _RECIPES[key.text]:
                yield from reader.entry(name, inner)
            else:
                fix = did_you_mean(name, _RECIPES[key.text], "known keys")
                yield at, f"unknown key {name!r}", fix


@dataclasses.dataclass(frozen=True, slots=True)
class _Reader:
    """Looks up what a recipe names.

    Attributes:
        types: All of them, by name.
        type: Whose recipe it is.
        engine: Which one it is for.
    """

    types: Mapping[str, Type]
    type: Type
    engine: str

    def entry(self, name: str, node: Node) -> Iterator[Fault]:
        """What is wrong with one entry of the recipe."""
        if name == "part":
            yield from self._unknown(node, self.types, "type")
        elif name == "keeps":
            for item in node.items if isinstance(node, nodes.Sequence) else (node,):
                yield from self._attribute(item)
        else:
            if name == "health":
                yield from self._health(as_mapping(node).get("interface"))
            yield from self.value(node)

    def _health(self, interface: Node | None) -> Iterator[Fault]:
        parts = tuple(target.type for target in self.type.contains)
        inner = {name for t in self.types.values() if t.is_any(parts) for name in t.provides}
        if interface is not None:
            yield from self._unknown(interface, {*self.type.provides, *inner}, "interface that it provides")

    def value(self, node: Node) -> Iterator[Fault]:
        """What is wrong with a value and all that it is made of."""
        if isinstance(node, nodes.Sequence):
            for item in node.items:
                yield from self.value(item)
        elif isinstance(node, nodes.Mapping):
            yield from self._looked_up(node)
            for _, inner in node.entries.values():
                yield from self.value(inner)

    def _looked_up(self, node: nodes.Mapping) -> Iterator[Fault]:
        named = {key: inner for key, (_, inner) in node.entries.items() if isinstance(inner, Scalar)}
        if node.entries.keys() in ({"attribute"}, {"secret"}) and named:
            (inner,) = named.values()
            yield from self._attribute(inner, is_secret="secret" in named)
        elif node.entries.keys() == {"own"} and named:
            yield from self._unknown(named["own"], _OWN, "word of its own")
        elif {"peer", "type", "value"} <= named.keys():
            yield from self._peer(named["type"], named["value"])
        elif "each" in named and node.entries.keys() != {"each"}:
            yield from self._attribute(named["each"])

    def _peer(self, wanted: Scalar, value: Scalar) -> Iterator[Fault]:
        yield from self._unknown(wanted, self.types, "type")
        if wanted.text in self.types:
            known = (*_PEER, *self.types[wanted.text].attributes)
            name = Scalar(value.text.partition(".")[0], value.plain, value.line, value.column, value.file)
            yield from self._unknown(name, known, f"attribute of {wanted.text}")

    def _attribute(self, node: Node, *, is_secret: bool = False) -> Iterator[Fault]:
        if not isinstance(node, Scalar):
            return
        name, known = node.text.partition(".")[0], self.type.attributes
        if name not in known:
            fix = did_you_mean(name, known, f"attributes of {self.type.name}")
            yield node, f"{name!r} is no attribute of {self.type.name}", fix
        elif is_secret and known[name].shape is not Shape.VAULT:
            yield node, f"attribute {name} is no secret", "write attribute in place of secret"

    def _unknown(self, node: Node, known: Collection[str], what: str) -> Iterator[Fault]:
        if isinstance(node, Scalar) and node.text not in known:
            yield node, f"{node.text!r} is no {what}", did_you_mean(node.text, known, "names")
