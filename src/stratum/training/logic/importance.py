"""How much a model leans on each column: how much worse it answers once the column's values are shuffled."""

from collections.abc import Callable
from typing import Final

import numpy as np

from stratum.data.logic.rows import Columns
from stratum.training.types import Importance

MOST_ROWS: Final = 1_000
"""So many held-out rows are answered for each shuffle."""
REPEATS: Final = 5
MOST_SHUFFLES: Final = 150
"""Of all columns together; where there are many, each is shuffled less often, once at least."""


def permutation(
    score: Callable[[Columns], float], raw: Columns, chance: np.random.Generator
) -> tuple[Importance, ...]:
    """The importance of each column, largest first.

    Two columns that say the same stand in for each other, so that both look unimportant.

    Args:
        score: More is better; NaN where it cannot be said.
        raw: Columns before preparation, each of shape (rows,).
        chance: Shuffles them.

    Returns:
        Mean and standard deviation of the fall of the score over at most ``REPEATS`` shuffles; nothing where
        there is no score.
    """
    whole = score(raw)
    if not np.isfinite(whole):
        return ()
    found = []
    repeats = max(1, min(REPEATS, MOST_SHUFFLES // len(raw)))
    for name, values in raw.items():
        shuffled = [score({**raw, name: values[chance.permutation(len(values))]}) for _ in range(repeats)]
        falls = whole - np.array(shuffled)
        if np.isfinite(falls).all():
            found.append(Importance(name, round(float(falls.mean()), 6), round(float(falls.std()), 6)))
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
