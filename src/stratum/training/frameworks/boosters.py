"""LightGBM, XGBoost and CatBoost: trees after the same preparation, in the same pipeline of scikit-learn."""

from typing import ClassVar

import numpy as np

from stratum.core.errors import InvalidInputError
from stratum.data.logic.rows import Columns
from stratum.training.frameworks import assembly, treatments
from stratum.training.frameworks.sklearn import SklearnFramework, SklearnModel
from stratum.training.ports import FAILURES, FittedModel, Tell, silent
from stratum.training.types import FitOrder


class _Boosters(SklearnFramework):
    """What the libraries have in common: of classes they learn the places, and their errors are their own."""

    def fit(
        self, order: FitOrder, columns: Columns, target: np.ndarray, _tell: Tell = silent, /
    ) -> FittedModel:
        """Fit on prepared columns.

        Raises:
            InvalidInputError: If the library is not installed, or refuses parameters or rows.
        """
        pipeline = assembly.assemble(order, columns, self.name)
        classes, learned = np.array([]), target
        if order.task == "classification":
            classes, learned = np.unique(target, return_inverse=True)
        try:
            told = assembly.fit_parameters(pipeline, order, columns)
            pipeline.fit(assembly.to_frame(order.plan, columns), learned, **told)
            treatments.forget(pipeline)
        except FAILURES:
            raise
        except Exception as error:  # those of two of the libraries have no other root
            message = f"candidate {order.candidate.name!r}: {self.name}: {error}"
            raise InvalidInputError(message, "correct its parameters") from error
        self.settle(pipeline["estimate"])
        return SklearnModel(pipeline, order.plan, order.task, tuple(classes.tolist()))

    def settle(self, estimator: assembly.Estimator) -> None:
        """Take from a fitted estimator what differs from one fit to the next; most have nothing."""


class LightgbmFramework(_Boosters):
    """Fits the trees of LightGBM; satisfies ``Framework``. The entry point ``lightgbm``."""

    name: ClassVar[str] = "lightgbm"


class XgboostFramework(_Boosters):
    """Fits the trees of XGBoost; satisfies ``Framework``. The entry point ``xgboost``."""

    name: ClassVar[str] = "xgboost"


class CatboostFramework(_Boosters):
    """Fits the trees of CatBoost; satisfies ``Framework``. The entry point ``catboost``."""

    name: ClassVar[str] = "catboost"

    def settle(self, estimator: assembly.Estimator) -> None:
        """Leave out when it was fitted, and a name by chance."""
        told = estimator.get_metadata()
        for key in ("model_guid", "train_finish_time"):
            told[key] = ""
