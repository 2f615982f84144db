"""Layers inside of a model: their order, and findings about what is no network."""

import pytest

from stratum.compiler.check import pipeline_findings
from stratum.compiler.networks import layers_of
from stratum.compiler.pipeline import pipeline_spec
from stratum.language.check import check_files
from stratum.language.library import library
from stratum.language.tree import Document

TYPES = library()
HEAD = """\
stratum: 1
kind: Pipeline
name: shapes
blocks:
  rows: {{type: CsvSource, path: rows.csv}}
  split: {{type: SplitRandom, input: rows}}
  model: {model}
  best: {{type: ChooseBest, input: model, target: y, task: {task}, metric: {metric}}}
"""
NETWORK = "{{type: NeuralNetwork, input: split, patience: 3, contains: {{{layers}}}}}"
LAST = "last: {type: DenseLayer, units: 3, activation: softmax, follows: first}"


def read(model: str, task: str = "classification") -> Document:
    metric = "accuracy" if task == "classification" else "rmse"
    text = HEAD.format(model=model, task=task, metric=metric)
    checked = check_files({"shapes.yaml": text}, TYPES)
    return checked.model.documents["shapes.yaml"]


def network(*layers: str, task: str = "classification") -> Document:
    return read(NETWORK.format(layers=", ".join(layers)), task)


def told(document: Document) -> list[tuple[str, str, str, str]]:
    return [(f.code, f.element, f.message, f.fix) for f in pipeline_findings(document, TYPES)]


def test_layers_are_told_first_to_last_whatever_their_order_in_the_document() -> None:
    document = network(LAST, "first: {type: DenseLayer, units: 8}")
    assert told(document) == []
    model = document.element("model")
    assert model is not None
    first, last = layers_of(document, model, TYPES)
    assert first == {"name": "first", "kind": "dense", "units": 8, "activation": "relu"}
    assert (last["name"], last["units"]) == ("last", 3)
    (candidate,) = pipeline_spec(document, {}, TYPES).candidates
    assert (candidate.framework, candidate.algorithm) == ("torch", "NeuralNetworkClassifier")
    assert candidate.parameters["patience"] == 3
    assert candidate.parameters["layers"] == (first, last)


@pytest.mark.parametrize(
    ("layers", "element", "message", "fix"),
    [
        (
            ["first: {type: FlattenLayer}", "second: {type: FlattenLayer}"],
            "second",
            "first and second of model follow no layer",
            "let second follow another layer",
        ),
        (
            ["first: {type: FlattenLayer}", "a: {type: FlattenLayer, follows: first}", LAST],
            "last",
            "a and last of model follow first",
            "let last follow a",
        ),
    ],
)
def test_layers_that_are_no_chain_are_found(layers: list[str], element: str, message: str, fix: str) -> None:
    assert told(network(*layers)) == [("layer-order", f"shapes/{element}", message, fix)]


def test_a_layer_that_does_not_fit_is_found_where_it_is_written() -> None:
    layers = (
        "first: {type: ReshapeLayer, shape: [1, 8, 8]}",
        "wide: {type: ConvolutionalLayer, kernel: [9, 9], follows: first}",
    )
    document = network(*layers, LAST.replace("follows: first", "follows: wide"))
    (found,) = pipeline_findings(document, TYPES)
    assert (found.code, found.element, found.position.line > 0) == ("layer-shape", "shapes/wide", True)
    assert found.message == "wide has kernel 9 × 9, larger than its input 1 × 8 × 8"


def test_a_last_layer_that_does_not_do_the_task_is_found() -> None:
    document = network("first: {type: FlattenLayer}", LAST, task="regression")
    ((code, _, message, fix),) = told(document)
    assert (code, fix) == ("layer-shape", "give last units: 1")
    assert message == "last is the last layer and has units: 3; regression needs units: 1 for the number"


def test_one_attribute_changes_the_framework() -> None:
    plain = "{{type: MultilayerPerceptron, input: split, layers: [8], iterations: 5{more}}}"
    (first,) = pipeline_spec(read(plain.format(more="")), {}, TYPES).candidates
    (second,) = pipeline_spec(read(plain.format(more=", framework: pytorch")), {}, TYPES).candidates
    assert (first.framework, first.algorithm, first.parameters["max_iter"]) == ("sklearn", "MLPClassifier", 5)
    assert (second.framework, second.algorithm) == ("torch", "NeuralNetworkClassifier")
    assert second.parameters == {"hidden_layer_sizes": (8,), "epochs": 5, "learning_rate": 0.001}


def test_what_the_framework_does_not_know_is_found() -> None:
    document = read("{type: MultilayerPerceptron, input: split, framework: pytorch, beta1: 0.5}")
    ((code, _, message, fix),) = told(document)
    assert (code, message) == ("engine-unsupported", "model sets beta1, which pytorch does not know")
    assert fix == "remove beta1, or choose another framework"
