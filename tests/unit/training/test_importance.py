"""What a model leans on."""

import numpy as np
import pytest

from stratum.data.logic.rows import Columns
from stratum.training.logic.importance import effort, permutation, shares

A = np.arange(200.0)
ROWS = {"idle": np.zeros(200), "a": A, "half": A % 7}


def scores(columns: Columns) -> list[float]:
    """Of each table the share of rows where ``a`` and, less so, ``half`` are as they came."""
    a, half = columns["a"].reshape(-1, 200), columns["half"].reshape(-1, 200)
    return list(0.8 * (a == A).mean(axis=1) + 0.2 * (half == A % 7).mean(axis=1))


def test_columns_that_matter_come_first() -> None:
    found = permutation(scores, ROWS, np.random.default_rng(1))
    assert [one.name for one in found] == ["a", "half", "idle"]
    assert found[0].mean == pytest.approx(0.8, abs=0.02)
    assert found[0].spread < 0.02
    assert (found[2].mean, found[2].spread) == (0.0, 0.0)


def test_the_same_chance_gives_the_same_importance() -> None:
    first, second = (permutation(scores, ROWS, np.random.default_rng(1)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("columns", "members", "asked"),
    [(1, 1, (1000, 5)), (6, 1, (1000, 5)), (10, 1, (1000, 3)), (20, 1, (750, 2)), (20, 4, (250, 2))],
)
def test_many_columns_are_shuffled_less_often_and_then_over_fewer_rows(
    columns: int, members: int, asked: tuple[int, int]
) -> None:
    assert effort(columns, members) == asked


def test_nothing_is_said_where_there_is_no_score() -> None:
    assert permutation(lambda _: [np.nan], ROWS, np.random.default_rng(1)) == ()
    assert permutation(lambda c: [1.0] if c is ROWS else [np.nan] * 15, ROWS, np.random.default_rng(1)) == ()


def test_shares_of_values_add_up_to_their_column() -> None:
    assert shares(np.array([1.0, -1.0, 2.0]), ["shop", "shop", "price"]) == {"shop": 0.5, "price": 0.5}
    assert shares(np.array([[1.0, 0.0], [0.0, -3.0]]), ["a", "b"]) == {"b": 0.75, "a": 0.25}
    assert shares(np.zeros(2), ["a", "b"]) == {}
