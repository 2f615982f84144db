"""How sure figures are: the rows are drawn again and again, as if there were other ones of the same kind."""

from typing import Final

import numpy as np

from stratum.training.evaluation import Range
from stratum.training.logic.graphs import spread_rows
from stratum.training.logic.weighted import UNWEIGHTED, weighted

DRAWS: Final = 400
MOST_ROWS: Final = 10_000
BOUNDS: Final = (2.5, 97.5)
"""Percentiles: 95 of 100 such intervals hold the true value."""


def intervals(
    task: str, truth: np.ndarray, predicted: np.ndarray, chance: np.random.Generator, only: str = ""
) -> dict[str, Range]:
    """Percentile intervals by figure, over at most ``MOST_ROWS`` rows.

    Args:
        task: What the answers are given for.
        truth: Place of the class, or value, of each row, shape (rows,).
        predicted: Probabilities of shape (rows, classes), or values.
        chance: Draws rows.
        only: The one figure that is asked for; empty for all of them.

    Returns:
        Low and high end; figures that some draw does not have are left out.
    """
    if task in UNWEIGHTED:
        return {}
    rows = spread_rows(len(truth), MOST_ROWS)
    found = weighted(task, truth[rows], predicted[rows], drawn(len(rows), chance), only)
    return {name: ends(values) for name, values in found.items() if np.isfinite(values).all()}


def differences(
    task: str, truth: np.ndarray, new: np.ndarray, old: np.ndarray, chance: np.random.Generator
) -> dict[str, Range]:
    """The same of ``new`` minus ``old``: both answer the same drawn rows.

    Args:
        task: What the answers are given for.
        truth: Place of the class, or value, of each row, shape (rows,).
        new: Probabilities of shape (rows, classes), or values.
        old: The same of the other model.
        chance: Draws rows.
    """
    if task in UNWEIGHTED:
        return {}
    rows = spread_rows(len(truth), MOST_ROWS)
    weights = drawn(len(rows), chance)
    mine, other = (weighted(task, truth[rows], one[rows], weights) for one in (new, old))
    found = {name: mine[name] - other[name] for name in mine}
    return {name: ends(values) for name, values in found.items() if np.isfinite(values).all()}


def drawn(rows: int, chance: np.random.Generator, draws: int = DRAWS) -> np.ndarray:
    """How often each row is drawn, shape (draws, rows), as float64."""
    counts = [np.bincount(chance.integers(0, rows, rows), minlength=rows) for _ in range(draws)]
    return np.stack(counts).astype(np.float64)


def ends(values: np.ndarray) -> Range:
    """The ``BOUNDS`` of values of shape (draws,), with six digits."""
    low, high = np.percentile(values, BOUNDS)
    return round(float(low), 6), round(float(high), 6)
