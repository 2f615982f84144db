"""The ends of graphs: what converters make of clusters and anomalies, brought to the outputs of the task."""

from collections.abc import Mapping
from typing import Any

from onnx import NodeProto, TensorProto, ValueInfoProto, helper

# onnx has types of its own making
Model = Any
Graph = Any

SCORES, PROBABILITIES = "scores", "probabilities"


def _cluster(graph: Graph) -> list[NodeProto]:
    """The place of the smallest distance; one minus the probability is that of a mixture.

    Of a row at a centre rounding can make the square negative, whose root is no number. What is no number
    before, as where a square is too large for one, stays none.
    """
    cluster = helper.make_node("Reshape", ["label", "rows"], ["cluster"])
    if PROBABILITIES in {output.name for output in graph.output}:
        return [cluster, helper.make_node("Sub", ["one", PROBABILITIES], ["distances"])]
    root = next(node for node in graph.node if SCORES in node.output)
    graph.node.remove(root)
    (square,) = root.input
    return [
        cluster,
        helper.make_node("Less", [square, "zero"], ["at_centre"]),
        helper.make_node("Where", ["at_centre", "zero", square], ["square"]),
        helper.make_node(root.op_type, ["square"], ["distances"]),
    ]


def _anomaly(_graph: Graph) -> list[NodeProto]:
    """Scores the other way round, so that anomalies have the larger ones."""
    return [
        helper.make_node("Neg", [SCORES], ["opposite"]),
        helper.make_node("Reshape", ["opposite", "column"], ["score"]),
        helper.make_node("Greater", ["score", "zero"], ["anomaly"]),
    ]


ENDS: Mapping[str, Any] = {"clustering": _cluster, "anomaly": _anomaly}
"""The last nodes of a graph by its task."""
_CONSTANTS = (
    helper.make_tensor("one", TensorProto.FLOAT, [1], [1.0]),
    helper.make_tensor("zero", TensorProto.FLOAT, [1], [0.0]),
    helper.make_tensor("rows", TensorProto.INT64, [1], [-1]),
    helper.make_tensor("column", TensorProto.INT64, [2], [-1, 1]),
)


def ended(model: Model, task: str) -> bytes:
    """The bytes of a converted model, with the outputs of its task in place of the converter's own.

    Args:
        model: With the outputs ``label`` and either ``scores`` or ``probabilities``.
        task: One of ``ENDS``.
    """
    nodes = ENDS[task](model.graph)
    used = {name for node in nodes for name in node.input}
    outputs = _outputs(task, model.graph.output[1])
    model.graph.node.extend(nodes)
    model.graph.initializer.extend(one for one in _CONSTANTS if one.name in used)
    del model.graph.output[:]
    model.graph.output.extend(outputs)
    content: bytes = model.SerializeToString(deterministic=True)
    return content


def _outputs(task: str, answers: ValueInfoProto) -> list[ValueInfoProto]:
    told = helper.make_tensor_value_info
    if task == "clustering":
        width = answers.type.tensor_type.shape.dim[1].dim_value
        distances = told("distances", TensorProto.FLOAT, [None, width])
        return [told("cluster", TensorProto.INT64, [None]), distances]
    return [told("score", TensorProto.FLOAT, [None, 1]), told("anomaly", TensorProto.BOOL, [None, 1])]
