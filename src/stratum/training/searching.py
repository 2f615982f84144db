"""A search for candidates within a time: families in turn, Optuna inside of each, trials in the executor."""

import contextlib
import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from stratum.core.clock import Clock
from stratum.core.errors import InvalidInputError
from stratum.core.extras import install
from stratum.training.logic import families, losses
from stratum.training.logic.families import Family
from stratum.training.logic.joining import MOST
from stratum.training.ports import Executor, Framework, TaskEvent
from stratum.training.trials import TrialJob, TrialResult, TrialRows, run_trial
from stratum.training.types import CandidateSpec, FeaturePlan, FitOrder, SplitSpec

STARTS = 6
"""Trials of a family that are drawn by chance before what was found says where to look."""
FEWEST = 4
"""Trials that are waited for, as far as patience goes."""
_SLACK = 1.15
"""A first fold may be worse than the best one by this factor, and its candidate is still looked at."""
# Optuna's studies; the library is loaded where a search begins
Study = Any


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
        folder: For answers; there already.
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
    folder: Path
    candidate: Callable[[str, Mapping[str, object]], CandidateSpec]
    unit: float = 1.0
    installed: frozenset[str] = frozenset()


@dataclasses.dataclass(slots=True)
class _State:
    """A family while it is searched."""

    family: Family
    study: Study
    waiting: list[Mapping[str, object]]
    best: float = float("inf")
    spent: float = 0.0
    tries: int = 0
    failures: int = 0


class _TimeUpError(Exception):
    """The time of the search is over while trials go on."""


def search(
    spec: SearchSpec,
    executor: Executor,
    frameworks: Mapping[str, Framework],
    clock: Clock,
    watch: Callable[[Tried, int], None],
) -> tuple[Tried, ...]:
    """Try candidates until the time is over; each family at least once, as far as time goes.

    Args:
        spec: What is searched.
        executor: Runs the trials.
        frameworks: By name.
        clock: Says when the time is over.
        watch: Told of each trial that ended, with the number of all so far.

    Returns:
        In the order in which they ended.

    Raises:
        InvalidInputError: If optuna is not installed.
    """
    return _Search(spec, clock, watch).run(executor, frameworks)


class _Search:
    """One search while it goes on."""

    def __init__(self, spec: SearchSpec, clock: Clock, watch: Callable[[Tried, int], None]) -> None:
        self._spec, self._clock, self._watch = spec, clock, watch
        width = len(spec.plan.features)
        chosen = families.families(spec.task, spec.count, width, spec.installed, spec.unit)
        self._states = [_State(f, _study(spec.seed + i), list(f.first)) for i, f in enumerate(chosen)]
        self._going: dict[int, tuple[_State, Any, dict[str, object], TrialJob]] = {}
        self._tried: list[Tried] = []
        self._first = float("inf")

    def run(self, executor: Executor, frameworks: Mapping[str, Framework]) -> tuple[Tried, ...]:
        work = functools.partial(run_trial, frameworks)
        events = executor.run(work, self._jobs(), self._heard)
        with contextlib.suppress(_TimeUpError), contextlib.closing(events):
            for event in events:
                if event.state != "started":
                    self._take(event)
        return tuple(self._tried)

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

    def _jobs(self) -> Iterator[TrialJob]:
        index = 0
        while not self._is_over(index):
            state = self._next()
            attributes, trial = self._draw(state)
            candidate = self._spec.candidate(state.family.type, attributes)
            order = FitOrder(candidate, self._spec.task, self._spec.plan, self._spec.seed, self._spec.split)
            answers = self._spec.folder / f"{index}.npy"
            bound = self._first * _SLACK if state.tries else float("inf")
            job = TrialJob(order, self._spec.rows, self._spec.metric, answers, bound, self._left(index))
            self._going[index] = (state, trial, attributes, job)
            state.tries += 1
            yield job
            index += 1

    def _left(self, index: int) -> float:
        """Seconds that the next trial may take; the first ones are waited for."""
        if index < FEWEST:
            return float("inf")
        return self._spec.deadline - self._fitting() - self._clock.monotonic()

    def _next(self) -> _State:
        """The family whose turn it is: untried ones first, then by time spent and by how good they are."""
        untried = [s for s in self._states if not s.tries]
        if untried:
            return untried[0]
        able = [s for s in self._states if s.failures < 2 or np.isfinite(s.best)] or self._states
        places = {id(s): place for place, s in enumerate(sorted(able, key=lambda s: s.best))}
        return min(able, key=lambda s: (s.spent + 1e-3 * s.tries) * 1.6 ** places[id(s)])

    def _draw(self, state: _State) -> tuple[dict[str, object], Any]:
        if state.waiting:
            first = state.waiting.pop(0)
            state.study.enqueue_trial(families.as_drawn(state.family, first))
        trial = state.study.ask()
        return families.drawn(state.family, trial), trial

    def _take(self, event: TaskEvent) -> None:
        state, trial, attributes, job = self._going.pop(event.index)
        found = event.result
        tried = Tried(state.family.name, state.family.type, attributes, "failed", error=event.error)
        if isinstance(found, TrialResult):
            tried = self._judged(tried, found, job)
            state.spent += found.seconds
        if tried.status == "failed":
            state.failures += 1
            state.spent += 1.0
            state.study.tell(trial, state=_failed())
        else:
            state.study.tell(trial, found.loss if isinstance(found, TrialResult) else 0.0)
            state.best = min(state.best, tried.loss)
        self._tried.append(tried)
        self._watch(tried, len(self._tried))

    def _judged(self, tried: Tried, found: TrialResult, job: TrialJob) -> Tried:
        timed = dataclasses.replace(tried, seconds=round(found.seconds, 3), fit=round(found.fit, 4))
        if found.given_up:
            return dataclasses.replace(timed, status="given up")
        self._first = min(self._first, found.first)
        return dataclasses.replace(timed, status="ok", loss=found.loss, answers=job.answers)


def _study(seed: int) -> Study:
    try:
        import optuna
    except ImportError:
        raise InvalidInputError("automatic mode needs the package optuna", install("optuna")) from None
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=STARTS, constant_liar=True)
    return optuna.create_study(sampler=sampler)


def _failed() -> object:
    import optuna

    return optuna.trial.TrialState.FAIL


def figured(tried: Tried, metric: str, truth: np.ndarray) -> Tried:
    """A trial with the figure of its answers; ``truth`` is that of one repeat."""
    if tried.answers is None:
        return tried
    answers = np.load(tried.answers).astype(np.float64)
    repeats = np.array_split(answers, max(1, len(answers) // len(truth)))
    figures = [losses.figure_of(metric, truth, one) for one in repeats]
    known = [f for f in figures if f is not None]
    return dataclasses.replace(tried, figure=float(np.mean(known)) if known else None)
