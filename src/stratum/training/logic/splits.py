"""Which rows train, which compare candidates, and which are held out."""

import datetime

import numpy as np

from stratum.core.errors import InvalidInputError
from stratum.data.logic.rows import Columns
from stratum.training.types import SplitSpec

VALIDATION_SHARE = 0.15


def held_out(split: SplitSpec, columns: Columns, seed: int) -> np.ndarray:
    """Mask of the test rows, shape (rows,).

    Args:
        split: How to divide.
        columns: Raw columns; a split by time reads ``split.column`` as ``datetime64``.
        seed: Of a random split.

    Raises:
        InvalidInputError: If the method is unknown, times are missing, or one side would be empty.
    """
    if split.method == "random":
        rows = len(next(iter(columns.values())))
        mask = np.random.default_rng(seed).random(rows) < split.fraction
    elif split.method == "time":
        mask = _after(split, columns[split.column])
    else:
        raise InvalidInputError(f"unknown split {split.method!r}", "known: time, random")
    if not mask.any() or mask.all():
        side = "training" if mask.all() else "test"
        raise InvalidInputError(
            f"the split leaves no {side} rows{_span(split, columns)}", "move the boundary"
        )
    return mask


def validation_rows(split: SplitSpec, training: Columns, target: np.ndarray, seed: int) -> np.ndarray:
    """Mask of the training rows that candidates are compared on, shape (training rows,).

    A split by time takes the last rows in time, a random one takes any. Each class has rows on both sides:
    the first one of it is for fitting, the last one for validation.

    Args:
        split: How rows are held out; validation follows it.
        training: Raw columns of the training rows, two at least.
        target: Classes of these rows, two rows of each at least; empty for regression.
        seed: Of a random choice.
    """
    rows = len(next(iter(training.values())))
    if split.method == "time":
        order = np.argsort(training[split.column], kind="stable")
    else:
        order = np.random.default_rng([seed, 1]).permutation(rows)
    late = np.zeros(rows, dtype=bool)
    late[-min(rows - 1, max(2, round(rows * VALIDATION_SHARE))) :] = True
    if len(target):
        late[np.unique(target[order], return_index=True)[1]] = False
        late[rows - 1 - np.unique(target[order][::-1], return_index=True)[1]] = True
    mask = np.empty(rows, dtype=bool)
    mask[order] = late
    return mask


def _after(split: SplitSpec, times: np.ndarray) -> np.ndarray:
    if times.dtype.kind != "M":
        raise InvalidInputError(f"column {split.column!r} holds no times", "split by a timestamp column")
    if missing := int(np.isnat(times).sum()):
        raise InvalidInputError(
            f"{missing} rows have no time in {split.column!r}",
            f"add a FilterRows block: where: [{{column: {split.column}, is: known}}]",
        )
    return np.asarray(times >= boundary_time(split.boundary))


def boundary_time(text: str) -> np.datetime64:
    """ISO 8601 text as a time in UTC, in seconds.

    Raises:
        InvalidInputError: If it is no time.
    """
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInputError(f"{text!r} is no time", "write ISO 8601: 2013-09-01T00:00:00Z") from None
    if moment.tzinfo is not None:
        moment = moment.astimezone(datetime.UTC).replace(tzinfo=None)
    return np.datetime64(moment, "s")


def _span(split: SplitSpec, columns: Columns) -> str:
    if split.method != "time":
        return ""
    times = columns[split.column]
    return f": {split.column!r} runs from {times.min()} to {times.max()}, the boundary is {split.boundary}"
