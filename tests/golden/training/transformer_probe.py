"""Says of each estimator named on standard input that makes columns of columns in which form it is served.

Answers as ``probe.py`` does, by the same tables, with a linear model after the estimator. It gets columns
from 0 to 1, for some take no others. What answers a row otherwise alone than among others, or gives sparse
columns, has no form. Run by ``estimators.py``.
"""

import dataclasses
import json
import re
import sys
import warnings
from collections.abc import Callable, Mapping

import numpy as np
import scipy.sparse
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine

from stratum.core.errors import StratumError
from stratum.data.logic.rows import Columns
from stratum.testing.pipelines import number_plan
from stratum.training.evaluating import exported
from stratum.training.frameworks.sklearn import SklearnFramework, SklearnModel
from stratum.training.logic import graphs
from stratum.training.logic.transformers import CLASSES, TRANSFORMERS
from stratum.training.types import CandidateSpec, FitOrder, Transform

Loader = Callable[..., tuple[np.ndarray, np.ndarray]]
TABLES: tuple[tuple[str, Loader], ...] = (
    ("classification", load_breast_cancer),
    ("classification", load_wine),
    ("regression", load_diabetes),
)
ALGORITHMS = {"classification": "LogisticRegression", "regression": "Ridge"}
COLUMNS = 6
LONE_ROWS = 10
LARGEST = 1e-4
"""How far the answer to a row alone may be from the one that it gets among others."""


def table(loader: Loader) -> tuple[Columns, np.ndarray]:
    """The first columns of a real table from 0 to 1, of shape (rows,) each, and its target."""
    values, target = loader(return_X_y=True)
    values = values[:, :COLUMNS]
    values = (values - values.min(axis=0)) / np.ptp(values, axis=0)
    return {f"c{i}": values[:, i].astype(np.float32) for i in range(COLUMNS)}, target


def alone(model: SklearnModel, held: Columns) -> str:
    """Why a fitted model is not served in any form; empty where nothing speaks against it."""
    rows = np.column_stack(list(held.values()))
    made = model.pipeline["prepare"].named_transformers_["numbers-0"].transform(rows)
    if scipy.sparse.issparse(made):
        return "gives sparse columns"
    together = model.predict(held)
    try:
        lone = [model.predict({n: v[[row]] for n, v in held.items()})[0] for row in range(LONE_ROWS)]
    except ValueError:
        return "answers no row that comes alone"
    off = np.abs(np.array(lone) - together[:LONE_ROWS]).max() / max(1.0, float(np.abs(together).max()))
    return "answers a row otherwise alone than among others" if off > LARGEST else ""


def probed(name: str) -> dict[str, object]:
    """Form, largest difference and reason over all tables; the last table that is not ONNX decides."""
    told: dict[str, object] = {"form": "onnx", "difference": 0.0, "reason": ""}
    classes = TRANSFORMERS[name].target == CLASSES
    for task, loader in TABLES:
        if classes and task != "classification":
            continue
        columns, truth = table(loader)
        plan = dataclasses.replace(
            number_plan(*columns), transforms=(Transform("one", name, {}, tuple(columns)),)
        )
        train = np.arange(len(truth)) % 3 > 0
        order = FitOrder(CandidateSpec("one", "sklearn", ALGORITHMS[task], {}), task, plan, 7)
        kept, held = ({n: v[rows] for n, v in columns.items()} for rows in (train, ~train))
        model = SklearnFramework().fit(order, kept, truth[train])
        if not isinstance(model, SklearnModel):
            raise TypeError(f"{name} is fitted as {type(model).__name__}")
        if refused := alone(model, held):
            return {"form": "", "difference": 0.0, "reason": refused}
        found = exported(task, model, model.predict(held), held)
        if rejected := graphs.rejection(found.parity, found.graph.form):
            return {"form": "", "difference": found.parity.max_difference, "reason": rejected}
        largest = max(float(str(told["difference"])), found.parity.max_difference)
        told["difference"] = largest
        if found.reason:
            told |= {"form": found.graph.form, "reason": found.reason}
    return told


def asked(name: str) -> Mapping[str, object]:
    """The same, with what an estimator or its converter says."""
    try:
        return probed(name)
    except (StratumError, ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
        told = " ".join(str(error).split())
        held = re.search(r"Untrusted types found in the file: \[(.*?)\]", told)
        reason = f"no converter, and no file may hold {held[1].replace(chr(39), '')}" if held else told[:120]
        return {"form": "", "difference": 0.0, "reason": reason}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump({name: asked(name) for name in json.load(sys.stdin)}, sys.stdout)
