"""The networks that pipelines may name: their parameters, and the layers that these mean. Pure."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from stratum.core.errors import InvalidInputError
from stratum.data.logic.tables import near_matches
from stratum.training.logic.layers import KINDS, Embedded, Layer, output_fault, shapes
from stratum.training.logic.modules import Module, modules
from stratum.training.types import CandidateSpec

CLASSIFIER: Final = "NeuralNetworkClassifier"
REGRESSOR: Final = "NeuralNetworkRegressor"
TASKS: Final[Mapping[str, str]] = {CLASSIFIER: "classification", REGRESSOR: "regression"}
_ACTIVATIONS: Final = {"identity": "linear", "logistic": "sigmoid"}
"""How scikit-learn calls them."""


@dataclasses.dataclass(frozen=True, slots=True)
class Network:
    """What a network is made and trained with.

    Attributes:
        layers: Each ``{"name", "kind", …}``; empty to make dense ones of ``hidden_layer_sizes``.
        hidden_layer_sizes: Units of each dense layer before the last one.
        activation: Of these.
        training: What ``frameworks.network.Settings`` takes.
    """

    layers: tuple[Layer, ...]
    hidden_layer_sizes: tuple[int, ...]
    activation: str
    training: Mapping[str, Any]

    def stack(self, task: str, classes: int) -> tuple[Layer, ...]:
        """All layers, those of ``hidden_layer_sizes`` with an output for ``classes`` or a number."""
        if self.layers:
            return self.layers
        units = 1 if task == "regression" else classes
        activation = _ACTIVATIONS.get(self.activation, self.activation)
        hidden = [
            Layer(f"hidden-{place}", "dense", {"units": size, "activation": activation})
            for place, size in enumerate(self.hidden_layer_sizes, 1)
        ]
        return (*hidden, Layer("output", "dense", {"units": units, "activation": "linear"}))


class _Parameters(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The parameters of a candidate with their types; bounds are those of the fields' names."""

    layers: tuple[dict[str, object], ...] = ()
    hidden_layer_sizes: tuple[int, ...] = (64, 32)
    activation: str = "relu"
    epochs: int = 50
    batch_size: int = 32
    optimiser: str = "adam"
    learning_rate: float = 0.001
    weight_decay: float = 0.0
    momentum: float = 0.9
    patience: int = 0
    validation_fraction: float = 0.1
    class_weight: str | None = None


_OPTIONS: Final[Mapping[str, tuple[object, ...]]] = {
    "activation": ("relu", "tanh", "sigmoid", "logistic", "linear", "identity"),
    "optimiser": ("adam", "adamw", "sgd", "rmsprop"),
    "class_weight": (None, "balanced"),
}
_LEAST: Final[Mapping[str, float]] = {
    "epochs": 1,
    "batch_size": 1,
    "learning_rate": 1e-12,
    "weight_decay": 0,
    "momentum": 0,
    "patience": 0,
    "validation_fraction": 0.01,
}


def network_of(candidate: CandidateSpec, task: str) -> Network:
    """The network that a candidate means.

    Raises:
        InvalidInputError: If the algorithm or a parameter is unknown, of another type or out of range, or the
            layers do not fit together.
    """
    if TASKS.get(candidate.algorithm) != task:
        fitting = [name for name, does in TASKS.items() if does == task]
        raise InvalidInputError(
            f"candidate {candidate.name!r}: no network {candidate.algorithm!r} for {task}",
            near_matches(candidate.algorithm, fitting),
        )
    given = _converted(candidate)
    layers = tuple(_layer(candidate.name, told) for told in given.layers)
    if layers:
        _, fault = shapes(layers)
        fault = fault or output_fault(layers, task)
        if fault:
            raise InvalidInputError(f"candidate {candidate.name!r}: {fault.message}", fault.fix)
    training = msgspec.structs.asdict(given)
    own = {name: training.pop(name) for name in ("layers", "hidden_layer_sizes", "activation")}
    return Network(layers, given.hidden_layer_sizes, own["activation"], training)


def built(
    candidate: CandidateSpec, task: str, classes: int, given: int, embedded: Embedded
) -> tuple[Module, ...]:
    """The modules of a candidate's network for its features.

    Args:
        candidate: What is to be made.
        task: ``classification`` or ``regression``.
        classes: Of the target.
        given: Number of features after preparation.
        embedded: Which of them are categories.

    Raises:
        InvalidInputError: If the layers do not fit the features or the classes.
    """
    layers = network_of(candidate, task).stack(task, classes)
    _, fault = shapes(layers, (given,), embedded)
    fault = fault or output_fault(layers, task, classes)
    if fault:
        raise InvalidInputError(f"candidate {candidate.name!r}: {fault.message}", fault.fix)
    return modules(layers, (given,), embedded)


def embeds(candidate: CandidateSpec) -> bool:
    """Whether the network of a candidate takes codes of categories."""
    layers = candidate.parameters.get("layers", ())
    told = layers if isinstance(layers, Sequence) else ()
    return any(isinstance(each, Mapping) and each.get("kind") == "embedding" for each in told)


def _converted(candidate: CandidateSpec) -> _Parameters:
    known = _Parameters.__struct_fields__
    for name, value in candidate.parameters.items():
        if name not in known:
            raise InvalidInputError(
                f"candidate {candidate.name!r}: a network has no parameter {name!r}",
                near_matches(name, known),
            )
        _check_value(candidate.name, name, value)
    try:
        return msgspec.convert(dict(candidate.parameters), _Parameters)
    except msgspec.ValidationError as error:
        raise InvalidInputError(f"candidate {candidate.name!r}: {error}", "correct this parameter") from None


def _check_value(block: str, name: str, value: object) -> None:
    if name in _OPTIONS and value not in _OPTIONS[name]:
        known = ", ".join(str(each) for each in _OPTIONS[name] if each is not None)
        message = f"candidate {block!r}: a network has no {name} {value!r}"
        raise InvalidInputError(message, f"known: {known}")
    if isinstance(value, int | float) and value < _LEAST.get(name, value):
        message = f"candidate {block!r}: {name} is {value}, and has to be at least {_LEAST[name]:g}"
        raise InvalidInputError(message, "use a larger number")


def _layer(block: str, told: Mapping[str, object]) -> Layer:
    kind = str(told.get("kind"))
    if kind not in KINDS:
        raise InvalidInputError(f"candidate {block!r}: no layer of kind {kind!r}", near_matches(kind, KINDS))
    settings = {name: value for name, value in told.items() if name not in {"name", "kind"}}
    return Layer(str(told.get("name", kind)), kind, settings)
