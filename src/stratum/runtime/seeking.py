"""The search of an automatic training: from data and a target to the pipeline document of what was found."""

import contextlib
import dataclasses
import importlib.metadata
import importlib.util
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from stratum.compiler.automatic import DATA, MODEL, Block, document_text, source_text
from stratum.compiler.pipeline import pipeline_spec, replayable
from stratum.core.digests import digest_value
from stratum.core.edits import AddDocument
from stratum.core.errors import InvalidInputError, PermanentError
from stratum.data.looking import profile
from stratum.data.service import TableService
from stratum.effects.files import digest_file
from stratum.language.tree import Document
from stratum.runtime.authoring import carry_out
from stratum.runtime.finding import (
    AFTERWARDS,
    FIT_SHARE,
    SEARCH,
    file_of,
    named,
    read_document,
    room_for,
    source_of,
)
from stratum.runtime.learning import workshop
from stratum.runtime.modelling import load
from stratum.runtime.recording import Watch
from stratum.runtime.wiring import Parts
from stratum.training.licensing import PACKAGES
from stratum.training.logic.drafting import Draft, Wanted, drafted
from stratum.training.logic.families import FAMILIES
from stratum.training.logic.folding import fitted
from stratum.training.logic.joining import Entry, chosen_weights
from stratum.training.logic.losses import loss_of
from stratum.training.logic.progress import Progress
from stratum.training.orders import Order, Wish
from stratum.training.preparing import Prepared, prepare
from stratum.training.records import FOUND, RunFolder
from stratum.training.sampling import Sample, sample
from stratum.training.searching import SearchSpec, Tried, figured, search
from stratum.training.trialbook import Trialbook
from stratum.training.trials import TrialRows
from stratum.training.types import CandidateSpec, PipelineSpec

_ROWS_A_SECOND: Final = 600
_CELLS_A_SECOND: Final = 40_000
_FEWEST_ROWS: Final = 2_000
_MOST_POOLED: Final = 40


