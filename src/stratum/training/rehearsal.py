"""What another schedule of trainings would have answered: the same pipeline, fitted as of other moments."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import threadpoolctl

from stratum.data.logic.rows import Columns, apply_steps
from stratum.data.ports import Source
from stratum.training.balancing import Balanced
from stratum.training.dividing import raw_columns, read_raw
from stratum.training.jobs import FITTING
from stratum.training.logic.splits import boundary_time
from stratum.training.logic.targets import target_values
from stratum.training.logic.windows import windowed
from stratum.training.ports import Framework, Tell
from stratum.training.preparing import prepare
from stratum.training.types import FitOrder, PipelineSpec, Window

Days = Mapping[int, tuple[int, int]]
"""Rows and right answers, by day since 1970-01-01 UTC."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rehearsal:
    """A training as of a moment, and the rows that its model would have answered.

    Attributes:
        spec: The pipeline with one candidate, over all rows.
        window: What was known at the moment.
        rows: Parquet file of all rows, with the columns of the model, target and time.
        cache: Folder of cached tables.
    """

    spec: PipelineSpec
    window: Window
    rows: Path
    cache: Path


def rehearse(
    frameworks: Mapping[str, Framework], readers: Mapping[str, Source], job: Rehearsal, tell: Tell
) -> Days:
    """Fit on what was known at ``job.window.until``, and answer every row from then on; one thread.

    Raises:
        InvalidInputError: If the rows cannot be trained on.
    """
    tell(FITTING)
    spec = windowed(job.spec, job.window)
    prepared = prepare(spec, readers, job.cache)
    plan, candidate = prepared.data.plan, spec.candidates[0]
    order = FitOrder(candidate, spec.task, plan, spec.seed, spec.split)
    with threadpoolctl.threadpool_limits(1):
        columns = apply_steps(plan.preparation, prepared.training)
        target = target_values(spec.task, prepared.training[spec.target])
        model = Balanced(frameworks[candidate.framework]).fit(order, columns, target)
        wanted = raw_columns(plan, spec.target, spec.split)
        later = _since(read_raw(job.rows, wanted, spec.target), spec.split.column, job.window.until)
        predicted = model.predict(apply_steps(plan.preparation, later))
    classes = {label: place for place, label in enumerate(model.classes)}
    truth = target_values(spec.task, later[spec.target]).tolist()
    right = predicted.argmax(axis=1) == np.array([classes.get(label, -1) for label in truth])
    return by_day(later[spec.split.column], right)


def by_day(moments: np.ndarray, right: np.ndarray) -> Days:
    """Rows and right answers by the day of their moments (``datetime64``), shape (rows,) both."""
    days = moments.astype("datetime64[D]").astype(np.int64)
    names, places = np.unique(days, return_inverse=True)
    counts = np.bincount(places)
    sums = np.bincount(places, weights=right.astype(np.float64))
    return {int(day): (int(n), int(s)) for day, n, s in zip(names, counts, sums, strict=True)}


def _since(columns: Columns, name: str, moment: str) -> Columns:
    mask = columns[name] >= boundary_time(moment)
    return {column: values[mask] for column, values in columns.items()}
