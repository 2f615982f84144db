"""scikit-learn and what has its interface: the pipeline's blocks compiled to a scikit-learn pipeline."""

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from stratum.core.bundles import SKOPS
from stratum.core.errors import PermanentError
from stratum.data import sealed
from stratum.data.logic import answers
from stratum.data.logic.rows import Columns
from stratum.training.frameworks import assembly, onnx, treatments
from stratum.training.frameworks.converters import register_converter
from stratum.training.logic.algorithms import SKLEARN, algorithm_named
from stratum.training.logic.choice import UNTARGETED
from stratum.training.ports import FittedModel, Tell, silent
from stratum.training.types import CandidateSpec, FeaturePlan, FitOrder, Graph


@dataclasses.dataclass(frozen=True, slots=True)
class SklearnModel:
    """A fitted pipeline; satisfies ``FittedModel``.

    Attributes:
        pipeline: Of scikit-learn.
        plan: Its features.
        task: ``classification`` or ``regression``.
        coded: The classes whose places it learned; empty where it learned the classes themselves.
    """

    pipeline: Any
    plan: FeaturePlan
    task: str
    coded: tuple[object, ...] = ()

    @property
    def classes(self) -> tuple[object, ...]:
        """The classes in the order of the probabilities; empty for regression."""
        if self.task == "classification":
            return self.coded or tuple(self.pipeline.classes_.tolist())
        return ()

    def predict(self, columns: Columns) -> np.ndarray:
        """Answers for rows, as ``training.logic.judging`` has them for the task."""
        frame = assembly.to_frame(self.plan, columns)
        match self.task:
            case "classification":
                return np.asarray(self.pipeline.predict_proba(frame))
            case "clustering":
                return answers.distances(self.pipeline, frame)
            case "anomaly":
                return answers.anomaly_scores(self.pipeline, frame)
            case _:
                return np.asarray(self.pipeline.predict(frame)).ravel()

    def weights(self) -> Mapping[str, float]:
        """Importances of trees, or sizes of coefficients; those of a category's values are added up."""
        return assembly.weights(self.pipeline, self.plan)

    def export(self) -> Graph:
        """The same model in ONNX.

        Raises:
            PermanentError: If a part has no converter.
        """
        estimator = self.pipeline["estimate"]
        if hasattr(estimator, "subcluster_labels_"):
            raise PermanentError("no converter for clusters of several centres")
        register_converter(estimator)
        graph = onnx.export_pipeline(self.pipeline, self.plan, self.task)
        return onnx.with_labels(graph, self.coded) if self.coded else graph

    def seal(self) -> Graph:
        """The same model in the form of skops."""
        task = self.task if self.task in UNTARGETED else ""
        return Graph(sealed.seal(self.pipeline, self.classes, task), onnx.graph_inputs(self.plan), SKOPS)


class SklearnFramework:
    """Fits those algorithms of ``training.logic.algorithms`` that are its own; satisfies ``Framework``."""

    name: ClassVar[str] = SKLEARN

    def check(self, candidate: CandidateSpec, task: str) -> None:
        """Check algorithm and parameters without data.

        Raises:
            InvalidInputError: If one is unknown or out of range.
        """
        algorithm = algorithm_named(candidate.name, candidate.algorithm, task, self.name)
        assembly.check_parameters(candidate, algorithm)

    def fit(
        self, order: FitOrder, columns: Columns, target: np.ndarray, _tell: Tell = silent, /
    ) -> FittedModel:
        """Fit on prepared columns.

        Raises:
            InvalidInputError: If the algorithm takes no missing numbers and there are some.
        """
        pipeline = assembly.assemble(order, columns, self.name)
        algorithm = algorithm_named(order.candidate.name, order.candidate.algorithm, order.task, self.name)
        learned = target.reshape(-1, 1) if algorithm.tabled else target
        frame = assembly.to_frame(order.plan, columns)
        told = assembly.fit_parameters(pipeline, order, columns)
        pipeline.fit(frame, None if order.task in UNTARGETED else learned, **told)
        treatments.forget(pipeline)
        return SklearnModel(pipeline, order.plan, order.task)
