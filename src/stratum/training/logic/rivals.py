"""A trained model of a bundle beside a new one, on the same rows."""

import math
from pathlib import Path

import msgspec
import numpy as np

from stratum.core.bundles import GRAPH, MANIFEST, Manifest
from stratum.data.logic.rows import Columns, apply_steps
from stratum.training.logic.graphs import run_graph
from stratum.training.types import Graph


def predict(bundle: Path, raw: Columns, classes: tuple[object, ...]) -> np.ndarray:
    """What the model of a bundle says about rows.

    Args:
        bundle: Folder of a verified bundle.
        raw: Columns before preparation, each of shape (rows,).
        classes: Order of the classes in the answer; empty for regression.

    Returns:
        Probabilities of shape (rows, classes), 0 for a class that the model does not know; or values of
        shape (rows,).
    """
    manifest = msgspec.json.decode((bundle / MANIFEST).read_bytes(), type=Manifest)
    graph = Graph((bundle / GRAPH).read_bytes(), manifest.graph_inputs)
    outputs = run_graph(graph, apply_steps(manifest.preparation, raw))
    if not classes:
        return np.asarray(outputs[0]).ravel()
    places = {label: place for place, label in enumerate(manifest.labels)}
    shares = np.asarray(outputs[1])
    columns = [
        shares[:, places[str(c)]] if str(c) in places else np.zeros(len(shares), shares.dtype)
        for c in classes
    ]
    return np.column_stack(columns)


def gains(task: str, truth: np.ndarray, new: np.ndarray, old: np.ndarray) -> np.ndarray:
    """What the new model gains on each row, shape (rows,): 1, 0 or -1 right answers, or squared error saved.

    Args:
        task: ``classification`` or ``regression``.
        truth: Place of the class, or value, of each row.
        new: Probabilities or values of the new model.
        old: The same of the old one.
    """
    if task == "regression":
        return np.asarray((old - truth) ** 2 - (new - truth) ** 2)
    right = (new.argmax(axis=1) == truth).astype(np.int64)
    return np.asarray(right - (old.argmax(axis=1) == truth))


def summary(gain: np.ndarray) -> dict[str, float]:
    """Rows, mean gain and its standard error."""
    rows = len(gain)
    spread = float(np.std(gain, ddof=1)) / math.sqrt(rows) if rows > 1 else 0.0
    return {"rows": float(rows), "difference": float(np.mean(gain)), "standard_error": spread}
