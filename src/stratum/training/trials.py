"""A trial of a search: a candidate's answers for rows that it did not learn from, fold by fold."""

import dataclasses
import time
import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import threadpoolctl

from stratum.core.errors import PermanentError
from stratum.data.logic.rows import Columns, apply_steps
from stratum.training.dividing import raw_columns, read_raw
from stratum.training.ensembling import aligned
from stratum.training.logic import losses
from stratum.training.logic.folding import Fold, answered, unseen_folds
from stratum.training.logic.targets import places_of, target_values
from stratum.training.ports import Framework, Tell
from stratum.training.records import MAKE_ROOM
from stratum.training.types import FitOrder

FOLD = "fold"
"""What a trial tells between two folds."""


@dataclasses.dataclass(frozen=True, slots=True)
class TrialRows:
    """The rows that a search looks at, and how they are divided.

    Attributes:
        path: Parquet file of raw columns; all of its rows may be learned from.
        target: Name of the target.
        folds: Parts of the rows; each is answered by a model of the others, or of the earlier ones.
        repeats: How often they are divided anew.
    """

    path: Path
    target: str
    folds: int
    repeats: int


@dataclasses.dataclass(frozen=True, slots=True)
class TrialJob:
    """Answer the rows with one candidate.

    Attributes:
        order: The candidate, the features, the seed, and how rows are held out, which folds follow.
        rows: Where the rows are.
        metric: The figure that counts.
        answers: File for the answers: ``.npy``, shape (repeats x rows, classes) or (repeats x rows,); of the
            rows that some fold answers, in their order.
        bound: A candidate whose loss on the first fold is larger is given up.
        most: So is one that takes more seconds, if all of its folds take as long as the first one.
    """

    order: FitOrder
    rows: TrialRows
    metric: str
    answers: Path
    bound: float = float("inf")
    most: float = float("inf")


@dataclasses.dataclass(frozen=True, slots=True)
class TrialResult:
    """What a trial found.

    Attributes:
        loss: Of all answers; of the first fold where that was bad; infinite where it takes too long, so that
            a search looks elsewhere.
        first: Loss on the first fold.
        seconds: Of the whole trial.
        fit: Mean of seconds that one model took to learn and answer.
        given_up: Whether the first fold was bad or slow enough to leave the others.
    """

    loss: float
    first: float
    seconds: float
    fit: float
    given_up: bool = False


def run_trial(frameworks: Mapping[str, Framework], job: TrialJob, tell: Tell) -> TrialResult:
    """Do a trial with one thread; its answers are in its file unless it was given up.

    Raises:
        InvalidInputError: If the algorithm cannot take the rows.
        PermanentError: If its answers are no numbers, or cannot be written.
    """
    with threadpoolctl.threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of fits that end early, for one: their loss says what that means
        return _Trial(frameworks[job.order.candidate.framework], job, tell).run()


class _Trial:
    """One trial while it goes on."""

    def __init__(self, framework: Framework, job: TrialJob, tell: Tell) -> None:
        self._framework, self._job, self._tell = framework, job, tell
        order, rows = job.order, job.rows
        raw = read_raw(rows.path, raw_columns(order.plan, rows.target, order.split), rows.target)
        self._raw = raw
        self._target = target_values(order.task, raw[rows.target])
        self._columns = apply_steps(order.plan.preparation, raw)
        classifies = order.task == "classification"
        self._classes = tuple(np.unique(self._target).tolist()) if classifies else ()
        self._truth = places_of(self._classes, self._target)

    def run(self) -> TrialResult:
        began, fits = time.perf_counter(), 0
        found: list[np.ndarray] = []
        told: list[float] = []
        first = float("inf")
        for repeat in range(self._job.rows.repeats):
            folds = self._folds(repeat)
            answers = (
                np.zeros((len(self._target), len(self._classes))) if self._classes else self._truth * 0.0
            )
            for fold in folds:
                answers[fold.validate] = mine = self._answers(fold)
                fits += 1
                if not np.isfinite(mine).all():
                    raise PermanentError("its answers are no numbers")
                if fits == 1:
                    first = self._loss(mine, self._truth[fold.validate])
                    spent = time.perf_counter() - began
                    is_slow = spent * self._fits > self._job.most
                    if first > self._job.bound or is_slow:
                        loss = float("inf") if is_slow else first
                        return TrialResult(loss, first, spent, spent, given_up=True)
                self._tell(FOLD)
            known = answered(folds)
            found.append(answers[known])
            told.append(self._loss(answers[known], self._truth[known]))
        self._write(np.concatenate(found))
        spent = time.perf_counter() - began
        return TrialResult(float(np.mean(told)), first, spent, spent / fits)

    @property
    def _fits(self) -> int:
        return self._job.rows.folds * self._job.rows.repeats

    def _folds(self, repeat: int) -> tuple[Fold, ...]:
        order, classes = self._job.order, self._target if self._classes else self._target[:0]
        return unseen_folds(order.split, self._raw, classes, self._job.rows.folds, order.seed + 1000 * repeat)

    def _answers(self, fold: Fold) -> np.ndarray:
        rest: Columns = {n: v[fold.fit] for n, v in self._columns.items()}
        model = self._framework.fit(self._job.order, rest, self._target[fold.fit])
        asked = {n: v[fold.validate] for n, v in self._columns.items()}
        return aligned(model, model.predict(asked), self._classes)

    def _loss(self, answers: np.ndarray, truth: np.ndarray) -> float:
        return losses.loss_of(self._job.metric, truth, len(self._classes))(answers)

    def _write(self, answers: np.ndarray) -> None:
        try:
            np.save(self._job.answers, answers.astype(np.float32))
        except OSError as error:
            raise PermanentError(f"cannot keep answers: {error.strerror or error}", MAKE_ROOM) from error
