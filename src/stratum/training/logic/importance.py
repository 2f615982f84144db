"""How much a model leans on each column: how much worse it answers once the column's values are shuffled."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from stratum.data.logic.rows import Columns
from stratum.training.types import Importance

MOST_ROWS: Final = 1_000
"""So many held-out rows are answered for each shuffle."""
REPEATS: Final = 5
MOST_SHUFFLES: Final = 150
"""Of all columns together; where there are many, each is shuffled less often, once at least."""
_BATCH: Final = 5_000
"""About so many rows are answered at a time: small tables would ask a model very often."""


def permutation(
    scores: Callable[[Columns], Sequence[float]],
    raw: Columns,
    chance: np.random.Generator,
    most: int = MOST_SHUFFLES,
) -> tuple[Importance, ...]:
    """The importance of each column, largest first.

    Two columns that say the same stand in for each other, so that both look unimportant.

    Args:
        scores: Of each of the tables that its columns hold one below the other, as many rows as ``raw`` each;
            more is better; NaN where it cannot be said.
        raw: Columns before preparation, each of shape (rows,).
        chance: Shuffles them.
        most: Shuffles of all columns together, as far as that is one of each.

    Returns:
        Mean and standard deviation of the fall of the score over at most ``REPEATS`` shuffles; nothing where
        there is no score.
    """
    (whole,) = scores(raw)
    if not np.isfinite(whole):
        return ()
    rows = len(next(iter(raw.values())))
    repeats = max(1, min(REPEATS, most // len(raw)))
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
