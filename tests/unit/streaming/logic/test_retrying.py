"""Waiting before another try."""

from hypothesis import given
from hypothesis import strategies as st

from stratum.streaming.logic.retrying import FIRST, LONGEST, backoff


def test_the_first_wait_is_short_and_doubles() -> None:
    assert [backoff(attempt) for attempt in range(3)] == [FIRST, 2 * FIRST, 4 * FIRST]


@given(st.integers(0, 10**6))
def test_waits_grow_up_to_a_bound(attempt: int) -> None:
    assert backoff(attempt) <= backoff(attempt + 1) <= LONGEST
