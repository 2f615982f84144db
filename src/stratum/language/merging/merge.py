"""Three states of a workspace become one: by elements where files are documents, else by lines."""

import dataclasses
from collections.abc import Mapping, Sequence

from stratum.core.findings import Finding, Position, Severity
from stratum.core.garbage import collection_paused
from stratum.language.merging.conflicts import Choices, Conflict, Side
from stratum.language.merging.documents import merged
from stratum.language.merging.files import File, paired, path_of, text_of
from stratum.language.merging.identity import Keys, keys_of
from stratum.language.merging.reading import Reader
from stratum.language.merging.sides import Book, Trio, View
from stratum.language.merging.texts import Written, written
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document

__all__ = ["COMMENTS", "Conflict", "Merged", "Side", "merge"]
COMMENTS = "merge-comments"
"""Code of comments that could not be kept."""


@dataclasses.dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge.

    Attributes:
        texts: The files, by name; where a conflict is open, ours is in its place.
        conflicts: What is to be settled.
        findings: What else is to be told: comments that could not be kept, and what followed from choices.
            Errors of the merged model are told by ``reading.joint_errors``.
    """

    texts: dict[str, str]
    conflicts: tuple[Conflict, ...]
    findings: tuple[Finding, ...]


def merge(
    base: Mapping[str, str],
    ours: Mapping[str, str],
    theirs: Mapping[str, str],
    metamodel: Metamodel,
    chosen: Mapping[str, Side] = {},
) -> Merged:
    """Merge two states that came of one.

    Args:
        base: The files of the state that both came from, with their texts.
        ours: Those of our state.
        theirs: Those of their state.
        metamodel: The types of all three.
        chosen: Whose state counts in a conflict, by its id. Which conflicts there are does not depend on it.
    """
    with collection_paused():
        return _Merge((base, ours, theirs), Reader(metamodel)).result(chosen)


@dataclasses.dataclass(frozen=True, slots=True)
class _Settled:
    """What a file is to be: a text, or a document that is to be written; gone where it is neither."""

    file: File
    path: str
    text: str | None
    document: Document | None


class _Merge:
    """One merge."""

    def __init__(self, states: Sequence[Mapping[str, str]], reader: Reader) -> None:
        self._reader = reader
        self._files = paired(reader, states[0], states[1], states[2])
        changed = {f.paths.file: f.documents(reader) for f in self._files if not f.is_unchanged}
        self._trios = self._views({file: found for file, found in changed.items() if found is not None})

    def result(self, chosen: Mapping[str, Side]) -> Merged:
        """What comes of it."""
        choices = asked = Choices({})
        settled = self._settled(asked)
        if chosen:
            choices = Choices(chosen)
            settled = self._settled(choices)
            self._tell_followers(asked, choices)
        done = {one.path: text for one in settled if (text := self._text(one)) is not None}
        open_ = tuple(found for key, found in asked.conflicts.items() if key not in chosen)
        comments = (_comments(path, one.lost) for path, one in done.items() if one.lost)
        texts = {path: one.text for path, one in done.items()}
        return Merged(texts, open_, (*choices.notes, *comments))

    def _tell_followers(self, asked: Choices, choices: Choices) -> None:
        """Conflicts that there are only because of the choices: ours counts, and it is told."""
        for key, found in choices.conflicts.items():
            if key not in asked.conflicts:
                message = f"{found.why}; ours was taken, since this follows from other choices"
                choices.note(
                    found.file, found.element, message, "look at it, and change it where it is wrong"
                )

    def _settled(self, choices: Choices) -> list[_Settled]:
        documents = merged(self._trios, choices)
        return [self._one(file, documents.get(file.paths.file), choices) for file in self._files]

    def _one(self, file: File, document: Document | None, choices: Choices) -> _Settled:
        path = path_of(file, choices)
        text = text_of(file, self._reader, choices) if document is None else None
        return _Settled(file, path, text, document)

    def _text(self, one: _Settled) -> Written | None:
        if one.document is None:
            return Written(one.text) if one.text is not None else None
        return written(self._reader, one.path, one.file.all, one.document)

    def _views(self, found: Mapping[str, Sequence[Document | None]]) -> list[Trio]:
        """The documents that are merged by elements, in the three states."""
        keys: list[dict[str, Keys]] = [{}, {}, {}]
        for file, documents in found.items():
            first = next(d for d in documents if d is not None)
            base = documents[0] or dataclasses.replace(first, elements=())
            for number, document in enumerate(documents):
                keys[number][file] = keys_of(document, base) if document is not None else {}
        books = [self._book(found, number, keys[number]) for number in range(3)]
        return [
            Trio(
                file,
                *(
                    View(file, document, keys[number][file], books[number], self._reader.metamodel)
                    for number, document in enumerate(documents)
                ),
            )
            for file, documents in found.items()
        ]

    def _book(
        self, found: Mapping[str, Sequence[Document | None]], number: int, keys: Mapping[str, Keys]
    ) -> Book:
        """All documents of one side; those that did not change keep their names as identities."""
        called = {d.file: file for file, documents in found.items() if (d := documents[number]) is not None}
        names: dict[str, Keys] = {path: keys[file] for path, file in called.items()}
        for file in self._files if found else ():
            path, text = file.paths.base, file.texts[0]
            if file.is_unchanged and path is not None and text is not None and path not in names:
                document = self._reader.document(path, text)
                names[path] = {e.name: e.name for e in document.elements} if document is not None else {}
        return Book(names, {**{path: path for path in names}, **called})


def _comments(path: str, lost: Sequence[str]) -> Finding:
    """Which comments could not be kept."""
    more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
    message = f"comments could not be kept: {'; '.join(lost[:3])}{more}"
    fix = "write them again where they belong"
    return Finding(COMMENTS, Severity.NOTE, "", message, Position(path, 1, 1), fix=fix)
