"""The text of a merged document: a merge of lines where that says the same, else edits of what is there."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from stratum.core.edits import Edit
from stratum.language.edits.actions import perform
from stratum.language.edits.diff import diff
from stratum.language.edits.sources import Source
from stratum.language.edits.spots import RefusedError
from stratum.language.merging.facts import Facts, Named, facts_of, is_alike, leaves_of
from stratum.language.merging.lines import joined
from stratum.language.merging.reading import Reader
from stratum.language.metamodel import Attribute, Metamodel
from stratum.language.syntax.show import show
from stratum.language.syntax.words import by_kind
from stratum.language.tree import Document, Element, Relation

_SIGN: Final = re.compile("#")
_PASSES: Final = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Texts:
    """A document as text in the three states; empty where a state does not have it."""

    base: str
    ours: str
    theirs: str


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """A merged document as text.

    Attributes:
        text: The text.
        lost: Comments that one of the sides has written or both have kept, and that it lacks.
        edits: How many edits it took beside what lines alone could say.
    """

    text: str
    lost: tuple[str, ...] = ()
    edits: int = 0


def written(reader: Reader, file: str, texts: Texts, wanted: Document) -> Written:
    """A text that says what a merged document says: with the comments of both sides, and edited the least.

    Args:
        reader: Reads the texts.
        file: What it is called.
        texts: What there is.
        wanted: What it is to say.
    """
    best: Written | None = None
    for text in _starts(texts):
        done = _edited(reader, file, text, wanted)
        if done is None:
            continue
        done = dataclasses.replace(done, lost=tuple(_lost(texts, done.text)))
        if not done.lost and not done.edits:
            return done
        best = done if best is None or _cost(done) < _cost(best) else best
    if best is not None:
        return best
    anew = show(wanted, reader.metamodel)
    return Written(anew, tuple(_lost(texts, anew)))


def _cost(found: Written) -> tuple[int, int]:
    return len(found.lost), found.edits


def _starts(texts: Texts) -> Iterable[str]:
    """Texts to begin with, those with the most of both sides first."""
    both = joined(texts.base, texts.ours, texts.theirs) if texts.ours and texts.theirs else None
    together = (both.text, both.other) if both is not None else ()
    return filter(None, dict.fromkeys((*together, texts.ours, texts.theirs)))


def _edited(reader: Reader, file: str, text: str, wanted: Document) -> Written | None:
    """A text after edits that let it say what is wanted; None where no edits can."""
    if reader.document(file, text) is None:
        return None
    source, count = reader.source(file, text), 0
    for _ in range(_PASSES):
        document = source.document
        if document is None or document.kind is not wanted.kind:
            return None
        if agrees(document, wanted, reader.metamodel):
            reader.keep(source)
            return Written(source.text, edits=count)
        edits = diff(document, wanted, reader.metamodel)
        count += len(edits)
        try:
            source = _performed(source, edits, reader.metamodel)
        except RefusedError:
            return None
    return None


def _performed(source: Source, edits: Iterable[Edit], metamodel: Metamodel) -> Source:
    for edit in edits:
        source = perform({source.file: source}, metamodel, edit)[source.file]
    return source


def agrees(one: Document, other: Document, metamodel: Metamodel) -> bool:
    """Whether two documents say the same; the order of elements says nothing."""
    if (one.kind, one.name, len(one.elements)) != (other.kind, other.name, len(other.elements)):
        return False
    fields = metamodel.documents[one.kind].attributes
    own = [dict(leaves_of(fields, d.attributes, d.positions)) for d in (one, other)]
    named = {element.name: element for element in other.elements}
    return own[0] == own[1] and all(
        (known := named.get(e.name)) is not None and (is_alike(e, known) or _is_same(e, known, metamodel))
        for e in one.elements
    )


def _is_same(one: Element, other: Element, metamodel: Metamodel) -> bool:
    if (one.section, one.parent) != (other.section, other.parent):
        return False
    return _said(one, metamodel) == _said(other, metamodel)


def _said(element: Element, metamodel: Metamodel) -> tuple[object, ...]:
    found: Facts = facts_of(element, metamodel, _as_written, _no_one)
    edges = {k: [(r.target, r.attributes) for r in rs] for k, rs in by_kind(element.relations).items()}
    leaves = {path: (type(value), value) for path, value in found.leaves.items()}
    return found.type, found.id, leaves, edges


def _as_written(relation: Relation) -> Named:
    return Named("", relation.target)


def _no_one(_value: str, _element: Element, _field: Attribute) -> None:
    return None


def _lost(texts: Texts, text: str) -> Iterator[str]:
    """Comments that one of the sides has written or both have kept, and that the result lacks."""
    base, ours, theirs, there = (Counter(_comments(t)) for t in (texts.base, texts.ours, texts.theirs, text))
    for comment in ours | theirs:
        together = ours[comment] + theirs[comment] - base[comment]
        if there[comment] < min(together, max(ours[comment], theirs[comment])):
            yield comment


def _comments(text: str) -> Iterator[str]:
    """All that looks like a comment."""
    end = 0
    for found in _SIGN.finditer(text):
        start = found.start()
        if start >= end and (not start or text[start - 1].isspace()):
            end = text.find("\n", start)
            end = end if end >= 0 else len(text)
            yield text[start:end].rstrip()
