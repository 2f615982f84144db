"""Where everything stands in a YAML text: the nodes of a text with offsets, so that it can be cut precisely.

No YAML library writes a text back byte for byte: ruamel.yaml, which keeps comments, still changes quotes,
indentation, line ends and long lines. So texts are never written anew: they are spliced at these offsets.
"""

import dataclasses
import enum
import re
from collections.abc import Iterator, Mapping
from typing import Final, Protocol, cast

import yaml

from stratum.language.syntax.compose import events

BOM: Final = "\ufeff"
_KEEP: Final = re.compile(r"[|>][0-9-]*\+")


@dataclasses.dataclass(slots=True)
class Span:
    """A value in a text.

    Attributes:
        start: Offset of its first character, with its anchor and tag where it has them.
        end: Offset behind its last character; without comments and empty lines that follow.
        anchor: The name that aliases may call it by; empty for none.
    """

    start: int
    end: int
    anchor: str


@dataclasses.dataclass(slots=True)
class Word(Span):
    """A single value; ``block`` where it stands on lines of its own behind ``|`` or ``>``."""

    text: str
    plain: bool
    block: bool


@dataclasses.dataclass(slots=True)
class Alias(Span):
    """``*name`` in place of a value; ``target`` is that name."""

    target: str


@dataclasses.dataclass(slots=True)
class Row(Span):
    """A list."""

    flow: bool
    items: list[Span]


@dataclasses.dataclass(slots=True)
class Entry:
    """A key with its value."""

    key: Word
    value: Span


@dataclasses.dataclass(slots=True)
class Table(Span):
    """A mapping; of a key that is written twice the first counts."""

    flow: bool
    entries: dict[str, Entry]


@dataclasses.dataclass(frozen=True, slots=True)
class Spans:
    """The values of a text and the anchors that aliases in it name."""

    root: Span | None
    used: frozenset[str]


def scan(text: str) -> Spans:
    """The values of a YAML text with one document.

    Raises:
        yaml.YAMLError, UnicodeError, ValueError: Where the text is no YAML.
        KeyError: Where a key is a collection.
    """
    return _Scanner(text).run()


class _Mark(Protocol):
    index: int


class _Event(Protocol):
    """What the parser tells; which attributes there are depends on the kind of event."""

    start_mark: _Mark
    end_mark: _Mark
    anchor: str | None
    value: str
    implicit: tuple[bool, bool]
    style: str | None
    flow_style: bool | None


class _Sort(enum.Enum):
    WORD = enum.auto()
    ALIAS = enum.auto()
    TABLE = enum.auto()
    ROW = enum.auto()
    END = enum.auto()


_SORTS: Final[Mapping[object, _Sort]] = {
    yaml.ScalarEvent: _Sort.WORD,
    yaml.AliasEvent: _Sort.ALIAS,
    yaml.MappingStartEvent: _Sort.TABLE,
    yaml.SequenceStartEvent: _Sort.ROW,
    yaml.MappingEndEvent: _Sort.END,
    yaml.SequenceEndEvent: _Sort.END,
}


@dataclasses.dataclass(slots=True)
class _Open:
    """A collection that is not finished, with the key that waits for its value."""

    span: Row | Table
    key: Word | None = None


class _Scanner:
    """Builds spans from the events of the parser."""

    def __init__(self, text: str) -> None:
        self._text = text
        # The parser does not count the mark that some editors put before all text.
        self._shift = len(BOM) if text.startswith(BOM) else 0
        self._stack: list[_Open] = []
        self._root: Span | None = None
        self._used: set[str] = set()

    def run(self) -> Spans:
        """Read everything."""
        for told in events(self._text[self._shift :]):
            event, sort = cast("_Event", told), _SORTS.get(type(told))
            if sort is _Sort.END:
                self._close(event.end_mark.index + self._shift)
            elif sort is not None:
                span = self._span(event, sort)
                self._place(span)
                if isinstance(span, (Row, Table)):
                    self._stack.append(_Open(span))
        return Spans(self._root, frozenset(self._used))

    def _span(self, event: "_Event", sort: "_Sort") -> Span:
        start, end = event.start_mark.index + self._shift, event.end_mark.index + self._shift
        name = event.anchor or ""
        if sort is _Sort.WORD:
            block = event.style in {"|", ">"}
            end = self._trimmed(start, end) if block else end
            return Word(start, end, name, event.value, event.implicit[0], block)
        if sort is _Sort.TABLE:
            return Table(start, end, name, bool(event.flow_style), {})
        if sort is _Sort.ROW:
            return Row(start, end, name, bool(event.flow_style), [])
        self._used.add(name)
        return Alias(start, end, "", name)

    def _trimmed(self, start: int, end: int) -> int:
        """The end of a block scalar without its last line break; empty lines count where it keeps them."""
        written = self._text[start:end]
        if _KEEP.search(written.split("\n", 1)[0]) is None:
            return start + len(written.rstrip())
        return start + len(written.removesuffix("\n").removesuffix("\r"))

    def _place(self, span: Span) -> None:
        if not self._stack:
            self._root = span
            return
        above = self._stack[-1]
        if isinstance(above.span, Row):
            above.span.items.append(span)
        elif above.key is None:
            if not isinstance(span, Word):
                raise KeyError("a key must be a single value")
            above.key = span
        else:
            above.span.entries.setdefault(above.key.text, Entry(above.key, span))
            above.span.end = max(above.span.end, above.key.end)
            above.key = None

    def _close(self, end: int) -> None:
        span = self._stack.pop().span
        if span.flow:
            span.end = end
        elif isinstance(span, Row):
            span.end = max([span.end, *(item.end for item in span.items)])
        else:
            span.end = max([span.end, *(entry.value.end for entry in span.entries.values())])


def within(span: Span) -> Iterator[Span]:
    """A value and all values inside of it."""
    waiting = [span]
    while waiting:
        found = waiting.pop()
        yield found
        if isinstance(found, Row):
            waiting += found.items
        elif isinstance(found, Table):
            waiting += [entry.value for entry in found.entries.values()]
