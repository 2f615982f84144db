"""YAML text to nodes: iterative and bounded.

Events of the parser are used and not its composer: that is five times faster, and a deep document cannot
exhaust the stack.
"""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

import yaml

from stratum.core.findings import Finding, Position, Severity
from stratum.language.codes import Code
from stratum.language.syntax.broken import broken, limit
from stratum.language.syntax.nodes import Mapping, Node, Scalar, Sequence

MAX_CHARACTERS: Final = 16_000_000
MAX_DEPTH: Final = 40
MAX_ALIASES: Final = 10_000
MAX_NODES: Final = 2_000_000

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
        return Composed(None, (limit(Position(file, 1, 1), "characters", len(text), MAX_CHARACTERS),))
    builder = _Builder(file)
    try:
        for event in events(text):
            builder.take(event)
    except _RefusedError as refused:
        return Composed(None, (*builder.findings, refused.finding))
    except (yaml.YAMLError, UnicodeError, ValueError) as error:
        return Composed(None, (*builder.findings, broken(text, file, error)))
    return Composed(builder.root, tuple(builder.findings))


def events(text: str) -> Iterator[_Event]:
    """What the YAML parser tells of a text, one by one.

    Raises:
        yaml.YAMLError, UnicodeError, ValueError: Where the text is no YAML.
    """
    loader: Any = _Loader(text)
    try:
        while (event := loader.get_event()) is not None:
            yield event
    finally:
        loader.dispose()


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
        self._handlers: dict[object, Callable[[_Event], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._begin,
        }

    def take(self, event: _Event) -> None:
        """Take the next event of the parser.

        Raises:
            _RefusedError: If the document breaks a limit or holds what is not part of the language.
        """
        handler = self._handlers.get(type(event))
        if handler is not None:
            handler(event)

    def _begin(self, event: _Event) -> None:
        self._documents += 1
        if self._documents > 1:
            raise self._refuse(event, "a file holds one document", "move what follows --- to its own file")

    def _scalar(self, event: _Event) -> None:
        mark = event.start_mark
        node = Scalar(event.value, event.implicit[0], mark.line + 1, mark.column + 1, self.file)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(node, 1, 0)
        self._nodes += 1
        self._place(node)

    def _refuse(self, event: _Event, message: str, fix: str) -> _RefusedError:
        place = self._at(event)
        return _RefusedError(Finding(Code.DOCUMENT_SHAPE, Severity.ERROR, "", message, place, fix=fix))

    def _check(self, event: _Event, what: str, found: int, most: int) -> None:
        if found > most:
            raise _RefusedError(limit(self._at(event), what, found, most))

    def _at(self, event: _Event) -> Position:
        mark = event.start_mark
        return Position(self.file, mark.line + 1, mark.column + 1)

    def _mapping(self, event: _Event) -> None:
        mark = event.start_mark
        self._open(event, Mapping({}, mark.line + 1, mark.column + 1, self.file))

    def _sequence(self, event: _Event) -> None:
        mark = event.start_mark
        self._open(event, Sequence([], mark.line + 1, mark.column + 1, self.file))

    def _open(self, event: _Event, node: Sequence | Mapping) -> None:
        self._check(event, "levels of nesting", len(self._stack) + 1, MAX_DEPTH)
        self._place(node)
        self._stack.append(_Frame(node, event.anchor, self._nodes))
        self._nodes += 1

    def _close(self, _event: _Event) -> None:
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
