"""Write the blocks of scikit-learn's estimators anew, from the library's own constraints of parameters.

Writes ``language/library/estimators.yaml`` (the types), ``training/logic/estimators.json`` (what is
particular about each), both under ``transformers`` for those that make columns of columns, and
``docs/reference/estimators.md`` (which can be served and why the others cannot).
The difference is for a person to read.

Run as ``python tests/golden/training/estimators.py``.
"""

import json
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sklearn
import yaml
from sklearn.base import ClassifierMixin, ClusterMixin, DensityMixin, OutlierMixin, RegressorMixin
from sklearn.utils import all_estimators

from stratum.testing import others, transforming
from stratum.testing.parameters import attribute, signature
from stratum.training.logic.algorithms import DEFAULTS

ROOT = Path(__file__).parents[3]
TYPES = ROOT / "src/stratum/language/library/estimators.yaml"
FACTS = ROOT / "src/stratum/training/logic/estimators.json"
PAGE = ROOT / "docs/reference/estimators.md"
WORDS = Path(__file__).with_name("parameters.yaml")
PURPOSES = Path(__file__).with_name("purposes.yaml")
PROBE = Path(__file__).with_name("probe.py")
TRANSFORMER_TYPES = ROOT / "src/stratum/language/library/transformers.yaml"
TRANSFORMER_FACTS = ROOT / "src/stratum/training/logic/transformers.json"
TRANSFORMER_PROBE = Path(__file__).with_name("transformer_probe.py")
PREPARATION = "preparation"
HEAD = """# Estimators of scikit-learn

Each estimator of scikit-learn {version} that predicts one target, finds clusters or finds anomalies, answers
rows that it did not learn from and is made without others is a block of its own, with parameters, ranges and
defaults taken from the library's own constraints: {served} of {all}. {onnx} are served as ONNX graphs,
{skops} in the form of skops, because ONNX cannot say them or says something else; see
[frameworks](frameworks.md). The gate: with default settings, on three real tables, the file gives
equal labels on at least 99.99 % of the held-out rows and differs by at most 1e-4 in probabilities, or in
standard deviations of predicted values. It is applied again to the held-out rows of every training: the form
can be another there.

Each estimator that makes columns of numbers of columns of numbers is a block of
[preparation](preparation.md#transformations) in the same way: {made} of {tried}, {graphs} of them as ONNX
graphs, with a linear model after them. All other estimators follow, each with the block that does the same
or the reason why there is none. Written by `make golden`.

| estimator | task | block | form | largest difference | why not ONNX, or no block |
|---|---|---|---|---|---|
"""
ABSTRACT = {
    "classification": "Classifier",
    "regression": "Regressor",
    "clustering": "Clustering",
    "anomaly": "AnomalyDetection",
}
TASKS = {
    "classification": ClassifierMixin,
    "regression": RegressorMixin,
    "clustering": (ClusterMixin, DensityMixin),
    "anomaly": OutlierMixin,
}
# scikit-learn has no types
Estimator = Any