class Seeker:
    """An automatic run while it searches.

    Args:
        parts: The platform.
        order: Its wish says what a model is wanted of.
        folder: Of the run; open.
        tell: Told of each step.
        began: Monotonic seconds from which the time counts.
    """

    def __init__(self, parts: Parts, order: Order, folder: RunFolder, tell: Watch, began: float) -> None:
        self._began, self._least = began, began  # it does not end before the second
        wish = order.wish or Wish("", "")
        self._parts, self._wish, self._folder, self._tell = parts, wish, folder, tell
        self._name = named(wish)
        self._file = file_of(self._name)
        self._seed = order.seed or 0
        self._checked = load(parts)
        self._branch = parts.workspace.branch()
        room_for(self._checked, parts.runs_root, self._name)
        self._source = source_of(self._checked, wish.data, self._file)
        self._shop = workshop(parts, order.executor, order.cluster)

    def found(self) -> Mapping[str, object]:
        """Search, and write the document; what was tried and why this was chosen."""
        self._tell(Progress("started", SEARCH))
        draft = self._draft()
        prepared = prepare(self._spec(draft, [_first(draft)]), self._shop.readers, self._shop.cache)
        rows = sample(prepared, self._most(prepared), self._folder.work / "search.parquet", draft.folds)
        book = Trialbook(self._folder.answers, self._key(draft, rows))
        if rows.count < prepared.rows["train"]:
            whole = prepared.rows["train"]
            told = f"{rows.count} of {whole} training rows are searched on; the model learns from all"
            draft = dataclasses.replace(draft, notes=(*draft.notes, told))
        for note in draft.notes:
            self._tell(Progress("noted", message=note))
        self._go_on(book)
        tried = self._search(draft, prepared, rows, book)
        blocks = self._chosen(draft, prepared, rows, tried)
        bound = f" in {self._wish.budget:g} s" if not self._wish.trials else ""
        told = f"Found automatically{bound}: {len(tried)} candidates were tried."
        seconds = self._parts.clock.monotonic() - self._began
        facts = {"document": self._file, "rows": rows.count, "seconds": round(seconds, 2)}
        facts |= _view(self._wish, draft, tried, blocks)
        self._write(self._text(draft, blocks, told), facts)
        best = min((t.loss, t.figure) for t in tried if t.answers)[1]
        parts = ", ".join(f"{block.weight:.0%} {block.type}" for block in blocks)
        self._tell(Progress("finished", SEARCH, seconds, best, f"{len(tried)} candidates tried: {parts}"))
        return facts

    def _key(self, draft: Draft, rows: Sample) -> str:
        """Digest of what trials follow from, whichever process does them."""
        told = {
            "document": self._text(draft, [_first(draft)], ""),
            "rows": digest_file(rows.path),
            "folds": [draft.folds, draft.repeats],
            "libraries": libraries(),
        }
        return digest_value(told)

    def _go_on(self, book: Trialbook) -> None:
        """Count the time of trials that were finished before; what is left holds the last fit at least."""
        kept = book.kept()
        if not kept:
            return
        done = "1 trial was" if len(kept) == 1 else f"{len(kept)} trials were"
        self._tell(Progress("noted", message=f"{done} finished before"))
        self._began -= max(outcome.spent for outcome in kept.values())
        self._least = self._parts.clock.monotonic() + self._wish.budget * FIT_SHARE

    def _write(self, text: str, facts: Mapping[str, object]) -> None:
        """Write the document, unless people did meanwhile; the run keeps it in any case."""
        kept = self._folder.write_document(FOUND, text)
        self._folder.keep_search(facts)
        hint = f"what was found is kept: {kept}"
        if self._parts.workspace.branch() != self._branch:
            raise PermanentError(f"the workspace left the branch {self._branch!r} meanwhile", hint)
        now = load(self._parts)
        try:
            room = room_for(now, self._parts.runs_root, self._name)
        except InvalidInputError as error:
            raise InvalidInputError(error.message, f"{error.hint}; {hint}") from None
        known = {self._file: now.texts.get(self._file)}
        carry_out(self._parts, [*room, AddDocument(self._file, text)], known)

    def _draft(self) -> Draft:
        document = self._read(source_text(self._name, self._source))
        blocks = replayable(document, DATA, self._checked.absolute_texts(), self._checked.metamodel)
        tables = TableService(blocks.sources, blocks.steps, self._shop.readers, self._shop.cache)
        wish = self._wish
        found = profile(tables, DATA, wish.target)
        wanted = Wanted(wish.target, wish.task, wish.metric, wish.identifier, wish.time, wish.group)
        return drafted(found, wanted)

    def _text(self, draft: Draft, blocks: Sequence[Block], description: str) -> str:
        return document_text(self._name, description, self._source, draft, blocks, self._seed)

    def _read(self, text: str) -> Document:
        return read_document(self._checked, self._file, text)

    def _spec(self, draft: Draft, blocks: Sequence[Block]) -> PipelineSpec:
        document = self._read(self._text(draft, blocks, ""))
        return pipeline_spec(document, self._checked.absolute_texts(), self._checked.metamodel)

    def _most(self, prepared: Prepared) -> int:
        """How many rows can be searched on in the time."""
        budget, width = self._wish.budget, max(1, len(prepared.data.plan.features))
        return max(_FEWEST_ROWS, int(min(budget * _ROWS_A_SECOND, budget * _CELLS_A_SECOND / width)))

    def _end(self) -> float:
        """Monotonic seconds at which what was chosen has to be fitted."""
        budget = self._wish.budget
        return max(self._began + budget - min(AFTERWARDS, budget / 3), self._least)

    def _scale(self, draft: Draft, prepared: Prepared, rows: Sample) -> float:
        """How much longer it takes to fit a candidate for good, twice, than in a fold of the search."""
        return 2 * sum(prepared.rows.values()) / max(1, fitted(draft.split, rows.count, draft.folds))

    def _search(self, draft: Draft, prepared: Prepared, rows: Sample, book: Trialbook) -> tuple[Tried, ...]:
        def candidate(kind: str, attributes: Mapping[str, object]) -> CandidateSpec:
            return self._spec(draft, [Block(MODEL, kind, attributes)]).candidates[0]

        def watch(tried: Tried, count: int) -> None:
            known = figured(tried, draft.metric, rows.truth)
            parameters = ", ".join(f"{name} {value}" for name, value in tried.attributes.items())
            words = f"{count}. {tried.type}, {parameters}" + (f": {tried.error}" if tried.error else "")
            self._tell(Progress(tried.status, tried.family, tried.seconds, known.figure, words))

        spec = SearchSpec(
            task=draft.task,
            metric=draft.metric,
            plan=prepared.data.plan,
            split=draft.split,
            rows=TrialRows(rows.path, draft.target, draft.folds, draft.repeats),
            count=prepared.rows["train"],
            seed=self._seed,
            deadline=self._end(),
            scale=self._scale(draft, prepared, rows),
            longest=self._wish.budget * FIT_SHARE,
            patience=self._wish.budget * FIT_SHARE / 2,
            began=self._began,
            trials=self._wish.trials,
            candidate=candidate,
            unit=1.0 if rows.classes else float(np.std(rows.truth)) or 1.0,
            installed=_installed(),
        )
        tried = search(spec, book, self._shop.executor, self._shop.frameworks, self._parts.clock, watch)
        if not any(t.answers for t in tried):
            reasons = "; ".join(dict.fromkeys(f"{t.type}: {t.error}" for t in tried))
            hint = "give more --trials" if self._wish.trials else "give a larger --budget"
            raise PermanentError(f"no candidate could be fitted: {reasons}", hint)
        return tuple(figured(t, draft.metric, rows.truth) for t in tried)

    def _chosen(
        self, draft: Draft, prepared: Prepared, rows: Sample, tried: Sequence[Tried]
    ) -> tuple[Block, ...]:
        """What answers together, the heaviest first."""
        able = sorted((t for t in tried if t.answers), key=lambda t: t.loss)
        best = {t.family: t for t in reversed(able)}
        pool = [t for i, t in enumerate(able) if i < _MOST_POOLED or best[t.family] is t]
        scale = 0.0 if self._wish.trials else self._scale(draft, prepared, rows)
        left = self._end() - self._parts.clock.monotonic()
        answers = [np.load(t.answers).astype(np.float64) for t in pool if t.answers]
        truth = np.tile(rows.truth, draft.repeats)
        weights = chosen_weights(
            [Entry(t.loss, t.fit * scale) for t in pool],
            answers,
            loss_of(draft.metric, truth, rows.classes),
            max(min(self._wish.budget * FIT_SHARE, left), self._wish.budget / 10),
            self._seed,
        )
        if len(weights) == 1:
            (only,) = weights
            return (Block(MODEL, pool[only].type, pool[only].attributes),)
        ordered = sorted(weights.items(), key=lambda item: -item[1])
        names = _names([pool[i].family for i, _ in ordered])
        return tuple(
            Block(name, pool[i].type, pool[i].attributes, weight)
            for name, (i, weight) in zip(names, ordered, strict=True)
        )


