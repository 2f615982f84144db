"""A text with its tree: changed together, and as little as possible of it read again."""

import dataclasses
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from stratum.core.digests import digest_bytes
from stratum.core.findings import Finding, Position
from stratum.language.edits.pieces import Piece, pieces_of, within_section
from stratum.language.edits.sheet import Path
from stratum.language.metamodel import Metamodel, Section
from stratum.language.syntax.compose import compose
from stratum.language.syntax.elements import ElementReader
from stratum.language.syntax.nodes import Mapping as MappingNode
from stratum.language.syntax.nodes import Node, Scalar, Sequence
from stratum.language.syntax.parse import parse
from stratum.language.syntax.problems import Problems
from stratum.language.tree import Document, Element

Change: TypeAlias = Callable[[str, Path], str]
"""Changes a text; what it is told is the path of a mapping of elements in it."""


_AT_LEFT: Final = re.compile(r"^[^\s#]", re.MULTILINE)
_NAME: Final = operator.attrgetter("name")
_SECTION: Final = operator.attrgetter("section")
_SIZE: Final = operator.attrgetter("size")
_HEIGHT: Final = operator.attrgetter("height")


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A text with its tree.

    Attributes:
        file: Its name.
        text: YAML.
        document: The tree; None where not even its kind could be read. Positions in it are those of the text
            as it was when it was last read whole: elements that an edit does not touch stay the very same
            objects, also where an edit above moves them to other lines. ``placed`` tells where they are now.
        findings: What was wrong when it was read.
        unread: Names of elements that could not be read.
        pieces: The parts of the text; none where each edit has to read it whole.
    """

    file: str
    text: str
    document: Document | None
    findings: tuple[Finding, ...]
    unread: frozenset[str]
    pieces: tuple[Piece, ...]

    @classmethod
    def nowhere(cls, file: str) -> "Source":
        """In place of a document that is not there."""
        return cls(file, "", None, (), frozenset(), ())

    def placed(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Findings about this document with the positions that they have in the text now."""
        moved = self._moved()
        if not moved:
            yield from findings
            return
        tops = {e.name: top for top, e in _with_tops(self.document.elements if self.document else ())}
        name = self.document.name if self.document else ""
        for finding in findings:
            subject = finding.element.removeprefix(name).removeprefix("/")
            by = moved.get(tops.get(subject, ""), 0) if subject in tops else self._drift(finding.position)
            place = finding.position
            yield dataclasses.replace(finding, position=dataclasses.replace(place, line=place.line + by))

    def _moved(self) -> dict[str, int]:
        """How many lines elements moved since the text was read whole; empty where none did."""
        moved: dict[str, int] = {}
        line, is_moved = 1, False
        for piece in self.pieces:
            moved[piece.name] = line - piece.line
            is_moved = is_moved or line != piece.line
            line += piece.height
        return moved if is_moved else {}

    def _drift(self, place: Position) -> int:
        """How many lines something moved that is no element."""
        line, by = 1, 0
        for piece in self.pieces:
            if not piece.name and piece.line <= place.line:
                by = line - piece.line
            line += piece.height
        return by


def _with_tops(elements: Iterable[Element]) -> Iterator[tuple[str, Element]]:
    """Elements with the one of their section that they are in; parts follow what contains them."""
    top = ""
    for element in elements:
        top = top if element.parent else element.name
        yield top, element


def opened(file: str, text: str, metamodel: Metamodel) -> Source:
    """A text read whole."""
    parsed = parse(text, file, metamodel)
    cuttable = parsed.document is not None and not parsed.unread
    pieces = pieces_of(text, parsed.document) if parsed.document is not None and cuttable else ()
    return Source(file, text, parsed.document, parsed.findings, parsed.unread, pieces)


def rewritten(source: Source, metamodel: Metamodel, text: str) -> Source:
    """Another text in place of the one of a source; elements that did not change are shared."""
    new, old = opened(source.file, text, metamodel), source.document
    if new.document is None or old is None:
        return new
    known = {element.name: element for element in old.elements}
    elements = tuple(known[e.name] if known.get(e.name) == e else e for e in new.document.elements)
    return dataclasses.replace(new, document=dataclasses.replace(new.document, elements=elements))


def changed(
    source: Source, metamodel: Metamodel, section: str, names: Iterable[str], change: Change
) -> Source:
    """A source after a change of some elements of a section.

    Args:
        source: The text with its tree.
        metamodel: The types.
        section: Name of the section.
        names: The elements that it changes and those beside which it puts new ones; empty for the end.
        change: Changes the text.
    """
    found = _Cut.of(source, section, tuple(names))
    quick = found.changed(metamodel, change) if found is not None else None
    return quick or rewritten(source, metamodel, change(source.text, (section,)))


