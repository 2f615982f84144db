"""What is particular of networks beside the contract of frameworks."""

import dataclasses

import numpy as np
import pytest

from stratum.core.errors import InvalidInputError
from stratum.testing.contracts.framework import MIXED, NUMBERS, make_columns, make_target
from stratum.training.frameworks.torch import TorchFramework
from stratum.training.logic import graphs
from stratum.training.logic.networks import CLASSIFIER, REGRESSOR, network_of
from stratum.training.types import CandidateSpec, FitOrder

CODED = dataclasses.replace(MIXED, encoding={"kind": "ordinal"})
EMBEDDED = (
    {"name": "vectors", "kind": "embedding", "dimensions": 3},
    {"name": "even", "kind": "batch_norm"},
    {"name": "last", "kind": "dense", "units": 2, "activation": "softmax"},
)


def order(task: str = "classification", plan: object = CODED, **parameters: object) -> FitOrder:
    name = CLASSIFIER if task == "classification" else REGRESSOR
    candidate = CandidateSpec("net", "torch", name, {"epochs": 3, **parameters})
    return FitOrder(candidate, task, plan, 7)  # type: ignore[arg-type]


def refused(parameters: dict[str, object], task: str = "classification") -> InvalidInputError:
    with pytest.raises(InvalidInputError) as caught:
        network_of(order(task, **parameters).candidate, task)
    assert caught.value.hint
    return caught.value


def test_categories_are_embedded_and_new_ones_share_a_vector() -> None:
    pytest.importorskip("torch", reason="PyTorch is optional: make torch")
    columns = make_columns()
    model = TorchFramework().fit(order(layers=EMBEDDED), columns, make_target("classification", columns))
    new = {**columns, "kind": np.array(["elm"] * len(columns["kind"]), object)}
    for rows in (columns, new):
        shares = graphs.run_graph(model.export(), rows)[1]
        assert np.abs(shares - model.predict(rows)).max() < graphs.LARGEST_DIFFERENCE


def test_categories_that_are_not_coded_are_told() -> None:
    pytest.importorskip("torch", reason="PyTorch is optional: make torch")
    columns = make_columns()
    with pytest.raises(InvalidInputError, match="column 'kind' is coded by onehot") as caught:
        TorchFramework().fit(
            order(plan=MIXED, layers=EMBEDDED), columns, make_target("classification", columns)
        )
    assert "method: ordinal" in caught.value.hint


def test_it_ends_early_and_keeps_the_best_epoch() -> None:
    pytest.importorskip("torch", reason="PyTorch is optional: make torch")
    words: list[str] = []
    columns = make_columns()
    asked = order(epochs=400, patience=2, learning_rate=0.05, class_weight="balanced", plan=NUMBERS)
    TorchFramework().fit(asked, columns, make_target("classification", columns), words.append)
    assert words[0].startswith("on ")
    assert "validation" in words[1]
    assert words[-1].startswith("no gain for 2 epochs: epoch ")


def test_a_loss_that_is_no_number_ends_the_fit() -> None:
    pytest.importorskip("torch", reason="PyTorch is optional: make torch")
    columns = make_columns()
    asked = order("regression", plan=NUMBERS, optimiser="sgd", learning_rate=1e9, momentum=0.99)
    with pytest.raises(FloatingPointError, match="use a lower learning rate"):
        TorchFramework().fit(asked, columns, make_target("regression", columns))


def test_classes_that_the_last_layer_does_not_have_are_told_with_both_numbers() -> None:
    pytest.importorskip("torch", reason="PyTorch is optional: make torch")
    columns = make_columns()
    layers = ({"name": "last", "kind": "dense", "units": 3, "activation": "softmax"},)
    with pytest.raises(InvalidInputError, match="has units: 3; classification needs units: 2 for 2 classes"):
        TorchFramework().fit(order(layers=layers), columns, make_target("classification", columns))


def test_a_shape_that_the_features_do_not_have_is_told_with_both_numbers() -> None:
    pytest.importorskip("torch", reason="PyTorch is optional: make torch")
    columns = make_columns()
    layers = ({"name": "picture", "kind": "reshape", "shape": (1, 8, 8)}, *EMBEDDED[2:])
    with pytest.raises(InvalidInputError, match="makes 1 × 8 × 8 = 64 values of 2 = 2"):
        TorchFramework().fit(
            order(plan=NUMBERS, layers=layers), columns, make_target("classification", columns)
        )


def test_parameters_that_are_wrong_are_told() -> None:
    assert "no parameter 'epoch'" in refused({"epoch": 3}).message
    assert refused({"optimiser": "lbfgs"}).hint == "known: adam, adamw, sgd, rmsprop"
    assert "epochs is 0, and has to be at least 1" in refused({"epochs": 0}).message
    assert "Expected `int`" in refused({"batch_size": "all"}).message
    assert "no layer of kind 'pixel'" in refused({"layers": ({"kind": "pixel"},)}).message
    assert "needs units: 1" in refused({"layers": EMBEDDED}, "regression").message
