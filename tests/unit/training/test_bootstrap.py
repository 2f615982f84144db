"""Figures of weighted rows, and how sure figures and their differences are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.training.logic.bootstrap import differences, intervals
from stratum.training.logic.metrics import classification_metrics, regression_metrics
from stratum.training.logic.weighted import weighted

ROWS = 400


def shares(chance: np.random.Generator, truth: np.ndarray, skill: float, classes: int = 2) -> np.ndarray:
    """Probabilities that are right the more often, the more skill there is."""
    found = chance.random((len(truth), classes)) + skill * np.eye(classes)[truth]
    return np.asarray(found / found.sum(axis=1, keepdims=True))


@given(st.integers(0, 2**32 - 1), st.integers(2, 5))
def test_figures_of_rows_that_count_once_are_the_figures(seed: int, classes: int) -> None:
    chance = np.random.default_rng(seed)
    truth = np.arange(60) % classes
    answers = shares(chance, truth, 0.5, classes)
    answers[::5] = answers[0]  # ties
    found = weighted("classification", truth, answers, np.ones((1, 60)))
    assert {name: float(one[0]) for name, one in found.items()} == pytest.approx(
        classification_metrics(truth, answers)
    )


@given(st.integers(0, 2**32 - 1))
def test_a_weight_is_a_row_that_is_there_so_often(seed: int) -> None:
    chance = np.random.default_rng(seed)
    truth, answers = chance.normal(size=30), chance.normal(size=30)
    often = chance.integers(0, 4, 30) + (np.arange(30) < 2)
    found = weighted("regression", truth, answers, often[None, :].astype(float))
    told = regression_metrics(np.repeat(truth, often), np.repeat(answers, often))
    assert set(told) == {"r2", "d2", "rmse", "mse", "mae", "median_ae", "mape"}
    assert {name: float(one[0]) for name, one in found.items()} == pytest.approx(told)


def test_figures_of_values_far_from_0_are_as_exact_as_those_near_it() -> None:
    chance = np.random.default_rng(5)
    truth, missed = chance.integers(-8, 8, 60).astype(float), chance.integers(-2, 3, 60).astype(float)
    weights = chance.integers(0, 3, (4, 60)).astype(float)
    near = weighted("regression", truth, truth + missed, weights)
    far = weighted("regression", truth + 2.0**40, truth + missed + 2.0**40, weights)
    for name in ("r2", "d2", "rmse", "median_ae"):
        assert far[name] == pytest.approx(near[name])


@pytest.mark.parametrize("task", ["regression", "anomaly", "classification"])
@pytest.mark.parametrize("classes", [2, 4])
def test_one_figure_alone_is_as_among_all(task: str, classes: int) -> None:
    chance = np.random.default_rng(4)
    truth = np.arange(60) % (classes if task == "classification" else 2)
    answers = shares(chance, truth, 0.5, classes) if task == "classification" else chance.normal(size=60)
    weights = chance.integers(0, 3, (5, 60)).astype(float)
    found = weighted(task, truth, answers, weights)
    assert len(found) > 5
    for name, values in found.items():
        assert {n: v.tolist() for n, v in weighted(task, truth, answers, weights, name).items()} == {
            name: values.tolist()
        }
    assert weighted(task, truth, answers, weights, "nothing") == {}


def test_a_better_model_is_better_for_sure() -> None:
    chance = np.random.default_rng(3)
    truth = chance.integers(0, 2, ROWS)
    good, bad = shares(chance, truth, 0.9), shares(chance, truth, 0.1)
    found = differences("classification", truth, good, bad, np.random.default_rng(1))
    assert set(found) == set(classification_metrics(truth, good))
    assert all(found[name][0] > 0 for name in ("accuracy", "f1", "roc_auc"))
    assert found["log_loss"][1] < 0
    assert found["brier"][1] < 0


def test_a_model_is_as_good_as_itself() -> None:
    truth = np.random.default_rng(3).normal(size=ROWS)
    found = differences("regression", truth, truth + 1, truth + 1, np.random.default_rng(1))
    assert found == dict.fromkeys(regression_metrics(truth, truth + 1), (0.0, 0.0))


def test_several_classes_have_all_their_figures() -> None:
    chance = np.random.default_rng(3)
    truth = chance.integers(0, 3, ROWS)
    one, other = shares(chance, truth, 0.5, 3), shares(chance, truth, 0.5, 3)
    found = differences("classification", truth, one, other, np.random.default_rng(1))
    assert set(found) == set(classification_metrics(truth, one))


def test_many_classes_go_without_areas() -> None:
    chance = np.random.default_rng(3)
    truth = np.arange(ROWS) % 11
    found = intervals("classification", truth, shares(chance, truth, 0.5, 11), np.random.default_rng(1))
    assert "roc_auc" not in found
    assert "f1" in found


@pytest.mark.parametrize("seed", range(3))
def test_an_interval_holds_the_figure_and_is_the_same_each_time(seed: int) -> None:
    chance = np.random.default_rng(seed)
    truth = chance.integers(0, 2, ROWS)
    answers = shares(chance, truth, 0.5)
    found = intervals("classification", truth, answers, np.random.default_rng(1))
    assert found == intervals("classification", truth, answers, np.random.default_rng(1))
    figures = classification_metrics(truth, answers)
    assert all(low < figures[name] < high for name, (low, high) in found.items())


def test_a_figure_that_a_draw_does_not_have_is_left_out() -> None:
    truth = np.array([0, 0, 0, 1])
    answers = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.2, 0.8]])
    found = differences("classification", truth, answers, answers, np.random.default_rng(1))
    assert "roc_auc" not in found
    assert "accuracy" in found
