"""A search for candidates within a time, or of a number of trials: these run in the executor."""

import contextlib
import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from stratum.core.clock import Clock
from stratum.training.logic import families, losses
from stratum.training.logic.joining import MOST
from stratum.training.ports import Executor, Framework, TaskEvent, Tell
from stratum.training.trialbook import Outcome, Trialbook
from stratum.training.trials import TrialJob, TrialResult, TrialRows, run_trial
from stratum.training.turns import Draw, Turns
from stratum.training.types import CandidateSpec, FeaturePlan, FitOrder, SplitSpec

FEWEST: Final = 4
"""Trials that are waited for, as far as patience goes."""
TOGETHER: Final = 8
"""So many of a given number of trials are drawn before the first of them is told, whoever does them."""
_SLACK: Final = 1.15
"""A first fold may be worse than the best one by this factor, and its candidate is still looked at."""
_APART: Final = 1009
"""What is drawn by chance after a crash is not what was drawn before."""
Work = Callable[[TrialJob, Tell], object]


@dataclasses.dataclass(frozen=True, slots=True)
class Tried:
    """A candidate that was tried.

    Attributes:
        family: Name of its family.
        type: Of its block.
        attributes: Of its block.
        status: ``ok``, ``given up`` after a first fold that is bad or takes too long, or ``failed``.
        loss: What the search made small; infinite unless ``ok``.
        figure: The figure that counts, of answers for rows that it did not learn from.
        seconds: Of the trial.
        fit: Mean of seconds to fit one model and to let it answer.
        error: Why it failed.
        answers: File of its answers; None unless ``ok``.
    """

    family: str
    type: str
    attributes: Mapping[str, object]
    status: str
    loss: float = float("inf")
    figure: float | None = None
    seconds: float = 0.0
    fit: float = 0.0
    error: str = ""
    answers: Path | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class SearchSpec:
    """What is searched.

    Attributes:
        task: ``classification`` or ``regression``.
        metric: The figure that counts.
        plan: The features.
        split: How rows are held out; folds follow it.
        rows: That are looked at.
        count: How many these are.
        seed: Of every random choice.
        deadline: Monotonic seconds at which what was found has to be fitted for good.
        scale: How much longer that takes than to fit a candidate in the search.
        longest: Seconds that are left for it at most.
        patience: Seconds after it that are waited for the first trials, on a machine that is slow to begin.
        began: Monotonic seconds from which the time counts.
        trials: How many are done, whatever the time; 0 where time bounds the search.
        candidate: The candidate of a block of a type with these attributes.
        unit: Standard deviation of the target of a regression; 1 for classes.
        installed: Names of installed modules that families may need.
    """

    task: str
    metric: str
    plan: FeaturePlan
    split: SplitSpec
    rows: TrialRows
    count: int
    seed: int
    deadline: float
    scale: float
    longest: float
    patience: float
    began: float
    trials: int
    candidate: Callable[[str, Mapping[str, object]], CandidateSpec]
    unit: float = 1.0
    installed: frozenset[str] = frozenset()


class _TimeUpError(Exception):
    """The time of the search is over while trials go on."""


def search(
    spec: SearchSpec,
    book: Trialbook,
    executor: Executor,
    frameworks: Mapping[str, Framework],
    clock: Clock,
    watch: Callable[[Tried, int], None],
) -> tuple[Tried, ...]:
    """Try candidates until the time is over; each family at least once, as far as time goes.

    Of a number of trials each follows from the seed and from what came out of those before its
    ``TOGETHER`` alone: neither the clock nor the order in which they end has a part.

    Args:
        spec: What is searched.
        book: Keeps each trial that ended; those that it has already are not done again.
        executor: Runs the trials.
        frameworks: By name.
        clock: Says when the time is over.
        watch: Told of each trial that ended now, with its number.

    Returns:
        In the order in which they ended; of a number of trials, in that in which they were drawn.

    Raises:
        InvalidInputError: If optuna is not installed.
    """
    made = _Counted if spec.trials else _Timed
    return made(spec, book, clock, watch).run(executor, functools.partial(run_trial, frameworks))


class _Search:
    """One search while it goes on."""

    def __init__(
        self, spec: SearchSpec, book: Trialbook, clock: Clock, watch: Callable[[Tried, int], None]
    ) -> None:
        self._spec, self._book, self._clock, self._watch = spec, book, clock, watch
        self._kept = book.kept()
        self._tried: list[Tried] = []
        self._first = float("inf")

    def _turns(self, seed: int) -> Turns:
        spec, width = self._spec, len(self._spec.plan.features)
        chosen = families.families(spec.task, spec.count, width, spec.installed, spec.unit)
        return Turns(chosen, seed, timed=not spec.trials)

    def _job(self, index: int, draw: Draw, most: float) -> TrialJob:
        spec = self._spec
        candidate = spec.candidate(draw.turn.family.type, draw.attributes)
        order = FitOrder(candidate, spec.task, spec.plan, spec.seed, spec.split)
        bound = float("inf") if draw.is_first else self._first * _SLACK
        return TrialJob(order, spec.rows, spec.metric, self._book.answers(index), bound, most)

    def _ended(self, index: int, draw: Draw, event: TaskEvent) -> Outcome:
        """What came out of a trial, kept."""
        found = event.result if isinstance(event.result, TrialResult) else None
        spent = self._clock.monotonic() - self._spec.began
        outcome = Outcome(draw.turn.family.name, draw.params, round(spent, 3), found, event.error)
        self._book.keep(index, outcome)
        return outcome

    def _judged(self, index: int, draw: Draw, outcome: Outcome) -> Tried:
        family, found = draw.turn.family, outcome.result
        tried = Tried(family.name, family.type, draw.attributes, "failed", error=outcome.error)
        if found is None:
            return tried
        timed = dataclasses.replace(tried, seconds=round(found.seconds, 3), fit=round(found.fit, 4))
        if found.given_up:
            return dataclasses.replace(timed, status="given up")
        answers = self._book.answers(index)
        return dataclasses.replace(timed, status="ok", loss=found.loss, answers=answers)

    def _settle(self, turns: Turns, draw: Draw, tried: Tried, found: TrialResult | None) -> None:
        """Have what follows know of a trial."""
        if found is None:
            turns.tell(draw, None, tried.loss, 0.0)
        else:
            turns.tell(draw, found.loss, tried.loss, found.seconds)
            if not found.given_up:
                self._first = min(self._first, found.first)
        self._tried.append(tried)


