"""A document while it is read: which keys were understood, so that all others can be told."""

import dataclasses
from collections.abc import Iterator

from stratum.compiler.importers.remarks import Remark
from stratum.core.errors import InvalidInputError
from stratum.core.findings import Position
from stratum.language.syntax.compose import compose
from stratum.language.syntax.nodes import Mapping, Node, Scalar, Sequence

NOT_UNDERSTOOD = "not understood"
_MERGE = "<<"


@dataclasses.dataclass(slots=True)
class Source:
    """The nodes of a document.

    Attributes:
        root: The document.
        file: Its name, for positions.
        remarks: What was told so far.
    """

    root: Mapping
    file: str
    remarks: list[Remark] = dataclasses.field(default_factory=list)
    _taken: set[int] = dataclasses.field(default_factory=set)
    _told: set[int] = dataclasses.field(default_factory=set)

    def get(self, node: Node | None, *keys: str) -> Node | None:
        """What some keys lead to; each key on the way counts as understood."""
        for key in keys:
            entry = next((e for k, e in _entries(node) if k == key), None)
            if entry is None:
                return None
            self._taken.add(id(entry[0]))
            node = entry[1]
        return node

    def text(self, node: Node | None, *keys: str) -> str:
        """The text that some keys lead to; empty where there is none."""
        found = self.get(node, *keys)
        return found.text if isinstance(found, Scalar) else ""

    def each(self, node: Node | None) -> Iterator[tuple[str, Node]]:
        """The entries of a mapping, or of a list of mappings; each key counts as understood."""
        for part in node.items if isinstance(node, Sequence) else (node,):
            for key, (mark, value) in _entries(part):
                self._taken.add(id(mark))
                yield key, value

    def names(self, node: Node | None) -> tuple[str, ...]:
        """The keys of a mapping; none counts as understood."""
        return tuple(key for key, _ in _entries(node))

    def entries(self, node: Node | None) -> Iterator[tuple[str, Scalar, Node]]:
        """Keys with their nodes and values; none counts as understood."""
        for part in node.items if isinstance(node, Sequence) else (node,):
            for key, (mark, value) in _entries(part):
                yield key, mark, value

    def take(self, key: Scalar, value: Node) -> None:
        """Count a key with everything below it as understood."""
        self._taken.add(id(key))
        waiting = [value]
        seen: set[int] = set()
        while waiting:
            node = waiting.pop()
            if id(node) not in seen:
                seen.add(id(node))
                waiting += self._inner(node)

    def _inner(self, node: Node) -> list[Node]:
        if isinstance(node, Sequence):
            return node.items
        if isinstance(node, Mapping):
            self._taken |= {id(key) for key, _ in node.entries.values()}
            return [value for _, value in node.entries.values()]
        return []

    def tell(self, node: Node, path: str, reason: str) -> None:
        """Add a remark about a node; what is below it is not told again."""
        self._told.add(id(node))
        self.remark(node, path, reason)

    def remark(self, node: Node, path: str, reason: str) -> None:
        """Add a remark about a node; what is below it may be told as well."""
        self.remarks.append(Remark(path, self.place(node), reason))

    def place(self, node: Node) -> Position:
        """Where a node begins."""
        return Position(node.file or self.file, node.line, node.column)

    def report(self) -> tuple[Remark, ...]:
        """All remarks, with one for each key that nothing asked for, in order."""
        rest = [
            Remark(path, self.place(key), NOT_UNDERSTOOD) for path, key in self._left(self.root, "", set())
        ]
        return tuple(sorted({*self.remarks, *rest}, key=lambda r: (r.position, r.path, r.reason)))

    def _left(self, node: Node, path: str, seen: set[int]) -> Iterator[tuple[str, Scalar]]:
        """Keys that nothing asked for; what several aliases repeat is told once."""
        if id(node) in seen or id(node) in self._told:
            return
        seen.add(id(node))
        if isinstance(node, Sequence):
            for number, item in enumerate(node.items):
                yield from self._left(item, f"{path}[{number}]", seen)
        elif isinstance(node, Mapping):
            for name, (key, value) in node.entries.items():
                place = f"{path}.{name}" if path else name
                if id(key) in self._taken or name == _MERGE:
                    yield from self._left(value, place, seen)
                elif id(value) not in self._told:
                    yield place, key


def open_source(text: str, file: str) -> Source:
    """Read a document.

    Raises:
        InvalidInputError: If it is no YAML, breaks a limit, or is no mapping.
    """
    composed = compose(text, file)
    if composed.root is None:
        found = composed.findings[0] if composed.findings else None
        place, said = (found.position, found.message) if found else (file, "it is empty")
        raise InvalidInputError(f"{place}: {said}", found.fix if found else "")
    if not isinstance(composed.root, Mapping):
        raise InvalidInputError(f"{file}: the document is no mapping")
    return Source(composed.root, file)


def _entries(node: Node | None) -> Iterator[tuple[str, tuple[Scalar, Node]]]:
    """The entries of a mapping, those of its merge keys after its own."""
    waiting, known, depth = [node], set[str](), 0
    while waiting and depth <= 1000:
        depth += 1
        part = waiting.pop(0)
        if isinstance(part, Sequence):
            waiting += part.items
        elif isinstance(part, Mapping):
            for key, entry in part.entries.items():
                if key == _MERGE:
                    waiting.append(entry[1])
                elif key not in known:
                    known.add(key)
                    yield key, entry
