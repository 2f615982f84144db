"""One peer of ``benchmarks/automl.py`` on one fold; runs in the environment of the peers.

``python automl_peer.py TOOL TRAIN.csv TEST.csv TARGET TASK SECONDS OUT.json``. The file has the classes in
their order, the answers for the test rows, and the seconds that learning took.
"""

import importlib
import json
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd


def flaml(
    train: pd.DataFrame, test: pd.DataFrame, target: str, task: str, seconds: float
) -> tuple[list[Any], Any]:
    """FLAML with its defaults, and two threads."""
    metric = "log_loss" if task == "classification" else "rmse"
    model = importlib.import_module("flaml").AutoML()
    model.fit(
        dataframe=train,
        label=target,
        task=task,
        metric=metric,
        time_budget=seconds,
        n_jobs=2,
        seed=0,
        verbose=0,
    )
    rows = test.drop(columns=target)
    if task == "regression":
        return [], model.predict(rows)
    return list(model.classes_), model.predict_proba(rows)


def autogluon(
    train: pd.DataFrame, test: pd.DataFrame, target: str, task: str, seconds: float
) -> tuple[list[Any], Any]:
    """AutoGluon with its defaults, and two threads."""
    classifies = task == "classification"
    kind = ("binary" if train[target].nunique() == 2 else "multiclass") if classifies else "regression"
    metric = "log_loss" if classifies else "root_mean_squared_error"
    with tempfile.TemporaryDirectory() as folder:
        model = importlib.import_module("autogluon.tabular").TabularPredictor(
            target, kind, metric, path=folder, verbosity=0
        )
        model.fit(train, time_limit=seconds, num_cpus=2)
        rows = test.drop(columns=target)
        if not classifies:
            return [], model.predict(rows).to_numpy()
        shares = model.predict_proba(rows)
        return list(shares.columns), shares.to_numpy()


def default(
    train: pd.DataFrame, test: pd.DataFrame, target: str, task: str, seconds: float
) -> tuple[list[Any], Any]:
    """The best of scikit-learn's defaults, by cross-validation of the training rows."""
    from sklearn import ensemble, linear_model, neighbors, neural_network, svm
    from sklearn.compose import make_column_selector, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    del seconds
    classifies = task == "classification"
    made = {
        True: (
            linear_model.LogisticRegression(max_iter=1000),
            ensemble.RandomForestClassifier(random_state=0),
            ensemble.ExtraTreesClassifier(random_state=0),
            ensemble.HistGradientBoostingClassifier(random_state=0),
            neighbors.KNeighborsClassifier(),
            neural_network.MLPClassifier(random_state=0),
            *([svm.SVC(probability=True, random_state=0)] if len(train) < 5000 else []),
        ),
        False: (
            linear_model.Ridge(),
            ensemble.RandomForestRegressor(random_state=0),
            ensemble.ExtraTreesRegressor(random_state=0),
            ensemble.HistGradientBoostingRegressor(random_state=0),
            neighbors.KNeighborsRegressor(),
            *([svm.SVR()] if len(train) < 5000 else []),
        ),
    }[classifies]
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    words = make_pipeline(
        SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    )
    prepare = make_column_transformer(
        (numbers, make_column_selector(dtype_include=np.number)),
        (words, make_column_selector(dtype_exclude=np.number)),
    )
    rows, answers = train.drop(columns=target), train[target]
    scoring = "neg_log_loss" if classifies else "neg_root_mean_squared_error"
    models = [make_pipeline(prepare, model) for model in made]
    scores = [cross_val_score(m, rows, answers, scoring=scoring, cv=5).mean() for m in models]
    best = models[int(np.argmax(scores))].fit(rows, answers)
    later = test.drop(columns=target)
    return (list(best.classes_), best.predict_proba(later)) if classifies else ([], best.predict(later))


def main() -> None:
    """Learn, answer, and write the file."""
    tool, train_file, test_file, target, task, seconds, out = sys.argv[1:]
    warnings.simplefilter("ignore")
    train, test = pd.read_csv(train_file), pd.read_csv(test_file)
    learn = {"flaml": flaml, "autogluon": autogluon, "sklearn": default}[tool]
    began = time.monotonic()
    classes, answers = learn(train, test, target, task, float(seconds))
    told = {
        "classes": [c.item() if hasattr(c, "item") else c for c in classes],
        "answers": np.asarray(answers, float).tolist(),
        "seconds": time.monotonic() - began,
    }
    Path(out).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
