"""What a model says of rows that it did not learn from, and what that proves."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from stratum.core.bundles import Forecast
from stratum.data.logic.forecasting import roll
from stratum.data.logic.rows import Columns, apply_steps
from stratum.training.dividing import Dataset, Rows, taken
from stratum.training.logic import forecasts
from stratum.training.logic.folding import Fold, fold_rows
from stratum.training.logic.splits import VALIDATION_SHARE, validation_rows
from stratum.training.ports import FittedModel
from stratum.training.types import CandidateResult

Fit = Callable[[Columns, np.ndarray], FittedModel]
Predict = Callable[[Columns], np.ndarray]
"""Prepared columns to the answers of a model."""


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """Answers for rows, the columns that were asked with (raw, and prepared), and the truth."""

    raw: Columns
    columns: Columns
    answers: np.ndarray
    truth: np.ndarray


def ask(data: Dataset, rows: Rows, predict: Predict, places: np.ndarray) -> Said:
    """What a model says of rows; forecasts go on from their own answers."""
    steps, forecast = data.plan.preparation, data.plan.forecast
    if forecast is None or rows.ordered is None:
        columns = taken(rows.prepared, places)
        return Said(taken(rows.raw, places), columns, predict(columns), rows.truth[places])
    wanted = np.isin(np.arange(len(rows.truth)), places)
    found = roll(forecast, rows.raw, rows.ordered, wanted, lambda c: predict(apply_steps(steps, c)))
    truth = forecasts.truth(forecast, rows.raw, rows.ordered, wanted)[places]
    return Said(found.columns, apply_steps(steps, found.columns), found.answers, truth)


@dataclasses.dataclass(frozen=True, slots=True)
class Proof:
    """Answers of a model for training rows that it did not learn from, and their truth."""

    classes: tuple[object, ...]
    truth: np.ndarray
    answers: np.ndarray


def prove(fit: Fit, data: Dataset, rows: Rows, parts: Sequence[Fold]) -> Iterator[Proof]:
    """Answers for each part of the training rows after fitting on those that come with it."""
    for part in parts:
        model = fit(*rows.taught(rows.learned[part.fit]))
        said = ask(data, rows, model.predict, rows.learned[part.validate])
        yield Proof(model.classes, said.truth, said.answers)


def parts_of(data: Dataset, rows: Rows, folds: int, *, rivals: bool) -> tuple[Fold, ...]:
    """The folds of the training rows, or their validation part.

    Args:
        data: Says how rows are divided.
        rows: Of it.
        folds: How many; 0 for a validation part.
        rivals: Whether a candidate is compared with others: without, only intervals need a validation part.
    """
    raw = taken(rows.raw, rows.learned)
    classes = rows.truth[rows.learned] if data.task == "classification" else rows.truth[:0]
    if folds:
        return fold_rows(data.split, raw, classes, folds, data.seed)
    if data.plan.forecast is not None:
        late = forecasts.validation(data.plan.forecast, raw[data.split.column], VALIDATION_SHARE)
    elif rivals:
        late = validation_rows(data.split, raw, classes, data.seed)
    else:
        return ()
    return (Fold(np.flatnonzero(~late), np.flatnonzero(late)),)


def figures(task: str, proofs: Sequence[Proof]) -> dict[str, list[float]]:
    """The figures that all of them have, each one after the other."""
    from stratum.training.logic.judging import measured

    told = [measured(task, proof.classes, proof.truth, proof.answers) for proof in proofs]
    shared = [name for name in told[0] if all(name in one for one in told)] if told else []
    return {name: [one[name] for one in told] for name in shared}


def with_intervals(
    result: CandidateResult, forecast: Forecast, proofs: Sequence[Proof], said: Said
) -> CandidateResult:
    """The result with intervals from the errors of the proofs, and the share of held-out values in them."""
    truth, answers = (
        np.concatenate(parts) for parts in zip(*((p.truth, p.answers) for p in proofs), strict=True)
    )
    low, high = forecasts.margins(truth, answers, forecast.horizon)
    share = forecasts.coverage(said.truth, said.answers, low, high)
    return dataclasses.replace(result, low=low, high=high, metrics={**result.metrics, "coverage": share})
