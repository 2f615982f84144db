"""Every algorithm of the library trains with each of its settings, and its file repeats it."""

import dataclasses
import warnings
from collections.abc import Iterator, Mapping

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning

from stratum.core.bundles import ONNX, SKOPS
from stratum.language.library import library
from stratum.language.metamodel import Attribute, Shape, Type
from stratum.testing.contracts.framework import NUMBERS, make_columns, make_target
from stratum.testing.pipelines import number_plan
from stratum.training.evaluating import exported
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.logic import graphs
from stratum.training.types import CandidateSpec, FitOrder

TASKS = ("classification", "regression")
COUNTING = {"CategoricalNB", "ComplementNB", "MultinomialNB"}
"""They take no number below 0."""
POSITIVE = {"GammaRegressor", "PoissonRegressor"}
"""They predict no number below 0."""
ONE = {"IsotonicRegression"}
"""They take one column."""
LARGE = {("SVR", "linear"), ("SVR", "poly")}
"""They add up large products of columns that are not scaled, which float32 does not repeat."""
LEAST = {"trees": 5, "iterations": 20}
Case = tuple[str, str, dict[str, object]]


def values(attribute: Attribute) -> tuple[object, ...]:
    """Settings to try: what is written least, or each of the few that there are."""
    if attribute.shape is Shape.ENUM:
        return attribute.options
    if attribute.shape is Shape.BOOLEAN:
        return (True, False)
    if attribute.shape is Shape.LIST:
        return ((4, 3),)
    return (max(2, int(attribute.minimum or 0)),) if attribute.shape is Shape.INTEGER else (0.5,)


def settings(found: Type, parameters: dict[str, str]) -> Iterator[dict[str, object]]:
    """The defaults alone, then each other setting of each attribute."""
    defaults = {
        parameters[a.name]: LEAST.get(a.name, a.default)
        for a in found.attributes.values()
        if a.name in parameters and a.default is not None
    }
    yield defaults
    for name, parameter in parameters.items():
        yield from ({**defaults, parameter: value} for value in values(found.attributes[name]))


def cases() -> Iterator[Case]:
    """Blocks for both tasks with each setting; those generated from the library with their defaults."""
    for found in library().concrete("Algorithm"):
        told = found.implementation.get("sklearn")
        for task in TASKS:
            if isinstance(told, dict) and task in told:
                generated = told.get("defaults") == "same"
                for chosen in [{}] if generated else settings(found, told["parameters"]):
                    yield task, str(told[task]), chosen


@pytest.mark.parametrize(("task", "name", "chosen"), list(cases()))
def test_the_file_repeats_the_model(
    task: str, name: str, chosen: dict[str, object], told_forms: Mapping[str, str]
) -> None:
    plan = number_plan("length") if name in ONE else NUMBERS
    if name in COUNTING:
        plan = dataclasses.replace(NUMBERS, scaling=dict.fromkeys(NUMBERS.numbers, "minmax"))
    order = FitOrder(CandidateSpec("one", "sklearn", name, chosen), task, plan, 7)
    framework, columns = SklearnFramework(), make_columns()
    framework.check(order.candidate, task)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        target = make_target(task, columns)
        model = framework.fit(order, columns, np.exp(target / 9) if name in POSITIVE else target)
    expected = model.predict(columns)
    found = exported(task, model, expected, columns)
    expected_form = SKOPS if (name, chosen.get("kernel")) in LARGE else told_forms.get(name, ONNX)
    assert found.graph.form == expected_form, found.reason
    answers = graphs.run_graph(found.graph, columns)
    scale = max(1.0, float(np.abs(expected).max()))
    assert np.abs(answers[-1].reshape(expected.shape) - expected).max() / scale < graphs.LARGEST_DIFFERENCE
