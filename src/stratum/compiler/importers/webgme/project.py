"""A project as values: the types of its metamodel with their rules, and its models."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stratum.compiler.importers.webgme.nodes import Nodes

SRC: Final = "src"
DST: Final = "dst"
_POINTER: Final = "_p_"
_META: Final = "_meta"
_SHEETS: Final = "/_sets/MetaAspectSet"


@dataclasses.dataclass(frozen=True, slots=True)
class MetaType:
    """A type of the metamodel with what it adds to the one that it extends.

    Attributes:
        name: As it is written there, misspelt or not.
        extends: Name of the other type; empty for the first.
        abstract: Whether nothing may be of it itself.
        attributes: Rule (``type``, ``enum``, ``min``, ``max``) by name.
        defaults: Its own values.
        contains: Names of the types that may be inside.
        pointers: Names of the types that a pointer may lead to, by its name.
        constraints: Names of the scripts that check it.
    """

    name: str
    extends: str
    abstract: bool
    attributes: Mapping[str, Mapping[str, Any]]
    defaults: Mapping[str, Any]
    contains: tuple[str, ...]
    pointers: Mapping[str, tuple[str, ...]]
    constraints: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """A node of a model.

    Attributes:
        path: Where it is.
        name: Its name there.
        type: Name of its type.
        attributes: Values other than those of its type.
        inside: What it contains.
        src: For a connection: path of where it begins; else empty.
        dst: As ``src``, of where it ends.
    """

    path: str
    name: str
    type: str
    attributes: Mapping[str, Any]
    inside: tuple["Item", ...] = ()
    src: str = ""
    dst: str = ""

    def every(self) -> Iterator["Item"]:
        """This and all inside."""
        yield self
        for one in self.inside:
            yield from one.every()


@dataclasses.dataclass(frozen=True, slots=True)
class Project:
    """What is in a project.

    Attributes:
        name: Its name.
        types: Its metamodel, each type after the one that it extends.
        models: Its models: what is in the root and is of a type, without the types themselves.
    """

    name: str
    types: tuple[MetaType, ...]
    models: tuple[Item, ...]

    def line(self, name: str) -> Iterator[MetaType]:
        """A type, the one that it extends, and so on."""
        known = {one.name: one for one in self.types}
        while name in known:
            yield known[name]
            name = known[name].extends

    def is_connection(self, name: str) -> bool:
        """Whether what is of a type leads from one thing to another."""
        found = {pointer for one in self.line(name) for pointer in one.pointers}
        return {SRC, DST} <= found

    def ends(self, name: str, pointer: str) -> tuple[str, ...]:
        """Types that a pointer may lead to, by the nearest type that says so."""
        return next((one.pointers[pointer] for one in self.line(name) if pointer in one.pointers), ())


def project(nodes: Nodes, name: str) -> Project:
    """The types and models among nodes."""
    sheet = {
        target
        for path, named in nodes.pointers.items()
        if _is_on_sheet(path) and (target := named.get("member"))
    }
    paths = sorted((p for p in sheet if p in nodes.base), key=lambda p: (len(list(nodes.line(p))), p))
    names = {path: _name(nodes, path) for path in paths}
    types = tuple(_type(nodes, path, names) for path in paths)
    models = tuple(_models(nodes, names, ""))
    return Project(name, types, models)


def _is_on_sheet(path: str) -> bool:
    """Whether a path is that of a member of a sheet of the metamodel."""
    return path.startswith(_SHEETS) and path.count("/") == 3


def _name(nodes: Nodes, path: str) -> str:
    return str(nodes.attributes(path).get("name") or path.rpartition("/")[2])


def _type(nodes: Nodes, path: str, names: Mapping[str, str]) -> MetaType:
    rules = nodes.inner(path, _META)
    inside = nodes.members(f"{path}/{_META}/children/_sets/items")
    ends = {
        key.removeprefix(_POINTER): nodes.members(f"{path}/{_META}/{key}/_sets/items")
        for key in sorted(rules)
        if key.startswith(_POINTER)
    }
    attributes = nodes.inner(path, _META, "atr")
    return MetaType(
        name=names[path],
        extends=next((names[p] for p in nodes.line(path) if p != path and p in names), ""),
        abstract=nodes.inner(path, "reg").get("isAbstract") is True,
        attributes={k: v for k, v in sorted(attributes.items()) if isinstance(v, dict) and k != "name"},
        defaults={k: v for k, v in nodes.own(path).items() if k != "name"},
        contains=tuple(names[p] for p in inside if p in names),
        pointers={k: tuple(names[p] for p in targets if p in names) for k, targets in ends.items()},
        constraints=tuple(k for k in sorted(nodes.inner(path, "_constraints")) if not k.startswith("_")),
    )


def _models(nodes: Nodes, names: Mapping[str, str], path: str) -> Iterator[Item]:
    """What is below a node and is of a type; where that is of none, what is below that."""
    for child in nodes.children.get(path, ()):
        if child in names:
            continue
        if _type_of(nodes, child, names):
            yield _item(nodes, names, child)
        else:
            yield from _models(nodes, names, child)


def _type_of(nodes: Nodes, path: str, names: Mapping[str, str]) -> str:
    return next((names[p] for p in nodes.line(path) if p in names), "")


def _item(nodes: Nodes, names: Mapping[str, str], path: str) -> Item:
    kind = next(p for p in nodes.line(path) if p in names)
    own = nodes.attributes(path)
    known = nodes.attributes(kind)
    return Item(
        path=path,
        name=_name(nodes, path),
        type=names[kind],
        attributes={k: own[k] for k in sorted(own) if k != "name" and own[k] != known.get(k)},
        inside=tuple(_models(nodes, names, path)),
        src=nodes.pointer(path, SRC),
        dst=nodes.pointer(path, DST),
    )
