"""Layers of a neural network, and the shape that each gives; layers that do not fit are found here. Pure.

A shape leaves the rows out: ``(values,)`` of a flat row, ``(steps, values)`` of a series,
``(channels, height, width)`` of a picture. ``None`` stands for a number of values that only the data tell.
"""

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

Shape = tuple[int | None, ...]

FLAT: Final[Shape] = (None,)
SERIES: Final = "a series (steps × values)"
PICTURE: Final = "a picture (channels × height × width)"


@dataclasses.dataclass(frozen=True, slots=True)
class Layer:
    """A layer as it is specified.

    Attributes:
        name: The block's name.
        kind: One of ``KINDS``.
        settings: What it needs, such as ``units``; see the rules below.
    """

    name: str
    kind: str
    settings: Mapping[str, object]


@dataclasses.dataclass(frozen=True, slots=True)
class Embedded:
    """The codes of categories among the features: the first ``numbers`` are none, each other has a size."""

    numbers: int
    sizes: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """Why layers do not fit together.

    Attributes:
        layer: Name of the layer that cannot be.
        message: What is wrong, with both shapes.
        fix: What would cure it.
    """

    layer: str
    message: str
    fix: str


class _MisfitError(Exception):
    """A layer that cannot take its input; told as a ``Fault``."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message, self.fix = message, fix


def shapes(
    layers: Sequence[Layer], given: Shape = FLAT, embedded: Embedded | None = None
) -> tuple[tuple[Shape, ...], Fault | None]:
    """The shape after each layer, up to the first that does not fit, and why it does not.

    Args:
        layers: In their order.
        given: What the first one gets.
        embedded: Which features are categories; None while nobody knows.
    """
    found: list[Shape] = []
    for place, layer in enumerate(layers):
        before = found[-1] if found else given
        try:
            if layer.kind == "embedding":
                found.append(_embedded_shape(layer, place, embedded))
            else:
                found.append(_SHAPES[layer.kind](layer, before))
        except _MisfitError as misfit:
            return tuple(found), Fault(layer.name, misfit.message, misfit.fix)
    return tuple(found), None


def output_fault(layers: Sequence[Layer], task: str, classes: int | None = None) -> Fault | None:
    """Why the last layer does not answer the task; None where it does.

    Args:
        layers: In their order, at least one.
        task: ``classification`` or ``regression``.
        classes: Of the target; None while nobody knows.
    """
    last = layers[-1]
    if last.kind != "dense":
        return Fault(last.name, f"{last.name} is the last layer and gives no scores", "end with a DenseLayer")
    units, activation = number(last, "units"), word(last, "activation", "relu")
    wanted = 1 if task == "regression" else classes
    fitting = ("linear",) if task == "regression" else ("softmax", "linear")
    if wanted is None and units < 2:
        message = f"{last.name} is the last layer and has {units} unit; {task} needs one for each class"
        return Fault(last.name, message, f"give {last.name} as many units as there are classes")
    if wanted is not None and units != wanted:
        what = "for the number" if task == "regression" else f"for {classes} classes"
        message = f"{last.name} is the last layer and has units: {units}; {task} needs units: {wanted} {what}"
        return Fault(last.name, message, f"give {last.name} units: {wanted}")
    if activation not in fitting:
        message = f"{last.name} is the last layer and has activation {activation}, which spoils {task}"
        return Fault(last.name, message, f"give {last.name} activation: {fitting[0]}")
    return None


def said(shape: Shape) -> str:
    """A shape in words, such as ``1 × 8 × 8``."""
    return " × ".join("?" if n is None else str(n) for n in shape)


def size(shape: Shape) -> int | None:
    """How many values a shape has; None where nobody knows yet."""
    known = [n for n in shape if n is not None]
    return math.prod(known) if len(known) == len(shape) else None


def number(layer: Layer, name: str, default: int = 1) -> int:
    """A setting as a whole number."""
    value = layer.settings.get(name, default)
    return int(value) if isinstance(value, int | float) else default


def numbers(layer: Layer, name: str) -> tuple[int, ...]:
    """A setting as whole numbers; empty where it is left out."""
    value = layer.settings.get(name, ())
    return tuple(int(n) for n in value) if isinstance(value, Sequence) and not isinstance(value, str) else ()


def word(layer: Layer, name: str, default: str) -> str:
    """A setting as a word."""
    return str(layer.settings.get(name, default))


def known(shape: Shape) -> tuple[int, ...]:
    """A shape all of whose numbers are known."""
    return tuple(n or 0 for n in shape)


def _need(layer: Layer, before: Shape, rank: int) -> tuple[int, ...]:
    if len(before) == rank:
        return known(before)
    wanted, example = (SERIES, "shape: [8, 8]") if rank == 2 else (PICTURE, "shape: [1, 8, 8]")
    given = "a flat row" if len(before) == 1 else said(before)
    raise _MisfitError(
        f"{layer.name} takes {wanted} and gets {given}",
        f"put a ReshapeLayer before {layer.name}, such as {example}",
    )


def _dense_shape(layer: Layer, _before: Shape) -> Shape:
    return (number(layer, "units"),)


def _lengths(layer: Layer, before: Shape, name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The window of a layer in each direction, and the lengths that it slides over."""
    window = numbers(layer, name)
    if len(window) not in {1, 2}:
        raise _MisfitError(
            f"{layer.name} has {len(window)} numbers for {name}; there are 1 (series) or 2 (pictures)",
            f"write {name}: [3] or {name}: [3, 3]",
        )
    given = _need(layer, before, len(window) + 1)
    return window, given[:1] if len(window) == 1 else given[1:]


