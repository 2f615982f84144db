"""Which rows train, which compare candidates, and which are held out."""

import datetime

import numpy as np

from stratum.core.errors import InvalidInputError
from stratum.data.logic.rows import Columns
from stratum.training.types import SplitSpec

VALIDATION_SHARE = 0.15
DRAWS = 50
"""How often a division by groups is tried."""


def held_out(split: SplitSpec, columns: Columns, seed: int) -> np.ndarray:
    """Mask of the test rows, shape (rows,).

    Args:
        split: How to divide.
        columns: Raw columns; ``split.moment`` and ``split.order`` are read as ``datetime64``.
        seed: Of a split that is not by time.

    Raises:
        InvalidInputError: If the method is unknown, times are missing, or one side would be empty.
    """
    chance = np.random.default_rng(seed)
    match split.method:
        case "random":
            mask = chance.random(len(next(iter(columns.values())))) < split.fraction
        case "time":
            times = _times(split.column, columns[split.column])
            mask = np.asarray(times >= boundary_time(split.boundary))
        case "stratified":
            mask = stratified_rows(columns[split.column], split.fraction, chance)
        case "group":
            mask = whole_groups(_groups(split, columns), split.fraction, chance)
        case "each":
            random = chance.random(len(columns[split.column]))
            order = _times(split.order, columns[split.order]) if split.order else random
            mask = last_of_each(columns[split.column], order, split.fraction)
        case _:
            known = "known: time, random, stratified, group, each"
            raise InvalidInputError(f"unknown split {split.method!r}", known)
    if not mask.any() or mask.all():
        side = "training" if mask.all() else "test"
        raise InvalidInputError(
            f"the split leaves no {side} rows{_span(split, columns)}", "move the boundary"
        )
    return mask


def validation_rows(split: SplitSpec, training: Columns, target: np.ndarray, seed: int) -> np.ndarray:
    """Mask of the training rows that candidates are compared on, shape (training rows,).

    A split by time takes the rows of the last times, one by groups whole groups, one of each value some rows
    of each, any other any rows. Each class has rows on both sides, where need be from earlier or later times.

    Args:
        split: How rows are held out; validation follows it.
        training: Raw columns of the training rows, two at least.
        target: Classes of these rows, two rows of each at least; empty for regression.
        seed: Of a random choice.

    Raises:
        InvalidInputError: If no division by groups leaves each class on both sides.
    """
    rows = len(next(iter(training.values())))
    if split.method == "group":
        return _validation_groups(split, _groups(split, training), target, seed)
    most = min(rows - 1, max(2, round(rows * VALIDATION_SHARE)))
    if split.method == "each":
        moments = training[split.order] if split.order else np.random.default_rng([seed, 1]).random(rows)
        chosen = last_of_each(training[split.column], moments, VALIDATION_SHARE)
        order, most = np.argsort(chosen, kind="stable"), int(chosen.sum()) or most
    elif split.method == "time":
        order = np.argsort(training[split.column], kind="stable")
        most = _whole_moments(training[split.column], most)
    else:
        order = np.random.default_rng([seed, 1]).permutation(rows)
    late = np.zeros(rows, dtype=bool)
    late[-most:] = True
    if len(target):
        late[np.unique(target[order], return_index=True)[1]] = False
        late[rows - 1 - np.unique(target[order][::-1], return_index=True)[1]] = True
    mask = np.empty(rows, dtype=bool)
    mask[order] = late
    return mask


def _whole_moments(times: np.ndarray, most: int) -> int:
    """The number of last rows nearest to ``most`` that parts no rows of one time, where there are several."""
    starts = np.unique(np.sort(times), return_index=True)[1][1:]
    wanted = len(times) - most
    return len(times) - int(starts[np.abs(starts - wanted).argmin()]) if len(starts) else most


def stratified_rows(values: np.ndarray, fraction: float, chance: np.random.Generator) -> np.ndarray:
    """Mask of a random share of the rows of each value, shape (rows,); a value of one row gives none.

    A quantity of 20 values or more is divided into ten parts of equal size first.
    """
    places = value_codes(values)
    if values.dtype.kind in "ifM" and places.max(initial=0) >= 19:
        places = np.argsort(np.argsort(places, kind="stable"), kind="stable") * 10 // len(places)
    mask = np.zeros(len(values), dtype=bool)
    for place in range(places.max(initial=-1) + 1):
        rows = chance.permutation(np.flatnonzero(places == place))
        most = len(rows) - 1
        mask[rows[: min(most, max(min(1, most), round(fraction * len(rows))))]] = True
    return mask


def last_of_each(values: np.ndarray, order: np.ndarray, fraction: float) -> np.ndarray:
    """Mask of the last share of the rows of each value, shape (rows,).

    Of two rows or more one at least is taken, and never all; a value of one row gives none.

    Args:
        values: Shape (rows,).
        order: What says which rows are the last, shape (rows,); equal ones keep their order.
        fraction: The share.
    """
    places = value_codes(values)
    rows = np.lexsort((order, places))
    sizes = np.bincount(places)[places[rows]]
    after = np.searchsorted(places[rows], places[rows], side="right") - np.arange(len(rows))
    mask = np.empty(len(values), dtype=bool)
    mask[rows] = after <= np.minimum(sizes - 1, np.maximum(1, np.round(fraction * sizes)))
    return mask


def value_codes(values: np.ndarray) -> np.ndarray:
    """A whole number for each value, the same for equal ones; missing ones are equal."""
    if values.dtype.kind == "O":
        values = np.array(["" if v is None else f"={v}" for v in values.tolist()])
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def whole_groups(values: np.ndarray, fraction: float, chance: np.random.Generator) -> np.ndarray:
    """Mask of whole groups that hold about a share of the rows: one group at least, and never all."""
    groups = value_codes(values)
    count = int(groups.max(initial=-1)) + 1
    order = chance.permutation(count)
    sizes = np.cumsum(np.bincount(groups)[order])
    most = int(np.searchsorted(sizes, fraction * len(values), side="left")) + 1
    return np.isin(groups, order[: min(most, count - 1)])


def _groups(split: SplitSpec, columns: Columns) -> np.ndarray:
    values = columns[split.column]
    if len(np.unique(value_codes(values))) < 2:
        raise InvalidInputError(
            f"column {split.column!r} holds one group, which cannot be divided", "choose another column"
        )
    return values


def _validation_groups(split: SplitSpec, groups: np.ndarray, target: np.ndarray, seed: int) -> np.ndarray:
    classes = set(target.tolist())
    for draw in range(DRAWS):
        mask = whole_groups(groups, VALIDATION_SHARE, np.random.default_rng([seed, 1, draw]))
        if not classes or classes == set(target[mask].tolist()) & set(target[~mask].tolist()):
            return mask
    raise InvalidInputError(
        f"no division by {split.column!r} leaves each class of the target on both sides",
        "leave rare classes out, or use SplitStratified",
    )


def _times(name: str, values: np.ndarray) -> np.ndarray:
    """The values of a column, each of which has to be a time."""
    if values.dtype.kind != "M":
        raise InvalidInputError(f"column {name!r} holds no times", "split by a timestamp column")
    if missing := int(np.isnat(values).sum()):
        raise InvalidInputError(
            f"{missing} rows have no time in {name!r}",
            f"add a FilterRows block: where: [{{column: {name}, is: known}}]",
        )
    return values


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
