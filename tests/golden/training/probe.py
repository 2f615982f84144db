"""Says of each estimator named on standard input whether its graph repeats it on three real tables.

Answers ``{name: why not}`` as JSON; those that pass are left out. Run by ``estimators.py``.
"""

import dataclasses
import json
import sys
import warnings
from collections.abc import Callable

import numpy as np
from numpy.linalg import LinAlgError
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidArgument
from skl2onnx.common.exceptions import MissingConverter, MissingShapeCalculator
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine

from stratum.data.logic.rows import Columns
from stratum.testing.pipelines import number_plan
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.logic import graphs
from stratum.training.logic.algorithms import ALGORITHMS
from stratum.training.types import CandidateSpec, FitOrder

Loader = Callable[..., tuple[np.ndarray, np.ndarray]]
TABLES: dict[str, tuple[Loader, ...]] = {
    "classification": (load_breast_cancer, load_wine),
    "regression": (load_diabetes,),
}
COLUMNS = 6
RUNTIME = (Fail, InvalidArgument, MissingConverter, MissingShapeCalculator)


def table(loader: Loader) -> tuple[Columns, np.ndarray]:
    """The first columns of a real table, of shape (rows,) each, and its target."""
    values, target = loader(return_X_y=True)
    return {f"c{i}": values[:, i].astype(np.float32) for i in range(COLUMNS)}, target


def reason(name: str, task: str) -> str:
    """Why the graph of an estimator may not be served; empty where it may."""
    for loader in TABLES[task]:
        columns, target = table(loader)
        plan = dataclasses.replace(number_plan(*columns), scaling=dict.fromkeys(columns, "minmax"))
        train = np.arange(len(target)) % 3 > 0
        order = FitOrder(CandidateSpec("one", "sklearn", name, {}), task, plan, 7)
        kept = {n: v[train] for n, v in columns.items()}
        held = {n: v[~train] for n, v in columns.items()}
        model = SklearnFramework().fit(order, kept, target[train])
        answers, expected = graphs.run_graph(model.export(), held), model.predict(held)
        if task == "classification":
            parity = graphs.compare_classes(
                expected, np.searchsorted(np.array(model.classes), answers[0]), answers[1]
            )
        else:
            parity = graphs.compare_values(expected, answers[0])
        if graphs.rejection(parity):
            return f"{parity.labels:.2%} equal labels, largest difference {parity.max_difference:.1g}"
    return ""


def told(name: str, task: str) -> str:
    """The same, with what the converter says."""
    try:
        return reason(name, task)
    except (
        ArithmeticError,
        LookupError,
        RuntimeError,
        TypeError,
        ValueError,
        LinAlgError,
        *RUNTIME,
    ) as error:
        return f"{type(error).__name__}: {' '.join(str(error).split())[:90]}"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    names = json.load(sys.stdin)
    found = {name: told(name, ALGORITHMS[name].task) for name in names}
    json.dump({name: why for name, why in found.items() if why}, sys.stdout)
