"""The rows that are trained on: where they are, how they divide, what is learned of them."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow.parquet as arrow_parquet

from stratum.data.logic.arrays import to_arrays
from stratum.data.logic.forecasting import Ordered, in_order
from stratum.data.logic.rows import Columns, apply_steps
from stratum.training.logic import forecasts
from stratum.training.logic.splits import held_out
from stratum.training.logic.targets import target_values
from stratum.training.types import FeaturePlan, SplitSpec


@dataclasses.dataclass(frozen=True, slots=True)
class Dataset:
    """Where the rows are and how they divide.

    Attributes:
        path: Parquet file of the last plain table.
        plan: The features, bound to the training rows.
        target: Name of the target; empty for none.
        task: What is trained for.
        split: How rows are held out.
        seed: Of a random split.
        extra: Further columns that are read, for slices.
    """

    path: Path
    plan: FeaturePlan
    target: str
    task: str
    split: SplitSpec
    seed: int
    extra: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Names of the raw columns that are read."""
        return raw_columns(self.plan, self.target, self.split, self.extra)

    def moved(self, places: Mapping[Path, Path]) -> "Dataset":
        """The same rows, their file elsewhere."""
        return dataclasses.replace(self, path=places.get(self.path, self.path))


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a job.

    Attributes:
        raw: Columns of all rows before preparation.
        prepared: The same after it.
        target: What is learned.
        truth: What answers are judged by, as ``logic.judging`` has it.
        learned: Places of the training rows.
        held_out: Places of the held-out rows.
        ordered: All rows by series and time; None unless they are forecast.
    """

    raw: Columns
    prepared: Columns
    target: np.ndarray
    truth: np.ndarray
    learned: np.ndarray
    held_out: np.ndarray
    ordered: Ordered | None = None

    def taught(self, places: np.ndarray) -> tuple[Columns, np.ndarray]:
        """Prepared columns of some rows, and what is learned of them."""
        return taken(self.prepared, places), self.target[places]


def taken(columns: Columns, places: np.ndarray) -> Columns:
    """Columns of some rows."""
    return {name: values[places] for name, values in columns.items()}


def read_raw(path: Path, columns: list[str], target: str) -> Columns:
    """Raw columns of a Parquet file as arrays, the target exactly; see ``to_arrays``."""
    return to_arrays(arrow_parquet.read_table(path, columns=columns), exact=target)


def raw_columns(plan: FeaturePlan, target: str, split: SplitSpec, extra: tuple[str, ...] = ()) -> list[str]:
    """Names of the raw columns that training reads: inputs, target, of split and weight, others."""
    wanted = [
        *(c.name for c in plan.inputs),
        *filter(None, (target, split.column if split.method != "random" else "", split.order, plan.weight)),
        *filter(None, (plan.item,)),
        *extra,
    ]
    return list(dict.fromkeys(wanted))


def _truth(
    data: Dataset, raw: Columns, prepared: Columns, test: np.ndarray, ordered: Ordered | None
) -> np.ndarray:
    """What answers for rows are judged by, as ``logic.judging`` has it."""
    if data.task == "clustering":
        from stratum.training.logic.clusters import space

        return space(data.plan, prepared, ~test)
    if data.plan.pairs:
        from stratum.training.logic.pairing import pairs_truth

        return pairs_truth(data.plan.pairs, data.target, raw)
    if not data.target:
        return np.full(len(test), -1)
    if data.plan.forecast is not None and ordered is not None:
        return forecasts.truth(data.plan.forecast, raw, ordered, test)
    return target_values(data.task, raw[data.target])


def learned_rows(plan: FeaturePlan, ordered: Ordered | None, test: np.ndarray) -> np.ndarray:
    """Mask of the training rows: of forecasts those whose windows are full.

    Args:
        plan: The features.
        ordered: All rows by series and time; None unless they are forecast.
        test: Mask of the held-out rows.
    """
    if plan.forecast is None or ordered is None:
        return ~test
    return np.asarray(forecasts.learnable(plan.forecast, ordered) & ~test)


def read_rows(data: Dataset) -> Rows:
    """The rows of a job from their file, prepared and divided."""
    raw, forecast = read_raw(data.path, data.columns, data.target), data.plan.forecast
    test = held_out(data.split, raw, data.seed)
    prepared = apply_steps(data.plan.preparation, raw)
    ordered = None if forecast is None else in_order(forecast, raw)
    truth = _truth(data, raw, prepared, test, ordered)
    learned = np.flatnonzero(learned_rows(data.plan, ordered, test))
    target = truth if forecast is None else truth[:, 0]
    return Rows(raw, prepared, target, truth, learned, np.flatnonzero(test), ordered)
