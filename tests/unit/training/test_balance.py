"""Classes made alike for fitting."""

import numpy as np
import pytest

from stratum.training.logic.balance import balanced_rows

RARE = np.array([0] * 10_000 + [1])


@pytest.mark.parametrize(
    ("method", "ratio", "counts"),
    [("over", 1.0, [10_000, 10_000]), ("over", 0.1, [10_000, 1_000]), ("under", 0.01, [100, 1])],
)
def test_one_of_ten_thousand(method: str, ratio: float, counts: list[int]) -> None:
    rows = balanced_rows(method, ratio, RARE, 4)
    assert np.bincount(RARE[rows]).tolist() == counts
    assert np.array_equal(rows, balanced_rows(method, ratio, RARE, 4))
    assert np.array_equal(rows, np.sort(rows))