def _check_window(layer: Layer, before: Shape, name: str) -> None:
    window, lengths = _lengths(layer, before, name)
    if any(w > n for w, n in zip(window, lengths, strict=True)):
        raise _MisfitError(
            f"{layer.name} has {name} {said(window)}, larger than its input {said(before)}",
            f"make {name} at most {list(lengths)}, or shrink less before {layer.name}",
        )


def _convolution_shape(layer: Layer, before: Shape) -> Shape:
    filters, stride = number(layer, "filters", 32), number(layer, "stride")
    kernel, lengths = _lengths(layer, before, "kernel")
    if word(layer, "padding", "valid") == "same":
        if stride > 1:
            message = f"{layer.name} has padding same and stride {stride}, which shrinks its input"
            raise _MisfitError(message, "use padding: valid, or stride: 1")
        after = lengths
    else:
        _check_window(layer, before, "kernel")
        after = tuple((n - k) // stride + 1 for n, k in zip(lengths, kernel, strict=True))
    return (after[0], filters) if len(after) == 1 else (filters, *after)


def _pooling_shape(layer: Layer, before: Shape) -> Shape:
    _check_window(layer, before, "size")
    window, lengths = _lengths(layer, before, "size")
    after = tuple(n // w for n, w in zip(lengths, window, strict=True))
    return (after[0], before[1]) if len(after) == 1 else (before[0], *after)


def _recurrent_shape(layer: Layer, before: Shape) -> Shape:
    steps, _ = _need(layer, before, 2)
    units = number(layer, "units")
    return (steps, units) if layer.settings.get("sequence") is True else (units,)


def _attention_shape(layer: Layer, before: Shape) -> Shape:
    steps, values = _need(layer, before, 2)
    heads = number(layer, "heads")
    if values % heads:
        raise _MisfitError(
            f"{layer.name} has {heads} heads, which do not divide the {values} values of {said(before)}",
            f"use heads: {math.gcd(heads, values)}, or a layer before it that gives a multiple of {heads}",
        )
    return (steps, values)


def _flatten_shape(_layer: Layer, before: Shape) -> Shape:
    return (size(before),)


def _reshape_shape(layer: Layer, before: Shape) -> Shape:
    wanted, there = numbers(layer, "shape"), size(before)
    if there is not None and there != math.prod(wanted):
        raise _MisfitError(
            f"{layer.name} makes {said(wanted)} = {math.prod(wanted)} values of {said(before)} = {there}",
            f"choose a shape of {there} values",
        )
    return wanted


def _embedded_shape(layer: Layer, place: int, embedded: Embedded | None) -> Shape:
    if place:
        message = f"{layer.name} comes after another layer, where there are no categories"
        raise _MisfitError(message, "make it the first layer")
    if embedded is None:
        return FLAT
    if not embedded.sizes:
        message = f"{layer.name} finds no categories among the features"
        raise _MisfitError(message, "code some by EncodeCategories with method: ordinal")
    return (embedded.numbers + len(embedded.sizes) * number(layer, "dimensions", 8),)


def _same_shape(_layer: Layer, before: Shape) -> Shape:
    return before


_SHAPES: Mapping[str, Callable[[Layer, Shape], Shape]] = {
    "dense": _dense_shape,
    "convolution": _convolution_shape,
    "pooling": _pooling_shape,
    "recurrent": _recurrent_shape,
    "attention": _attention_shape,
    "flatten": _flatten_shape,
    "reshape": _reshape_shape,
    "dropout": _same_shape,
    "batch_norm": _same_shape,
    "layer_norm": _same_shape,
}
KINDS: Final = (*_SHAPES, "embedding")
