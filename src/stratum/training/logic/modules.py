"""The modules of PyTorch that layers mean, as data: training makes them, the notebook writes them. Pure."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from stratum.training.logic.layers import (
    FLAT,
    Embedded,
    Layer,
    Shape,
    known,
    number,
    numbers,
    shapes,
    size,
    word,
)

ACTIVATIONS: Final[Mapping[str, str]] = {
    "relu": "ReLU",
    "tanh": "Tanh",
    "sigmoid": "Sigmoid",
    "softmax": "Softmax",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Variable:
    """An argument that only the data tell, as a name in Python code."""

    name: str

    def __repr__(self) -> str:
        return self.name


@dataclasses.dataclass(frozen=True, slots=True)
class _Features:
    """What the first layer gets: which are categories, and what stands for an unknown number of values."""

    embedded: Embedded | None
    width: Variable


@dataclasses.dataclass(frozen=True, slots=True)
class Module:
    """A module and what it is made with.

    Attributes:
        name: Of its class.
        arguments: By place; those that are modules are made first.
        options: By name.
        own: Whether the class is one of ``frameworks.network`` and not of ``torch.nn``.
    """

    name: str
    arguments: tuple[object, ...] = ()
    options: Mapping[str, object] = dataclasses.field(default_factory=dict)
    own: bool = False

    def code(self) -> str:
        """The Python expression that makes it."""
        given = [a.code() if isinstance(a, Module) else repr(a) for a in self.arguments]
        given += [f"{name}={value!r}" for name, value in self.options.items()]
        return f"{'' if self.own else 'nn.'}{self.name}({', '.join(given)})"


def modules(
    layers: Sequence[Layer], given: Shape = FLAT, embedded: Embedded | None = None
) -> tuple[Module, ...]:
    """The modules of layers that fit together, in order; the last one without its activation.

    Args:
        layers: For which ``layers.shapes`` finds no fault.
        given: What the first one gets.
        embedded: Which features are categories; None while nobody knows, with variables for it.
    """
    after, _ = shapes(layers, given, embedded)
    features = _Features(embedded, _width(layers))
    made: list[Module] = []
    for place, (layer, before) in enumerate(zip(layers, (given, *after), strict=False)):
        made += _MAKERS[layer.kind](layer, before, features)
        activation = ACTIVATIONS.get(word(layer, "activation", "linear"), "")
        if activation and place < len(layers) - 1:
            made.append(Module(activation, (-1,) if activation == "Softmax" else ()))
    return tuple(made)


def _width(layers: Sequence[Layer]) -> Variable:
    """Number of values of a flat row before any layer gives it a number."""
    first = layers[0]
    wide = f"len(numbers) + len(sizes) * {number(first, 'dimensions', 8)}"
    return Variable(wide if first.kind == "embedding" else "width")


def _flat(before: Shape) -> list[Module]:
    return [] if len(before) == 1 else [Module("Flatten")]


def _over_steps(module: Module) -> Module:
    return Module("OverSteps", (module,), own=True)


def _dense(layer: Layer, before: Shape, features: _Features) -> list[Module]:
    return [*_flat(before), Module("Linear", (size(before) or features.width, number(layer, "units")))]


def _convolution(layer: Layer, before: Shape, _: _Features) -> list[Module]:
    kernel = numbers(layer, "kernel")
    options: dict[str, object] = {"stride": number(layer, "stride")} if number(layer, "stride") > 1 else {}
    options |= {"padding": "same"} if word(layer, "padding", "valid") == "same" else {}
    filters = number(layer, "filters", 32)
    if len(kernel) == 1:
        return [_over_steps(Module("Conv1d", (before[1], filters, kernel[0]), options))]
    return [Module("Conv2d", (before[0], filters, kernel), options)]


def _pooling(layer: Layer, _before: Shape, _: _Features) -> list[Module]:
    window = numbers(layer, "size")
    kind = "MaxPool" if word(layer, "method", "max") == "max" else "AvgPool"
    if len(window) == 1:
        return [_over_steps(Module(f"{kind}1d", window))]
    return [Module(f"{kind}2d", (window,))]


def _recurrent(layer: Layer, before: Shape, _: _Features) -> list[Module]:
    cell = {"lstm": "LSTM", "gru": "GRU"}.get(word(layer, "cell", "lstm"), "RNN")
    inner = Module(cell, (before[1], number(layer, "units")), {"batch_first": True})
    return [Module("Recurrent", (inner,), {"sequence": layer.settings.get("sequence") is True}, own=True)]


def _attention(layer: Layer, before: Shape, _: _Features) -> list[Module]:
    coded = [Module("PositionCode", known(before), own=True)] if layer.settings.get("positions", True) else []
    return [*coded, Module("SelfAttention", (before[1], number(layer, "heads")), own=True)]


def _dropout(layer: Layer, _before: Shape, _: _Features) -> list[Module]:
    rate = layer.settings.get("rate", 0.5)
    return [Module("Dropout", (float(rate) if isinstance(rate, int | float) else 0.5,))]


def _batch_norm(_layer: Layer, before: Shape, features: _Features) -> list[Module]:
    if len(before) == 3:
        return [Module("BatchNorm2d", (before[0],))]
    one = Module("BatchNorm1d", (before[-1] or features.width,))
    return [one] if len(before) == 1 else [_over_steps(one)]


def _layer_norm(_layer: Layer, before: Shape, features: _Features) -> list[Module]:
    over = before[-1:] if len(before) == 2 else before
    return [Module("LayerNorm", (tuple(n or features.width for n in over),))]


def _flatten(_layer: Layer, before: Shape, _: _Features) -> list[Module]:
    return _flat(before)


def _reshape(layer: Layer, _before: Shape, _: _Features) -> list[Module]:
    return [Module("Reshape", numbers(layer, "shape"), own=True)]


def _embedding(layer: Layer, _before: Shape, features: _Features) -> list[Module]:
    known_ones = features.embedded
    there: tuple[object, ...] = (Variable("len(numbers)"), Variable("sizes"))
    if known_ones is not None:
        there = (known_ones.numbers, known_ones.sizes)
    return [Module("CategoryEmbedding", (*there, number(layer, "dimensions", 8)), own=True)]


_MAKERS: Mapping[str, Callable[[Layer, Shape, _Features], list[Module]]] = {
    "dense": _dense,
    "convolution": _convolution,
    "pooling": _pooling,
    "recurrent": _recurrent,
    "attention": _attention,
    "dropout": _dropout,
    "batch_norm": _batch_norm,
    "layer_norm": _layer_norm,
    "flatten": _flatten,
    "reshape": _reshape,
    "embedding": _embedding,
}
