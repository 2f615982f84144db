"""Whether live edits are legal: the language asked about texts, with the model kept in memory."""

import dataclasses
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from stratum.compiler.view import finding_view
from stratum.core.edits import DocumentEdit, Edit
from stratum.core.findings import Finding, Position, Severity, has_errors
from stratum.language.check import examine, files_of
from stratum.language.code import code_of, is_code
from stratum.language.codes import Code
from stratum.language.edits.documents import PLACE, plain
from stratum.language.edits.draft import Draft, Refused, apply, draft, new_errors, performed, retyped
from stratum.language.edits.pieces import can_be_cut
from stratum.language.edits.sources import Source, reread, rewritten
from stratum.language.library import extended
from stratum.language.library.reader import Loaded
from stratum.language.merging.reading import differing
from stratum.language.metamodel import Metamodel
from stratum.language.syntax.header import header
from stratum.language.tiers import Tier
from stratum.language.tree import DocumentKind, Model
from stratum.live.types import Json, Refusal, Texts
from stratum.runtime.checked import own_types
from stratum.runtime.modelling import known_of
from stratum.runtime.wiring import Parts
from stratum.store.files import DOCUMENT_SUFFIXES, MARK, obstacle


@dataclasses.dataclass(frozen=True, slots=True)
class _Read:
    """Texts with the model that they are.

    Attributes:
        texts: All texts, those of types included.
        own: The texts of types.
        types: What they say.
        state: The model.
    """

    texts: Texts
    own: Texts
    types: Loaded
    state: Draft