WITH_ONE = {"SelfTrainingClassifier"}
"""They are made around another estimator that has to be named."""
TABLED = {
    "CCA", "MultiTaskElasticNet", "MultiTaskElasticNetCV", "MultiTaskLasso", "MultiTaskLassoCV",
    "PLSCanonical", "PLSRegression",
}  # fmt: skip
"""They learn several targets at once, and get a table with one."""
NAMED = {"LinearRegression": "OrdinaryLeastSquares", "OneClassSVM": "OneClassSupportVectorMachine"}
"""Types whose name would be that of a block for both tasks, or is an abbreviation."""
RENAMED: dict[str, dict[str, str]] = {
    "classification": {},
    "regression": {},
    "clustering": {
        "n_clusters": "clusters",
        "n_components": "clusters",
        "n_init": "starts",
        "batch_size": "batch",
        "covariance_type": "covariance",
        "reg_covar": "regularisation",
    },
    "anomaly": {"n_estimators": "trees", "n_neighbors": "neighbours", "nu": "outside"},
}
"""Attributes whose names are not those of their parameters, beside ``iterations``."""
UNSET = {
    "DummyClassifier": {"constant", "strategy"},
    "DummyRegressor": {"constant", "strategy", "quantile"},
    "SGDClassifier": {"loss"},
    "LogisticRegression": {"l1_ratio"},
    "AffinityPropagation": {"affinity"},
    "MeanShift": {"cluster_all"},
    "LocalOutlierFactor": {"novelty"},
}
"""Parameters whose other values would give no probabilities or no answers, that ask for another one to be
set, or that have one value."""
MISSING = {"HistGradientBoostingClassifier", "HistGradientBoostingRegressor"}
"""They take missing numbers, and so do their graphs."""
DESCRIPTION = "The estimators of scikit-learn that can be served; generated from the library."


def camel(name: str, task: str) -> str:
    """``max_leaf_nodes`` as ``maxLeafNodes``."""
    first, *rest = {"max_iter": "iterations", **RENAMED[task]}.get(name, name).split("_")
    return first + "".join(word.capitalize() if word.islower() else word for word in rest if word)


def candidates() -> Iterator[tuple[str, Estimator, str]]:
    """Name, class and task of every estimator for a task, deprecated ones left out."""
    every = all_estimators()
    for task, kinds in TASKS.items():
        for name, found in every:
            if issubclass(found, kinds) and not _deprecated(found) and not others.transforms(name, found):
                yield name, found, task


def _deprecated(found: Estimator) -> bool:
    if others.needs_more(found):
        return False
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        found()
    return any(one.category is FutureWarning for one in told)


def unfit(name: str, found: Estimator) -> str:
    """Why an estimator is no block; empty where it can be one."""
    if name in WITH_ONE or others.needs_more(found):
        return others.AROUND
    if not hasattr(found, "predict"):
        return others.ALONE
    return ""


def named(name: str) -> str:
    """The type of an estimator."""
    return NAMED.get(name, name)


def attributes(name: str, found: Estimator, task: str) -> dict[str, tuple[str, dict[str, object]]]:
    """Attributes by key, each with the parameter that it sets."""
    words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    told: dict[str, tuple[str, dict[str, object]]] = {}
    for parameter in signature(found):
        if parameter.name in UNSET.get(name, ()):
            continue
        one = attribute(parameter, found._parameter_constraints.get(parameter.name, []))
        if one is not None:
            default = {"default": DEFAULTS.get(name, {}).get(parameter.name, one.get("default"))}
            one = {**one, **{key: value for key, value in default.items() if value is not None}}
            key = camel(parameter.name, task)
            told[key] = parameter.name, {**one, "help": words.get(key) or words[parameter.name]}
    return told


def type_of(name: str, found: Estimator, task: str) -> dict[str, object]:
    """The type of an estimator as it stands in the library."""
    told = attributes(name, found, task)
    purposes = yaml.safe_load(PURPOSES.read_text(encoding="utf-8"))
    return {
        "help": purposes.get(name, f"{name} of scikit-learn, for {task}, with all its parameters."),
        "extends": ABSTRACT[task],
        "attributes": {key: one for key, (_, one) in told.items()},
        "implementation": {
            "sklearn": {
                task: name,
                "defaults": "same",
                "parameters": {key: parameter for key, (parameter, _) in told.items()},
            }
        },
    }


def facts_of(name: str, found: Estimator, task: str) -> dict[str, object]:
    """What the platform has to know of an estimator."""
    module = ".".join(found.__module__.split(".")[:2])
    made = found(**DEFAULTS.get(name, {}))
    return {
        "name": name,
        "module": module,
        "task": task,
        "scaled": module not in {"sklearn.tree", "sklearn.ensemble"},
        "missing": name in MISSING,
        "seeded": "random_state" in made.get_params(deep=False),
        "calibrated": task == "classification" and not hasattr(made, "predict_proba"),
        "tabled": name in TABLED,
    }


