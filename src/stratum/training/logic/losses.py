"""What a search makes small for each figure that a person may choose by."""

import math

import numpy as np

from stratum.core.figures import LOWER_IS_BETTER
from stratum.data.logic.association import rank_association
from stratum.training.logic.ensembles import Loss, proper_loss

_TIE = 1e-3
"""How much log loss counts beside a figure that knows steps alone, such as accuracy."""
_PAIR = 2


def loss_of(metric: str, truth: np.ndarray, classes: int) -> Loss:
    """A loss that falls as the figure gets better.

    Args:
        metric: A name of ``choice.METRICS``.
        truth: From ``targets.places_of``, shape (rows,).
        classes: Number of classes; 0 for a regression.
    """
    proper = proper_loss(truth, classes)
    if not classes:
        return _absolute(truth) if metric in {"mae", "median_ae"} else proper
    if metric in {"log_loss", "brier"}:
        return proper
    if metric == "accuracy":
        return lambda answers: float(np.mean(answers.argmax(axis=1) != truth)) + _TIE * proper(answers)
    if metric == "roc_auc" and classes == _PAIR and 0 < truth.sum() < len(truth):
        is_one = truth == 1
        return lambda answers: (1 - rank_association(answers[:, 1], is_one)) / 2 + _TIE * proper(answers)
    return lambda answers: _by_figure(metric, truth, answers) + _TIE * proper(answers)


def figure_of(metric: str, truth: np.ndarray, answers: np.ndarray) -> float | None:
    """The figure itself; None where these rows have none."""
    from stratum.training.logic import metrics

    if answers.ndim == 1:
        return metrics.regression_metrics(truth, answers).get(metric)
    return metrics.classification_metrics(truth, answers).get(metric)


def _absolute(truth: np.ndarray) -> Loss:
    return lambda answers: float(np.mean(np.abs(answers - truth)))


def _by_figure(metric: str, truth: np.ndarray, answers: np.ndarray) -> float:
    figure = figure_of(metric, truth, answers)
    if figure is None or not math.isfinite(figure):
        return 1.0
    return figure if metric in LOWER_IS_BETTER else 1 - figure
