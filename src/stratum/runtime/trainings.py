"""Pipelines and their training runs as the faces see them: looked at, started, ended."""

import dataclasses
from collections.abc import Sequence
from typing import Final

from stratum.compiler.blocks import INPUT
from stratum.core.errors import InvalidInputError, NotFoundError, StratumError
from stratum.language.tree import Document, DocumentKind
from stratum.runtime import finding, plugins
from stratum.runtime.checked import Checked
from stratum.runtime.finding import file_of, named, refuse_taken, room_for, source_of
from stratum.runtime.line import Line
from stratum.runtime.modelling import load
from stratum.runtime.recording import plan_of, run_id
from stratum.runtime.runs import INTERRUPTED, QUEUED, RUNNING, RunRecords
from stratum.runtime.specifying import ordered, specification
from stratum.runtime.views import Json
from stratum.runtime.wiring import Parts
from stratum.training.logic.gaps import gaps
from stratum.training.logic.progress import Plan, Progress, board
from stratum.training.orders import LEAST_BUDGET, MOST_BUDGET, MOST_TRIALS, Order, Wish
from stratum.training.records import RunFolder, unwritable
from stratum.training.types import Run

EXECUTORS: Final = "stratum.training.executors"
WITHOUT_CURVES: Final = frozenset({"curves", "confusion", "importance", "weights"})
_SEEDS: Final = 2**32


