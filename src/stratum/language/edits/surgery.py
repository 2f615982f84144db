"""Precise changes of a YAML text: each gives a text in which nothing else differs by a byte.

A place in a text is a path from its root: keys of mappings and numbers of items of lists.
"""

import dataclasses
from typing import Protocol

from stratum.language.edits.inline import colon, dash_of, inline, step_of
from stratum.language.edits.removal import drop
from stratum.language.edits.sheet import CutError, Path, Sheet, Splice, is_same, node_of, own, said, sheet
from stratum.language.syntax.nodes import Mapping, Node, Scalar, Sequence
from stratum.language.syntax.problems import is_null
from stratum.language.syntax.spans import Alias, Row, Span, Table, Word, within
from stratum.language.syntax.writing import WIDTH, block, flow, is_plain_line, item_lines, lines


def put(text: str, path: Path, value: Node) -> str:
    """The text with another value at a path; what stays of a list or a mapping is left as it is.

    Raises:
        CutError: Where the value is shared, or there is none.
    """
    page = sheet(text)
    span = page.find(path)
    if span is None:
        raise CutError(f"there is no {said(path)}", "add it")
    own(page, path)
    if any(isinstance(inner, Alias) for inner in within(span)):
        return page.spliced(_replaced(page, path, span, value))
    old = node_of(span)
    if is_same(old, value):
        return text
    if isinstance(old, Mapping) and isinstance(value, Mapping) and old.entries and value.entries:
        return _put_entries(text, path, old, value)
    if isinstance(old, Sequence) and isinstance(value, Sequence) and old.items and value.items:
        return _put_items(text, path, old.items, value.items)
    return page.spliced(_replaced(page, path, span, value))


def _put_entries(text: str, path: Path, old: Mapping, new: Mapping) -> str:
    for key, (_, value) in new.entries.items():
        text = put(text, (*path, key), value) if key in old.entries else add(text, path, key, value)
    for key in old.entries:
        if key not in new.entries:
            text = drop(text, (*path, key))
    return text


def _put_items(text: str, path: Path, old: list[Node], new: list[Node]) -> str:
    """Change only the items in the middle that differ."""
    same = next((n for n, pair in enumerate(zip(old, new, strict=False)) if not is_same(*pair)), None)
    first = min(len(old), len(new)) if same is None else same
    ends = zip(reversed(old[first:]), reversed(new[first:]), strict=False)
    last = next((n for n, pair in enumerate(ends) if not is_same(*pair)), min(len(old), len(new)) - first)
    shared = min(len(old), len(new)) - first - last
    for number in range(first, first + shared):
        text = put(text, (*path, number), new[number])
    for number in range(first + shared, len(new) - last):
        text = insert_item(text, path, number, new[number])
    for _ in range(len(old) - len(new)):
        text = drop(text, (*path, first + shared))
    return text


def _replaced(page: Sheet, path: Path, span: Span, value: Node) -> list[Splice]:
    """One value in place of another."""
    above = page.find(path[:-1])
    in_flow = isinstance(above, (Table, Row)) and above.flow
    is_block = isinstance(span, (Table, Row)) and not span.flow
    if is_block and not page.is_first(span.start):
        is_block = False  # it begins behind its key or its dash
    if in_flow or is_plain_line(value) or not isinstance(path[-1], str):
        return inline(page, path, span, flow(value), is_block=is_block)
    indent = page.column(above.entries[path[-1]].key.start) if isinstance(above, Table) else 0
    deep = page.column(span.start) if is_block else 0
    deep = deep if deep > indent else indent + step_of(page)  # a list may stand as far left as its key
    if not is_block and len(flow(value)) + page.column(span.start) <= WIDTH:
        return inline(page, path, span, flow(value), is_block=False)
    written = block(value, deep, step_of(page))
    if is_block:
        return [Splice(page.line_start(span.start), page.line_end(span.end), page.joined(written))]
    return [Splice(colon(page, path), span.end), page.below(span.end, written)]


def add(text: str, path: Path, key: str, value: Node, *, before: str = "", spread: bool = False) -> str:
    """The text with a new entry in the mapping at a path.

    Args:
        text: YAML.
        path: A mapping, or a key without a value.
        key: The new key.
        value: Its value.
        before: The key that it is put before; empty for the end.
        spread: Whether a collection takes lines of its own, where the mapping is not in one line itself.

    Raises:
        CutError: Where there is no mapping, or it is shared.
    """
    return paste(text, path, Written(key, value, spread=spread), before=before)


