"""How long a log may become."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.deployment.logic.logs import LOG_LIMIT, first_kept


@pytest.mark.parametrize(("size", "begin"), [(0, None), (10, None), (11, 1), (25, 15)])
def test_a_log_is_put_aside_only_over_its_limit(size: int, begin: int | None) -> None:
    assert first_kept(size, 10) == begin


def test_the_usual_limit_is_eight_mebibytes() -> None:
    assert first_kept(8 * 2**20) is None
    assert first_kept(8 * 2**20 + 1) == 1
    assert LOG_LIMIT == 8 * 2**20


@given(st.integers(0, 10**12), st.integers(1, 10**9))
def test_never_more_than_the_limit_is_kept(size: int, limit: int) -> None:
    begin = first_kept(size, limit)
    assert (begin is None) == (size <= limit)
    assert begin is None or size - begin == limit
