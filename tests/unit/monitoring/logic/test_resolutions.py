"""Which resolution is read, and what is summed up next."""

import itertools

import pytest

from stratum.monitoring.logic.resolutions import RESOLUTIONS, SLICE, choose, next_slice

DAY = 86400.0


@pytest.mark.parametrize(
    ("span", "most", "chosen"),
    [
        (0.0, 1000, (0, 1.0)),
        (1000.0, 1000, (0, 1.0)),
        (1001.0, 1000, (1, 10.0)),
        (1001.0, 5000, (0, 1.0)),
        (7201.0, 100_000, (1, 10.0)),
        (DAY, 10_000, (1, 10.0)),
        (DAY + 1, 10_000, (2, 60.0)),
        (30 * DAY, 1000, (2, 2640.0)),
    ],
)
def test_the_finest_that_reaches_so_far_with_few_points(
    span: float, most: int, chosen: tuple[int, float]
) -> None:
    assert choose(span, most) == chosen
    assert span / chosen[1] <= most


def test_each_resolution_is_a_multiple_of_the_one_before_and_kept_longer() -> None:
    for fine, coarse in itertools.pairwise(RESOLUTIONS):
        assert coarse.step % fine.step == 0
        assert coarse.keep > fine.keep
        assert coarse.shelf % coarse.step == 0
    assert [one.keep for one in RESOLUTIONS] == [7200.0, DAY, 30 * DAY]


def test_whole_steps_are_summed_up_a_few_at_a_time() -> None:
    assert next_slice(10.0, 103.0, 129.0) == (100.0, 120.0)
    assert next_slice(10.0, 100.0, 109.9) is None
    assert next_slice(10.0, 100.0, 100_000.0) == (100.0, 100.0 + SLICE * 10)
    assert next_slice(10.0, 300.0, 200.0) is None
