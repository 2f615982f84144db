"""Figures of rows that count more or less often, for all weights at once, as ``metrics`` has them."""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from stratum.training.logic.choice import FLAGGED
from stratum.training.logic.metrics import TOP, among_top, as_shares

AREAS: Final = ("roc_auc", "average_precision")
HITS: Final = ("balanced_accuracy", "mcc", "f1", "precision", "recall", "f1_weighted")
MOST_RANKED: Final = 10
"""Areas under curves of more classes than this would take too long, and are left out."""
UNWEIGHTED: Final = frozenset({"clustering", "recommendation", "forecasting"})
"""Tasks without such figures: rows need not be drawn for them."""
_SMALLEST: Final = 1e-15


def weighted(
    task: str, truth: np.ndarray, predicted: np.ndarray, weights: np.ndarray, only: str = ""
) -> dict[str, np.ndarray]:
    """Figures of weighted rows.

    Args:
        task: What the answers are given for.
        truth: Place of the class, or value, of each row, shape (rows,).
        predicted: Probabilities of shape (rows, classes), or values.
        weights: How often each row counts, shape (draws, rows).
        only: The one figure that is asked for; empty for all of them.

    Returns:
        Each of shape (draws,); not a number where a draw does not have the figure.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        found = _figures(task, truth, predicted, weights, only)
    return {name: one for name, one in found.items() if only in {"", name}}


def _figures(
    task: str, truth: np.ndarray, predicted: np.ndarray, weights: np.ndarray, only: str
) -> dict[str, np.ndarray]:
    """Figures without those that take long and are not asked for."""
    if task == "regression":
        return _values(truth, predicted, weights, only)
    if task in UNWEIGHTED:
        return {}
    if task == "anomaly":
        return _anomalies(truth, predicted, weights, only)
    return _classes(truth, as_shares(predicted), weights, only)


def _values(
    truth: np.ndarray, predicted: np.ndarray, weights: np.ndarray, only: str
) -> dict[str, np.ndarray]:
    count = weights.sum(axis=1)
    missed = predicted - truth
    off = np.abs(missed)
    squared, absolute = weights @ missed**2, weights @ off
    centred = truth - truth.mean()  # squares of values far from 0 would leave no digits for their spread
    spread = weights @ centred**2 - (weights @ centred) ** 2 / count
    mse = squared / count
    found = {"r2": 1 - squared / spread}
    if only in {"", "d2"}:
        middle = _medians(truth, weights)
        around = np.array([w @ np.abs(truth - m) for w, m in zip(weights, middle, strict=True)])
        found["d2"] = 1 - absolute / around
    found |= {"rmse": np.sqrt(mse), "mse": mse, "mae": absolute / count}
    if only in {"", "median_ae"}:
        found["median_ae"] = _medians(off, weights)
    return found | ({"mape": weights @ (off / np.abs(truth)) / count} if np.all(truth != 0) else {})


def _anomalies(
    truth: np.ndarray, scores: np.ndarray, weights: np.ndarray, only: str
) -> dict[str, np.ndarray]:
    said = scores > 0
    found = {FLAGGED: weights @ said / weights.sum(axis=1)}
    if set(truth.tolist()) != {0, 1}:
        return found
    if only in {"", *AREAS}:
        areas = np.array(list(_areas(truth == 1, scores, weights)))
        found |= dict(zip(AREAS, areas.T, strict=True))
    if only in {"", *HITS}:
        hits = _hits(truth * 2 + said, 2, weights)
        found |= {name: hits[name] for name in ("f1", "precision", "recall")}
    return found


def _medians(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The median of each draw, shape (draws,): of an even number the mean of the two in the middle."""
    order = np.argsort(values, kind="stable")
    ranked, reached = values[order], np.cumsum(weights[:, order], axis=1)
    found = []
    for line in reached:
        total = int(line[-1])
        low, high = (np.searchsorted(line, rank) for rank in ((total + 1) // 2, total // 2 + 1))
        found.append((ranked[low] + ranked[high]) / 2)
    return np.array(found)


def _classes(truth: np.ndarray, shares: np.ndarray, weights: np.ndarray, only: str) -> dict[str, np.ndarray]:
    count, rows, classes = weights.sum(axis=1), np.arange(len(truth)), shares.shape[1]
    said = shares.argmax(axis=1)
    surprise = -np.log(np.clip(shares[rows, truth], _SMALLEST, 1))
    found = {
        "accuracy": weights @ (said == truth) / count,
        "log_loss": weights @ surprise / count,
    }
    if only in {"", *HITS}:
        found |= _hits(truth * classes + said, classes, weights)
    if classes == 2:
        found["brier"] = weights @ (shares[:, 1] - truth) ** 2 / count
    if classes > TOP:
        found["top_3_accuracy"] = weights @ among_top(truth, shares) / count
    return found | (_ranked(truth, shares, weights) if only in {"", *AREAS} else {})


def _hits(cells: np.ndarray, classes: int, weights: np.ndarray) -> Mapping[str, np.ndarray]:
    """Figures of confusion counts; ``cells`` is the place of each row in them."""
    counted = [np.bincount(cells, one, minlength=classes**2) for one in weights]
    confusion = np.stack(counted).reshape(-1, classes, classes)
    right = np.diagonal(confusion, axis1=1, axis2=2)
    there, claimed = confusion.sum(axis=2), confusion.sum(axis=1)
    f1 = _part(2 * right, there + claimed)
    precision, recall = _part(right, claimed), _part(right, there)
    found = {"balanced_accuracy": _mean(recall, there > 0), "mcc": _correlation(right, there, claimed)}
    if classes == 2:
        return {**found, "f1": f1[:, 1], "precision": precision[:, 1], "recall": recall[:, 1]}
    seen = there + claimed > 0
    return {
        **found,
        "f1": _mean(f1, seen),
        "precision": _mean(precision, seen),
        "recall": _mean(recall, seen),
        "f1_weighted": (there * f1).sum(axis=1) / there.sum(axis=1),
    }


def _part(some: np.ndarray, every: np.ndarray) -> np.ndarray:
    return np.where(every > 0, some / every, 0.0)


def _mean(values: np.ndarray, kept: np.ndarray) -> np.ndarray:
    return np.asarray((values * kept).sum(axis=1) / kept.sum(axis=1))


def _correlation(right: np.ndarray, there: np.ndarray, claimed: np.ndarray) -> np.ndarray:
    total = there.sum(axis=1)
    above = right.sum(axis=1) * total - (there * claimed).sum(axis=1)
    spreads = (total**2 - (there**2).sum(axis=1)) * (total**2 - (claimed**2).sum(axis=1))
    return np.where(spreads > 0, above / np.sqrt(spreads), 0.0)


def _ranked(truth: np.ndarray, shares: np.ndarray, weights: np.ndarray) -> dict[str, np.ndarray]:
    """Areas under curves; over two classes the means of each class against the rest."""
    if shares.shape[1] > MOST_RANKED:
        return {}
    asked = [1] if shares.shape[1] == 2 else range(shares.shape[1])
    areas = [np.array(list(_areas(truth == one, shares[:, one], weights))) for one in asked]
    mean = np.mean(areas, axis=0)
    return dict(zip(AREAS, mean.T, strict=True))


def _areas(truth: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> Iterator[tuple[float, float]]:
    """Area under the ROC curve (pairs in the right order, ties half) and average precision of each draw."""
    _, places = np.unique(scores, return_inverse=True)
    for drawn in weights:
        above, below = np.bincount(places, drawn * truth), np.bincount(places, drawn * ~truth)
        before = np.cumsum(below) - below
        area = (above * (before + below / 2)).sum() / (above.sum() * below.sum())
        found, claimed = np.cumsum(above[::-1]), np.cumsum((above + below)[::-1])
        precision = _part(found, claimed)
        yield area, (above[::-1] * precision).sum() / found[-1]