class Trainings:
    """The training runs of a workspace; safe for one thread at a time.

    Args:
        parts: The workspace.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.line = Line(parts)
        self.records = RunRecords(parts)

    def pipelines(self) -> Json:
        """Every pipeline with its newest run, and whether it can be trained."""
        self.line.advance()
        checked, runs = load(self._parts), self.records.all()
        found = checked.model.of_kind(DocumentKind.PIPELINE)
        return {"pipelines": [_pipeline(checked, one, runs) for one in found], "executors": self._executors()}

    def runs(self) -> Json:
        """Training runs, newest first, without curves; those that wait with all that they wait for."""
        self.line.advance()
        ahead, runs = self.line.ahead(), self.records.all()
        return {"runs": [{**short(run), "behind": _behind(ahead, run)} for run in runs]}

    def run(self, run: str) -> Json:
        """One run with the curves of its candidates, and the largest gaps between their slices."""
        found = self.records.of(run)
        told = dataclasses.asdict(found)
        for one, candidate in zip(told["candidates"], found.candidates, strict=True):
            one["gaps"] = [gap.words for gap in gaps(candidate.slices, found.metric)]
        return told

    def progress(self, run: str) -> Json:
        """How far a run is: its status, and the board that its steps add up to; null for runs without one.

        It is said to go on from when it was ordered, also while it waits in line ``behind`` others.
        """
        folder = self.records.folder(run)
        if folder.waits() is not None:
            self.line.advance()
        going = folder.waits() is not None or folder.going()
        seen, told = self.records.seen(folder), folder.told()
        stands = board(*told, self._parts.clock.now(), going=going) if told else None
        return {
            "id": seen.id,
            "status": seen.status,
            "error": seen.error,
            "going": going,
            "behind": _behind(self.line.ahead(), seen),
            "board": dataclasses.asdict(stands) if stands else None,
        }

    def start(self, pipeline: str, order: Order) -> Json:
        """Order a training as a process of its own; it goes on whatever becomes of this one.

        Where another one goes on in the workspace, it waits in line.

        Raises:
            NotFoundError: If there is no such pipeline or executor.
            InvalidInputError: If the pipeline has errors, or as ``check`` and ``refuse_resumed`` say.
            PermanentError: If too many trainings wait, or the disk is full.
            TransientError: If it cannot be started now.
        """
        self.check(order)
        name, plan, run = self._searching(order) if order.wish else self._training(pipeline, order)
        order = self.with_run(name, order)
        folder = RunFolder(self._parts.runs_root / order.run)
        with self.line.deciding():
            self.refuse_resumed(order)
            self.line.refuse_more()
            if not order.resume:
                self._begin(folder, plan, dataclasses.replace(run, id=order.run))
            self.line.enter(folder, name, order)
        return self.progress(order.run)

    def with_run(self, name: str, order: Order) -> Order:
        """An order with the id of its run, a new one where it has none.

        Args:
            name: Of the pipeline.
            order: How it is trained.
        """
        return dataclasses.replace(order, run=order.run or run_id(self._parts, name))

    def check(self, order: Order) -> None:
        """Check that a training can be ordered so.

        Raises:
            NotFoundError: If there is no such executor.
            InvalidInputError: If the seed is none, or the budget of a search too short or too long, or its
                trials are too many.
        """
        if order.executor and order.executor not in self._executors():
            known = ", ".join(self._executors())
            raise NotFoundError(f"there is no executor {order.executor!r}", f"known: {known}")
        if order.seed is not None and not 0 <= order.seed < _SEEDS:
            raise InvalidInputError(
                f"the seed is {order.seed}", f"give a whole number from 0 to {_SEEDS - 1}"
            )
        if order.wish is not None and not 0 <= order.wish.trials <= MOST_TRIALS:
            hint = f"give 1 to {MOST_TRIALS} trials, or 0 for as many as the budget holds"
            raise InvalidInputError(f"a search of {order.wish.trials} trials", hint)
        if order.wish is not None and not LEAST_BUDGET <= order.wish.budget <= MOST_BUDGET:
            raise InvalidInputError(
                f"a budget of {order.wish.budget:g} s", f"give {LEAST_BUDGET} to {MOST_BUDGET} seconds"
            )

    def interrupted(self, run: str, order: Order) -> tuple[str, Order]:
        """The pipeline of a run that was interrupted, and how it goes on: on what it ran on, with its seed.

        Nobody's wish for its end of then counts any more.

        Args:
            run: Its id.
            order: What is asked for now; its executor or cluster goes before what did the work then.

        Raises:
            NotFoundError: If there is no such run.
            InvalidInputError: If it goes on, has ended, nobody wrote down how it began, or as
                ``refuse_taken`` says.
        """
        folder = self.records.folder(run)
        seen, told = self.records.seen(folder), folder.told()
        if seen.status != INTERRUPTED or told is None:
            raise InvalidInputError(f"run {run} is {seen.status}", "only one that was interrupted can go on")
        plan = told[0]
        if plan.automatic:
            refuse_taken(load(self._parts), folder.path, seen.pipeline, can_search=plan.wish is not None)
        try:
            folder.forget_end()
        except OSError as error:
            raise unwritable(folder.path, error) from error
        if not order.executor:
            order = dataclasses.replace(order, executor=plan.executor, cluster=plan.cluster)
        how = dataclasses.replace(order, seed=plan.seed, run=run, resume=True, wish=plan.wish)
        return seen.pipeline, how

    def refuse_resumed(self, order: Order, *, is_mine: bool = False) -> None:
        """Refuse to go on with a run that did so or ended since ``interrupted`` looked at it.

        Args:
            order: How it is trained; one of a new run is let through.
            is_mine: Whether this process has the turn, so that the run goes on for it.

        Raises:
            InvalidInputError: If it goes on elsewhere, or has ended.
        """
        if order.resume and self.records.of(order.run).status != (RUNNING if is_mine else INTERRUPTED):
            hint = "only one that was interrupted can go on"
            raise InvalidInputError(f"run {order.run} goes on or has ended", hint)

    def cancel(self, run: str, by: str) -> Json:
        """Ask a run to end; it does so within a second, and keeps the candidates that were finished.

        One that waits leaves the line.

        Raises:
            NotFoundError: If there is no such run.
            InvalidInputError: If it has ended.
        """
        folder, by = self.records.folder(run), by or "somebody"
        try:
            with self.line.deciding():
                self._end(folder, by)
        except OSError as error:
            raise unwritable(folder.path, error) from error
        return self.progress(run)

    def _end(self, folder: RunFolder, by: str) -> None:
        told = folder.waits()
        if told is not None:
            self._call_off(folder, by, resumed=told.order.resume)
        elif folder.going():
            folder.ask_to_end(by)
        else:
            name = folder.path.name
            raise InvalidInputError(f"run {name} has ended", "only a run that goes on can be cancelled")

    def _call_off(self, folder: RunFolder, by: str, *, resumed: bool) -> None:
        """Take a run out of the line; one that was to go on is interrupted as before."""
        if not resumed:
            now, why = self._parts.clock.now(), f"cancelled by {by} before its turn"
            run = dataclasses.replace(folder.load(), status="cancelled", finished=now, error=why)
            folder.save(run)
            folder.note(Progress("ended", message=why, time=now))
        folder.wait_no_more()

    def _training(self, pipeline: str, order: Order) -> tuple[str, Plan, Run]:
        """Name, plan and first record of a training of a pipeline."""
        checked = load(self._parts)
        document = checked.document(DocumentKind.PIPELINE, pipeline)
        checked.refuse_errors(document)
        spec = ordered(specification(checked, document.name), order)
        plan = plan_of(self._parts, spec, order)
        return document.name, plan, Run("", spec.name, spec.task, spec.metric, plan.started)

    def _searching(self, order: Order) -> tuple[str, Plan, Run]:
        """Name, plan and first record of an automatic training."""
        wish = order.wish or Wish("", "")
        name, checked = named(wish), load(self._parts)
        room_for(checked, self._parts.runs_root, name)
        source_of(checked, wish.data, file_of(name))
        plan = finding.plan_of(self._parts, order)
        return name, plan, Run("", name, wish.task, wish.metric, plan.started)

    def _begin(self, folder: RunFolder, plan: Plan, run: Run) -> None:
        """Write down that a run begins, so that it is there before its process is."""
        try:
            folder.path.mkdir(parents=True)
            folder.begin(plan)
            folder.save(run)
        except OSError as error:
            raise unwritable(folder.path, error) from error

    def _executors(self) -> list[str]:
        return sorted(plugins.names(EXECUTORS))


def short(run: Run) -> Json:
    """A run without what only its own page shows."""
    whole = dataclasses.asdict(run)
    whole["candidates"] = [
        {key: value for key, value in candidate.items() if key not in WITHOUT_CURVES}
        for candidate in whole["candidates"]
    ]
    return whole


def _behind(ahead: Sequence[str], run: Run) -> list[str]:
    """What a run in line waits for, the one that goes on first; nothing for all others."""
    return list(ahead[: ahead.index(run.id)]) if run.status == QUEUED and run.id in ahead else []


def _pipeline(checked: Checked, document: Document, runs: Sequence[Run]) -> Json:
    mine = [run for run in runs if run.pipeline == document.name]
    done = next((run for run in mine if run.status == "ok"), None)
    return {
        "name": document.name,
        "file": document.file,
        "description": str(document.attributes.get("description", "")),
        "problem": checked.problem(document),
        "blocks": [{"name": e.name, "type": e.type, "inputs": e.targets(INPUT)} for e in document.elements],
        **_facts(checked, document),
        "runs": len(mine),
        "newest": short(mine[0]) if mine else None,
        "best": short(done) if done else None,
    }


def _facts(checked: Checked, document: Document) -> Json:
    try:
        spec = specification(checked, document.name)
    except StratumError:
        return {"task": "", "metric": "", "target": "", "seed": 0, "candidates": []}
    return {
        "task": spec.task,
        "metric": spec.metric,
        "target": spec.target,
        "seed": spec.seed,
        "candidates": [{"name": c.name, "algorithm": c.algorithm} for c in spec.candidates],
    }
