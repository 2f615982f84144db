import pytest

from stratum.core.topology import Link
from stratum.placement.logic.latency import latencies

CHAIN = (Link("a", "b", 0.006), Link("b", "c", 0.018))


def test_delays_add_up_along_the_fastest_path_in_both_directions() -> None:
    delays = latencies("abc", (*CHAIN, Link("a", "c", 0.5)))
    assert delays["a", "c"] == pytest.approx(0.024)
    assert delays["c", "a"] == pytest.approx(0.024)


def test_a_direct_link_wins_where_it_is_faster() -> None:
    assert latencies("abc", (*CHAIN, Link("c", "a", 0.001)))["a", "b"] == pytest.approx(0.006)
    assert latencies("abc", (*CHAIN, Link("c", "a", 0.001)))["a", "c"] == pytest.approx(0.001)


def test_a_host_reaches_itself_at_once_and_an_island_nobody() -> None:
    delays = latencies(("a", "island"), ())
    assert delays == {("a", "a"): 0.0, ("island", "island"): 0.0}


def test_links_to_unknown_hosts_are_ignored() -> None:
    assert latencies("a", CHAIN) == {("a", "a"): 0.0}


def test_of_parallel_links_the_faster_one_counts() -> None:
    delays = latencies("ab", (Link("a", "b", 0.9), Link("b", "a", 0.1)))
    assert delays["a", "b"] == 0.1
    assert delays["b", "a"] == 0.1
