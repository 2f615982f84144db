"""From units to limits and replicas."""

import pytest

from stratum.core.topology import Resources
from stratum.resources.logic.shape import fitted, shape, with_memory
from stratum.resources.types import Bounds, Size

GIB = 2**30
FLAT = Bounds(1, 8, Resources(0.5, GIB), Resources())
TALL = Bounds(1, 8, Resources(0.5, GIB), Resources(2.0, 4 * GIB))


def size(replicas: int, cpu: float, memory: int = GIB) -> Size:
    return Size(replicas, Resources(cpu, memory))


@pytest.mark.parametrize(("units", "replicas"), [(0.0, 1), (2.0, 2), (2.2, 3), (3.0000000001, 3), (99.0, 8)])
def test_without_a_ceiling_units_are_replicas(units: float, replicas: int) -> None:
    assert shape(units, size(2, 0.5), FLAT) == size(replicas, 0.5)


@pytest.mark.parametrize(
    ("units", "now", "then"),
    [
        (2.0, size(1, 0.5), size(1, 1.0)),  # limits first
        (4.0, size(1, 0.5), size(1, 2.0)),
        (5.0, size(1, 2.0), size(2, 2.0)),  # the ceiling is reached: a replica more, no limit lowered
        (6.0, size(2, 1.0), size(2, 1.5)),
        (3.0, size(2, 2.0), size(1, 1.5)),  # what fits into one needs no second
        (1.0, size(3, 2.0), size(1, 0.5)),
        (0.2, size(1, 2.0), size(1, 0.5)),  # never under what the model gives
        (2.22, size(1, 0.5), size(1, 1.15)),  # the next step of 10 % of the model's limit
    ],
)
def test_limits_are_raised_before_replicas_are_added(units: float, now: Size, then: Size) -> None:
    assert shape(units, now, TALL) == then


def test_bounds_hold_whatever_is_wished() -> None:
    assert shape(1000.0, size(1, 0.5), TALL) == size(8, 2.0)
    two = Bounds(2, 3, Resources(0.5, GIB), Resources(2.0))
    assert shape(0.0, size(2, 0.5), two) == size(2, 0.5)


def test_no_limit_means_no_raising() -> None:
    free = Bounds(1, 4, Resources(), Resources(2.0))
    assert shape(3.0, Size(1, Resources()), free) == Size(3, Resources())


def test_memory_is_raised_where_it_is_nearly_filled() -> None:
    assert with_memory(size(1, 0.5), 0.95 * GIB, TALL) == size(1, 0.5, int(1.25 * GIB))
    assert with_memory(size(1, 0.5), 0.5 * GIB, TALL) == size(1, 0.5)
    assert with_memory(size(1, 0.5, 4 * GIB), 4 * GIB, TALL) == size(1, 0.5, 4 * GIB)
    assert with_memory(size(1, 0.5), 0.95 * GIB, FLAT) == size(1, 0.5)
    assert with_memory(size(1, 0.5), None, TALL) == size(1, 0.5)


@pytest.mark.parametrize(
    ("wanted", "now", "free", "then"),
    [
        (size(4, 0.5), size(1, 0.5), Resources(2.0, 8 * GIB), size(4, 0.5)),
        (size(4, 0.5), size(1, 0.5), Resources(1.2, 8 * GIB), size(2, 0.5)),
        (size(4, 0.5), size(1, 0.5), Resources(8.0, 3 * GIB), size(3, 0.5)),
        (size(4, 0.5), size(2, 0.5), Resources(1.0, 8 * GIB), size(2, 0.5)),
        (size(1, 2.0), size(1, 0.5), Resources(1.32, 8 * GIB), size(1, 1.3)),
        (size(1, 2.0), size(1, 0.5), Resources(0.5, 8 * GIB), size(1, 0.5)),
        (size(2, 2.0), size(1, 1.0), Resources(3.0, 8 * GIB), size(1, 2.0)),
        (size(1, 0.5), size(4, 2.0), Resources(0.0, 0), size(1, 0.5)),  # shrinking always fits
    ],
)
def test_the_host_cuts_growth_to_what_it_has(wanted: Size, now: Size, free: Resources, then: Size) -> None:
    assert fitted(wanted, now, free) == then
