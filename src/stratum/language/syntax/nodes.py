"""YAML text as a small tree of nodes with positions: iterative, bounded, and nothing is interpreted yet.

Events of the parser are used and not its composer: that is five times faster, a deep document cannot
exhaust the stack, and plain scalars stay text until the metamodel says what they should be, so that
``site: NO`` is a text and ``version: 1.10`` keeps its zero.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any, Protocol

import yaml

from stratum.core.findings import Finding, Position, Severity
from stratum.language.codes import Code

MAX_CHARACTERS = 16_000_000
MAX_DEPTH = 40
MAX_ALIASES = 10_000
MAX_NODES = 2_000_000

_FIX = "check the indentation, the quotes and the brackets at this place and on the line before"

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclasses.dataclass(slots=True)
class Scalar:
    """A single value as written; ``plain`` where it stands without quotes."""

    text: str
    plain: bool
    line: int
    column: int


@dataclasses.dataclass(slots=True)
class Sequence:
    """A list."""

    items: list["Node"]
    line: int
    column: int


@dataclasses.dataclass(slots=True)
class Mapping:
    """Keys with values in the order they are written; each key once."""

    entries: dict[str, tuple[Scalar, "Node"]]
    line: int
    column: int

    def get(self, key: str) -> "Node | None":
        """The value of ``key``, or None."""
        entry = self.entries.get(key)
        return entry[1] if entry else None


Node = Scalar | Sequence | Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class Composed:
    """The nodes of a text; the root is None where it could not be read."""

    root: Node | None
    findings: tuple[Finding, ...]


@dataclasses.dataclass(slots=True)
class _Frame:
    """An open list or mapping: the key that waits for its value, and what an anchor on it has to know."""

    node: Sequence | Mapping
    anchor: str | None
    before: int
    key: Scalar | None = None
    height: int = 1


@dataclasses.dataclass(frozen=True, slots=True)
class _Anchored:
    """A node that aliases may repeat, with its number of nodes and its levels."""

    node: Node
    size: int
    height: int


class _Mark(Protocol):
    line: int
    column: int


class _Event(Protocol):
    """What the parser tells; which attributes there are depends on the kind of event."""

    start_mark: _Mark
    anchor: str | None
    value: str
    implicit: tuple[bool, bool]


class _RefusedError(Exception):
    """The document breaks a limit or uses what the language does not have."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def compose(text: str, file: str) -> Composed:
    """Read YAML text with one document.

    Broken YAML, broken limits, several documents and duplicate keys come back as findings; of a
    duplicate key the first value counts.
    """
    if len(text) > MAX_CHARACTERS:
        return Composed(None, (_limit(file, 1, 1, "characters", len(text), MAX_CHARACTERS),))
    builder = _Builder(file)
    try:
        for event in _events(text):
            builder.take(event)
    except _RefusedError as refused:
        return Composed(None, (*builder.findings, refused.finding))
    except (yaml.YAMLError, UnicodeError, ValueError) as error:
        return Composed(None, (*builder.findings, _broken(text, file, error)))
    return Composed(builder.root, tuple(builder.findings))


