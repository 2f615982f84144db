"""Texts with their trees, each read once; and what is wrong with all of them together."""

import bisect
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from stratum.core.findings import Finding, Severity
from stratum.core.garbage import collection_paused
from stratum.language.check import in_order
from stratum.language.codes import Code
from stratum.language.constraints.context import Surroundings
from stratum.language.edits.draft import drafted
from stratum.language.edits.pieces import Piece, can_be_cut
from stratum.language.edits.sources import Run, Source, opened, reread
from stratum.language.library.reader import KIND
from stratum.language.merging.identity import is_told_apart
from stratum.language.merging.lines import aligned, lines_of
from stratum.language.metamodel import Metamodel
from stratum.language.substitution import substituted
from stratum.language.syntax.header import header
from stratum.language.tree import Document


class Reader:
    """Reads documents.

    Args:
        metamodel: Their types.
    """

    def __init__(self, metamodel: Metamodel) -> None:
        self.metamodel = metamodel
        self._sources: dict[tuple[str, str], Source] = {}
        self._first: dict[str, Source] = {}
        self._models: dict[str, bool] = {}

    def source(self, file: str, text: str) -> Source:
        """A text with its tree."""
        if (file, text) not in self._sources:
            self.keep(self._again(file, text) or opened(file, text, self.metamodel))
        return self._sources[file, text]

    def keep(self, source: Source) -> None:
        """Remember a text that was read already."""
        self._sources[source.file, source.text] = source
        self._first.setdefault(source.file, source)

    def _again(self, file: str, text: str) -> Source | None:
        """A text of a document of which another one was read; None where it has to be read whole."""
        known = self._first.get(file)
        if known is None or not known.pieces:
            return None
        if not (text.endswith("\n") and known.text.endswith("\n")):
            return None
        runs = differing(known, text)
        if runs is None or not all(can_be_cut(part) for _, _, part in runs):
            return None
        return reread(known, self.metamodel, runs)

    def document(self, file: str, text: str) -> Document | None:
        """The tree of a text; None where it does not say all that the text says, or is no document."""
        return self.source(file, text).document if not self.trouble(file, text) else None

    def trouble(self, file: str, text: str) -> str:
        """Why a text cannot be merged by elements; empty where it can."""
        if not self.is_model(text):
            return "it is no document of a model"
        source = self.source(file, text)
        for finding in source.findings:
            if finding.severity is Severity.ERROR and finding.code != Code.MISSING_ATTRIBUTE:
                return f"{finding.position}: {finding.message}"
        if source.document is None or not is_told_apart(source.document):
            return "several of its elements have the same name or identity"
        return ""

    def is_broken(self, file: str, text: str) -> bool:
        """Whether a text is meant to be a document, and has no tree at all."""
        return self.is_model(text) and self.source(file, text).document is None

    def is_model(self, text: str) -> bool:
        """Whether a text is meant to be a document of a model; definitions of types are none."""
        if text not in self._models:
            found = header(text)
            self._models[text] = found.is_ours and found.kind != KIND
        return self._models[text]

    def errors(self, texts: Mapping[str, str]) -> tuple[Finding, ...]:
        """All errors of documents, with those between them."""
        models = {file: text for file, text in texts.items() if self.is_model(text)}
        sources = {file: self.source(file, text) for file, text in sorted(models.items())}
        around = Surroundings(foreign=frozenset(f for f, text in texts.items() if not header(text).is_ours))
        read = drafted(sources, self.metamodel, around).findings
        chosen = (f for source in sources.values() for f in self._chosen(source))
        return in_order(f for f in (*read, *chosen) if f.severity is Severity.ERROR)

    def _chosen(self, source: Source) -> Iterable[Finding]:
        return substituted(source.document, self.metamodel).findings if source.document is not None else ()


def differing(source: Source, text: str) -> list[Run] | None:
    """The pieces of a document that are otherwise in another text of it; None where more is.

    With each comes a neighbour that both texts have, so that there is something to read where all else of a
    run is gone.
    """
    old, new = lines_of(source.text), lines_of(text)
    begins = list(itertools.accumulate((piece.height for piece in source.pieces), initial=0))
    found: list[tuple[int, int, int, int]] = []
    at = (0, 0)
    for pair in (*aligned(old, new), (len(old), len(new))):
        if pair != at:
            span = _span(source.pieces, begins, at[0], pair[0])
            if span is None:
                return None
            first, last = span
            start = at[1] - at[0] + begins[first]
            if found and first <= found[-1][1]:
                first, before, start, _ = found.pop()
                last = max(last, before)
            found.append((first, last, start, pair[1] - pair[0] + begins[last]))
        at = (pair[0] + 1, pair[1] + 1)
    return [(first, last, "".join(new[start:end])) for first, last, start, end in found]


def _span(pieces: Sequence[Piece], begins: Sequence[int], start: int, end: int) -> tuple[int, int] | None:
    """The pieces that some lines belong to, with one beside them; None where they are not of one section.

    What is only put in between two pieces belongs to the first, unless that is none of an element.
    """
    first = min(bisect.bisect_right(begins, start), len(pieces)) - 1
    last = max(bisect.bisect_left(begins, end), first + 1)
    if start == end == begins[first] and first and pieces[first - 1].section:
        first, last = first - 1, first
    section = pieces[first].section
    if not section or any(piece.section != section for piece in pieces[first:last]):
        return None
    if first and pieces[first - 1].section == section:
        first -= 1
    elif last < len(pieces) and pieces[last].section == section:
        last += 1
    return first, last


def joint_errors(
    texts: Mapping[str, str], sides: Sequence[Mapping[str, str]], metamodel: Metamodel
) -> tuple[Finding, ...]:
    """The errors of a merged model that no side has.

    Args:
        texts: The files of the merged state.
        sides: Those of each state that was merged.
        metamodel: The types of all.
    """
    if texts in sides:
        return ()
    reader = Reader(metamodel)
    with collection_paused():
        found = reader.errors(texts)
        return tuple(added(found, map(reader.errors, sides))) if found else ()


def added(found: Iterable[Finding], sides: Iterable[Iterable[Finding]]) -> Iterator[Finding]:
    """The errors that are more, of their kind and about their element, than on any side."""
    known: Counter[tuple[str, str]] = Counter()
    for side in sides:
        known |= Counter(map(_key, side))
    for finding in found:
        known[_key(finding)] -= 1
        if known[_key(finding)] < 0:
            yield finding


def _key(finding: Finding) -> tuple[str, str]:
    return str(finding.code), finding.element
