"""The same model in graphs that need less: weights of 8 or 16 bits, where there are matrix products."""

import dataclasses
import math
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from stratum.core.bundles import ONNX, Variant
from stratum.training.dividing import Dataset, Rows, read_rows
from stratum.training.logic.graphs import run_graph
from stratum.training.logic.judging import answered, measured
from stratum.training.proving import ask
from stratum.training.types import Graph

INT8, FLOAT16 = "int8", "float16"
PRODUCTS: Final = ("MatMul", "Gemm")
"""What is computed with whole numbers afterwards."""
FEWEST: Final = 64
"""So many weights together are kept with 16 bits."""
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


def attempts(graph: Graph, data: Dataset, labels: tuple[str, ...]) -> tuple[Attempt, ...]:
    """The variants of a model with smaller weights, with what that does to its held-out figures.

    Args:
        graph: The model.
        data: What it was trained on.
        labels: Its classes; empty for regression.
    """
    reason = _hindrance(graph)
    if reason:
        return tuple(Attempt(f"no {name} variant: {reason}") for name in MAKERS)
    made = {name: make(graph) for name, make in MAKERS.items()}
    return tuple(_attempt(name, graph, smaller, data, labels) for name, smaller in made.items())


def _hindrance(graph: Graph) -> str:
    """Why no variant can help; empty where one may."""
    if graph.form != ONNX:
        return "the model is not in ONNX"
    nodes = onnx.load_from_string(graph.content).graph.node
    products = any(node.op_type in PRODUCTS for node in nodes)
    return "" if products else "the graph has no matrix product, only comparisons or single sums"


def _attempt(name: str, graph: Graph, smaller: Graph, data: Dataset, labels: tuple[str, ...]) -> Attempt:
    share = len(smaller.content) / len(graph.content)
    if share > MOST:
        return Attempt(f"no {name} variant: it would have {share:.0%} of the size of the model")
    rows = read_rows(data)
    before, after = (_figures(data, each, rows, labels) for each in (graph, smaller))
    differences = {
        figure: round(after[figure] - before[figure], 6)
        for figure in before
        if math.isfinite(after.get(figure, math.nan))
    }
    variant = Variant(name, f"model.{name}.onnx", len(smaller.content), differences)
    return Attempt(f"{name} variant: {share:.0%} of the size of the model", variant, smaller.content)


def _int8(graph: Graph) -> Graph:
    with tempfile.TemporaryDirectory(prefix="int8-") as folder:
        plain, ready, small = (Path(folder) / name for name in ("plain.onnx", "ready.onnx", "small.onnx"))
        plain.write_bytes(graph.content)
        quant_pre_process(plain, ready, skip_optimization=True, skip_symbolic_shape=True)
        options = {
            "DefaultTensorType": onnx.TensorProto.FLOAT
        }  # of tensors that shape inference does not reach
        kinds = list(PRODUCTS)
        quantize_dynamic(
            ready, small, weight_type=QuantType.QInt8, op_types_to_quantize=kinds, extra_options=options
        )
        return Graph(small.read_bytes(), graph.inputs)


def _float16(graph: Graph) -> Graph:
    """Weights are kept with 16 bits, and widened when the graph is loaded: every runtime can do that."""
    model = onnx.load_from_string(graph.content)
    large = [one for one in model.graph.initializer if _is_large(one)]
    for weights in large:
        narrow = onnx.numpy_helper.to_array(weights).astype(np.float16)
        name = f"{weights.name}_{FLOAT16}"
        model.graph.initializer.append(onnx.numpy_helper.from_array(narrow, name))
        widen = onnx.helper.make_node("Cast", [name], [weights.name], to=onnx.TensorProto.FLOAT)
        model.graph.node.insert(0, widen)
        model.graph.initializer.remove(weights)
    return Graph(model.SerializeToString(deterministic=True), graph.inputs)


def _is_large(weights: onnx.TensorProto) -> bool:
    """Whether weights are worth it, and fit: what is larger than 16 bits can say would be infinite."""
    if weights.data_type != onnx.TensorProto.FLOAT or math.prod(weights.dims) < FEWEST:
        return False
    return bool(np.abs(onnx.numpy_helper.to_array(weights)).max() <= np.finfo(np.float16).max)


MAKERS: Final[Mapping[str, Callable[[Graph], Graph]]] = {INT8: _int8, FLOAT16: _float16}


def _figures(data: Dataset, graph: Graph, rows: Rows, labels: tuple[str, ...]) -> dict[str, float]:
    """What a graph comes to on the held-out rows; forecasts go on from its own answers."""
    said = ask(data, rows, lambda columns: answered(data.task, run_graph(graph, columns)), rows.held_out)
    truth = np.array([str(label) for label in said.truth.tolist()], dtype=object) if labels else said.truth
    return measured(data.task, labels, truth, said.answers)
