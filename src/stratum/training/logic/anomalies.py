"""How well anomalies are found where somebody knows them, and how many rows are said to be some."""

import numpy as np
from sklearn import metrics as sk

from stratum.training.logic.choice import FLAGGED, METRICS
from stratum.training.logic.curves import thin
from stratum.training.types import Points

BINS = 40


def anomaly_metrics(truth: np.ndarray, scores: np.ndarray) -> dict[str, float]:
    """Figures of scores: ``flagged`` always, the others only where rows of both kinds are known.

    Args:
        truth: 1 for anomalies and 0 for other rows, shape (rows,); of shape (0,) or other rows where nobody
            knows.
        scores: Shape (rows,); anomalies are above 0.
    """
    said = scores > 0
    figures = {FLAGGED: float(said.mean())}
    if is_known(truth, scores) and len(np.unique(truth)) == 2:
        figures |= {
            "average_precision": float(sk.average_precision_score(truth, scores)),
            "roc_auc": float(sk.roc_auc_score(truth, scores)),
            "f1": float(sk.f1_score(truth, said, zero_division=0)),
            "precision": float(sk.precision_score(truth, said, zero_division=0)),
            "recall": float(sk.recall_score(truth, said, zero_division=0)),
        }
    return {name: figures[name] for name in METRICS["anomaly"] if name in figures}


def is_known(truth: np.ndarray, scores: np.ndarray) -> bool:
    """Whether somebody knows which rows are anomalies."""
    return len(truth) == len(scores) and bool((truth >= 0).all())


def anomaly_curves(truth: np.ndarray, scores: np.ndarray) -> dict[str, Points]:
    """``scores``, rows by score as a histogram; ``roc`` and ``pr`` where rows of both kinds are known."""
    counts, edges = np.histogram(scores, BINS)
    middles = (edges[:-1] + edges[1:]) / 2
    drawn: dict[str, Points] = {"scores": thin(middles, counts)}
    if is_known(truth, scores) and len(np.unique(truth)) == 2:
        false, true, _ = sk.roc_curve(truth, scores)
        precision, recall, _ = sk.precision_recall_curve(truth, scores)
        drawn |= {"roc": thin(false, true), "pr": thin(recall[::-1], precision[::-1])}
    return drawn


def confusion(truth: np.ndarray, scores: np.ndarray) -> list[list[int]]:
    """Rows by what they are and what they are said to be, other rows first; empty where nobody knows."""
    if not is_known(truth, scores):
        return []
    counts = np.bincount(truth * 2 + (scores > 0), minlength=4).reshape(2, 2)
    return [[int(n) for n in row] for row in counts]
