"""scikit-learn: the pipeline's blocks compiled to a scikit-learn pipeline."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from stratum.core.bundles import SKOPS
from stratum.data import sealed
from stratum.data.logic.rows import Columns
from stratum.training.frameworks import assembly, onnx
from stratum.training.logic.algorithms import algorithm_named
from stratum.training.ports import FittedModel, Tell, silent
from stratum.training.types import CandidateSpec, FeaturePlan, FitOrder, Graph


@dataclasses.dataclass(frozen=True, slots=True)
class SklearnModel:
    """A fitted pipeline; satisfies ``FittedModel``."""

    pipeline: Any
    plan: FeaturePlan
    task: str

    @property
    def classes(self) -> tuple[object, ...]:
        """The classes in the order of the probabilities; empty for regression."""
        return tuple(self.pipeline.classes_.tolist()) if self.task == "classification" else ()

    def predict(self, columns: Columns) -> np.ndarray:
        """Probabilities of shape (rows, classes), or values of shape (rows,)."""
        frame = assembly.to_frame(self.plan, columns)
        if self.task == "classification":
            return np.asarray(self.pipeline.predict_proba(frame))
        return np.asarray(self.pipeline.predict(frame)).ravel()

    def weights(self) -> Mapping[str, float]:
        """Importances of trees, or sizes of coefficients; those of a category's values are added up."""
        return assembly.weights(self.pipeline, self.plan)

    def export(self) -> Graph:
        """The same model in ONNX."""
        return onnx.export_pipeline(self.pipeline, self.plan, self.task)

    def seal(self) -> Graph:
        """The same model in the form of skops."""
        return Graph(sealed.seal(self.pipeline, self.classes), onnx.graph_inputs(self.plan), SKOPS)


class SklearnFramework:
    """Fits the algorithms of ``training.logic.algorithms``; satisfies ``Framework``."""

    def check(self, candidate: CandidateSpec, task: str) -> None:
        """Check algorithm and parameters without data.

        Raises:
            InvalidInputError: If one is unknown or out of range.
        """
        algorithm = algorithm_named(candidate.name, candidate.algorithm, task)
        assembly.check_parameters(candidate, algorithm)

    def fit(
        self, order: FitOrder, columns: Columns, target: np.ndarray, _tell: Tell = silent, /
    ) -> FittedModel:
        """Fit on prepared columns.

        Raises:
            InvalidInputError: If the algorithm takes no missing numbers and there are some.
        """
        pipeline = assembly.assemble(order, columns)
        pipeline.fit(assembly.to_frame(order.plan, columns), target)
        return SklearnModel(pipeline, order.plan, order.task)
