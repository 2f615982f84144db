"""Comparing graphs with the models they came from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.training.logic.graphs import compare_classes, compare_values, rejection, spread_rows
from stratum.training.types import Parity

SHARES = np.array([[0.9, 0.1], [0.2, 0.8]])


def test_equal_graphs_are_in_parity() -> None:
    parity = compare_classes(SHARES, np.array([0, 1]), SHARES)
    assert parity == Parity(1.0, 0.0, 2)
    assert rejection(parity) is None


def test_differences_are_measured() -> None:
    parity = compare_classes(SHARES, np.array([0, 0]), SHARES + 0.01)
    assert parity.labels == 0.5
    assert parity.max_difference == pytest.approx(0.01)


def test_nan_is_a_difference() -> None:
    parity = compare_classes(SHARES, np.array([0, 1]), np.full((2, 2), np.nan))
    assert parity.max_difference == 1.0
    assert rejection(parity) is not None


@pytest.mark.parametrize(
    ("parity", "passes"),
    [
        (Parity(1.0, 1e-4, 5000), True),
        (Parity(0.9999, 0.0, 5000), True),
        (Parity(0.9998, 0.0, 5000), False),
        (Parity(1.0, 1.1e-4, 5000), False),
    ],
)
def test_the_gate(parity: Parity, passes: bool) -> None:
    assert (rejection(parity) is None) == passes


def test_a_rejection_says_both_numbers() -> None:
    reason = rejection(Parity(0.985, 0.02, 5000))
    assert reason is not None
    assert "98.5000% equal labels" in reason
    assert "99.99%" in reason
    assert "largest difference 0.02" in reason


def test_values_are_compared_by_their_spread() -> None:
    predicted = np.array([0.0, 2000.0])
    parity = compare_values(predicted, np.array([[0.05], [2000.0]]))
    assert parity.max_difference == pytest.approx(5e-5)
    assert (parity.labels, parity.rows) == (1.0, 2)
    assert compare_values(predicted, np.array([[9.0], [2000.0]])).labels == 0.5
    assert compare_values(np.ones(3), np.ones(3)) == Parity(1.0, 0.0, 3)


@given(st.integers(1, 5000), st.integers(1, 500))
def test_rows_are_spread_from_first_to_last(rows: int, most: int) -> None:
    chosen = spread_rows(rows, most)
    assert chosen[0] == 0
    assert len(chosen) == len(set(chosen.tolist())) <= min(rows, most)
    assert chosen[-1] <= rows - 1
    assert most == 1 or chosen[-1] == rows - 1
