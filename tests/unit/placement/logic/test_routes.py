import numpy as np
import pytest

from stratum.core.topology import Link
from stratum.placement.logic.routes import routes

HOSTS = ("a", "b", "c")


def test_nothing_is_kept_of_what_no_link_says() -> None:
    found = routes(HOSTS, [Link("a", "b", 0.001)])
    assert found.bandwidth is None
    assert found.loss is None
    assert found.latency[0].tolist() == [0, 0.001, np.inf]


def test_a_path_is_as_narrow_as_its_narrowest_link_and_loses_on_each() -> None:
    found = routes(HOSTS, [Link("a", "b", 0.001, 1e6, 0.1), Link("b", "c", 0.001, 1e9, 0.1)])
    assert found.bandwidth is not None
    assert found.loss is not None
    assert found.bandwidth[0, 2] == 1e6
    assert found.loss[0, 2] == pytest.approx(0.19, abs=1e-5)
    assert found.bandwidth[0, 0] == np.inf


def test_of_equally_fast_paths_the_less_lossy_then_the_wider_one_counts() -> None:
    lossy, clean = Link("a", "b", 0.002, 1e9, 0.1), Link("a", "b", 0.002, 1e6)
    found = routes(HOSTS, [lossy, clean, Link("a", "b", 0.002, 5e6), Link("a", "b", 0.009, 1e9)])
    assert found.bandwidth is not None
    assert found.loss is not None
    assert (found.loss[0, 1], found.bandwidth[0, 1]) == (0, 5e6)


def test_a_link_that_loses_everything_is_none() -> None:
    assert routes(HOSTS, [Link("a", "b", 0.001, loss=1.0)]).latency[0, 1] == np.inf