def _events(text: str) -> Iterator[_Event]:
    loader: Any = _Loader(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def _limit(file: str, line: int, column: int, what: str, found: int, limit: int) -> Finding:
    return Finding(
        Code.YAML_LIMIT,
        Severity.ERROR,
        "",
        f"the document has more {what} than can be read safely",
        Position(file, line, column),
        required=f"at most {limit} {what}",
        available=f"{found} {what}",
        fix="split the document, or write it without so much nesting and so many aliases",
    )


def _broken(text: str, file: str, error: Exception) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    context = getattr(error, "context", None)
    line, column = (mark.line, mark.column) if mark else _locate(text, error)
    lines = text.split("\n")
    if line >= len(lines):
        line, column = len(lines) - 1, len(lines[-1])
    column = min(column, len(lines[line]))
    said = f"{context}: {reason}" if isinstance(context, str) and context else str(reason)
    return Finding(
        Code.YAML_SYNTAX,
        Severity.ERROR,
        "",
        f"broken YAML: {said}",
        Position(file, line + 1, column + 1),
        fix="indent with spaces, not with tabs" if lines[line][column : column + 1] == "\t" else _FIX,
    )


def _locate(text: str, error: Exception) -> tuple[int, int]:
    offset = getattr(error, "position", None)
    if not isinstance(offset, int):
        offset = getattr(error, "start", 0)
    before = text[: offset if isinstance(offset, int) else 0]
    return before.count("\n"), len(before) - before.rfind("\n") - 1


class _Builder:
    """Builds nodes from events on its own stack."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchored] = {}
        self._aliases = 0
        self._nodes = 0
        self._documents = 0

    def take(self, event: _Event) -> None:
        """Take the next event of the parser.

        Raises:
            _RefusedError: If the document breaks a limit or holds what is not part of the language.
        """
        kind: object = type(event)
        if kind is yaml.ScalarEvent:
            mark = event.start_mark
            node = Scalar(event.value, event.implicit[0], mark.line + 1, mark.column + 1)
            if event.anchor is not None:
                self._anchors[event.anchor] = _Anchored(node, 1, 0)
            self._nodes += 1
            self._place(node)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._open(event, is_mapping=kind is yaml.MappingStartEvent)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._close()
        elif kind is yaml.AliasEvent:
            self._alias(event)
        elif kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                raise self._refuse(
                    event, "a file holds one document", "move what follows --- to its own file"
                )

    def _refuse(self, event: _Event, message: str, fix: str) -> _RefusedError:
        mark = event.start_mark
        place = Position(self.file, mark.line + 1, mark.column + 1)
        return _RefusedError(Finding(Code.DOCUMENT_SHAPE, Severity.ERROR, "", message, place, fix=fix))

    def _check(self, event: _Event, what: str, found: int, limit: int) -> None:
        if found > limit:
            mark = event.start_mark
            raise _RefusedError(_limit(self.file, mark.line + 1, mark.column + 1, what, found, limit))

    def _open(self, event: _Event, *, is_mapping: bool) -> None:
        self._check(event, "levels of nesting", len(self._stack) + 1, MAX_DEPTH)
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        node = Mapping({}, line, column) if is_mapping else Sequence([], line, column)
        self._place(node)
        self._stack.append(_Frame(node, event.anchor, self._nodes))
        self._nodes += 1

    def _close(self) -> None:
        frame = self._stack.pop()
        if self._stack:
            self._stack[-1].height = max(self._stack[-1].height, frame.height + 1)
        if frame.anchor is not None:
            self._anchors[frame.anchor] = _Anchored(frame.node, self._nodes - frame.before, frame.height)

    def _alias(self, event: _Event) -> None:
        anchored = self._anchors.get(event.anchor or "")
        if anchored is None:
            message = f"alias *{event.anchor} has no finished anchor before it"
            raise self._refuse(event, message, f"define &{event.anchor} before this line")
        self._aliases += 1
        self._nodes += anchored.size
        self._check(event, "aliases", self._aliases, MAX_ALIASES)
        self._check(event, "values behind aliases", self._nodes, MAX_NODES)
        self._check(event, "levels of nesting", len(self._stack) + anchored.height, MAX_DEPTH)
        if self._stack:
            self._stack[-1].height = max(self._stack[-1].height, anchored.height + 1)
        self._place(anchored.node)

    def _place(self, node: Node) -> None:
        if not self._stack:
            self.root = node
            return
        frame = self._stack[-1]
        parent, key = frame.node, frame.key
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif key is None:
            frame.key = self._key(node)
        else:
            frame.key = None
            if key.text in parent.entries:
                self._duplicate(key, parent.entries[key.text][0])
            else:
                parent.entries[key.text] = (key, node)

    def _key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            return node
        place = Position(self.file, node.line, node.column)
        message, fix = "a key must be a single value, not a list or a mapping", "write a plain name as key"
        raise _RefusedError(Finding(Code.DOCUMENT_SHAPE, Severity.ERROR, "", message, place, fix=fix))

    def _duplicate(self, key: Scalar, first: Scalar) -> None:
        message = f"key {key.text!r} is written twice; the first is on line {first.line}"
        place = Position(self.file, key.line, key.column)
        fix = "remove or rename one of the two"
        self.findings.append(Finding(Code.DUPLICATE_KEY, Severity.ERROR, "", message, place, fix=fix))
