"""The folds of a cross-validation, of the kind that the split of the rows is of."""

import dataclasses
from collections.abc import Sequence
from typing import Final

import numpy as np

from stratum.core.errors import InvalidInputError
from stratum.data.logic.rows import Columns
from stratum.training.logic.splits import DRAWS, value_codes
from stratum.training.types import SplitSpec

UNSEEN: Final = 2
"""Salt of folds whose answers a search or an ensemble learns from."""
EVALUATION: Final = 3
"""Salt of folds that figures are told of."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fold:
    """Indices of the training rows that are fitted on, and of those that validate."""

    fit: np.ndarray
    validate: np.ndarray


def fold_rows(
    split: SplitSpec, training: Columns, target: np.ndarray, folds: int, seed: int
) -> tuple[Fold, ...]:
    """Divide the training rows for a cross-validation.

    A split by time validates on one stretch after the other, each after all rows that are fitted on:
    rows of the same time are never on both sides. One by groups deals out whole groups, one of each value its
    rows, any other one rows by chance, each class in equal parts.

    Args:
        split: How rows are held out; folds follow it.
        training: Raw columns of the training rows.
        target: Classes of these rows; empty for regression.
        folds: How many; two at least.
        seed: Of the random choice.

    Raises:
        InvalidInputError: If there are too few rows, too few times, or too few rows of a class.
    """
    rows = len(next(iter(training.values())))
    if rows < 2 * folds:
        raise InvalidInputError(f"{folds} folds of {rows} training rows", "ask for fewer folds")
    if split.method == "time":
        return _by_time(split, training[split.column], target, folds)
    if split.method == "group":
        dealt = _dealt_groups(training[split.column], target, folds, seed)
    elif split.method == "each":
        dealt = _dealt_each(split, training, folds, seed)
    else:
        _refuse_rare(target, folds)
        dealt = deal(rows, target, folds, (seed, EVALUATION))
    return tuple(Fold(np.flatnonzero(dealt != f), np.flatnonzero(dealt == f)) for f in range(folds))


def unseen_folds(
    split: SplitSpec, columns: Columns, classes: np.ndarray, folds: int, seed: int
) -> tuple[Fold, ...]:
    """Folds whose answers a search or an ensemble learns from; see ``fold_rows``.

    Of rows that are held out by chance any may be few: there are as many folds as they allow.

    Args:
        split: How rows are held out; folds follow it.
        columns: Holds the column of the split, of shape (rows,).
        classes: Of these rows; empty for regression.
        folds: How many.
        seed: Of the random choice.

    Raises:
        InvalidInputError: As ``fold_rows``, of a split by time, by groups, or of each value in order.
    """
    if split.aside or split.order:
        return fold_rows(split, columns, classes, folds, seed)
    rows = len(next(iter(columns.values())))
    wanted = min(folds, rows)
    dealt = deal(rows, classes, wanted, (seed, UNSEEN))
    return tuple(Fold(np.flatnonzero(dealt != f), np.flatnonzero(dealt == f)) for f in range(wanted))


def fitted(split: SplitSpec, rows: int, folds: int) -> float:
    """How many rows a fold is fitted on, as the mean over all folds.

    Args:
        split: How rows are held out; folds follow it. Of the parts in time the first one of ``folds`` + 1 is
            fitted on alone, all but the last one by the last fold: half of the rows in the mean.
        rows: How many there are.
        folds: How many.
    """
    return rows * (0.5 if split.method == "time" else 1 - 1 / folds)


def answered(folds: Sequence[Fold]) -> np.ndarray:
    """Indices of the rows that some fold validates, in their order: all, but for the first ones in time."""
    return np.sort(np.concatenate([fold.validate for fold in folds]))


def _dealt_groups(values: np.ndarray, target: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """The fold of each row, whole groups in one, each class inside and outside of each."""
    groups = value_codes(values)
    count, classes = int(groups.max()) + 1, set(target.tolist())
    for draw in range(DRAWS if count >= folds else 0):
        places = np.random.default_rng([seed, EVALUATION, draw]).permutation(count) % folds
        dealt = np.asarray(places[groups])
        inside = [set(target[dealt == f].tolist()) for f in range(folds)] if classes else []
        outside = [set(target[dealt != f].tolist()) for f in range(folds)] if classes else []
        if all(found == classes for found in (*inside, *outside)):
            return dealt
    raise InvalidInputError(f"{count} groups cannot be dealt to {folds} folds", "ask for fewer folds")


def _dealt_each(split: SplitSpec, training: Columns, folds: int, seed: int) -> np.ndarray:
    if split.order:
        raise InvalidInputError(
            f"the last rows of each {split.column!r} are held out, and folds would learn from later rows",
            "leave folds out, or divide the rows otherwise",
        )
    values = value_codes(training[split.column])
    return deal(len(values), values, folds, (seed, EVALUATION))


def _refuse_rare(target: np.ndarray, folds: int) -> None:
    classes, counts = np.unique(target, return_counts=True)
    if len(counts) and counts.min() < folds:
        rarest = f"class {classes[counts.argmin()]!s} has {counts.min()} training rows"
        raise InvalidInputError(f"{rarest}, and there are {folds} folds", "ask for fewer folds")


def deal(rows: int, classes: np.ndarray, folds: int, salt: tuple[int, int]) -> np.ndarray:
    """The fold of each row, from 0 to ``folds`` - 1, shape (rows,); the rows of a class are dealt in turn.

    Args:
        rows: Number of rows.
        classes: Class of each row; empty for a regression.
        folds: Number of folds; at most ``rows``.
        salt: A seed, and ``EVALUATION`` or ``UNSEEN``; the order in which rows are dealt follows from both.
    """
    order = np.random.default_rng(salt).permutation(rows)
    if len(classes):
        order = order[np.argsort(classes[order], kind="stable")]
    dealt = np.empty(rows, dtype=np.int64)
    dealt[order] = np.arange(rows) % folds
    return dealt


def _by_time(split: SplitSpec, times: np.ndarray, target: np.ndarray, folds: int) -> tuple[Fold, ...]:
    order = np.argsort(times, kind="stable")
    ranked = times[order]
    cuts = np.searchsorted(ranked, [part[0] for part in np.array_split(ranked, folds + 1)[1:]])
    if cuts[0] == 0 or len(np.unique(cuts)) < folds:
        raise InvalidInputError(
            f"{folds} folds by {split.column!r}, and too many of the rows are of the same time",
            "ask for fewer folds",
        )
    parts, found = np.split(order, cuts), []
    for place in range(1, folds + 1):
        fit, validate = np.sort(np.concatenate(parts[:place])), np.sort(parts[place])
        if len(target) and not np.array_equal(np.unique(target[fit]), np.unique(target)):
            raise InvalidInputError(
                f"fold {place} of {folds} by {split.column!r} has not every class before it",
                "ask for fewer folds, or divide by chance with SplitRandom",
            )
        found.append(Fold(fit, validate))
    return tuple(found)
