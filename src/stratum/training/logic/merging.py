"""One ONNX graph from the graphs of several models and the rule that joins their answers."""

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, compose, helper, numpy_helper

from stratum.training.logic.ensembles import Rule
from stratum.training.logic.labels import add_label
from stratum.training.types import Graph

SHARES, VALUE = "probabilities", "prediction"


def merged(parts: Sequence[Graph], rule: Rule, classes: tuple[object, ...]) -> Graph:
    """The graph of an ensemble, with the inputs of its members and the outputs of any model.

    Args:
        parts: Of the members, over the same inputs; their classes are in the order of ``classes``.
        rule: What is made of their answers.
        classes: Integers or texts; empty for a regression.
    """
    models = [compose.add_prefix(onnx.load_from_string(p.content), f"m{i}/") for i, p in enumerate(parts)]
    nodes = [
        helper.make_node("Identity", [tensor.name.split("/", 1)[1]], [tensor.name])
        for model in models
        for tensor in model.graph.input
    ]
    nodes += [node for model in models for node in model.graph.node]
    answers = [f"m{i}/{SHARES if classes else VALUE}" for i in range(len(models))]
    nodes += _joined(answers, rule, SHARES if classes else VALUE)
    constants = [one for model in models for one in model.graph.initializer]
    graph = helper.make_graph(
        nodes,
        "model",
        onnx.load_from_string(parts[0].content).graph.input,
        [_output(classes)],
        [*constants, *_constants(rule)],
    )
    if classes:
        graph.node.append(helper.make_node("ArgMax", [SHARES], ["place"], axis=1, keepdims=0))
        add_label(graph, "place", classes)
    made = helper.make_model(
        graph, opset_imports=_opsets(models), ir_version=max(m.ir_version for m in models)
    )
    return Graph(made.SerializeToString(deterministic=True), parts[0].inputs)


def _joined(answers: list[str], rule: Rule, end: str) -> list[onnx.NodeProto]:
    sums = "sums" if rule.shares else end
    nodes = [
        helper.make_node("Concat", answers, ["answers"], axis=1),
        helper.make_node("Gemm", ["answers", "matrix", "bias"], [sums], transB=1),
    ]
    if rule.shares:
        nodes.append(helper.make_node("Softmax", [sums], [end], axis=1))
    return nodes


def _constants(rule: Rule) -> list[onnx.TensorProto]:
    return [
        numpy_helper.from_array(np.array(rule.matrix, np.float32), "matrix"),
        numpy_helper.from_array(np.array(rule.bias, np.float32), "bias"),
    ]


def _output(classes: tuple[object, ...]) -> onnx.ValueInfoProto:
    if not classes:
        return helper.make_tensor_value_info(VALUE, TensorProto.FLOAT, [None, 1])
    return helper.make_tensor_value_info(SHARES, TensorProto.FLOAT, [None, len(classes)])


def _opsets(models: Sequence[onnx.ModelProto]) -> list[onnx.OperatorSetIdProto]:
    versions = {"": 18}
    for model in models:
        for one in model.opset_import:
            versions[one.domain] = max(one.version, versions.get(one.domain, 1))
    return [helper.make_opsetid(domain, versions[domain]) for domain in sorted(versions)]