class Piece(Protocol):
    """An entry that can be put into a mapping."""

    def lines(self, indent: int, step: int) -> list[str]:
        """It over lines of its own."""
        ...

    def flow(self) -> str:
        """It in one line."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """A new entry and how it is to be written."""

    key: str
    value: Node
    spread: bool = False

    def lines(self, indent: int, step: int) -> list[str]:
        """It over lines of its own."""
        return lines(quoted_key(self.key), self.value, indent, step, spread=self.spread)

    def flow(self) -> str:
        """It in one line."""
        return f"{quoted_key(self.key)}: {flow(self.value)}"


@dataclasses.dataclass(frozen=True, slots=True)
class Taken:
    """An entry that was cut out of a text, as it was written there.

    Attributes:
        raw: Its lines without line ends.
        column: Column of its key.
        plain: The same in one line.
    """

    raw: tuple[str, ...]
    column: int
    plain: str

    def lines(self, indent: int, step: int) -> list[str]:
        """It at another column, with its comments."""
        del step
        return [_shifted(line, indent - self.column) for line in self.raw]

    def flow(self) -> str:
        """It in one line.

        Raises:
            CutError: Where comments of it would be lost.
        """
        if any("#" in line for line in self.raw):
            fix = "write what will contain it over several lines first"
            raise CutError("its comments have no place in one line", fix)
        return self.plain


def _shifted(line: str, by: int) -> str:
    if by >= 0:
        return " " * by + line if line.strip() else line
    return line[min(-by, len(line) - len(line.lstrip(" "))) :]


def paste(text: str, path: Path, new: Piece, *, before: str = "") -> str:
    """The text with an entry put into the mapping at a path; see ``add``.

    Raises:
        CutError: Where there is no mapping, or it is shared.
    """
    page = sheet(text)
    span = page.find(path)
    own(page, path, whole=False)
    if isinstance(span, Table) and span.entries:
        return page.spliced([_beside(page, span, new, before)])
    if isinstance(span, Table) or (isinstance(span, Word) and is_null(node_of(span))):
        return page.spliced(_filled(page, path, span, new))
    raise CutError(f"{said(path)} is no mapping", "make it a mapping first")


def cut(text: str, path: Path) -> tuple[str, Taken]:
    """The text without an entry of a mapping, and that entry.

    Raises:
        CutError: Where there is none, or it is shared.
    """
    page = sheet(text)
    entry = page.entry(path)
    if entry is None:
        raise CutError(f"there is no {said(path)}", "name one that is there")
    own(page, path)
    plain = f"{page.text[entry.key.start : entry.key.end]}: {flow(node_of(entry.value))}"
    if not page.is_first(entry.key.start):
        return drop(text, path), Taken((plain,), 0, plain)
    start, end = page.line_start(entry.key.start), page.line_end(entry.value.end)
    raw = tuple(page.text[start:end].splitlines())
    return drop(text, path), Taken(raw, page.column(entry.key.start), plain)


def quoted_key(key: str) -> str:
    """A key as it is written."""
    return flow(Scalar(key, plain=True, line=0, column=0)) if key else '""'


def _beside(page: Sheet, span: Table, new: Piece, before: str) -> Splice:
    """A new entry in a mapping that has entries."""
    follower = span.entries.get(before)
    entries = list(span.entries.values())
    end = entries[-1].value.end
    if span.flow:
        if follower is not None:
            return Splice(follower.key.start, follower.key.start, f"{new.flow()}, ")
        return Splice(end, end, f", {new.flow()}")
    written = new.lines(page.column(entries[0].key.start), step_of(page))
    if follower is None:
        return page.below(end, written)
    return page.over(follower.key.start, _above(page, follower.key.start), written)


def _above(page: Sheet, offset: int) -> int:
    """Where the comment lines begin that stand directly above a line, else the line itself."""
    start = page.line_start(offset)
    while start:
        before = page.line_start(start - 1)
        if not page.text[before:start].lstrip().startswith("#"):
            break
        start = before
    return start


def _filled(page: Sheet, path: Path, span: Span, new: Piece) -> list[Splice]:
    """A first entry in a mapping that has none."""
    above = page.find(path[:-1])
    in_flow = isinstance(above, (Table, Row)) and above.flow
    if in_flow or not path or not isinstance(path[-1], str):
        return inline(page, path, span, f"{{{new.flow()}}}", is_block=False)
    indent = page.column(above.entries[path[-1]].key.start) + step_of(page) if isinstance(above, Table) else 0
    written = new.lines(indent, step_of(page))
    return [Splice(colon(page, path), span.end), page.below(span.end, written)]


def insert_item(text: str, path: Path, number: int, value: Node) -> str:
    """The text with a new item in the list at a path, before the one of that number or at the end.

    Raises:
        CutError: Where there is no list, or it is shared.
    """
    page = sheet(text)
    own(page, path, whole=False)
    span = page.find(path)
    if not isinstance(span, Row):
        raise CutError(f"{said(path)} is no list", "make it a list first")
    if not span.items:
        return page.spliced([Splice(span.start, span.end, f"[{flow(value)}]")])
    is_last = number >= len(span.items)
    item = span.items[-1 if is_last else number]
    if span.flow:
        if is_last:
            return page.spliced([Splice(item.end, item.end, f", {flow(value)}")])
        return page.spliced([Splice(item.start, item.start, f"{flow(value)}, ")])
    dash = dash_of(page, item)
    written = item_lines(value, page.column(dash), step_of(page))
    if is_last:
        return page.spliced([page.below(item.end, written)])
    return page.spliced([page.over(dash, dash, written)])


def rename(text: str, path: Path, key: str) -> str:
    """The text with another key in place of the last of a path.

    Raises:
        CutError: Where there is none, or it is shared.
    """
    page = sheet(text)
    own(page, path[:-1], whole=False)
    entry = page.entry(path)
    if entry is None:
        raise CutError(f"there is no {said(path)}", "name one that is there")
    is_bare = page.text[entry.key.start] not in "\"'"
    written = quoted_key(key) if is_bare else flow(Scalar(key, plain=False, line=0, column=0))
    return page.spliced([Splice(entry.key.start, entry.key.end, written)])
