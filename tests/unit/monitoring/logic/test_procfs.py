"""Texts of /proc as they were recorded, and as they may be."""

import pytest

from stratum.monitoring.logic.procfs import (
    Stat,
    parse_disks,
    parse_interfaces,
    parse_pairs,
    parse_processors,
    parse_stat,
    tree,
)

STAT = (
    b"4711 (a ) b (c) S 1 4711 4711 0 -1 4194560 2500 900 0 0 120 30 7 3 20 0 4 0 98765 227323904 5120 "
    b"18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0\n"
)
NET_DEV = b"""Inter-|   Receive                                        |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo
    lo:    3193      29    0    0    0     0      0      0     3193      29    0    0    0     0   0   0
  eth0:921618326   39193    0    0    0     0      0      0  1497154   16187    0    0    0     0   0   0
  eth1:      100       1    0    0    0     0      0      0       50       1    0    0    0     0   0   0
"""
DISKSTATS = b"""   7       0 loop0 10 0 999 0 0 0 999 0 0 0 0 0 0 0 0 0 0
 254       0 vda 1000 20 80 300 500 90 40 700 0 900 1000 0 0 0 0 0 0
 254       1 vda1 900 20 70 300 500 90 30 700 0 900 1000 0 0 0 0 0 0
"""
PROC_STAT = b"""cpu  100 10 40 1000 50 0 5 15 20 0
cpu0 50 5 20 500 25 0 2 7 10 0
cpu1 50 5 20 500 25 0 3 8 10 0
intr 12345
"""


def test_a_process_whose_name_looks_like_fields() -> None:
    assert parse_stat(STAT) == Stat(4711, 1, False, 150, 10, 98765, 5120)
    assert parse_stat(STAT.replace(b") S ", b") Z ")) == Stat(4711, 1, True, 150, 10, 98765, 5120)


@pytest.mark.parametrize("text", [b"", b"1", b"1 (x) S 2 3"])
def test_no_process_is_none(text: bytes) -> None:
    assert parse_stat(text) is None


def test_the_tree_is_everything_below() -> None:
    assert set(tree(1, {1: [2, 3], 3: [4], 9: [10]})) == {1, 2, 3, 4}
    assert tree(7, {}) == (7,)


def test_pairs_are_names_and_whole_numbers() -> None:
    text = b"rchar: 5\nread_bytes: 4096\nMemTotal:  16 kB\nname x\n\nodd\nnegative -3\n"
    assert parse_pairs(text) == {"rchar": 5, "read_bytes": 4096, "MemTotal": 16, "negative": -3}


def test_interfaces_are_summed_without_loopback() -> None:
    assert parse_interfaces(NET_DEV) == (921618426.0, 1497204.0)
    assert parse_interfaces(b"") == (0.0, 0.0)


def test_whole_disks_are_summed_in_bytes() -> None:
    assert parse_disks(DISKSTATS, {"vda"}) == (80 * 512.0, 40 * 512.0)
    assert parse_disks(b"", {"vda"}) == (0.0, 0.0)


def test_processors_are_busy_when_they_neither_idle_nor_wait() -> None:
    assert parse_processors(PROC_STAT) == (170, 1220, 2)
    assert parse_processors(b"") == (0, 0, 0)
