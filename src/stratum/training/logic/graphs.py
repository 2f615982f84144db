"""Running the file of a model on columns, and comparing it with the model it came from."""

import contextlib
from collections.abc import Callable, Iterator

import numpy as np

from stratum.core.bundles import ONNX, SKOPS
from stratum.core.errors import PermanentError
from stratum.data.logic.rows import Columns
from stratum.training.types import Graph, Parity

LEAST_EQUAL_LABELS = 0.9999
LARGEST_DIFFERENCE = 1e-4
MOST_ROWS = 20_000
Ask = Callable[[Columns], list[np.ndarray]]
"""Prepared columns to outputs."""
_FORMS = {ONNX: "ONNX graph", SKOPS: "file of skops"}


def run_graph(graph: Graph, columns: Columns) -> list[np.ndarray]:
    """The outputs of a model's file: label and probabilities, or the prediction.

    Args:
        graph: The model, in either form.
        columns: Prepared columns, each of shape (rows,).

    Raises:
        PermanentError: If it does not run, or is not to be trusted.
    """
    return opened(graph)(columns)


def opened(graph: Graph) -> Ask:
    """A model's file, ready to be asked more than once with prepared columns, by one thread.

    Raises:
        PermanentError: If it does not run, or is not to be trusted; so does what is returned.
    """
    if graph.form == SKOPS:
        from stratum.data.sealed import unseal

        sealed = unseal(graph.content)
        return lambda columns: list(sealed.run(graph.inputs, _feeds(graph, columns)).values())
    import onnxruntime  # starts a thread, which the process that workers are forked from should not have

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    with _refusing():
        session = onnxruntime.InferenceSession(graph.content, options, providers=["CPUExecutionProvider"])

    def ask(columns: Columns) -> list[np.ndarray]:
        with _refusing():
            outputs: list[np.ndarray] = session.run(None, _feeds(graph, columns))
        return outputs

    return ask


def _feeds(graph: Graph, columns: Columns) -> dict[str, np.ndarray]:
    feeds = {}
    for tensor in graph.inputs:
        stacked = np.column_stack([columns[name] for name in tensor.columns])
        feeds[tensor.name] = stacked.astype(object if tensor.dtype == "string" else np.float32)
    return feeds


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # onnxruntime's exceptions have no common root of their own
        raise PermanentError(f"ONNX Runtime cannot run it: {str(error).splitlines()[0][:200]}") from error


def spread_rows(rows: int, most: int = MOST_ROWS) -> np.ndarray:
    """Indices of at most ``most`` rows, evenly spread over all."""
    return np.unique(np.linspace(0, rows - 1, min(rows, most)).round().astype(int))


def compare_classes(probabilities: np.ndarray, graph_labels: np.ndarray, graph_shares: np.ndarray) -> Parity:
    """Parity of a classifier.

    Args:
        probabilities: Of the trained model, shape (rows, classes).
        graph_labels: Index of the class that the graph names, shape (rows,).
        graph_shares: Of the graph, shape (rows, classes).
    """
    return compare_choices(probabilities, probabilities.argmax(axis=1), graph_labels, graph_shares)


def compare_choices(
    answers: np.ndarray, said: np.ndarray, graph_said: np.ndarray, graph_answers: np.ndarray
) -> Parity:
    """Parity of a model that names one of several: a class, a cluster, an anomaly.

    Args:
        answers: Numbers of the trained model for each row, such as probabilities, shape (rows, …).
        said: What follows from them, shape (rows,).
        graph_said: What the graph names, shape (rows,).
        graph_answers: Numbers of the graph, as ``answers``.
    """
    return Parity(float(np.mean(said == graph_said)), _largest(answers - graph_answers), len(answers))


def compare_values(predicted: np.ndarray, graph_values: np.ndarray) -> Parity:
    """Parity of a regression; differences are in standard deviations of the predictions."""
    scale = float(np.std(predicted)) or 1.0
    differences = np.abs(predicted - graph_values.ravel()) / scale
    return Parity(float(np.mean(differences <= LARGEST_DIFFERENCE)), _largest(differences), len(predicted))


def _largest(differences: np.ndarray) -> float:
    # a NaN on either side is a difference, not a number to compare with
    return float(np.max(np.nan_to_num(np.abs(differences), nan=1.0), initial=0.0))


def rejection(parity: Parity, form: str = ONNX) -> str | None:
    """Why a file is not served, with both numbers; None where it repeats the model."""
    if parity.labels >= LEAST_EQUAL_LABELS and parity.max_difference <= LARGEST_DIFFERENCE:
        return None
    return (
        f"the {_FORMS[form]} differs from the trained model on {parity.rows} rows: "
        f"{parity.labels:.4%} equal labels (at least {LEAST_EQUAL_LABELS:.2%} needed), "
        f"largest difference {parity.max_difference:.2g} (at most {LARGEST_DIFFERENCE:g} allowed)"
    )
