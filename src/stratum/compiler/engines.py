"""How engines call the types of a model: the ``implementation`` of the metamodel, read and typed."""

import dataclasses
from collections.abc import Mapping

from stratum.compiler.attributes import group, text
from stratum.core.errors import InvalidInputError
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Element

LOCAL = "local"
DATA = "data"
SKLEARN = "sklearn"
ENSEMBLE = "ensemble"
FRAMEWORKS = {
    "scikit-learn": SKLEARN,
    "lightgbm": "lightgbm",
    "xgboost": "xgboost",
    "catboost": "catboost",
    "pytorch": "torch",
    "least-squares": "als",
    "members": ENSEMBLE,
}
"""Entry-point name of each framework, as the attribute ``framework`` calls it, in the order of preference."""
FRAMEWORK = "framework"
SAME = "same"


@dataclasses.dataclass(frozen=True, slots=True)
class Algorithm:
    """An algorithm as a framework calls it.

    Attributes:
        framework: Entry-point name of the framework.
        name: Its name there.
        parameters: The framework's name of each attribute.
        same: Whether the defaults of the attributes are the framework's own, so that they need not be told.
    """

    framework: str
    name: str
    parameters: Mapping[str, str]
    same: bool = False


def implementation(metamodel: Metamodel, element: Element, engine: str) -> Mapping[str, object]:
    """What the type of ``element`` says for ``engine``; empty where it says nothing."""
    return group(metamodel.type(element.type).implementation, engine)


def program(metamodel: Metamodel, element: Element, engine: str = LOCAL) -> str:
    """Entry-point name of the program that runs a component; empty where the engine has none."""
    return text(implementation(metamodel, element, engine), "program", "")


def step_kind(metamodel: Metamodel, element: Element) -> str:
    """The kind of a step, such as ``sql``; empty for a block that is none."""
    return text(implementation(metamodel, element, DATA), "step", "")


def source_kind(metamodel: Metamodel, element: Element) -> str:
    """Entry-point name of a source; empty for a block that is none."""
    return text(implementation(metamodel, element, DATA), "source", "")


def split_method(metamodel: Metamodel, element: Element) -> str:
    """How a split divides, such as ``time``; empty for a block that is none."""
    return text(implementation(metamodel, element, DATA), "split", "")


def layer_kind(metamodel: Metamodel, element: Element) -> str:
    """How PyTorch calls a layer of a network; empty for a block that is none."""
    return text(implementation(metamodel, element, FRAMEWORKS["pytorch"]), "layer", "")


def framework(metamodel: Metamodel, element: Element, task: str) -> str:
    """What trains a candidate, as people call it: what it names, else the first that can do the task."""
    able = [
        name
        for name, engine in FRAMEWORKS.items()
        if task in group(metamodel.type(element.type).implementation, engine)
    ]
    return text(element.attributes, FRAMEWORK, able[0] if able else next(iter(FRAMEWORKS)))


def algorithm(metamodel: Metamodel, element: Element, task: str) -> Algorithm | None:
    """The algorithm for a task of the framework that trains a candidate, None where that has none."""
    engine = FRAMEWORKS.get(framework(metamodel, element, task), "")
    return _named(implementation(metamodel, element, engine), engine, task)


def transformer(metamodel: Metamodel, element: Element) -> Algorithm | None:
    """The estimator of scikit-learn that a block of preparation is, None for other blocks."""
    return _named(implementation(metamodel, element, SKLEARN), SKLEARN, "transformer")


def _named(told: Mapping[str, object], engine: str, key: str) -> Algorithm | None:
    name = text(told, key, "")
    if not name:
        return None
    parameters = {key: str(value) for key, value in group(told, "parameters").items()}
    return Algorithm(engine, name, parameters, text(told, "defaults", "") == SAME)


def unsupported(element: Element, engine: str) -> InvalidInputError:
    """The error for a type that an engine cannot run; ``compiler.check`` finds it before."""
    return InvalidInputError(
        f"{element.position}: {element.name}: {engine} cannot run type {element.type}", "choose another type"
    )
