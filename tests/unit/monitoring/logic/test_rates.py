"""Counters as rates."""

import pytest

from stratum.monitoring.logic.rates import increase, rate


@pytest.mark.parametrize(("old", "new", "grown"), [(0, 0, 0), (3, 10, 7), (10, 3, 3), (10, 0, 0)])
def test_a_counter_that_is_lower_began_again(old: float, new: float, grown: float) -> None:
    assert increase(old, new) == grown


def test_a_rate_is_growth_by_time() -> None:
    assert rate((10.0, 100.0), (12.0, 150.0)) == 25.0
    assert rate((10.0, 100.0), (12.0, 50.0)) == 25.0
    assert rate((10.0, 100.0), (10.0, 150.0)) is None
    assert rate((10.0, 100.0), (9.0, 150.0)) is None
