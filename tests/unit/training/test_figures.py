"""Metrics, curves, confusion and the choice that follows from them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.training.logic import curves
from stratum.training.logic.choice import METRICS, check_metric, choose, ranked
from stratum.training.logic.metrics import classification_metrics, regression_metrics
from stratum.training.types import CandidateResult

TRUTH = np.array([0, 0, 1, 1])
SHARES = np.array([[0.9, 0.1], [0.4, 0.6], [0.3, 0.7], [0.2, 0.8]])


def candidate(name: str, status: str = "ok", **metrics: float) -> CandidateResult:
    return scored(name, metrics, status)


def scored(name: str, metrics: dict[str, float], status: str = "ok") -> CandidateResult:
    return CandidateResult(name, "Any", {}, status, metrics=metrics, validation=metrics)


def test_figures_of_two_classes_by_hand() -> None:
    figures = classification_metrics(TRUTH, SHARES)
    of_several = {"top_3_accuracy", "f1_weighted"}
    assert tuple(figures) == tuple(m for m in METRICS["classification"] if m not in of_several)
    assert figures["balanced_accuracy"] == 0.75
    assert figures["average_precision"] == 1.0
    assert figures["mcc"] == pytest.approx((2 * 1 - 0) / (2 * 3 * 1 * 2) ** 0.5)
    assert figures["accuracy"] == 0.75
    assert figures["roc_auc"] == 1.0
    assert figures["precision"] == pytest.approx(2 / 3)
    assert figures["recall"] == 1.0
    assert figures["f1"] == pytest.approx(0.8)
    assert figures["brier"] == pytest.approx((0.01 + 0.36 + 0.09 + 0.04) / 4)


def test_float32_shares_count_as_shares() -> None:
    exact, coarse = (
        classification_metrics(TRUTH, SHARES),
        classification_metrics(TRUTH, SHARES.astype(np.float32)),
    )
    assert coarse == pytest.approx(exact, abs=1e-6)


def test_figures_of_several_classes() -> None:
    truth = np.array([0, 1, 2])
    figures = classification_metrics(truth, np.eye(3) * 0.7 + 0.1)
    assert figures["accuracy"] == figures["roc_auc"] == figures["f1"] == 1.0
    assert "brier" not in figures
    assert figures["f1_weighted"] == 1.0


def test_the_true_class_among_the_first_three_of_more() -> None:
    shares = np.array([[0.4, 0.3, 0.2, 0.1], [0.4, 0.3, 0.2, 0.1]])
    assert classification_metrics(np.array([2, 3]), shares)["top_3_accuracy"] == 0.5


def test_no_area_where_a_class_does_not_occur() -> None:
    figures = classification_metrics(np.zeros(4, dtype=int), SHARES)
    assert "roc_auc" not in figures
    assert figures["precision"] == 0.0


def test_figures_of_values_by_hand() -> None:
    figures = regression_metrics(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 6.0]))
    assert figures == pytest.approx({
        "r2": 1 - 9 / 2,
        "d2": 1 - 3 / 2,
        "rmse": 3**0.5,
        "mse": 3,
        "mae": 1,
        "median_ae": 0,
        "mape": 1 / 3,
    })
    assert set(regression_metrics(np.array([0.0]), np.array([2.0]))) == {"rmse", "mse", "mae", "median_ae"}


def test_curves_of_a_perfect_classifier() -> None:
    drawn = curves.binary_curves(TRUTH, SHARES[:, 1])
    assert drawn["roc"][0] == (0.0, 0.0)
    assert drawn["roc"][-1] == (1.0, 1.0)
    assert drawn["pr"][0] == (0.0, 1.0)
    assert set(drawn) == {"roc", "pr", "calibration"}


def test_one_class_gives_no_curves() -> None:
    assert curves.binary_curves(np.ones(4, dtype=int), SHARES[:, 1]) == {}


@given(st.integers(1, 3000))
def test_curves_are_thinned_to_their_ends(size: int) -> None:
    x = np.linspace(0, 1, size)
    points = curves.thin(x, x)
    assert len(points) == min(size, curves.MOST_POINTS)
    assert points[0] == (0.0, 0.0)
    assert points[-1] == (round(float(x[-1]), 5), round(float(x[-1]), 5))
    assert points == sorted(points)


@given(st.integers(0, 2**31))
def test_large_curves_stay_small(seed: int) -> None:
    chance = np.random.default_rng(seed)
    truth = chance.integers(0, 2, 3000)
    truth[:2] = (0, 1)
    drawn = curves.binary_curves(truth, chance.random(3000))
    assert all(len(points) <= curves.MOST_POINTS for points in drawn.values())
    assert all(0 <= x <= 1 and 0 <= y <= 1 for points in drawn.values() for x, y in points)


def test_confusion_counts_true_by_predicted() -> None:
    assert curves.confusion(TRUTH, SHARES.argmax(axis=1), 2) == [[1, 1], [0, 2]]
    assert curves.confusion(np.array([2]), np.array([0]), 3) == [[0, 0, 0], [0, 0, 0], [1, 0, 0]]


def test_scatter_is_in_the_order_of_the_truth() -> None:
    assert curves.scatter(np.array([3.0, 1.0]), np.array([4.0, 2.0])) == {"scatter": [(1.0, 2.0), (3.0, 4.0)]}


@pytest.mark.parametrize(
    ("metric", "best"),
    [
        ("roc_auc", "high"),
        ("accuracy", "high"),
        ("log_loss", "low"),
        ("brier", "low"),
        ("rmse", "low"),
        ("mse", "low"),
    ],
)
def test_the_best_has_the_best_figure(metric: str, best: str) -> None:
    found = choose([scored("low", {metric: 0.1}), scored("high", {metric: 0.9})], metric)
    assert found is not None
    assert found.name == best


def test_held_out_figures_have_no_say() -> None:
    lucky = CandidateResult("lucky", "Any", {}, "ok", metrics={"f1": 0.9}, validation={"f1": 0.1})
    sound = CandidateResult("sound", "Any", {}, "ok", metrics={"f1": 0.8}, validation={"f1": 0.2})
    unknown = CandidateResult("unknown", "Any", {}, "ok", metrics={"f1": 1.0})
    assert choose([lucky, sound, unknown], "f1") == sound
    assert ranked([unknown, lucky, sound], "f1") == [sound, lucky, unknown]
    assert choose([unknown], "f1") is unknown
    assert choose([unknown, unknown], "f1") is None


def test_only_sound_candidates_are_chosen() -> None:
    candidates = [
        candidate("rejected", "rejected", f1=0.9),
        candidate("failed", "failed"),
        candidate("sound", f1=0.2),
        candidate("later", f1=0.2),
    ]
    found = choose(candidates, "f1")
    assert found is not None
    assert found.name == "sound"
    assert choose(candidates[:2], "f1") is None


def test_the_leaderboard_ends_with_those_without_a_figure() -> None:
    candidates = [candidate("failed", "failed"), candidate("a", f1=0.1), candidate("b", f1=0.3)]
    assert [c.name for c in ranked(candidates, "f1")] == ["b", "a", "failed"]
    assert ranked([], "f1") == []


def test_metrics_belong_to_tasks() -> None:
    check_metric("classification", "roc_auc")
    with pytest.raises(InvalidInputError, match="regression has no metric 'roc_auc'"):
        check_metric("regression", "roc_auc")
    with pytest.raises(InvalidInputError, match="unknown task 'guessing'"):
        check_metric("guessing", "roc_auc")
