"""The same model in a graph that needs less: weights of 8 bits, where matrix products make up the graph."""

import dataclasses
import math
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from stratum.core.bundles import ONNX, Variant
from stratum.data.logic.rows import Columns, apply_steps
from stratum.training.jobs import Dataset, raw_columns, read_raw
from stratum.training.logic import metrics
from stratum.training.logic.graphs import run_graph
from stratum.training.logic.splits import held_out
from stratum.training.logic.targets import target_values
from stratum.training.types import Graph

INT8: Final = "int8"
FILE: Final = "model.int8.onnx"
PRODUCTS: Final = ("MatMul", "Gemm")
"""What is computed with whole numbers afterwards."""
MOST: Final = 0.7
"""A variant that is larger than this share of the model is not kept."""


@dataclasses.dataclass(frozen=True, slots=True)
class Attempt:
    """What became of a variant.

    Attributes:
        reason: For people: what it saves, or why there is none.
        variant: None where there is none.
        content: Its graph.
    """

    reason: str
    variant: Variant | None = None
    content: bytes = b""


def int8(graph: Graph, data: Dataset, labels: tuple[str, ...]) -> Attempt:
    """The variant of a model whose weights have 8 bits, with what that does to its held-out figures.

    Args:
        graph: The model.
        data: What it was trained on.
        labels: Its classes; empty for regression.
    """
    if graph.form != ONNX:
        return Attempt("no int8 variant: the model is not in ONNX")
    if not any(node.op_type in PRODUCTS for node in onnx.load_from_string(graph.content).graph.node):
        return Attempt("no int8 variant: the graph has no matrix product, only comparisons or single sums")
    smaller = _quantised(graph)
    share = len(smaller.content) / len(graph.content)
    if share > MOST:
        return Attempt(f"no int8 variant: it would have {share:.0%} of the size of the model")
    columns, truth = _held_out(data)
    before, after = (_figures(each, columns, truth, labels) for each in (graph, smaller))
    differences = {
        name: round(after[name] - before[name], 6) for name in before if math.isfinite(after[name])
    }
    variant = Variant(INT8, FILE, len(smaller.content), differences)
    return Attempt(f"int8 variant: {share:.0%} of the size of the model", variant, smaller.content)


def _quantised(graph: Graph) -> Graph:
    with tempfile.TemporaryDirectory(prefix="int8-") as folder:
        plain, ready, small = (Path(folder) / name for name in ("plain.onnx", "ready.onnx", "small.onnx"))
        plain.write_bytes(graph.content)
        quant_pre_process(plain, ready, skip_optimization=True, skip_symbolic_shape=True)
        quantize_dynamic(ready, small, weight_type=QuantType.QInt8, op_types_to_quantize=list(PRODUCTS))
        return Graph(small.read_bytes(), graph.inputs)


def _held_out(data: Dataset) -> tuple[Columns, np.ndarray]:
    """Prepared columns of the held-out rows and their targets."""
    raw = read_raw(data.path, raw_columns(data.plan, data.target, data.split), data.target)
    test = held_out(data.split, raw, data.seed)
    rows = {name: values[test] for name, values in raw.items()}
    return apply_steps(data.plan.preparation, rows), target_values(data.task, rows[data.target])


def _figures(graph: Graph, columns: Columns, truth: np.ndarray, labels: tuple[str, ...]) -> dict[str, float]:
    outputs = run_graph(graph, columns)
    if not labels:
        return metrics.regression_metrics(truth, outputs[0].ravel())
    places = {label: place for place, label in enumerate(labels)}
    return metrics.classification_metrics(np.array([places[str(t)] for t in truth.tolist()]), outputs[1])
