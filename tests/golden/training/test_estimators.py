"""The blocks of scikit-learn's estimators are what the installed library says, and it takes their values."""

import importlib
import importlib.util
import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from sklearn.utils import all_estimators
from sklearn.utils._param_validation import validate_parameter_constraints

from stratum.language.library import library
from stratum.language.metamodel import Attribute, Shape, Type
from stratum.testing import others, transforming
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.logic.algorithms import ALGORITHMS
from stratum.training.logic.transformers import SCORE, TRANSFORMERS, made_with
from stratum.training.types import CandidateSpec

FOLDER = Path(__file__).parent
TASKS = {
    "Classifier": "classification",
    "Regressor": "regression",
    "Clustering": "clustering",
    "AnomalyDetection": "anomaly",
}
GENERATED = [t for t in library().concrete("Algorithm") if t.parent in TASKS]


@pytest.fixture(scope="module")
def estimators() -> ModuleType:
    spec = importlib.util.spec_from_file_location("estimators", FOLDER / "estimators.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_types_are_written_from_the_installed_library(estimators: ModuleType) -> None:
    served = {one["name"] for one in json.loads(estimators.FACTS.read_text(encoding="utf-8"))}
    assert estimators.types_text(served) == estimators.TYPES.read_text(encoding="utf-8")
    assert estimators.facts_text(served) == estimators.FACTS.read_text(encoding="utf-8")


def test_transformations_are_written_from_the_installed_library(estimators: ModuleType) -> None:
    types, facts = (
        path.read_text(encoding="utf-8")
        for path in (estimators.TRANSFORMER_TYPES, estimators.TRANSFORMER_FACTS)
    )
    assert transforming.types_text(set(TRANSFORMERS)) == types
    assert transforming.facts_text(set(TRANSFORMERS)) == facts


def test_every_transformer_is_a_block_or_says_why_not(estimators: ModuleType) -> None:
    rows = [r for r in estimators.PAGE.read_text(encoding="utf-8").splitlines() if "| preparation |" in r]
    told = {r.split("`")[1]: [cell.strip() for cell in r.strip("|").split("|")] for r in rows}
    assert told.keys() == {name for name, _ in transforming.candidates()}
    served = {name for name, cells in told.items() if cells[2] == "yes"}
    assert served == TRANSFORMERS.keys()
    assert served == {t.name for t in library().concrete("Transformation")}
    assert all(bool(cells[3]) == (cells[2] == "yes") for cells in told.values())
    assert all(bool(cells[5]) == (cells[3] != "onnx") for cells in told.values())


def test_every_estimator_is_a_block_or_says_why_not(estimators: ModuleType) -> None:
    rows = [r for r in estimators.PAGE.read_text(encoding="utf-8").splitlines() if r.startswith("| `")]
    every = {r.split("`")[1]: [cell.strip() for cell in r.strip("|").split("|")] for r in rows}
    assert every.keys() == {name for name, _ in all_estimators()}
    told = {name: cells for name, cells in every.items() if cells[1] not in {"none", "preparation"}}
    assert told.keys() == {name for name, _, _ in estimators.candidates()}
    assert all((cells[2] == "yes") == bool(cells[3]) for cells in told.values())
    assert all(bool(cells[5]) == (cells[3] != "onnx") for cells in told.values())
    found = ALGORITHMS.items()
    plain = [(name, one) for name, one in found if not one.after_components]
    mine = {name for name, one in plain if one.framework == "sklearn" and one.task in TASKS.values()}
    assert {name for name, cells in told.items() if cells[2] == "yes"} == mine
    reasons = {
        "is made around other estimators",
        "answers no rows but those that it learned from",
    }
    assert {cells[5] for cells in told.values() if cells[2] == "no"} == reasons


def test_estimators_without_a_task_name_a_block_or_say_why_there_is_none(estimators: ModuleType) -> None:
    rows = [f"| `{n}` | none | {b} |  |  | {why} |" for n, b, why in others.others(tasked(estimators))]
    lines = estimators.PAGE.read_text(encoding="utf-8").splitlines()
    assert rows == [line for line in lines if line.startswith("| `") and "| none |" in line]
    found = {name: (block, why) for name, block, why in others.others(tasked(estimators))}
    assert {block for block, _ in found.values()} - {"no"} <= {t.name for t in library().concrete("Block")}
    assert all(why for _, why in found.values())
    assert found["OneHotEncoder"] == ("EncodeCategories", "method: onehot")
    assert found["GridSearchCV"] == ("no", others.AROUND)
    assert found["TSNE"] == ("no", others.ALONE)


def tasked(estimators: ModuleType) -> set[str]:
    columns = {name for name, _ in transforming.candidates()}
    return {name for name, _, _ in estimators.candidates()} | columns


def values(attribute: Attribute) -> Iterator[object]:
    """Its words, and its least and largest value."""
    yield from (*attribute.options, *attribute.words)
    if attribute.shape is Shape.BOOLEAN:
        yield from (True, False)
    if attribute.shape in {Shape.INTEGER, Shape.NUMBER}:
        bounds = [float(v) for v in (attribute.minimum, attribute.maximum) if v is not None]
        whole = attribute.shape is Shape.INTEGER
        yield from (int(v) if whole or (v > 1 and v.is_integer()) else v for v in bounds)


@pytest.mark.parametrize("found", library().concrete("Transformation"), ids=lambda found: found.name)
def test_the_library_takes_the_values_of_a_transformation(found: Type) -> None:
    told = found.implementation["sklearn"]
    assert isinstance(told, dict)
    facts = TRANSFORMERS[told["transformer"]]
    cls = getattr(importlib.import_module(facts.module), facts.name)
    constraints = inspect.getattr_static(cls, "_parameter_constraints")
    for key, parameter in told["parameters"].items():
        for value in values(found.attributes[key]) if parameter != SCORE else ():
            given = made_with(facts, {parameter: value}, 0)[parameter]
            validate_parameter_constraints(
                {parameter: constraints[parameter]}, {parameter: given}, caller_name=found.name
            )


@pytest.mark.parametrize("found", GENERATED, ids=lambda found: found.name)
def test_the_library_takes_the_values_of_the_block(found: Type) -> None:
    told = found.implementation["sklearn"]
    assert isinstance(told, dict)
    task = TASKS[str(found.parent)]
    for key, parameter in told["parameters"].items():
        for value in values(found.attributes[key]):
            SklearnFramework().check(CandidateSpec("one", "sklearn", told[task], {parameter: value}), task)
