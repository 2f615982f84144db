"""Held-out figures of predictions."""

import numpy as np
from sklearn import metrics as sk

from stratum.training.logic.choice import METRICS


def classification_metrics(truth: np.ndarray, probabilities: np.ndarray) -> dict[str, float]:
    """Figures of a classifier. With more than two classes ``f1`` and its kin are means over classes.

    Args:
        truth: Index of the true class, shape (rows,).
        probabilities: Shape (rows, classes); rows are scaled to sum to one.

    Returns:
        Those of ``METRICS``; ``roc_auc`` only where every class occurs, ``brier`` only for two classes.
    """
    shares = probabilities.astype(np.float64)
    shares /= shares.sum(axis=1, keepdims=True)
    classes = list(range(shares.shape[1]))
    predicted = shares.argmax(axis=1)
    binary = len(classes) == 2
    average = "binary" if binary else "macro"
    kind = {"average": average, "zero_division": 0}
    figures = {
        "accuracy": sk.accuracy_score(truth, predicted),
        "log_loss": sk.log_loss(truth, shares, labels=classes),
        "f1": sk.f1_score(truth, predicted, **kind),
        "precision": sk.precision_score(truth, predicted, **kind),
        "recall": sk.recall_score(truth, predicted, **kind),
    }
    if binary:
        figures["brier"] = sk.brier_score_loss(truth, shares[:, 1])
    if len(np.unique(truth)) == len(classes):
        scores = shares[:, 1] if binary else shares
        figures["roc_auc"] = sk.roc_auc_score(truth, scores, multi_class="ovr")
    return {name: float(figures[name]) for name in METRICS["classification"] if name in figures}


def regression_metrics(truth: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """``r2``, ``rmse``, ``mse`` and ``mae`` of values of shape (rows,); no ``r2`` for a single row."""
    figures = {
        "rmse": float(sk.root_mean_squared_error(truth, predicted)),
        "mse": float(sk.mean_squared_error(truth, predicted)),
        "mae": float(sk.mean_absolute_error(truth, predicted)),
    }
    return {"r2": float(sk.r2_score(truth, predicted)), **figures} if len(truth) > 1 else figures