Run: TypeAlias = tuple[int, int, str]
"""Neighbouring pieces, from the first to the one behind the last, and the text that is in their place."""


def reread(source: Source, metamodel: Metamodel, runs: Iterable[Run]) -> Source | None:
    """Another text of a document, of which only what differs is read; what did not change is shared.

    Args:
        source: The document as it was read.
        metamodel: The types.
        runs: What differs, in its order: pieces of elements, of which none but the last may be the first of
            the next one.

    Returns:
        The same as ``opened`` gives, but for positions; None where the text has to be read whole.
    """
    document = source.document
    if document is None or not source.pieces:
        return None
    new = _Reread(source, document, metamodel)
    for run in runs:
        if not new.take(run):
            return None
    return new.source()


class _Reread:
    """A document that is read again piece by piece."""

    def __init__(self, source: Source, document: Document, metamodel: Metamodel) -> None:
        self._old = source
        self._document = document
        self._metamodel = metamodel
        self._numbers = _first_of(map(_NAME, source.pieces))
        self._named = _first_of(map(_NAME, document.elements))
        self._pieces: list[Piece] = []
        self._texts: list[str] = []
        self._elements: list[Element] = []
        self._findings = source.findings
        self._at = self._begin = self._character = 0
        self._line = 1

    def take(self, run: Run) -> bool:
        """Go on to a run and read it; False where it cannot be read alone."""
        first, last, part = run
        cut = self._cut(first, last)
        if cut is None or _AT_LEFT.search(part):
            return False
        self._keep(first, cut.begin)
        read = cut.read(self._metamodel, part, self._line)
        if read is None or read[0][0].position.column != cut.elements[0].position.column:
            return False
        elements, problems = read
        lead, pieces = within_section(part, self._line, elements)
        before = self._pieces[-1]
        grown = before.height + part.count("\n", 0, lead)
        self._pieces[-1] = dataclasses.replace(before, size=before.size + lead, height=grown)
        self._pieces += pieces
        self._texts.append(part)
        self._elements += cut.shared(elements)
        self._findings = cut.findings(self._findings, elements, problems)
        self._line += part.count("\n")
        self._character += sum(map(_SIZE, self._old.pieces[first:last]))
        self._at, self._begin = last, cut.end
        return True

    def _cut(self, first: int, last: int) -> "_Cut | None":
        """Pieces with their elements; None where others before them have the same names."""
        ends = (self._old.pieces[first], self._old.pieces[last - 1])
        named = tuple(self._numbers[piece.name] for piece in ends)
        if not first or named != (first, last - 1) or ends[0].section != ends[1].section:
            return None
        begin, end = (self._named[piece.name] for piece in ends)
        found = _elements(self._document, ends[0].section, begin, end)
        return _Cut(self._old, self._document, first, last, *found) if found is not None else None

    def source(self) -> Source:
        """The document."""
        self._keep(len(self._old.pieces), len(self._document.elements))
        text = "".join(self._texts)
        digest = digest_bytes(text.encode(errors="replace"))
        document = dataclasses.replace(self._document, elements=tuple(self._elements), digest=digest)
        return dataclasses.replace(
            self._old, text=text, document=document, findings=self._findings, pieces=tuple(self._pieces)
        )

    def _keep(self, piece: int, element: int) -> None:
        """Go on to a piece and an element, and take what stands before them as it is."""
        kept = self._old.pieces[self._at : piece]
        end = self._character + sum(map(_SIZE, kept))
        self._pieces += kept
        self._texts.append(self._old.text[self._character : end])
        self._elements += self._document.elements[self._begin : element]
        self._line += sum(map(_HEIGHT, kept))
        self._at, self._begin, self._character = piece, element, end


