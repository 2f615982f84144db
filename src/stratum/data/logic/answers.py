"""What fitted pipelines of scikit-learn say of rows, where that is neither a class nor a value."""

from typing import Any

import numpy as np

# scikit-learn has no types
Pipeline = Any
Rows = Any


def distances(pipeline: Pipeline, rows: Rows) -> np.ndarray:
    """How far rows are from each cluster, shape (rows, clusters), as float64.

    Of a mixture it is one minus the probability of its part, else the Euclidean distance to the centre.
    """
    if hasattr(pipeline, "predict_proba"):
        return 1.0 - np.asarray(pipeline.predict_proba(rows), np.float64)
    return np.asarray(pipeline.transform(rows), np.float64)


def anomaly_scores(pipeline: Pipeline, rows: Rows) -> np.ndarray:
    """How unlike the training rows rows are, shape (rows,), as float64: anomalies are above 0."""
    return -np.asarray(pipeline.decision_function(rows), np.float64).ravel()
