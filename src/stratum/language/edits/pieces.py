"""A long text as pieces: what stands between elements and one piece for each element of a section.

An edit looks at the pieces of the elements that it changes and leaves the others unread.
"""

import dataclasses
import re
from collections.abc import Iterable, Sequence
from typing import Final

from stratum.language.tree import Document, Element

_SHARED: Final = re.compile(r"(?:^|[\s\[{,:?-])[&*][^\s,\[\]{}]", re.MULTILINE)
_STRANGE: Final = re.compile("\r(?!\n)|[\x85\u2028\u2029\ufeff]")
_LEFT: Final = re.compile(r"\n(?=[^\s#])")


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that begins where a line does.

    Attributes:
        section: The section of its element; empty for what stands between elements.
        name: Name of its element.
        size: Its characters.
        height: Its line breaks.
        line: Number of its first line in the tree, which counts as the text was when it was last read whole.
    """

    section: str
    name: str
    size: int
    height: int
    line: int


def pieces_of(text: str, document: Document) -> tuple[Piece, ...]:
    """The pieces of a text; none where they cannot be told apart without reading it whole.

    That is so where values are shared through anchors, and where lines end in uncommon ways. Elements that do
    not begin lines of their own belong to what stands between.
    """
    if not can_be_cut(text):
        return ()
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    tops = sorted((e for e in document.elements if not e.parent), key=lambda e: e.position)
    begun = [(e, starts[e.position.line - 1]) for e in tops if _begins_line(text, starts, e)]
    found: list[Piece] = []
    end, line = 0, 1
    for number, (element, start) in enumerate(begun):
        if start > end:
            found.append(_between(text, end, start, line))
        follower = begun[number + 1] if number + 1 < len(begun) else None
        is_last = follower is None or follower[0].section != element.section
        end = _end(text, start) if is_last or follower is None else follower[1]
        height = text.count("\n", start, end)
        found.append(Piece(element.section, element.name, end - start, height, element.position.line))
        line = element.position.line + height
    if end < len(text):
        found.append(_between(text, end, len(text), line))
    return tuple(found)


def can_be_cut(text: str) -> bool:
    """Whether no value of a text is shared through anchors, and its lines end as usual."""
    return not (_SHARED.search(text) or _STRANGE.search(text))


def within_section(text: str, line: int, elements: Iterable[Element]) -> tuple[int, tuple[Piece, ...]]:
    """The pieces of a part of a section, and how many characters stand before the first of them.

    Args:
        text: The part.
        line: Number of its first line.
        elements: What was read from it.
    """
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    tops = [(e, starts[e.position.line - line]) for e in elements if not e.parent]
    ends = [start for _, start in tops[1:]] + [len(text)]
    found = [
        Piece(e.section, e.name, end - start, text.count("\n", start, end), e.position.line)
        for (e, start), end in zip(tops, ends, strict=True)
    ]
    return (tops[0][1] if tops else len(text)), tuple(found)


def _begins_line(text: str, starts: Sequence[int], element: Element) -> bool:
    start, column = starts[element.position.line - 1], element.position.column - 1
    return column > 0 and not text[start : start + column].strip(" ")


def _between(text: str, start: int, end: int, line: int) -> Piece:
    return Piece("", "", end - start, text.count("\n", start, end), line)


def _end(text: str, start: int) -> int:
    """Where the next thing begins that stands at the left edge."""
    found = _LEFT.search(text, start)
    return found.end() if found else len(text)
