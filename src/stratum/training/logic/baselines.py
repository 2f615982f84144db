"""Rules so simple that a candidate which does not beat them is worth nothing."""

from typing import Any

import numpy as np
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

Rule = Any  # scikit-learn has no types


def fit_baseline(task: str, values: np.ndarray | None, target: np.ndarray) -> Rule:
    """A fitted rule.

    Args:
        task: ``classification`` or ``regression``.
        values: Training values of one column, shape (rows,); None for the rule that looks at no column.
        target: Shape (rows,).
    """
    classifies = task == "classification"
    if values is None:
        rule = DummyClassifier(strategy="prior") if classifies else DummyRegressor()
        return rule.fit(np.zeros((len(target), 1)), target)
    model = LogisticRegression() if classifies else LinearRegression()
    if values.dtype.kind == "O":
        rule = make_pipeline(OneHotEncoder(handle_unknown="ignore"), model)
    else:
        rule = make_pipeline(SimpleImputer(), StandardScaler(), model)
    return rule.fit(values.reshape(-1, 1), target)


def predict_baseline(rule: Rule, task: str, values: np.ndarray | None, rows: int) -> np.ndarray:
    """Probabilities of shape (rows, classes), or values of shape (rows,)."""
    column = np.zeros((rows, 1)) if values is None else values.reshape(-1, 1)
    return np.asarray(rule.predict_proba(column) if task == "classification" else rule.predict(column))
