"""How well rows are grouped: figures and pictures of clusters, in one space for all candidates."""

import numpy as np
from sklearn import metrics as sk

from stratum.data.logic.rows import Columns
from stratum.training.logic.choice import METRICS
from stratum.training.logic.features import frequent_values
from stratum.training.logic.graphs import spread_rows
from stratum.training.types import FeaturePlan, Points

MOST_ROWS = 2_000
"""So many rows are compared with each other; the time grows with the square of it."""
MOST_DRAWN = 400


def space(plan: FeaturePlan, prepared: Columns, training: np.ndarray) -> np.ndarray:
    """The rows as points by which groupings are judged, shape (rows, dimensions).

    Numbers have mean 0 and deviation 1 over the training rows, and what is missing is the mean; each frequent
    value of a category is 1 or 0.

    Args:
        plan: The features.
        prepared: Their columns, each of shape (rows,).
        training: Mask of the training rows.
    """
    parts = [_scaled(prepared[name].astype(np.float64), training) for name in plan.numbers]
    for name in plan.categories:
        values = frequent_values(prepared[name][training].tolist(), plan.minimum[name])
        parts += [(prepared[name] == value).astype(np.float64) for value in values]
    return np.column_stack(parts)


def _scaled(values: np.ndarray, training: np.ndarray) -> np.ndarray:
    known = values[training & np.isfinite(values)]
    mean, spread = (float(known.mean()), float(known.std())) if len(known) else (0.0, 0.0)
    return np.nan_to_num((values - mean) / (spread or 1.0))


def clustering_metrics(points: np.ndarray, distances: np.ndarray) -> dict[str, float]:
    """Figures of a grouping; none where there are not two clusters at least, and one row more than clusters.

    Args:
        points: The rows, shape (rows, dimensions); at most ``MOST_ROWS`` evenly spread ones count.
        distances: From each cluster, shape (rows, clusters).
    """
    rows = spread_rows(len(points), MOST_ROWS)
    some, found = points[rows], distances[rows].argmin(axis=1)
    if not 2 <= len(np.unique(found)) < len(some):
        return {}
    figures = {
        "silhouette": float(sk.silhouette_score(some, found)),
        "davies_bouldin": float(sk.davies_bouldin_score(some, found)),
        "calinski_harabasz": float(sk.calinski_harabasz_score(some, found)),
    }
    return {name: figures[name] for name in METRICS["clustering"]}


def silhouettes(points: np.ndarray, found: np.ndarray) -> np.ndarray:
    """How much nearer each row is to its own cluster than to the next one, shape (rows,), from -1 to 1."""
    if not 2 <= len(np.unique(found)) < len(points):
        return np.zeros(len(points))
    return np.asarray(sk.silhouette_samples(points, found), np.float64)


def cluster_curves(points: np.ndarray, distances: np.ndarray) -> dict[str, Points]:
    """``sizes`` (cluster by rows), ``silhouette`` (rank by value), and the rows of each cluster on two axes.

    The axes are the principal components of the points; each ``cluster 0``, ``cluster 1`` … has its rows.

    Args:
        points: The rows, shape (rows, dimensions).
        distances: From each cluster, shape (rows, clusters).
    """
    every = distances.argmin(axis=1)
    counts = np.bincount(every, minlength=distances.shape[1])
    rows = spread_rows(len(points), MOST_DRAWN)
    some, found = points[rows], every[rows]
    centred = some - some.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2][:2]
    axes = axes * np.where(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)] < 0, -1, 1)[:, None]
    flat = np.zeros((len(some), 2))
    flat[:, : len(axes)] = centred @ axes.T
    values = silhouettes(some, found)
    order = np.lexsort((-values, found))
    drawn: dict[str, Points] = {
        "sizes": [(float(place), float(count)) for place, count in enumerate(counts)],
        "silhouette": [(float(rank), round(float(values[row]), 5)) for rank, row in enumerate(order)],
    }
    for place in np.unique(found):
        drawn[f"cluster {place}"] = [
            (round(float(x), 5), round(float(y), 5)) for x, y in flat[found == place]
        ]
    return drawn
