"""How much a model leans on each column: how much worse it answers once the column's values are shuffled."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from stratum.data.logic.rows import Columns
from stratum.training.types import Importance

MOST_ROWS, FEWEST_ROWS = 1_000, 250
"""Held-out rows that are answered for each shuffle."""
REPEATS, FEWEST_REPEATS = 5, 2
"""Shuffles of a column."""
MOST_ANSWERS: Final = 30_000
"""Of all columns together, as far as the fewest rows and shuffles allow; a fit should take longer."""
_BATCH: Final = 5_000
"""About so many rows are answered at a time: small tables would ask a model very often."""


def effort(columns: int, members: int = 1) -> tuple[int, int]:
    """Rows that are answered for each shuffle, and shuffles of each column.

    Shuffles are given up first: other rows tell more than the same ones once more.

    Args:
        columns: How many are shuffled.
        members: Models that answer each row.
    """
    answers = MOST_ANSWERS // (columns * members)
    repeats = min(REPEATS, max(FEWEST_REPEATS, answers // MOST_ROWS))
    return min(MOST_ROWS, max(FEWEST_ROWS, answers // repeats)), repeats


def permutation(
    scores: Callable[[Columns], Sequence[float]],
    raw: Columns,
    chance: np.random.Generator,
    repeats: int = REPEATS,
) -> tuple[Importance, ...]:
    """The importance of each column, largest first.

    Two columns that say the same stand in for each other, so that both look unimportant.

    Args:
        scores: Of each of the tables that its columns hold one below the other, as many rows as ``raw`` each;
            more is better; NaN where it cannot be said.
        raw: Columns before preparation, each of shape (rows,).
        chance: Shuffles them.
        repeats: Shuffles of each column.

    Returns:
        Mean and standard deviation of the fall of the score over the shuffles; nothing where there is none.
    """
    (whole,) = scores(raw)
    if not np.isfinite(whole):
        return ()
    rows = len(next(iter(raw.values())))
    orders = [(name, chance.permutation(rows)) for name in raw for _ in range(repeats)]
    size = max(1, _BATCH // rows)
    falls: list[float] = []
    for part in (orders[i : i + size] for i in range(0, len(orders), size)):
        tables = {n: np.concatenate([v[o] if n == name else v for name, o in part]) for n, v in raw.items()}
        falls += [whole - one for one in scores(tables)]
    found = []
    for name, mine in zip(raw, np.reshape(falls, (len(raw), repeats)), strict=True):
        if np.isfinite(mine).all():
            found.append(Importance(name, round(float(mine.mean()), 6), round(float(mine.std()), 6)))
    return tuple(sorted(found, key=lambda one: -one.mean))


def shares(weights: np.ndarray, owners: list[str]) -> dict[str, float]:
    """What a model says itself of its features, as shares that add up to one.

    Args:
        weights: Of each input of the estimator, shape (inputs,), or (classes, inputs); signs do not count.
        owners: The feature that each input came from.

    Returns:
        By feature, largest first; empty where all are nothing.
    """
    sizes = np.abs(np.atleast_2d(weights)).mean(axis=0)
    total = float(sizes.sum())
    if not total or not np.isfinite(total):
        return {}
    found: dict[str, float] = dict.fromkeys(owners, 0.0)
    for owner, size in zip(owners, sizes, strict=True):
        found[owner] += float(size) / total
    return {name: round(value, 6) for name, value in sorted(found.items(), key=lambda item: -item[1])}
