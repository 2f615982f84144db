import math

import pytest

from stratum.core.topology import Resources
from stratum.placement.types import Bound, Demand, Failure, PlacementProblem, Shortage


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (
            Failure("cpu", "2 cores", "1 cores free of 1 cores", "x"),
            "cpu: needs 2 cores, has 1 cores free of 1 cores",
        ),
        (Failure("latency", "5 ms", "18 ms", "x", "y"), "18 ms > 5 ms to y"),
        (Failure("link", "a path of links", "no path", "x", "y"), "no path of links to y"),
    ],
)
def test_a_failure_reads_with_both_sides(failure: Failure, told: str) -> None:
    assert str(failure) == told
    assert failure.component == "x"


def test_a_shortage_names_who_and_where() -> None:
    short = Shortage(("a", "b"), ("h1", "h2"), "memory", "3 GiB", "2 GiB")
    assert str(short) == "a, b need 3 GiB of memory together, h1, h2 have 2 GiB"
    assert "no host have" in str(Shortage(("a",), (), "cpu", "1 cores", "0 cores"))


def test_what_is_not_said_is_not_asked() -> None:
    demand, bound, problem = Demand("a"), Bound("a", "b"), PlacementProblem(())
    assert demand.resources == Resources()
    assert (demand.arch, demand.tiers, demand.os, demand.fixed_host) == ((), (), (), None)
    assert bound.max_latency == math.inf
    assert (problem.links, problem.together, problem.occupied, problem.current) == ((), (), {}, {})
