"""PyTorch: networks of layers, behind the same preparation as every other candidate."""

import contextlib
import dataclasses
import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from stratum.core.errors import InvalidInputError, PermanentError
from stratum.core.extras import install
from stratum.data.logic.rows import Columns
from stratum.training.frameworks import assembly
from stratum.training.logic import networks
from stratum.training.logic.layers import Embedded
from stratum.training.logic.modules import Module
from stratum.training.ports import FittedModel, Tell, silent
from stratum.training.types import CandidateSpec, FeaturePlan, FitOrder, Graph

# PyTorch is optional, and scikit-learn has no types
Made = Any
Preparation = Any
Sequential = Any


@dataclasses.dataclass(frozen=True, slots=True)
class TorchModel:
    """A trained network behind its preparation; satisfies ``FittedModel``."""

    preparation: Preparation
    network: Sequential
    plan: FeaturePlan
    labels: np.ndarray

    @property
    def classes(self) -> tuple[object, ...]:
        """The classes in the order of the probabilities; empty for regression."""
        return tuple(self.labels.tolist())

    def predict(self, columns: Columns) -> np.ndarray:
        """Probabilities of shape (rows, classes), or values of shape (rows,)."""
        from stratum.training.frameworks.network import ask

        features = self.preparation.transform(assembly.to_frame(self.plan, columns))
        with _one_thread():
            answers = ask(self.network, np.ascontiguousarray(features, np.float32)).astype(np.float64)
        return answers if len(self.labels) else answers.ravel()

    def weights(self) -> Mapping[str, float]:
        """Nothing: a network does not say which features count."""
        return {}

    def seal(self) -> Graph:
        """Nothing: a network is a graph.

        Raises:
            PermanentError: Always.
        """
        raise PermanentError("a network is an ONNX graph and has no other form")

    def export(self) -> Graph:
        """Preparation and network in one ONNX graph."""
        from stratum.training.frameworks.joining import export_network

        return export_network(self.preparation, self.network, self.plan, self.labels)


class TorchFramework:
    """Trains the networks of ``training.logic.networks``; satisfies ``Framework``."""

    def check(self, candidate: CandidateSpec, task: str) -> None:
        """Check algorithm, parameters and layers without data.

        Raises:
            InvalidInputError: If one is unknown or out of range, layers do not fit together, or there is no
                PyTorch.
        """
        networks.network_of(candidate, task)
        if importlib.util.find_spec("torch") is None:
            message = f"candidate {candidate.name!r} needs PyTorch, which is not installed"
            raise InvalidInputError(message, f"run: {install('torch')}")

    def fit(
        self, order: FitOrder, columns: Columns, target: np.ndarray, tell: Tell = silent, /
    ) -> FittedModel:
        """Train on prepared columns.

        Raises:
            InvalidInputError: If the layers do not fit features or classes, or numbers are missing.
        """
        import torch

        from stratum.training.frameworks.network import Settings, Training

        if order.plan.weight or order.plan.selection:
            raise InvalidInputError(
                f"{order.candidate.algorithm} takes neither weights of rows nor a SelectFeatures block",
                "leave the candidate out",
            )
        preparation = assembly.preparation(order, columns, scaled=True, missing=False)
        frame = assembly.to_frame(order.plan, columns)
        features = np.ascontiguousarray(preparation.fit_transform(frame, target), np.float32)
        labels, wanted = _answers(order.task, target)
        embedded = _embedded(order, preparation, features.shape[1])
        candidate = order.candidate
        made = networks.built(candidate, order.task, len(labels), features.shape[1], embedded)
        settings = Settings(**networks.network_of(candidate, order.task).training)
        with _one_thread(), torch.random.fork_rng():
            network = make_network(made, order.seed)
            trained = Training(network, features, wanted, settings).run(tell)
        return TorchModel(preparation, trained, order.plan, labels)


def make_network(modules: Sequence[Module], seed: int) -> Sequential:
    """The network of some modules; its first weights, and all chance after it, follow from the seed."""
    import torch

    torch.manual_seed(seed)
    return torch.nn.Sequential(*map(_make, modules))


def _answers(task: str, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The classes, none for regression, and what the network is to learn: their places, or numbers."""
    if task == "regression":
        return np.array([]), target.astype(np.float64)
    labels, places = np.unique(target, return_inverse=True)
    return labels, places.astype(np.int64)


def _embedded(order: FitOrder, preparation: Preparation, width: int) -> Embedded:
    """Which features are codes of categories; of none where no layer takes any."""
    plan = order.plan
    if not networks.embeds(order.candidate):
        return Embedded(width, ())
    for name in plan.categories:
        if plan.encoding[name] != "ordinal":
            raise InvalidInputError(
                f"candidate {order.candidate.name!r}: its EmbeddingLayer takes codes, and column {name!r} is"
                f" coded by {plan.encoding[name]}",
                f"set method: ordinal in the EncodeCategories block of {name!r}",
            )
    encoders = (preparation.named_transformers_[f"category-{name}"] for name in plan.categories)
    return Embedded(width - len(plan.categories), tuple(len(each.categories_[0]) for each in encoders))


def _make(module: Module) -> Made:
    import torch

    from stratum.training.frameworks import network

    arguments = [_make(each) if isinstance(each, Module) else each for each in module.arguments]
    return getattr(network if module.own else torch.nn, module.name)(*arguments, **module.options)


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Sums depend on the number of threads, and the choice of an algorithm on the graphics processor."""
    import torch

    threads, exact = torch.get_num_threads(), torch.backends.cudnn.deterministic
    torch.set_num_threads(1)
    torch.backends.cudnn.deterministic = True
    try:
        yield
    finally:
        torch.set_num_threads(threads)
        torch.backends.cudnn.deterministic = exact
