"""Counters as rates, and points in windows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.monitoring.logic.windows import Point, downsample, increase, rate


@pytest.mark.parametrize(("old", "new", "grown"), [(0, 0, 0), (3, 10, 7), (10, 3, 3), (10, 0, 0)])
def test_a_counter_that_is_lower_began_again(old: float, new: float, grown: float) -> None:
    assert increase(old, new) == grown


def test_a_rate_is_growth_by_time() -> None:
    assert rate((10.0, 100.0), (12.0, 150.0)) == 25.0
    assert rate((10.0, 100.0), (12.0, 50.0)) == 25.0
    assert rate((10.0, 100.0), (10.0, 150.0)) is None
    assert rate((10.0, 100.0), (9.0, 150.0)) is None


@pytest.mark.parametrize(
    ("points", "width", "found"),
    [
        ([], 10, ()),
        ([(1, 2), (3, 4)], 0, ((1, 2), (3, 4))),
        ([(1, 2), (3, 4)], 10, ((0, 3),)),
        ([(1, 2), (11, 4), (19.9, 6)], 10, ((0, 2), (10, 5))),
        ([(25, 1), (5, 3)], 10, ((0, 3), (20, 1))),
        ([(-1, 1)], 10, ((-10, 1),)),
    ],
)
def test_windows_hold_means(points: list[Point], width: float, found: tuple[Point, ...]) -> None:
    assert downsample(points, width) == found


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 9)), min_size=1), st.integers(1, 50))
def test_windows_are_fewer_sorted_and_keep_the_range(points: list[Point], width: int) -> None:
    found = downsample(points, width)
    assert len(found) <= len(points)
    assert [time for time, _ in found] == sorted({time for time, _ in found})
    low, high = min(value for _, value in points), max(value for _, value in points)
    assert all(low <= value <= high for _, value in found)
