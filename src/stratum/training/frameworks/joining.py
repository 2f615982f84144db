"""A preparation of scikit-learn and a network of PyTorch as one ONNX graph."""

import io
import warnings
from typing import Any, Final

import numpy as np
import onnx
from onnx import compose, helper

from stratum.training.frameworks.onnx import OPSET, convert, graph_inputs
from stratum.training.logic.labels import add_label
from stratum.training.types import FeaturePlan, Graph

# none of the libraries has types
Preparation = Any
Sequential = Any
Model = Any

_VERSION: Final = 9
"""The format of the file that both parts are written in."""


def export_network(
    preparation: Preparation, network: Sequential, plan: FeaturePlan, labels: np.ndarray
) -> Graph:
    """The graph of a fitted preparation and a trained network; the number of rows stays open.

    Args:
        preparation: From ``assembly.preparation``, fitted.
        network: From ``network.Training.run``.
        plan: The features.
        labels: The classes in the order of the probabilities; empty for regression.
    """
    before = compose.add_prefix(convert(preparation, plan), "prepare_", rename_inputs=False)
    features = before.graph.output[0].name
    width = sum(p.stop - p.start for p in preparation.output_indices_.values() if isinstance(p, slice))
    after = _network(network, width, "probabilities" if len(labels) else "prediction")
    for model in (before, after):
        model.ir_version = _VERSION
        _set_operators(model)
    joined = compose.merge_models(before, after, io_map=[(features, "features")])
    _set_operators(joined)
    if len(labels):
        place = helper.make_node("ArgMax", ["probabilities"], ["label_place"], axis=1, keepdims=0)
        joined.graph.node.append(place)
        add_label(joined.graph, "label_place", labels.tolist())
    onnx.checker.check_model(joined)
    return Graph(joined.SerializeToString(deterministic=True), graph_inputs(plan))


def _network(network: Sequential, width: int, answer: str) -> Model:
    import torch

    content = io.BytesIO()
    with warnings.catch_warnings():
        # the exporter by tracing is deprecated; the other one takes 20 s for a small network
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.cpu().eval(),
            (torch.zeros(2, width),),
            content,
            dynamo=False,
            input_names=["features"],
            output_names=[answer],
            dynamic_axes={"features": {0: "rows"}, answer: {0: "rows"}},
            opset_version=OPSET[""],
        )
    return onnx.load_from_string(content.getvalue())


def _set_operators(model: Model) -> None:
    """One version of the operators for all parts; each is good for it as it is."""
    domains = {each.domain for each in model.opset_import} - {"", "ai.onnx"}
    del model.opset_import[:]
    model.opset_import.extend(helper.make_opsetid(d, OPSET[d]) for d in ["", *sorted(domains)])
