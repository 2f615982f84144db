"""Cumulative histograms and their quantiles."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.monitoring.logic.histograms import between, merged, observations, quantile
from stratum.monitoring.types import Buckets

INF = math.inf
EVEN = {0.1: 10.0, 0.2: 20.0, 0.4: 40.0, INF: 40.0}


def histogram(values: list[float], bounds: tuple[float, ...] = (0.1, 0.25, 0.5, 1.0, INF)) -> Buckets:
    return {bound: float(sum(value <= bound for value in values)) for bound in bounds}


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 0.0), (0.125, 0.05), (0.25, 0.1), (0.5, 0.2), (0.75, 0.3), (1.0, 0.4)]
)
def test_quantiles_are_interpolated_inside_a_bucket(share: float, value: float) -> None:
    assert quantile(EVEN, share) == pytest.approx(value)
    assert quantile({bound: 7 * count for bound, count in EVEN.items()}, share) == pytest.approx(value)


@pytest.mark.parametrize("empty", [{}, {0.1: 0.0, INF: 0.0}])
def test_without_observations_there_is_no_quantile(empty: Buckets) -> None:
    assert quantile(empty, 0.5) is None


def test_what_lies_over_the_highest_bound_is_given_as_that_bound() -> None:
    assert quantile({0.1: 1.0, INF: 10.0}, 0.99) == 0.1
    assert quantile({INF: 10.0}, 0.5) == 0.0


def test_empty_buckets_below_are_passed() -> None:
    assert quantile({0.1: 0.0, 0.2: 0.0, 0.3: 4.0, INF: 4.0}, 0.5) == pytest.approx(0.25)
    assert quantile({0.1: 0.0, 0.2: 4.0, INF: 4.0}, 0.0) == 0.0


def test_between_two_readings_is_the_difference() -> None:
    old, new = histogram([0.05, 0.3]), histogram([0.05, 0.3, 0.3, 2.0])
    assert between(old, new) == histogram([0.3, 2.0])
    assert between({}, new) == new


def test_a_counting_that_began_again_counts_as_it_is() -> None:
    old, new = histogram([0.05] * 9), histogram([0.3])
    assert between(old, new) == new
    assert between(old, old) == dict.fromkeys(old, 0.0)


@given(st.lists(st.floats(0, 1), min_size=1), st.floats(0, 1), st.floats(0, 1))
def test_quantiles_grow_with_the_share_and_stay_in_range(values: list[float], one: float, two: float) -> None:
    buckets = histogram(values)
    low, high = quantile(buckets, min(one, two)), quantile(buckets, max(one, two))
    assert low is not None
    assert high is not None
    assert 0.0 <= low <= high <= 1.0


def test_histograms_of_the_same_bounds_are_added() -> None:
    assert merged([EVEN, EVEN]) == {bound: 2 * count for bound, count in EVEN.items()}
    assert merged([EVEN, {}]) == EVEN
    assert merged([]) == merged([{}]) == {}


def test_observations_between_other_bounds_count_from_the_next_own_bound_on() -> None:
    assert merged([{0.1: 1.0, INF: 2.0}, {0.2: 3.0, INF: 3.0}]) == {0.1: 1.0, 0.2: 4.0, INF: 5.0}


def test_the_number_of_observations_is_that_of_the_last_bucket() -> None:
    assert observations(EVEN) == 40.0
    assert observations({}) == 0.0