class ModelLegality:
    """Satisfies ``live.ports.Legality`` for the documents of a workspace.

    What lies beside the documents, such as files of data, is looked at when a model is read whole. Nothing is
    refused before that was done again, and no path is missing before it was looked for as it is named now.

    Args:
        parts: The workspace.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._kept: _Read | None = None

    def edited(self, texts: Texts, edits: Sequence[Edit]) -> Texts | Refusal:
        """As the port says."""

        def attempt(before: _Read) -> _Read | tuple[Finding, ...]:
            if any(isinstance(edit, DocumentEdit) or edit.file in before.own for edit in edits):
                return self._rebuilt(before, edits)
            done = apply(before.state, edits)
            if isinstance(done, Refused):
                return self._rebuilt(before, edits) if _is_unseen(done.findings) else done.findings
            return dataclasses.replace(before, texts={**before.texts, **done.texts}, state=done)

        done = self._attempted(texts, attempt)
        return done if isinstance(done, Refusal) else done.texts

    def typed(self, before: Texts, after: Texts) -> Refusal | None:
        """As the port says."""

        def attempt(known: _Read) -> _Read | tuple[Finding, ...]:
            new = self._with(known, after)
            found = _new_errors(known, new)
            if _is_unseen(found):
                new = self._read(after)
                found = _new_errors(known, new)
            return found or new

        done = self._attempted(before, attempt)
        return done if isinstance(done, Refusal) else None

    def findings(self, texts: Texts) -> Sequence[Json]:
        """As the port says."""
        read = self._known(texts)
        return [finding_view(f) for f in (*read.types.findings, *read.state.findings)]

    def _rebuilt(self, before: _Read, edits: Sequence[Edit]) -> _Read | tuple[Finding, ...]:
        """What edits of whole documents lead to, read whole: also types may be other ones after them."""
        strange = {file: plain(file, text) for file, text in before.texts.items()}
        done = performed({**strange, **before.state.sources}, before.state.metamodel, edits)
        if isinstance(done, Refused):
            return done.findings
        texts = {file: source.text for file, source in done.items()}
        after = self._read(texts)
        return (*self._misplaced(before.texts, texts), *_new_errors(before, after, edits)) or after

    def _misplaced(self, before: Texts, after: Texts) -> Iterator[Finding]:
        """Why new files may not be there: something else is, or they would not be found."""
        root, named = self._parts.workspace.root, code_of(after)
        for file in sorted(after.keys() - before.keys()):
            why = obstacle(root, file)
            if not why and _is_foreign(root / file, after[file]):
                why = f"{file} is there already, and is no document"
            if not why and is_code(file) and file not in named:
                why = f"no document names {file}"
            if why:
                yield Finding(PLACE, Severity.ERROR, "", why, Position(file, 1, 1), fix="choose another path")

    def _attempted(
        self, texts: Texts, attempt: Callable[[_Read], _Read | tuple[Finding, ...]]
    ) -> _Read | Refusal:
        was_warm = self._kept is not None
        known = self._known(texts)
        done = attempt(known)
        if not isinstance(done, _Read) and was_warm:
            self._kept = None
            known = self._known(texts)
            done = attempt(known)
        if isinstance(done, _Read):
            done = tuple(self._orphaned(known.state.model, done.state.model)) or done
        if not isinstance(done, _Read):
            return Refusal([finding_view(f) for f in done])
        self._kept = done
        return done

    def _orphaned(self, before: Model, after: Model) -> Iterator[Finding]:
        """What runs and would have no document any more."""
        left = {d.name for d in after.of_kind(DocumentKind.APPLICATION)}
        lost = [d for d in before.of_kind(DocumentKind.APPLICATION) if d.name not in left]
        running = self._parts.deployments.applications() if lost else ()
        for document in lost:
            if document.name in running:
                message = f"{document.name} runs, and would be left without its document"
                fix = f"stop it first, with: stratum destroy {document.name}"
                place = Position(document.file, 1, 1)
                yield Finding(PLACE, Severity.ERROR, document.name, message, place, fix=fix)

    def _known(self, texts: Texts) -> _Read:
        """The model of texts: the kept one, with what differs read again."""
        kept = self._kept
        if kept is None or kept.texts != texts:
            self._kept = kept = self._read(texts) if kept is None else self._with(kept, texts)
        return kept

    def _with(self, known: _Read, texts: Texts) -> _Read:
        others = {file: text for file, text in texts.items() if known.texts.get(file) != text}
        models = {file: text for file, text in others.items() if not is_code(file)}
        if texts.keys() != known.texts.keys() or not models.keys() <= known.state.sources.keys():
            return self._read(texts)
        state = known.state
        sources = [_source(state.sources[file], state.metamodel, text) for file, text in models.items()]
        return dataclasses.replace(known, texts=texts, state=retyped(state, sources))

    def _read(self, texts: Texts) -> _Read:
        space = self._parts.workspace
        around = space.documents()
        own = own_types(texts)
        types = extended(own) if own else Loaded(self._parts.metamodel, ())
        # What is ours and not among the texts was removed, and is about to go.
        beside = {f: t for f, t in around.items() if f not in texts and not header(t).is_ours}
        gone = around.keys() - texts.keys() - beside.keys()
        yaml = {
            f: t for f, t in {**beside, **texts}.items() if f.endswith(DOCUMENT_SUFFIXES) and f not in own
        }
        first = draft(yaml, types.metamodel, upto=Tier.SCHEMA)
        named, opened = files_of(first.model, types.metamodel), self._parts.open_folders
        known = known_of(space.root, {**beside, **texts}, named, opened) - gone
        context = first.verdict.context
        whole = dataclasses.replace(context.around, files=known)
        state = dataclasses.replace(first, verdict=examine(context.model, types.metamodel, around=whole))
        return _Read(texts, own, types, state)


def _is_unseen(found: Sequence[Finding]) -> bool:
    """Whether a file is missing that nobody may have looked for yet, since no document named it before."""
    return any(finding.code == Code.PATH_MISSING for finding in found)


def _is_foreign(path: Path, text: str) -> bool:
    """Whether something is at a path that is no document of ours, nor holds a text already."""
    if not path.is_file():
        return os.path.lexists(path)
    content = path.read_bytes()
    return content != text.encode() and (is_code(path.name) or MARK.search(content) is None)


def _new_errors(before: _Read, after: _Read, edits: Sequence[Edit] = ()) -> tuple[Finding, ...]:
    """The errors that there are after and were not before, in the model and in its types."""
    found = new_errors(before.state, after.state, edits)
    known = {(f.code, f.element, f.message) for f in before.types.findings}
    new = (f for f in after.types.findings if (f.code, f.element, f.message) not in known)
    return (*(f for f in new if has_errors([f])), *found)


def _source(known: Source, metamodel: Metamodel, text: str) -> Source:
    """A document with another text: only what differs is read, where that tells all."""
    if known.pieces and can_be_cut(text) and text.endswith("\n") and known.text.endswith("\n"):
        runs = differing(known, text)
        again = reread(known, metamodel, runs) if runs is not None else None
        if again is not None:
            return again
    return rewritten(known, metamodel, text)