class _Timed(_Search):
    """Trials until the time is over."""

    def run(self, executor: Executor, work: Work) -> tuple[Tried, ...]:
        turns = self._turns(self._spec.seed + _APART * len(self._kept))
        for index, outcome in self._kept.items():
            draw = turns.again(outcome.family, outcome.params)
            self._settle(turns, draw, self._judged(index, draw, outcome), outcome.result)
        start, going = max(self._kept, default=-1) + 1, dict[int, Draw]()
        events = executor.run(work, self._jobs(turns, start, going), self._heard)
        with contextlib.suppress(_TimeUpError), contextlib.closing(events):
            for event in events:
                if event.state != "started":
                    index = start + event.index
                    draw = going.pop(index)
                    outcome = self._ended(index, draw, event)
                    tried = self._judged(index, draw, outcome)
                    self._settle(turns, draw, tried, outcome.result)
                    self._watch(tried, len(self._tried))
        return tuple(self._tried)

    def _jobs(self, turns: Turns, start: int, going: dict[int, Draw]) -> Iterator[TrialJob]:
        index, count = start, len(self._kept)
        while not self._is_over(count):
            draw = going[index] = turns.draw()
            yield self._job(index, draw, self._left(count))
            index, count = index + 1, count + 1

    def _heard(self, _index: int, _word: str) -> None:
        if self._is_over(sum(t.answers is not None for t in self._tried)):
            raise _TimeUpError

    def _is_over(self, count: int) -> bool:
        """Whether the time is over; a little more is taken where hardly anything was tried."""
        late = self._clock.monotonic() + self._fitting() - self._spec.deadline
        return late > 0 and (count >= FEWEST or (late > self._spec.patience and count > 0))

    def _fitting(self) -> float:
        """Seconds that it would take to fit the best candidates for good: what the time left has to hold."""
        able = sorted((t for t in self._tried if t.answers), key=lambda t: t.loss)
        return min(self._spec.longest, self._spec.scale * sum(t.fit for t in able[:MOST]))

    def _left(self, count: int) -> float:
        """Seconds that the next trial may take; the first ones are waited for."""
        if count < FEWEST:
            return float("inf")
        return self._spec.deadline - self._fitting() - self._clock.monotonic()


class _Counted(_Search):
    """A number of trials; what was kept of them is found by their place."""

    def run(self, executor: Executor, work: Work) -> tuple[Tried, ...]:
        turns, count = self._turns(self._spec.seed), self._spec.trials
        for start in range(0, count, TOGETHER):
            drawn = {index: turns.draw() for index in range(start, min(start + TOGETHER, count))}
            outcomes = {i: o for i in drawn if (o := self._kept.get(i)) and o.params == drawn[i].params}
            outcomes |= self._done(executor, work, {i: d for i, d in drawn.items() if i not in outcomes})
            for index, draw in drawn.items():
                outcome = outcomes[index]
                self._settle(turns, draw, self._judged(index, draw, outcome), outcome.result)
        return tuple(self._tried)

    def _done(self, executor: Executor, work: Work, drawn: Mapping[int, Draw]) -> dict[int, Outcome]:
        """What comes out of trials, in whatever order they end."""
        places, found = list(drawn), dict[int, Outcome]()
        jobs = [self._job(index, draw, float("inf")) for index, draw in drawn.items()]
        with contextlib.closing(executor.run(work, jobs, _unheard)) as events:
            for event in events:
                if event.state != "started":
                    index = places[event.index]
                    found[index] = self._ended(index, drawn[index], event)
                    self._watch(self._judged(index, drawn[index], found[index]), index + 1)
        return found


def _unheard(_index: int, _word: str) -> None:
    """What a trial tells between its folds, where no time is to be looked after."""


def figured(tried: Tried, metric: str, truth: np.ndarray) -> Tried:
    """A trial with the figure of its answers; ``truth`` is that of one repeat."""
    if tried.answers is None:
        return tried
    answers = np.load(tried.answers).astype(np.float64)
    repeats = np.array_split(answers, max(1, len(answers) // len(truth)))
    figures = [losses.figure_of(metric, truth, one) for one in repeats]
    known = [f for f in figures if f is not None]
    return dataclasses.replace(tried, figure=float(np.mean(known)) if known else None)