def types_text(served: set[str]) -> str:
    """The library's file."""
    types = {named(n): type_of(n, c, t) for n, c, t in candidates() if n in served}
    head = {"stratum": 1, "kind": "Types", "name": "estimators", "description": DESCRIPTION}
    written = yaml.safe_dump(head, sort_keys=False, width=1000)
    body = yaml.safe_dump({"types": types}, sort_keys=False, width=1000, default_flow_style=None)
    return f"{written}\n{body}"


def facts_text(served: set[str]) -> str:
    """What is particular about each, a line each."""
    facts = [facts_of(n, c, t) for n, c, t in candidates() if n in served]
    return "[\n" + ",\n".join(json.dumps(one) for one in facts) + "\n]\n"


def main() -> None:
    """Write types, facts and page; the estimators that no form repeats get no type."""
    fit = {name for name, found, _ in candidates() if not unfit(name, found)}
    FACTS.write_text(facts_text(fit), encoding="utf-8")
    probed = answered(PROBE, fit)
    served = {name for name, told in probed.items() if told["form"]}
    FACTS.write_text(facts_text(served), encoding="utf-8")
    TYPES.write_text(types_text(served), encoding="utf-8")
    transforms = {name for name, _ in transforming.candidates()}
    TRANSFORMER_FACTS.write_text(transforming.facts_text(transforms), encoding="utf-8")
    tried = answered(TRANSFORMER_PROBE, transforms)
    made = {name for name, told in tried.items() if told["form"]}
    TRANSFORMER_FACTS.write_text(transforming.facts_text(made), encoding="utf-8")
    TRANSFORMER_TYPES.write_text(transforming.types_text(made), encoding="utf-8")
    PAGE.write_text(page_text(probed, tried), encoding="utf-8")


def answered(probe: Path, asked: set[str]) -> dict[str, dict[str, Any]]:
    """What a probe says of each of some names."""
    command, names = [sys.executable, str(probe)], json.dumps(sorted(asked))
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, input=names)
    found: dict[str, dict[str, Any]] = json.loads(answer.stdout)
    return found


def page_text(probed: Mapping[str, Mapping[str, Any]], tried: Mapping[str, Mapping[str, Any]]) -> str:
    """The table of all estimators."""
    rows = [_row(name, task, probed.get(name), unfit(name, found)) for name, found, task in candidates()]
    forms = [told["form"] for told in probed.values() if told["form"]]
    counts = {"onnx": forms.count("onnx"), "skops": forms.count("skops")}
    made = [told["form"] for told in tried.values() if told["form"]]
    counts |= {"made": len(made), "tried": len(tried), "graphs": made.count("onnx")}
    head = HEAD.format(version=sklearn.__version__, served=len(forms), all=len(rows), **counts)
    rows += [_row(name, PREPARATION, told, "") for name, told in sorted(tried.items())]
    listed = others.others({name for name, _, _ in candidates()} | tried.keys())
    rows += [f"| `{name}` | none | {block} |  |  | {why} |\n" for name, block, why in listed]
    return head + "".join(rows)


def _row(name: str, task: str, told: Mapping[str, Any] | None, why: str) -> str:
    if told is None:
        return f"| `{name}` | {task} | no |  |  | {why} |\n"
    block, form = ("yes", told["form"]) if told["form"] else ("no", "")
    difference = f"{told['difference']:.0e}" if told["form"] and told["difference"] else ""
    reason = (
        "no converter" if "MissingShape" in told["reason"] else str(told["reason"])[:170].replace("|", "/")
    )
    return f"| `{name}` | {task} | {block} | {form} | {difference} | {reason} |\n"


if __name__ == "__main__":
    main()