@dataclasses.dataclass(frozen=True, slots=True)
class _Cut:
    """Neighbouring pieces of a source with their elements.

    Attributes:
        source: The source.
        document: Its tree.
        first: Number of the first piece.
        last: Number of the piece behind them.
        begin: Number of the first of their elements.
        end: Number of the element behind them.
    """

    source: Source
    document: Document
    first: int
    last: int
    begin: int
    end: int

    @classmethod
    def of(cls, source: Source, section: str, names: tuple[str, ...]) -> "_Cut | None":
        """The pieces of some elements, or the last piece of a section where none are named."""
        pieces, document = source.pieces, source.document
        if document is None or not pieces:
            return None
        if names:
            labels = list(map(_NAME, pieces))
            numbers = [labels.index(name) for name in names if name in labels]
        else:
            numbers = [n for n, label in enumerate(map(_SECTION, pieces)) if label == section][-1:]
        if len(numbers) < max(1, len(set(names))) or any(pieces[n].section != section for n in numbers):
            return None
        first, last = min(numbers), max(numbers)
        known = list(map(_NAME, document.elements))
        begin, end = known.index(pieces[first].name), known.index(pieces[last].name)
        found = _elements(document, section, begin, end)
        return cls(source, document, first, last + 1, *found) if found is not None and first else None

    @property
    def section(self) -> str:
        """The section of the pieces."""
        return self.source.pieces[self.first].section

    @property
    def elements(self) -> tuple[Element, ...]:
        """The elements of the pieces."""
        return self.document.elements[self.begin : self.end]

    def changed(self, metamodel: Metamodel, change: Change) -> Source | None:
        """The source after a change, or None where it has to be read whole for it."""
        pieces, text = self.source.pieces, self.source.text
        start = sum(map(_SIZE, pieces[: self.first]))
        end = start + sum(map(_SIZE, pieces[self.first : self.last]))
        line = 1 + sum(map(_HEIGHT, pieces[: self.first]))
        part = change(text[start:end], ())
        read = self.read(metamodel, part, line)
        if read is None:
            return None
        elements, problems = read
        lead, new = within_section(part, line, elements)
        before = pieces[self.first - 1]
        height = before.height + part.count("\n", 0, lead)
        grown = dataclasses.replace(before, size=before.size + lead, height=height)
        whole = f"{text[:start]}{part}{text[end:]}"
        return dataclasses.replace(
            self.source,
            text=whole,
            document=self._document(whole, elements),
            findings=self.findings(self.source.findings, elements, problems),
            pieces=(*pieces[: self.first - 1], grown, *new, *pieces[self.last :]),
        )

    def read(self, metamodel: Metamodel, part: str, line: int) -> tuple[list[Element], list[Finding]] | None:
        """The elements of another text of these pieces; None where it cannot be read alone."""
        composed = compose(part, self.source.file)
        described = metamodel.documents.get(self.document.kind)
        section: Section | None = described.sections.get(self.section) if described else None
        if composed.findings or section is None or not isinstance(composed.root, MappingNode):
            return None
        _move(composed.root, line - 1)
        problems = Problems(self.source.file)
        reader = ElementReader(metamodel, problems, self.document.name)
        elements = reader.section(section, composed.root)
        column = elements[0].position.column if elements else 0
        is_aligned = all(e.parent or e.position.column == column for e in elements)
        return (elements, problems.findings) if column > 1 and is_aligned and not reader.unread else None

    def _document(self, text: str, elements: list[Element]) -> Document:
        fresh = self.shared(elements)
        old = self.document.elements
        return dataclasses.replace(
            self.document,
            elements=(*old[: self.begin], *fresh, *old[self.end :]),
            digest=digest_bytes(text.encode(errors="replace")),
        )

    def shared(self, elements: Iterable[Element]) -> Iterator[Element]:
        """Elements that were read again; the same objects as before where they did not change."""
        known = {e.name: e for e in self.elements}
        return (known[e.name] if known.get(e.name) == e else e for e in elements)

    def findings(
        self, known: tuple[Finding, ...], elements: Iterable[Element], problems: Iterable[Finding]
    ) -> tuple[Finding, ...]:
        """What is wrong, after these pieces were read again."""
        if not known:
            return tuple(problems)
        about = {f"{self.document.name}/{e.name}" for e in (*self.elements, *elements)}
        return (*(f for f in known if f.element not in about), *problems)


def _first_of(names: Iterable[str]) -> dict[str, int]:
    """The number of the first of each name."""
    found: dict[str, int] = {}
    for number, name in enumerate(names):
        found.setdefault(name, number)
    return found


def _elements(document: Document, section: str, begin: int, end: int) -> tuple[int, int] | None:
    """The numbers of the elements from one of a section to the end of another, without the one behind it."""
    ends = (document.elements[begin], document.elements[end])
    if any(e.parent or e.section != section for e in ends):
        return None  # another section has an element of the same name
    end += 1
    while end < len(document.elements) and document.elements[end].parent:
        end += 1
    return begin, end


def _move(node: Node, by: int) -> None:
    """Count the lines of a node and of all inside of it from another one."""
    waiting: list[Node] = [node]
    while waiting:
        found = waiting.pop()
        found.line += by
        if isinstance(found, Sequence):
            waiting += found.items
        elif not isinstance(found, Scalar):
            waiting += [inner for key, value in found.entries.values() for inner in (key, value)]


Sources: TypeAlias = Mapping[str, Source]
