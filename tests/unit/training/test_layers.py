"""Shapes of layers, and the modules that they mean: no framework is needed to find what does not fit."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.training.logic.layers import KINDS, Embedded, Layer, output_fault, shapes
from stratum.training.logic.modules import modules


def layer(kind: str, **settings: object) -> Layer:
    return Layer(f"the-{kind}", kind, settings)


PICTURE = layer("reshape", shape=(1, 8, 8))
SERIES = layer("reshape", shape=(8, 8))


def test_a_chain_for_pictures_has_the_shapes_that_are_expected() -> None:
    chain = [
        PICTURE,
        layer("convolution", filters=16, kernel=(3, 3), padding="same"),
        layer("pooling", size=(2, 2)),
        layer("convolution", filters=32, kernel=(2, 2)),
        layer("pooling", size=(2, 2), method="average"),
        layer("dense", units=10),
    ]
    found, fault = shapes(chain, (64,))
    assert fault is None
    assert found == ((1, 8, 8), (16, 8, 8), (16, 4, 4), (32, 3, 3), (32, 1, 1), (10,))


def test_a_chain_for_series_has_the_shapes_that_are_expected() -> None:
    chain = [
        SERIES,
        layer("convolution", filters=4, kernel=(3,), stride=2),
        layer("attention", heads=2),
        layer("recurrent", units=5, sequence=True),
        layer("pooling", size=(2,)),
        layer("recurrent", units=6),
    ]
    found, fault = shapes(chain)
    assert fault is None
    assert found == ((8, 8), (3, 4), (3, 4), (3, 5), (1, 5), (6,))


@pytest.mark.parametrize(
    ("chain", "message", "fix"),
    [
        (
            [PICTURE, layer("convolution", kernel=(9, 9))],
            "the-convolution has kernel 9 × 9, larger than its input 1 × 8 × 8",
            "make kernel at most [8, 8], or shrink less before the-convolution",
        ),
        (
            [PICTURE, layer("pooling", size=(5, 5)), layer("pooling", size=(2, 2))],
            "the-pooling has size 2 × 2, larger than its input 1 × 1 × 1",
            "make size at most [1, 1], or shrink less before the-pooling",
        ),
        (
            [layer("convolution", kernel=(3, 3))],
            "the-convolution takes a picture (channels × height × width) and gets a flat row",
            "put a ReshapeLayer before the-convolution, such as shape: [1, 8, 8]",
        ),
        (
            [PICTURE, layer("recurrent", units=3)],
            "the-recurrent takes a series (steps × values) and gets 1 × 8 × 8",
            "put a ReshapeLayer before the-recurrent, such as shape: [8, 8]",
        ),
        (
            [PICTURE, layer("reshape", shape=(3, 3))],
            "the-reshape makes 3 × 3 = 9 values of 1 × 8 × 8 = 64",
            "choose a shape of 64 values",
        ),
        (
            [SERIES, layer("attention", heads=3)],
            "the-attention has 3 heads, which do not divide the 8 values of 8 × 8",
            "use heads: 1, or a layer before it that gives a multiple of 3",
        ),
        (
            [PICTURE, layer("convolution", kernel=(3, 3), padding="same", stride=2)],
            "the-convolution has padding same and stride 2, which shrinks its input",
            "use padding: valid, or stride: 1",
        ),
        (
            [PICTURE, layer("embedding")],
            "the-embedding comes after another layer, where there are no categories",
            "make it the first layer",
        ),
    ],
)
def test_a_layer_that_does_not_fit_is_named_with_both_shapes(
    chain: list[Layer], message: str, fix: str
) -> None:
    _, fault = shapes(chain)
    assert fault is not None
    assert (fault.message, fault.fix) == (message, fix)


def test_embeddings_take_categories_and_keep_numbers() -> None:
    chain = [layer("embedding", dimensions=4), layer("dense", units=3)]
    assert shapes(chain, (5,), Embedded(3, (7, 2)))[0] == ((11,), (3,))
    _, fault = shapes(chain, (5,), Embedded(5, ()))
    assert fault is not None
    assert "finds no categories" in fault.message


@pytest.mark.parametrize(
    ("last", "task", "classes", "message"),
    [
        (layer("pooling", size=(2, 2)), "classification", None, "gives no scores"),
        (layer("dense", units=1), "classification", None, "needs one for each class"),
        (layer("dense", units=9), "classification", 10, "has units: 9; classification needs units: 10"),
        (layer("dense", units=2), "regression", None, "has units: 2; regression needs units: 1"),
        (layer("dense", units=3), "classification", 3, "has activation relu, which spoils classification"),
        (layer("dense", units=1, activation="softmax"), "regression", None, "which spoils regression"),
    ],
)
def test_a_last_layer_that_does_not_answer_is_found(
    last: Layer, task: str, classes: int | None, message: str
) -> None:
    fault = output_fault([last], task, classes)
    assert fault is not None
    assert message in fault.message


def test_a_last_layer_that_answers_is_taken() -> None:
    assert output_fault([layer("dense", units=3, activation="softmax")], "classification", 3) is None
    assert output_fault([layer("dense", units=1, activation="linear")], "regression") is None


def test_modules_are_written_as_people_write_them() -> None:
    chain = [
        PICTURE,
        layer("convolution", filters=4, kernel=(3, 3), activation="relu"),
        layer("batch_norm"),
        layer("dense", units=2, activation="softmax"),
    ]
    assert [m.code() for m in modules(chain)] == [
        "Reshape(1, 8, 8)",
        "nn.Conv2d(1, 4, (3, 3))",
        "nn.ReLU()",
        "nn.BatchNorm2d(4)",
        "nn.Flatten()",
        "nn.Linear(144, 2)",
    ]
    assert [m.code() for m in modules([layer("dense", units=2)])] == ["nn.Linear(width, 2)"]


SIZES = st.integers(1, 6)
WINDOWS = st.tuples(SIZES, SIZES)
CELLS = st.sampled_from(["lstm", "gru", "simple"])
ACTIVATIONS = st.sampled_from(["relu", "softmax", "linear"])
LAYERS = st.one_of(
    st.builds(layer, st.just("convolution"), filters=SIZES, kernel=WINDOWS, stride=st.integers(1, 3)),
    st.builds(layer, st.just("convolution"), filters=SIZES, kernel=WINDOWS, padding=st.just("same")),
    st.builds(layer, st.just("pooling"), size=WINDOWS, method=st.sampled_from(["max", "average"])),
    st.builds(layer, st.just("convolution"), filters=SIZES, kernel=st.tuples(SIZES)),
    st.builds(layer, st.just("pooling"), size=st.tuples(SIZES)),
    st.builds(
        layer,
        st.just("recurrent"),
        units=SIZES,
        sequence=st.booleans(),
        cell=CELLS,
    ),
    st.builds(layer, st.just("attention"), heads=st.integers(1, 3)),
    st.builds(layer, st.just("dense"), units=SIZES, activation=ACTIVATIONS),
    st.builds(layer, st.sampled_from(["flatten", "dropout", "batch_norm", "layer_norm"])),
    st.builds(layer, st.just("reshape"), shape=st.sampled_from([(1, 6, 6), (6, 6), (36,), (2, 3)])),
)


@given(st.lists(LAYERS, max_size=5))
def test_what_fits_is_what_pytorch_takes(chain: list[Layer]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is optional: make torch")
    from stratum.training.frameworks.torch import make_network

    found, fault = shapes(chain, (36,))
    fitting = [*chain[: len(found)], layer("dense", units=2)]
    network = make_network(modules(fitting, (36,), Embedded(36, ())), seed=0).eval()
    assert network(torch.zeros(3, 36)).shape == (3, 2)
    if found:
        partly = make_network(modules([*chain[: len(found)]], (36,), Embedded(36, ())), seed=0).eval()
        assert math.prod(partly(torch.zeros(3, 36)).shape[1:]) == math.prod(n or 0 for n in found[-1])
    assert fault is None or fault.layer == chain[len(found)].name


def test_every_kind_is_known() -> None:
    assert len(KINDS) == 11
