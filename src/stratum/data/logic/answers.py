"""What fitted pipelines of scikit-learn say of rows, where that is neither a class nor a value."""

from typing import Any

import numpy as np

from stratum.core.errors import PermanentError

# scikit-learn has no types
Pipeline = Any
Estimator = Any
Rows = Any


def distances(pipeline: Pipeline, rows: Rows) -> np.ndarray:
    """How far rows are from each cluster, shape (rows, clusters), as float64.

    Of a mixture it is one minus the probability of its part, else the Euclidean distance to the centre, or
    to the nearest of its centres where it has several.

    Raises:
        PermanentError: If no cluster was found in training.
    """
    from sklearn.metrics import pairwise

    if hasattr(pipeline, "predict_proba"):
        return 1.0 - np.asarray(pipeline.predict_proba(rows), np.float64)
    centres, owners = _centres(pipeline[-1])
    if not len(centres):
        raise PermanentError("no cluster was found", "change the parameters of the candidate")
    apart = np.asarray(pairwise.euclidean_distances(pipeline[:-1].transform(rows), centres), np.float64)
    return np.column_stack([apart[:, owners == owner].min(axis=1) for owner in range(owners.max() + 1)])


def _centres(estimator: Estimator) -> tuple[np.ndarray, np.ndarray]:
    """Centres of shape (centres, inputs), and the cluster that each belongs to."""
    centres = estimator.cluster_centers_
    return centres, np.asarray(getattr(estimator, "subcluster_labels_", np.arange(len(centres))))


def anomaly_scores(pipeline: Pipeline, rows: Rows) -> np.ndarray:
    """How unlike the training rows rows are, shape (rows,), as float64: anomalies are above 0."""
    return -np.asarray(pipeline.decision_function(rows), np.float64).ravel()
