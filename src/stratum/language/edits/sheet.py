"""A YAML text with where everything stands in it, and what parts of it may be touched."""

import dataclasses
import re
from collections.abc import Iterable
from typing import Final

from stratum.language.syntax import scalars
from stratum.language.syntax.nodes import Mapping, Node, Scalar, Sequence
from stratum.language.syntax.problems import is_null
from stratum.language.syntax.spans import Alias, Entry, Row, Span, Spans, Table, Word, scan, within

Path = tuple[str | int, ...]
_BETWEEN: Final = re.compile(r"(?:\s|(?<=\s)#[^\n]*)*")


class CutError(Exception):
    """The text cannot be changed there without changing something else as well."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fix = fix


@dataclasses.dataclass(frozen=True, slots=True)
class Splice:
    """A part of a text and what takes its place."""

    start: int
    end: int
    text: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """A text with where everything stands in it."""

    text: str
    spans: Spans

    @property
    def newline(self) -> str:
        """How its lines end."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def spliced(self, splices: Iterable[Splice]) -> str:
        """The text with parts replaced; they do not overlap."""
        parts, begin = [], 0
        for splice in sorted(splices, key=lambda s: (s.start, s.end)):
            parts += [self.text[begin : splice.start], splice.text]
            begin = splice.end
        return "".join([*parts, self.text[begin:]])

    def find(self, path: Path) -> Span | None:
        """The value at a path, or None."""
        span = self.spans.root
        for step in path:
            span = _inside(span, step)
        return span

    def entry(self, path: Path) -> Entry | None:
        """The entry of a mapping at a path, or None."""
        above = self.find(path[:-1])
        return above.entries.get(str(path[-1])) if isinstance(above, Table) else None

    def column(self, offset: int) -> int:
        """Characters before an offset in its line."""
        return offset - self.line_start(offset)

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Where the line after that of an offset begins."""
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found + 1

    def is_first(self, offset: int) -> bool:
        """Whether only spaces stand before an offset in its line."""
        return not self.text[self.line_start(offset) : offset].strip(" \ufeff")

    def next(self, offset: int) -> int:
        """Where what comes next begins, behind spaces and comments."""
        found = _BETWEEN.match(self.text, offset)
        return found.end() if found else offset

    def joined(self, written: Iterable[str]) -> str:
        """Lines as they end in this text."""
        return "".join(f"{line}{self.newline}" for line in written)

    def below(self, offset: int, written: Iterable[str]) -> Splice:
        """Lines that follow the line of an offset."""
        at = self.line_end(offset)
        is_open = at == len(self.text) and not self.text.endswith("\n")
        lead = self.newline if is_open and self.text else ""
        text = self.joined(written)
        return Splice(at, at, lead + (text.removesuffix(self.newline) if is_open else text))

    def over(self, offset: int, above: int, written: Iterable[str]) -> Splice:
        """Lines that stand before an offset: above it where it is the first in its line, else in its place.

        Args:
            offset: Where the next thing begins.
            above: An offset in the line that they are put above.
            written: The lines.
        """
        if self.is_first(offset):
            return Splice(self.line_start(above), self.line_start(above), self.joined(written))
        return Splice(offset, offset, self.joined(written).lstrip(" ") + " " * self.column(offset))


def sheet(text: str) -> Sheet:
    """A text, looked at closely.

    Raises:
        CutError: Where it is not YAML that can be read.
    """
    try:
        return Sheet(text, scan(text))
    except Exception as error:
        raise CutError(f"the text cannot be read: {error}", "correct it by hand first") from error


def _inside(span: Span | None, step: str | int) -> Span | None:
    if isinstance(span, Table) and step in span.entries:
        return span.entries[str(step)].value
    if isinstance(span, Row) and isinstance(step, int) and step < len(span.items):
        return span.items[step]
    return None


def node_of(span: Span) -> Node:
    """A value as a node.

    Raises:
        CutError: Where an alias stands for a part of it.
    """
    if isinstance(span, Word):
        return Scalar(span.text, span.plain, 0, 0)
    if isinstance(span, Row):
        return Sequence([node_of(item) for item in span.items], 0, 0)
    if isinstance(span, Table):
        entries = {
            name: (Scalar(name, entry.key.plain, 0, 0), node_of(entry.value))
            for name, entry in span.entries.items()
        }
        return Mapping(entries, 0, 0)
    raise CutError("an alias stands there", "write the value out in place of its alias first")


def is_same(left: Node, right: Node) -> bool:
    """Whether two nodes say the same, however they are written."""
    if isinstance(left, Scalar) and isinstance(right, Scalar):
        return left.text == right.text and _meaning(left) == _meaning(right)
    if isinstance(left, Sequence) and isinstance(right, Sequence):
        return len(left.items) == len(right.items) and all(map(is_same, left.items, right.items))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return list(left.entries) == list(right.entries) and all(
            is_same(value, right.entries[key][1]) for key, (_, value) in left.entries.items()
        )
    return False


def _meaning(node: Scalar) -> tuple[object, bool]:
    return scalars.scalar(node.text, plain=node.plain), is_null(node)


def own(page: Sheet, path: Path, *, whole: bool = True) -> None:
    """Refuse to touch what is shared: a value inside of an alias, or one that an alias repeats.

    Args:
        page: The text.
        path: What is to be changed.
        whole: Whether it is replaced or removed with all that is inside of it.

    Raises:
        CutError: Where the value is shared.
    """
    span = page.spans.root
    for number, step in enumerate((*path, "")):
        if isinstance(span, Alias) and not (whole and number == len(path)):
            fix = f"write it out in place of *{span.target} first"
            raise CutError(f"{said(path[:number])} is *{span.target}", fix)
        if span is not None and span.anchor in page.spans.used:
            raise _shared(span, said(path[:number]))
        span = _inside(span, step)
    found = page.find(path)
    for inner in within(found) if found is not None and whole else ():
        if inner.anchor and inner.anchor in page.spans.used:
            raise _shared(inner, said(path))


def said(path: Path) -> str:
    """A path in words."""
    return ".".join(map(str, path)) or "the document"


def _shared(span: Span, said: str) -> CutError:
    fix = f"write the value out in place of *{span.anchor} first"
    return CutError(f"{said} is repeated as *{span.anchor} elsewhere", fix)
