"""Held-out figures of predictions."""

import numpy as np
from sklearn import metrics as sk

from stratum.training.logic.choice import METRICS

TOP = 3
"""Of so many classes the true one has to be in ``top_3_accuracy``."""


def classification_metrics(truth: np.ndarray, probabilities: np.ndarray) -> dict[str, float]:
    """Figures of a classifier.

    With more than two classes ``f1``, ``precision``, ``recall``, ``roc_auc`` (each class against the rest)
    and ``average_precision`` are means over classes (macro); ``f1_weighted`` is a mean over rows.

    Args:
        truth: Index of the true class, shape (rows,).
        probabilities: Shape (rows, classes); rows are scaled to sum to one.

    Returns:
        Those of ``METRICS``; ``roc_auc`` and ``average_precision`` only where every class occurs, ``brier``
        only for two classes, ``f1_weighted`` only for more, ``top_3_accuracy`` only for more than three.
    """
    shares = as_shares(probabilities)
    classes = list(range(shares.shape[1]))
    predicted = shares.argmax(axis=1)
    binary = len(classes) == 2
    kind = {"average": "binary" if binary else "macro", "zero_division": 0}
    figures = {
        "accuracy": sk.accuracy_score(truth, predicted),
        "balanced_accuracy": balanced_accuracy(truth, predicted),
        "log_loss": sk.log_loss(truth, shares, labels=classes),
        # scikit-learn warns where there is a single label, for which it is zero
        "mcc": sk.matthews_corrcoef(truth, predicted) if len(np.union1d(truth, predicted)) > 1 else 0.0,
        "f1": sk.f1_score(truth, predicted, **kind),
        "precision": sk.precision_score(truth, predicted, **kind),
        "recall": sk.recall_score(truth, predicted, **kind),
    }
    figures |= _of_two(truth, shares) if binary else _of_several(truth, shares)
    if len(np.unique(truth)) == len(classes):
        scores = shares[:, 1] if binary else shares
        figures["roc_auc"] = sk.roc_auc_score(truth, scores, multi_class="ovr")
        asked = truth if binary else np.eye(len(classes), dtype=int)[truth]
        figures["average_precision"] = sk.average_precision_score(asked, scores)
    return {name: float(figures[name]) for name in METRICS["classification"] if name in figures}


def _of_two(truth: np.ndarray, shares: np.ndarray) -> dict[str, float]:
    return {"brier": sk.brier_score_loss(truth, shares[:, 1])}


def _of_several(truth: np.ndarray, shares: np.ndarray) -> dict[str, float]:
    found = {"f1_weighted": sk.f1_score(truth, shares.argmax(axis=1), average="weighted", zero_division=0)}
    if shares.shape[1] > TOP:
        found["top_3_accuracy"] = float(np.mean(among_top(truth, shares)))
    return found


def as_shares(probabilities: np.ndarray) -> np.ndarray:
    """Probabilities as float64 whose rows, of shape (classes,), sum to one."""
    shares = probabilities.astype(np.float64)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def among_top(truth: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Whether fewer than ``TOP`` classes are more probable than the true one, shape (rows,)."""
    own = shares[np.arange(len(truth)), truth]
    return np.asarray((shares > own[:, None]).sum(axis=1) < TOP)


def balanced_accuracy(truth: np.ndarray, predicted: np.ndarray) -> float:
    """The mean, over the classes that occur, of the share of their rows that is right."""
    right = truth == predicted
    return float(np.mean([right[truth == one].mean() for one in np.unique(truth)]))


def regression_metrics(truth: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """Figures of values of shape (rows,).

    ``d2`` is what the absolute errors are less than those of the median, as a share, as ``r2`` is of squared
    errors and the mean. Neither is there where all true values are equal; no ``mape`` where one is zero.
    """
    off = np.abs(predicted - truth)
    figures = {
        "rmse": float(sk.root_mean_squared_error(truth, predicted)),
        "mse": float(sk.mean_squared_error(truth, predicted)),
        "mae": float(off.mean()),
        "median_ae": float(np.median(off)),
    }
    if np.all(truth != 0):
        figures["mape"] = float(np.mean(off / np.abs(truth)))
    if np.ptp(truth) > 0:
        figures["r2"] = float(sk.r2_score(truth, predicted))
        figures["d2"] = float(sk.d2_absolute_error_score(truth, predicted))
    return {name: figures[name] for name in METRICS["regression"] if name in figures}
