"""Whether live edits are legal: the language asked about texts, with the model kept in memory."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from stratum.compiler.view import finding_view
from stratum.core.edits import Edit
from stratum.core.findings import Finding, has_errors
from stratum.language.check import examine, files_of
from stratum.language.edits.draft import Draft, Refused, apply, draft, new_errors, retyped
from stratum.language.edits.pieces import can_be_cut
from stratum.language.edits.sources import Source, reread, rewritten
from stratum.language.library import extended
from stratum.language.library.reader import Loaded
from stratum.language.merging.reading import differing
from stratum.language.metamodel import Metamodel
from stratum.language.tiers import Tier
from stratum.live.types import Json, Refusal, Texts
from stratum.runtime.modelling import known_of, own_types
from stratum.runtime.wiring import Parts


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
    refused before that was done again.

    Args:
        parts: The workspace.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._kept: _Read | None = None

    def edited(self, texts: Texts, edits: Sequence[Edit]) -> Texts | Refusal:
        """As the port says."""

        def attempt(before: _Read) -> _Read | tuple[Finding, ...]:
            done = apply(before.state, edits)
            if isinstance(done, Refused):
                return done.findings
            return dataclasses.replace(before, texts={**before.texts, **done.texts}, state=done)

        done = self._attempted(texts, attempt)
        return done if isinstance(done, Refusal) else done.texts

    def typed(self, before: Texts, after: Texts) -> Refusal | None:
        """As the port says."""

        def attempt(known: _Read) -> _Read | tuple[Finding, ...]:
            new = self._with(known, after)
            return _new_errors(known, new) or new

        done = self._attempted(before, attempt)
        return done if isinstance(done, Refusal) else None

    def findings(self, texts: Texts) -> Sequence[Json]:
        """As the port says."""
        read = self._known(texts)
        return [finding_view(f) for f in (*read.types.findings, *read.state.findings)]

    def _attempted(
        self, texts: Texts, attempt: Callable[[_Read], _Read | tuple[Finding, ...]]
    ) -> _Read | Refusal:
        was_warm = self._kept is not None
        done = attempt(self._known(texts))
        if not isinstance(done, _Read) and was_warm:
            self._kept = None
            done = attempt(self._known(texts))
        if not isinstance(done, _Read):
            return Refusal([finding_view(f) for f in done])
        self._kept = done
        return done

    def _known(self, texts: Texts) -> _Read:
        """The model of texts: the kept one, with what differs read again."""
        kept = self._kept
        if kept is None or kept.texts != texts:
            self._kept = kept = self._read(texts) if kept is None else self._with(kept, texts)
        return kept

    def _with(self, known: _Read, texts: Texts) -> _Read:
        others = {file: text for file, text in texts.items() if known.texts.get(file) != text}
        if texts.keys() != known.texts.keys() or not others.keys() <= known.state.sources.keys():
            return self._read(texts)
        state = known.state
        sources = [_source(state.sources[file], state.metamodel, text) for file, text in others.items()]
        return dataclasses.replace(known, texts=texts, state=retyped(state, sources))

    def _read(self, texts: Texts) -> _Read:
        space = self._parts.workspace
        around = space.documents()
        own = own_types(texts)
        types = extended(own) if own else Loaded(self._parts.metamodel, ())
        foreign = {f: t for f, t in around.items() if f not in texts and f.endswith((".yaml", ".yml"))}
        model = {**foreign, **{file: text for file, text in texts.items() if file not in own}}
        first = draft(model, types.metamodel, upto=Tier.SCHEMA)
        beside: Mapping[str, str] = {**around, **texts}
        known = known_of(space.root, beside, files_of(first.model, types.metamodel))
        context = first.verdict.context
        whole = dataclasses.replace(context.around, files=known)
        state = dataclasses.replace(first, verdict=examine(context.model, types.metamodel, around=whole))
        return _Read(texts, own, types, state)


def _new_errors(before: _Read, after: _Read) -> tuple[Finding, ...]:
    """The errors that there are after and were not before, in the model and in its types."""
    found = new_errors(before.state, after.state)
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
