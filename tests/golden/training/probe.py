"""Says of each estimator named on standard input in which form it is served, by three real tables.

Answers ``{name: {"form", "difference", "reason"}}`` as JSON: the form is ``onnx``, ``skops`` or empty where
neither repeats it; the reason is why it is not ONNX. Run by ``estimators.py``.
"""

import dataclasses
import json
import sys
import warnings
from collections.abc import Callable

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine

from stratum.core.errors import StratumError
from stratum.data.logic.rows import Columns
from stratum.testing.pipelines import number_plan
from stratum.training.evaluating import exported
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.logic import graphs
from stratum.training.logic.algorithms import ALGORITHMS
from stratum.training.types import CandidateSpec, FitOrder

Loader = Callable[..., tuple[np.ndarray, np.ndarray]]
TABLES: dict[str, tuple[Loader, ...]] = {
    "classification": (load_breast_cancer, load_wine),
    "regression": (load_diabetes,),
    "clustering": (load_breast_cancer, load_wine),
    "anomaly": (load_breast_cancer, load_wine),
}
COLUMNS = 6
ONE_COLUMN = {"IsotonicRegression"}
COUNTS = {"CategoricalNB"}
"""They take codes of categories alone."""


def table(loader: Loader, name: str) -> tuple[Columns, np.ndarray]:
    """The first columns of a real table, of shape (rows,) each, and its target."""
    values, target = loader(return_X_y=True)
    values = values[:, : 1 if name in ONE_COLUMN else COLUMNS]
    if name in COUNTS:
        values = (values > np.median(values, axis=0)).astype(np.float32)
    return {f"c{i}": values[:, i].astype(np.float32) for i in range(values.shape[1])}, target


def probed(name: str, task: str) -> dict[str, object]:
    """Form, largest difference and reason over all tables; the last table that is not ONNX decides."""
    told: dict[str, object] = {"form": "onnx", "difference": 0.0, "reason": ""}
    for loader in TABLES[task]:
        columns, target = table(loader, name)
        plan = dataclasses.replace(number_plan(*columns), scaling=dict.fromkeys(columns, "minmax"))
        train = np.arange(len(target)) % 3 > 0
        order = FitOrder(CandidateSpec("one", "sklearn", name, {}), task, plan, 7)
        kept = {n: v[train] for n, v in columns.items()}
        held = {n: v[~train] for n, v in columns.items()}
        model = SklearnFramework().fit(order, kept, target[train])
        found = exported(task, model, model.predict(held), held)
        if refused := graphs.rejection(found.parity, found.graph.form):
            return {"form": "", "difference": found.parity.max_difference, "reason": refused}
        largest = max(float(str(told["difference"])), found.parity.max_difference)
        told["difference"] = largest
        if found.reason:
            told |= {"form": found.graph.form, "reason": found.reason}
    return told


def asked(name: str, task: str) -> dict[str, object]:
    """The same, with what an estimator or its converter says."""
    try:
        return probed(name, task)
    except (StratumError, ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
        return {"form": "", "difference": 0.0, "reason": " ".join(str(error).split())[:120]}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    names = json.load(sys.stdin)
    json.dump({name: asked(name, ALGORITHMS[name].task) for name in names}, sys.stdout)
