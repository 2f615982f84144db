"""From a fitted scikit-learn pipeline to ONNX, with the settings that keep its numbers."""

import dataclasses
import warnings
from typing import Any

import onnx
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType, StringTensorType

from stratum.core.bundles import GraphInput
from stratum.core.errors import PermanentError
from stratum.training.frameworks.ends import ENDS, ended
from stratum.training.logic.labels import LABEL, add_label
from stratum.training.types import FeaturePlan, Graph

# neither library has types
Pipeline = Any
Tensor = Any

# newer ai.onnx.ml operators than 3 are not understood by every converter and runtime
OPSET = {"": 18, "ai.onnx.ml": 3}
_CODE = "label_code"
_LONGEST = 200
"""Letters of what a converter says."""


def graph_inputs(plan: FeaturePlan) -> tuple[GraphInput, ...]:
    """One tensor for all numbers, one for each category; columns need not be named as tensors can be."""
    numbers = GraphInput("input", "float32", plan.numbers)
    texts = (GraphInput(f"category_{i}", "string", (n,)) for i, n in enumerate(plan.categories))
    return (*([numbers] if plan.numbers else []), *texts)


def convert(fitted: Pipeline, plan: FeaturePlan, **options: object) -> Tensor:
    """The ONNX model of a fitted pipeline or preparation, the same bytes in every process.

    Args:
        fitted: What is converted.
        plan: The features; they make its inputs.
        options: Further arguments of ``convert_sklearn``.

    Raises:
        PermanentError: If a part does not convert.
    """
    types = [(i.name, _tensor(i)) for i in graph_inputs(plan)]
    with warnings.catch_warnings():
        # skl2onnx gives booleans for integers; protobuf 6 warns of it, 7 refuses it and is not allowed here
        warnings.simplefilter("ignore", DeprecationWarning)
        # and looks for the probabilities of a support vector machine, which are calibrated here from outside
        warnings.simplefilter("ignore", FutureWarning)
        try:
            model = convert_sklearn(fitted, name="model", initial_types=types, target_opset=OPSET, **options)
        except Exception as error:  # each converter fails in its own way
            told = f"{type(error).__name__}: {' '.join(str(error).split())[:_LONGEST]}"
            raise PermanentError(f"it does not convert to ONNX: {told}") from error
    # the converter collects the operator sets in a set of texts, whose order changes from process to process
    opsets = sorted(model.opset_import, key=lambda one: one.domain)
    del model.opset_import[:]
    model.opset_import.extend(opsets)
    return model


def export_pipeline(pipeline: Pipeline, plan: FeaturePlan, task: str) -> Graph:
    """The graph of a fitted pipeline.

    Its outputs are those of ``stratum.core.bundles.OUTPUTS``.

    Raises:
        PermanentError: If a part of the pipeline does not convert.
    """
    if task in ENDS:
        return Graph(ended(convert(pipeline, plan), task), graph_inputs(plan))
    classifies = task == "classification"
    model = convert(
        pipeline,
        plan,
        final_types=None if classifies else [("prediction", FloatTensorType([None, 1]))],
        options={id(pipeline): {"zipmap": False}} if classifies else None,
    )
    return Graph(model.SerializeToString(deterministic=True), graph_inputs(plan))


def with_labels(graph: Graph, classes: tuple[object, ...]) -> Graph:
    """The graph with ``classes`` in the place of the numbers that its output ``label`` gives, from 0 on."""
    model = onnx.load_from_string(graph.content)
    for node in model.graph.node:
        for place, name in enumerate(node.output):
            if name == LABEL:
                node.output[place] = _CODE
    model.graph.output.remove(next(one for one in model.graph.output if one.name == LABEL))
    add_label(model.graph, _CODE, classes)
    return dataclasses.replace(graph, content=model.SerializeToString(deterministic=True))


def _tensor(graph_input: GraphInput) -> Tensor:
    kind = StringTensorType if graph_input.dtype == "string" else FloatTensorType
    return kind([None, len(graph_input.columns)])
