"""Curves of classifiers and confusion counts, small enough to keep and to draw."""

import numpy as np
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve

from stratum.training.types import Points

MOST_POINTS = 200
_BINS = 20


def thin(x: np.ndarray, y: np.ndarray) -> Points:
    """At most ``MOST_POINTS`` of the points, first and last among them, rounded to five digits."""
    keep = np.unique(np.linspace(0, len(x) - 1, min(len(x), MOST_POINTS)).round().astype(int))
    return [(round(float(a), 5), round(float(b), 5)) for a, b in zip(x[keep], y[keep], strict=True)]


def binary_curves(truth: np.ndarray, scores: np.ndarray) -> dict[str, Points]:
    """ROC (false by true positive rate), precision by recall, and calibration (predicted by observed share).

    Args:
        truth: 0 or 1, shape (rows,); no curves where only one of them occurs.
        scores: Probability of 1, shape (rows,).
    """
    if len(np.unique(truth)) < 2:
        return {}
    false, true, _ = sk.roc_curve(truth, scores)
    precision, recall, _ = sk.precision_recall_curve(truth, scores)
    observed, predicted = calibration_curve(truth, np.clip(scores, 0, 1), n_bins=_BINS, strategy="quantile")
    return {
        "roc": thin(false, true),
        "pr": thin(recall[::-1], precision[::-1]),
        "calibration": thin(predicted, observed),
    }


def pooled_curves(truth: np.ndarray, shares: np.ndarray) -> dict[str, Points]:
    """The curves of more than two classes: each class against the rest, all of these questions pooled.

    Args:
        truth: Index of the true class, shape (rows,).
        shares: Probabilities, shape (rows, classes).
    """
    asked = np.eye(shares.shape[1], dtype=int)[truth]
    return binary_curves(asked.ravel(), shares.ravel())


def scatter(truth: np.ndarray, predicted: np.ndarray) -> dict[str, Points]:
    """True by predicted values of at most ``MOST_POINTS`` rows, in the order of the true values."""
    order = np.argsort(truth, kind="stable")
    return {"scatter": thin(truth[order], predicted[order])}


def confusion(truth: np.ndarray, predicted: np.ndarray, classes: int) -> list[list[int]]:
    """Counts of rows by true class (outer) and predicted class (inner); inputs are class indices."""
    counts = np.bincount(truth * classes + predicted, minlength=classes * classes)
    return [[int(n) for n in row] for row in counts.reshape(classes, classes)]
