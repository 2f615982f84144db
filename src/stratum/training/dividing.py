"""The rows of a training: where they are, how they are read, prepared and divided."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow.parquet as arrow_parquet

from stratum.data.logic.arrays import to_arrays
from stratum.data.logic.rows import Columns, apply_steps
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
class DividedRows:
    """Rows as they divide; arrays have a row for each of them.

    Attributes:
        train: Prepared columns that are learned from.
        test: Prepared columns that are held out.
        train_target: What answers for ``train`` are judged by.
        test_target: The same for ``test``.
        raw: Columns of ``train`` before preparation.
        raw_test: Columns of ``test`` before preparation.
    """

    train: Columns
    test: Columns
    train_target: np.ndarray
    test_target: np.ndarray
    raw: Columns
    raw_test: Columns = dataclasses.field(default_factory=dict)

    def together(self) -> tuple[Columns, np.ndarray]:
        """Training and test rows, prepared, and their targets."""
        columns = {n: np.concatenate([v, self.test[n]]) for n, v in self.train.items()}
        return columns, np.concatenate([self.train_target, self.test_target])

    def divided(self, late: np.ndarray) -> "DividedRows":
        """The training rows alone; those of the mask ``late`` are held out."""
        return DividedRows(
            {n: v[~late] for n, v in self.train.items()},
            {n: v[late] for n, v in self.train.items()},
            self.train_target[~late],
            self.train_target[late],
            {},
        )


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


def truth_of(data: Dataset, raw: Columns, prepared: Columns, training: np.ndarray) -> np.ndarray:
    """What answers for rows are judged by, as ``logic.judging`` has it.

    Args:
        data: Says the task.
        raw: Columns of the rows before preparation.
        prepared: The same after it.
        training: Mask of the training rows.
    """
    if data.task == "clustering":
        from stratum.training.logic.clusters import space

        return space(data.plan, prepared, training)
    if data.plan.pairs:
        from stratum.training.logic.pairing import pairs_truth

        return pairs_truth(data.plan.pairs, data.target, raw)
    if not data.target:
        return np.full(len(training), -1)
    return target_values(data.task, raw[data.target])


def read_divided(data: Dataset) -> DividedRows:
    """The rows of a dataset, prepared and divided.

    Raises:
        OSError: If its file cannot be read.
    """
    raw = read_raw(data.path, data.columns, data.target)
    test = held_out(data.split, raw, data.seed)
    prepared = apply_steps(data.plan.preparation, raw)
    target = truth_of(data, raw, prepared, ~test)
    return DividedRows(
        {n: v[~test] for n, v in prepared.items()},
        {n: v[test] for n, v in prepared.items()},
        target[~test],
        target[test],
        {n: v[~test] for n, v in raw.items()},
        {n: v[test] for n, v in raw.items()},
    )
