"""The nodes of a project: what each has of its own, and what it inherits over its base."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stratum.compiler.importers.webgme.objects import HASH, Object
from stratum.core.errors import InvalidInputError

MOST: Final = 100_000
"""Nodes at most: objects that are used many times could stand for more than any memory holds."""
_DEEPEST: Final = 100
_NOTHING: Final = "_nullptr"
BASE: Final = "base"
Pointers = Mapping[str, Mapping[str, str]]


@dataclasses.dataclass(frozen=True, slots=True)
class Nodes:
    """All nodes of a project by their paths, such as ``/1/b``; the root has an empty one.

    Attributes:
        objects: What the project is made of, by hash.
        data: What each has of its own.
        pointers: Target by name by path of where it starts, sub-nodes included.
        children: Paths of those below each, inherited ones included, in the order of their names.
        base: Path of what each is made after; empty where there is none.
    """

    objects: Mapping[str, Object]
    data: Mapping[str, Object]
    pointers: Pointers
    children: Mapping[str, tuple[str, ...]]
    base: Mapping[str, str]

    def line(self, path: str) -> Iterator[str]:
        """A node, what it is made after, what that is made after, and so on."""
        seen = set[str]()
        while path and path not in seen:
            seen.add(path)
            yield path
            path = self.base.get(path, "")

    def attributes(self, path: str) -> Mapping[str, Any]:
        """Attributes with those that are inherited."""
        found: dict[str, Any] = {}
        for each in reversed(list(self.line(path))):
            found |= self.own(each)
        return found

    def own(self, path: str) -> Mapping[str, Any]:
        """Attributes of its own."""
        found = self.data.get(path, {}).get("atr")
        return found if isinstance(found, dict) else {}

    def pointer(self, path: str, name: str) -> str:
        """Where a pointer leads, its own or an inherited one; empty where nowhere.

        An inherited pointer to something inside of what it is inherited with leads to the same inside of the
        heir.
        """
        for each in self.line(path):
            target = self.pointers.get(each, {}).get(name)
            if target is not None:
                return "" if target.endswith(_NOTHING) else self._moved(target, each, path)
        return ""

    def _moved(self, target: str, origin: str, heir: str) -> str:
        """``target`` as an heir means it: what is inside of the inherited model is inside of the heir."""
        before, after = origin, heir
        while before and after and before.rpartition("/")[2] == after.rpartition("/")[2]:
            before, after = before.rpartition("/")[0], after.rpartition("/")[0]
        moved = after + target[len(before) :]
        return moved if target.startswith(f"{before}/") and moved in self.base else target

    def inner(self, path: str, *keys: str) -> Object:
        """A part of a node that is no node, such as its rules; empty where there is none."""
        found: object = self.data.get(path, {})
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
            found = self.objects.get(found) if isinstance(found, str) else found
        return found if isinstance(found, dict) else {}

    def members(self, path: str) -> list[str]:
        """Targets of the members of a set at a path, sorted by where they stand."""
        prefix = f"{path}/"
        found = [(p, t["member"]) for p, t in self.pointers.items() if p.startswith(prefix) and "member" in t]
        return [target for place, target in sorted(found) if "/" not in place[len(prefix) :]]


def read_nodes(objects: Mapping[str, Object], root: str, file: str) -> Nodes:
    """All nodes below a root.

    Raises:
        InvalidInputError: If an object is missing, holds itself, or there are too many nodes.
    """
    if root not in objects:
        raise InvalidInputError(f"{file}: the root {root!r} is not among the objects")
    data: dict[str, Object] = {}
    pointers: dict[str, dict[str, str]] = defaultdict(dict)
    waiting: list[tuple[str, Object, int]] = [("", objects[root], 0)]
    while waiting:
        path, one, depth = waiting.pop()
        if len(data) >= MOST or depth > _DEEPEST:
            raise InvalidInputError(
                f"{file}: more than {MOST} nodes, or more than {_DEEPEST} below each other"
            )
        data[path] = one
        for source, name, target in _overlays(one, objects, file):
            pointers[path + source][name] = path + target
        for relid, below in _children(one, objects, file):
            waiting.append((f"{path}/{relid}", below, depth + 1))
    base = {path: _base(pointers, path) for path in data}
    children = _grown(base, file)
    return Nodes(objects, data, pointers, children, base)


def _children(one: Object, objects: Mapping[str, Object], file: str) -> Iterator[tuple[str, Object]]:
    for key, value in one.items():
        if key.startswith("_") or key in {"atr", "reg", "ovr"}:
            continue
        if isinstance(value, str) and HASH.fullmatch(value):
            if value not in objects:
                raise InvalidInputError(f"{file}: object {value}, of node {key!r}, is missing")
            yield key, objects[value]
        elif isinstance(value, dict):
            yield key, value


def _overlays(one: Object, objects: Mapping[str, Object], file: str) -> Iterator[tuple[str, str, str]]:
    """Source, name and target of each pointer that a node keeps for what is below it."""
    kept = one.get("ovr")
    if not isinstance(kept, dict):
        return
    shards = [kept]
    if kept.get("sharded") is True:
        shards = [objects.get(v, {}).get("items", {}) for v in kept.values() if isinstance(v, str)]
    for shard in shards:
        for source, named in shard.items():
            if not isinstance(named, dict):
                raise InvalidInputError(f"{file}: the pointers of {source!r} are no map")
            for name, target in named.items():
                if isinstance(target, str) and not name.endswith("-inv"):
                    yield source, name, target


def _base(pointers: Pointers, path: str) -> str:
    target = pointers.get(path, {}).get(BASE, "")
    return "" if target.endswith(_NOTHING) else target


def _grown(base: dict[str, str], file: str) -> dict[str, tuple[str, ...]]:
    """Names below each node, those that are only inherited too; ``base`` gets these as well."""
    below: dict[str, set[str]] = defaultdict(set)
    for path in base:
        if path:
            below[path.rpartition("/")[0]].add(path.rpartition("/")[2])
    waiting = sorted(base, key=lambda path: (path.count("/"), path))
    for path in waiting:
        below[path] |= _inherited(below, base, path)
        for relid in sorted(below[path]):
            child, above = f"{path}/{relid}", f"{base[path]}/{relid}"
            if child not in base:
                base[child] = ""
                waiting.append(child)
            if not base[child] and base[path] and above in base:
                base[child] = above
        if len(waiting) > MOST:
            raise InvalidInputError(f"{file}: more than {MOST} nodes")
    return {path: tuple(f"{path}/{relid}" for relid in sorted(names)) for path, names in below.items()}


def _inherited(below: Mapping[str, set[str]], base: Mapping[str, str], path: str) -> set[str]:
    found, seen = set[str](), {path}
    above = base.get(path, "")
    while above and above not in seen:
        seen.add(above)
        found |= below.get(above, set())
        above = base.get(above, "")
    return found
