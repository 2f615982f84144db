"""Which test is behind "better", and what it finds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from stratum.training.evaluation import UNTOLD
from stratum.training.logic.paired import (
    bootstrap,
    compare,
    compare_folds,
    corrected_t,
    delong,
    holm,
    mcnemar,
)

ROWS = 300


def answers(skill: float, truth: np.ndarray, seed: int) -> np.ndarray:
    score = np.clip(
        0.5 + skill * (truth - 0.5) + np.random.default_rng(seed).normal(0, 0.2, len(truth)), 0.01, 0.99
    )
    return np.column_stack([1 - score, score])


TRUTH = np.arange(ROWS) % 2
GOOD, BAD = answers(0.9, TRUTH, 1), answers(0.1, TRUTH, 2)


@pytest.mark.parametrize(
    ("metric", "test"),
    [
        ("roc_auc", "DeLong"),
        ("accuracy", "McNemar"),
        ("f1", "paired bootstrap"),
        ("log_loss", "paired bootstrap"),
    ],
)
def test_each_figure_has_its_test(metric: str, test: str) -> None:
    told = compare("classification", metric, TRUTH, {"bad": BAD, "good": GOOD, "same": GOOD}, "good", 0)
    assert [(one.other, one.test, one.verdict) for one in told] == [
        ("bad", test, "better"),
        ("same", test, UNTOLD),
    ]
    assert told[0].p < 0.05
    assert told[1].difference == 0
    assert told == compare(
        "classification", metric, TRUTH, {"bad": BAD, "good": GOOD, "same": GOOD}, "good", 0
    )


def test_the_chosen_one_may_be_worse_on_new_rows() -> None:
    (told,) = compare("regression", "rmse", TRUTH * 1.0, {"a": GOOD[:, 1], "b": BAD[:, 1]}, "b", 0)
    assert told.verdict == "worse"
    assert told.interval[0] > 0


def test_mcnemar_by_hand() -> None:
    new, old = np.array([1, 1, 1, 1, 1, 0, 1, 0]) == 1, np.array([0, 0, 0, 0, 0, 0, 1, 1]) == 1
    difference, (low, high), p = mcnemar(new, old)
    assert difference == pytest.approx(4 / 8)
    assert p == pytest.approx(2 * (1 + 6) / 2**6)  # 5 of 6 that differ, both sides
    assert low < difference < high
    assert mcnemar(new, new) == (0.0, (0.0, 0.0), 1.0)


@given(st.integers(0, 2**31))
def test_delong_has_the_difference_of_the_areas_and_is_even_handed(seed: int) -> None:
    chance = np.random.default_rng(seed)
    new, old = chance.integers(0, 9, 60) / 9, chance.random(60)
    truth = np.arange(60) % 2
    difference, (low, high), p = delong(truth, new, old)
    assert difference == pytest.approx(roc_auc_score(truth, new) - roc_auc_score(truth, old))
    back, _, same = delong(truth, old, new)
    assert [back, same] == pytest.approx([-difference, p])
    assert low <= difference <= high
    assert (p < 0.05) == (low > 0 or high < 0) or abs(p - 0.05) < 1e-3


def test_delong_agrees_with_the_bootstrap() -> None:
    one, other = answers(0.3, TRUTH, 3), answers(0.2, TRUTH, 4)
    exact = delong(TRUTH, one[:, 1], other[:, 1])
    drawn = bootstrap("classification", "roc_auc", TRUTH, one, {"other": other}, np.random.default_rng(0))
    assert drawn["other"][0] == pytest.approx(exact[0])
    assert list(drawn["other"][1]) == pytest.approx(list(exact[1]), abs=0.02)


def test_folds_share_rows_and_tell_less_than_they_seem_to() -> None:
    gains = np.array([0.02, 0.01, 0.03, 0.0, 0.015])
    mean, (low, high), p = corrected_t(gains, 1 / 4)
    error = ((1 / 5 + 1 / 4) * gains.var(ddof=1)) ** 0.5
    assert mean == pytest.approx(0.015)
    assert (high - low) / 2 == pytest.approx(2.776445 * error, abs=1e-5)
    assert p > 2 * 0.0082  # of the plain t test
    assert corrected_t(np.zeros(5), 1 / 4)[2] == 1.0


def test_folds_are_compared_by_the_corrected_t() -> None:
    folds = {"a": [0.9, 0.92, 0.91], "b": [0.5, 0.52, 0.51], "c": [0.9, 0.91, 0.92]}
    told = compare_folds("roc_auc", folds, "a", 0.5)
    assert [(one.other, one.test, one.rows, one.verdict) for one in told] == [
        ("b", "corrected t", "folds", "better"),
        ("c", "corrected t", "folds", UNTOLD),
    ]


def test_many_comparisons_are_corrected() -> None:
    assert holm([0.01, 0.04, 0.03]) == [0.03, 0.06, 0.06]
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_a_figure_that_rows_do_not_have_is_not_compared() -> None:
    ones = np.ones(20, dtype=int)
    assert compare("classification", "roc_auc", ones, {"a": GOOD[:20], "b": BAD[:20]}, "a", 0) == ()
    same = np.eye(3)[ones]
    assert bootstrap("classification", "brier", ones, same, {"b": same}, np.random.default_rng(0)) == {}
