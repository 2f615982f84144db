"""How sure the difference of two models is: both answer the same rows, which are drawn again and again."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from stratum.training.logic.graphs import spread_rows

DRAWS: Final = 400
MOST_ROWS: Final = 10_000
BOUNDS: Final = (2.5, 97.5)
"""Percentiles: 95 of 100 such intervals hold the true difference."""
_SMALLEST: Final = 1e-15


def intervals(
    task: str, truth: np.ndarray, new: np.ndarray, old: np.ndarray, chance: np.random.Generator
) -> dict[str, tuple[float, float]]:
    """Bootstrap intervals of ``new`` minus ``old`` by figure, over at most ``MOST_ROWS`` rows.

    Args:
        task: ``classification`` or ``regression``.
        truth: Place of the class, or value, of each row, shape (rows,).
        new: Probabilities of shape (rows, classes), or values.
        old: The same of the other model.
        chance: Draws rows.

    Returns:
        Low and high end; figures that some draw does not have are left out.
    """
    rows = spread_rows(len(truth), MOST_ROWS)
    truth, new, old = truth[rows], new[rows], old[rows]
    drawn = [np.bincount(chance.integers(0, len(rows), len(rows)), minlength=len(rows)) for _ in range(DRAWS)]
    weights = np.stack(drawn).astype(np.float64)
    mine, other = weighted(task, truth, new, weights), weighted(task, truth, old, weights)
    found = {name: mine[name] - other[name] for name in mine}
    return {name: _ends(values) for name, values in found.items() if np.isfinite(values).all()}


def weighted(
    task: str, truth: np.ndarray, predicted: np.ndarray, weights: np.ndarray
) -> dict[str, np.ndarray]:
    """Figures of weighted rows, as ``training.logic.metrics`` has them.

    Args:
        task: ``classification`` or ``regression``.
        truth: Place of the class, or value, of each row, shape (rows,).
        predicted: Probabilities of shape (rows, classes), or values.
        weights: How often each row counts, shape (draws, rows).

    Returns:
        Each of shape (draws,); of more than two classes only those that are means over rows.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        if task == "regression":
            return _values(truth, predicted, weights)
        return _classes(truth, predicted, weights)


def _ends(values: np.ndarray) -> tuple[float, float]:
    low, high = np.percentile(values, BOUNDS)
    return round(float(low), 6), round(float(high), 6)


def _values(truth: np.ndarray, predicted: np.ndarray, weights: np.ndarray) -> dict[str, np.ndarray]:
    count = weights.sum(axis=1)
    missed = predicted - truth
    squared = weights @ missed**2
    mean = weights @ truth / count
    spread = weights @ truth**2 - count * mean**2
    mse = squared / count
    return {
        "r2": 1 - squared / spread,
        "rmse": np.sqrt(mse),
        "mse": mse,
        "mae": weights @ np.abs(missed) / count,
    }


def _classes(truth: np.ndarray, predicted: np.ndarray, weights: np.ndarray) -> dict[str, np.ndarray]:
    shares = predicted.astype(np.float64)
    shares = shares / shares.sum(axis=1, keepdims=True)
    count, rows = weights.sum(axis=1), np.arange(len(truth))
    said = shares.argmax(axis=1)
    surprise = -np.log(np.clip(shares[rows, truth], _SMALLEST, 1))
    found = {"accuracy": weights @ (said == truth) / count, "log_loss": weights @ surprise / count}
    if shares.shape[1] != 2:
        return found
    brier = weights @ (shares[:, 1] - truth) ** 2 / count
    return {
        **found,
        "brier": brier,
        **_hits(truth, said, weights),
        "roc_auc": _areas(truth, shares[:, 1], weights),
    }


def _hits(truth: np.ndarray, said: np.ndarray, weights: np.ndarray) -> Mapping[str, np.ndarray]:
    right = weights @ ((said == 1) & (truth == 1))
    claimed, there = weights @ (said == 1), weights @ (truth == 1)
    precision = np.where(claimed > 0, right / claimed, 0.0)
    recall = np.where(there > 0, right / there, 0.0)
    f1 = np.where(claimed + there > 0, 2 * right / (claimed + there), 0.0)
    return {"f1": f1, "precision": precision, "recall": recall}


def _areas(truth: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Areas under the ROC curves: the share of pairs that are in the right order, ties half."""
    _, places = np.unique(scores, return_inverse=True)
    areas = []
    for drawn in weights:
        above, below = np.bincount(places, drawn * truth), np.bincount(places, drawn * (1 - truth))
        before = np.cumsum(below) - below
        areas.append((above * (before + below / 2)).sum() / (above.sum() * below.sum()))
    return np.array(areas)
