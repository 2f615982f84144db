"""The rows that a search looks at: training rows, of a large table a part with its share of each class."""

import dataclasses
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as arrow_parquet

from stratum.core.errors import PermanentError
from stratum.training.dividing import raw_columns, read_raw
from stratum.training.logic.folding import answered, unseen_folds
from stratum.training.logic.splits import held_out
from stratum.training.logic.targets import places_of, target_values
from stratum.training.preparing import Prepared
from stratum.training.records import MAKE_ROOM

LEAST_OF_CLASS = 50
"""Rows of each class that are taken whatever its share, as far as there are so many."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """Rows that a search looks at.

    Attributes:
        path: Parquet file of their raw columns.
        count: How many there are.
        truth: From ``targets.places_of``, of the rows that folds answer, in their order.
        classes: Number of classes; 0 for a regression.
    """

    path: Path
    count: int
    truth: np.ndarray
    classes: int


def sample(prepared: Prepared, most: int, path: Path, folds: int) -> Sample:
    """Write training rows to a file of their own.

    Args:
        prepared: All rows.
        most: How many are taken at most, but for rare classes.
        path: The file.
        folds: In how many parts they are searched.

    Raises:
        InvalidInputError: If time or groups cannot be divided into so many.
        PermanentError: If it cannot be written.
    """
    data = prepared.data
    names = raw_columns(data.plan, data.target, data.split)
    raw = read_raw(data.path, names, data.target)
    training = np.flatnonzero(~held_out(data.split, raw, data.seed))
    target = target_values(data.task, raw[data.target][training])
    classified = target if data.task == "classification" else target[:0]
    places = spread(classified, len(training), most, data.seed)
    table = arrow_parquet.read_table(data.path, columns=names).take(pa.array(training[places]))
    try:
        arrow_parquet.write_table(table, path)
    except OSError as error:
        raise PermanentError(f"cannot keep rows: {error.strerror or error}", MAKE_ROOM) from error
    known_classes = classified[places] if len(classified) else classified
    taken = {name: values[training][places] for name, values in raw.items()}
    known = answered(unseen_folds(data.split, taken, known_classes, folds, data.seed))
    classes = tuple(np.unique(known_classes).tolist())
    return Sample(path, len(places), places_of(classes, target[places])[known], len(classes))


def spread(classes: np.ndarray, rows: int, most: int, seed: int) -> np.ndarray:
    """Places of at most ``most`` of all rows, in order; a little more where classes are rare.

    Args:
        classes: Class of each row; empty for a regression.
        rows: How many there are.
        most: How many are taken.
        seed: Of the choice.
    """
    if rows <= most:
        return np.arange(rows)
    chance = np.random.default_rng([seed, 4])
    if not len(classes):
        return np.sort(chance.choice(rows, most, replace=False))
    taken = []
    for value in np.unique(classes):
        mine = np.flatnonzero(classes == value)
        count = max(round(most * len(mine) / rows), min(len(mine), LEAST_OF_CLASS))
        taken.append(chance.choice(mine, count, replace=False))
    return np.sort(np.concatenate(taken))