def _first(draft: Draft) -> Block:
    family = next(f for f in FAMILIES if draft.task in f.tasks)
    return Block(MODEL, family.type, dict(family.first[0]))


def _names(families: Sequence[str]) -> list[str]:
    """A name for each member: that of its family, numbered from the second on."""
    return [
        family if not (before := families[:i].count(family)) else f"{family}-{before + 1}"
        for i, family in enumerate(families)
    ]


def _installed() -> frozenset[str]:
    return frozenset(f.module for f in FAMILIES if f.module and importlib.util.find_spec(f.module))


def libraries() -> Mapping[str, str]:
    """Versions of all that has a say in what is drawn and in what comes out of it, by name or module."""
    return {name: _version(name) for name in sorted({*PACKAGES, "optuna", *_installed()})}


def _version(library: str) -> str:
    """The version of a library; empty where none is told."""
    for name in (library, f"{library}-cpu"):  # XGBoost without GPUs is a package of its own
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            return importlib.metadata.version(name)
    return ""


def _view(wish: Wish, draft: Draft, tried: Sequence[Tried], blocks: Sequence[Block]) -> Mapping[str, object]:
    """The search as ``run.json`` keeps it."""
    return {
        "data": wish.data,
        "budget": wish.budget,
        "trials": wish.trials,
        "folds": draft.folds,
        "repeats": draft.repeats,
        "metric": draft.metric,
        "notes": list(draft.notes),
        "members": {block.name: block.weight for block in blocks},
        "tried": [
            {
                "family": t.family,
                "type": t.type,
                "attributes": dict(t.attributes),
                "status": t.status,
                "figure": t.figure,
                "seconds": t.seconds,
                "error": t.error,
            }
            for t in tried
        ],
    }
