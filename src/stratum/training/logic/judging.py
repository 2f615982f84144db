"""Figures and curves of answers, by the task that they are given for.

The truth of a task, shape (rows, …), and the answers that are judged by it:

- ``classification``: classes; probabilities of shape (rows, classes).
- ``regression``: values; values of shape (rows,).
- ``clustering``: points of ``clusters.space``; distances of shape (rows, clusters).
- ``forecasting``: as ``forecasts`` has it; values of shape (rows,).
- ``anomaly``: 1 for anomalies, 0 for others, -1 where nobody knows; scores of shape (rows,).
- ``recommendation``: as ``recommending`` has both.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from stratum.core.errors import PermanentError
from stratum.training.logic import anomalies, clusters, curves, forecasts, graphs, metrics, recommending
from stratum.training.logic.targets import places_of
from stratum.training.logic.weighted import weighted
from stratum.training.types import Parity, Points


def measured(
    task: str, classes: tuple[object, ...], truth: np.ndarray, predicted: np.ndarray
) -> dict[str, float]:
    """The figures of answers.

    Args:
        task: What they are given for.
        classes: In the order of the probabilities; empty for other tasks.
        truth: As this module says.
        predicted: As this module says.
    """
    match task:
        case "regression":
            return metrics.regression_metrics(truth, predicted)
        case "forecasting":
            return forecasts.forecast_metrics(truth, predicted)
        case "clustering":
            return clusters.clustering_metrics(truth, predicted)
        case "anomaly":
            return anomalies.anomaly_metrics(truth, predicted)
        case "recommendation":
            return recommending.recommendation_metrics(truth, predicted)
        case _:
            return metrics.classification_metrics(places_of(classes, truth), predicted)


def figure(
    task: str, name: str, classes: tuple[object, ...], truth: np.ndarray, predicted: np.ndarray
) -> float:
    """One of the figures of ``measured``, without the work for the others; NaN where rows do not have it."""
    found = weighted(task, places_of(classes, truth), predicted, np.ones((1, len(predicted))), name)
    if name in found:
        return float(found[name][0])
    return measured(task, classes, truth, predicted).get(name, np.nan)


_CURVES: Final[Mapping[str, Callable[[np.ndarray, np.ndarray], dict[str, Points]]]] = {
    "regression": curves.scatter,
    "forecasting": forecasts.forecast_curves,
    "clustering": clusters.cluster_curves,
    "recommendation": lambda truth, predicted: {"found": recommending.found_curve(truth, predicted)},
}


def drawn(
    task: str, classes: tuple[object, ...], truth: np.ndarray, predicted: np.ndarray
) -> tuple[dict[str, Points], list[list[int]]]:
    """The curves of answers, and how often what was said to be what; arguments as of ``measured``."""
    if task in _CURVES:
        return _CURVES[task](truth, predicted), []
    if task == "anomaly":
        return anomalies.anomaly_curves(truth, predicted), anomalies.confusion(truth, predicted)
    true = places_of(classes, truth)
    confusion = curves.confusion(true, predicted.argmax(axis=1), len(classes))
    if len(classes) == 2:
        return curves.binary_curves(true, predicted[:, 1]), confusion
    return curves.pooled_curves(true, predicted), confusion


def answered(task: str, outputs: Sequence[np.ndarray], own: np.ndarray | None = None) -> np.ndarray:
    """What a file of a model says, in the shape that figures are taken of.

    Args:
        task: What the model does.
        outputs: In the order of ``stratum.core.bundles.OUTPUTS``.
        own: Of a recommendation, the item of each row, shape (rows,).
    """
    match task:
        case "recommendation":
            places = recommending.places_in(outputs[0] == np.asarray(own)[:, None])
            return np.column_stack([places, np.full(len(places), np.nan), outputs[1]])
        case "classification" | "clustering":
            return np.asarray(outputs[1])
        case _:
            return np.asarray(outputs[0]).ravel()


def repeated(
    task: str,
    classes: tuple[object, ...],
    predicted: np.ndarray,
    outputs: Sequence[np.ndarray],
    own: np.ndarray | None = None,
) -> Parity:
    """How closely the outputs of a file repeat the answers of the model.

    Differences of probabilities are absolute, all others in standard deviations of the answers.

    Args:
        task: What the model does.
        classes: In the order of the probabilities; empty for other tasks.
        predicted: Answers of the trained model.
        outputs: Of its file.
        own: Of a recommendation, the item of each row, shape (rows,).
    """
    match task:
        case "recommendation":
            listed = answered(task, outputs, own)
            spread = float(np.nanstd(predicted[:, 2:])) or 1.0
            mine, other = (np.nan_to_num(one[:, 2:]) / spread for one in (predicted, listed))
            return graphs.compare_choices(mine, predicted[:, 0], listed[:, 0], other)
        case "clustering":
            spread = float(np.std(predicted)) or 1.0
            said = (predicted / spread, predicted.argmin(axis=1))
            return graphs.compare_choices(*said, outputs[0], outputs[1] / spread)
        case "anomaly":
            spread = float(np.std(predicted)) or 1.0
            flags = np.asarray(outputs[1]).ravel()
            return graphs.compare_choices(
                predicted / spread, predicted > 0, flags, outputs[0].ravel() / spread
            )
        case "classification":
            if outputs[0].ndim != 1:  # callers would get lists for labels
                raise PermanentError(f"the graph gives labels of {outputs[0].ndim} dimensions")
            indices = {c: i for i, c in enumerate(classes)}
            labels = np.array([indices.get(label, -1) for label in outputs[0].tolist()])
            return graphs.compare_classes(predicted, labels, outputs[1])
        case _:
            return graphs.compare_values(predicted, outputs[0])


def gains(task: str, truth: np.ndarray, new: np.ndarray, old: np.ndarray) -> np.ndarray:
    """What a model gains over another one on each row, shape (rows,).

    1, 0 or -1 right answers; of regressions the squared error saved; of clusters the gain of the silhouette;
    of recommendations whether the list names the item of the row, if it is liked.
    At most ``clusters.MOST_ROWS`` rows of clusters are looked at.

    Args:
        task: What both do.
        truth: As this module says; of classes their places.
        new: Answers of the one.
        old: Answers of the other.
    """
    match task:
        case "regression":
            return np.asarray((old - truth) ** 2 - (new - truth) ** 2)
        case "clustering":
            rows = graphs.spread_rows(len(truth), clusters.MOST_ROWS)
            mine, other = (clusters.silhouettes(truth[rows], one[rows].argmin(axis=1)) for one in (new, old))
            return np.asarray(mine - other)
        case "anomaly":
            right = ((new > 0) == truth).astype(np.int64)
            return np.asarray(right - ((old > 0) == truth))
        case "recommendation":
            listed = (new[:, 0] > 0).astype(np.int64)
            return np.asarray(listed - (old[:, 0] > 0))[truth[:, 2] > 0]
        case _:
            right = (new.argmax(axis=1) == truth).astype(np.int64)
            return np.asarray(right - (old.argmax(axis=1) == truth))
