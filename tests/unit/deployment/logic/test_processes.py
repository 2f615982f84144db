"""The process table as values."""

import pytest

from stratum.deployment.logic.processes import (
    Process,
    carried_token,
    children_of,
    descendants,
    parse_stat,
    top_of,
)

TAIL = "1 1 0 -1 4194304 0 0 0 0 5 6 0 0 20 0 1 0 {birth} 1000 {pages} 18446744073709551615 0"


def line(pid: int, name: str, state: str, parent: int, birth: int, pages: int) -> str:
    return f"{pid} ({name}) {state} {parent} " + TAIL.format(birth=birth, pages=pages)


@pytest.mark.parametrize("name", ["sh", "a b", "tricky) S 99 (x", "", ") Z 1 ("])
def test_a_line_is_read_whatever_the_name(name: str) -> None:
    assert parse_stat(line(42, name, "S", 7, 1234, 56)) == Process(42, 7, 1234, 56, dead=False)


@pytest.mark.parametrize(
    ("state", "dead"), [("S", False), ("R", False), ("T", False), ("Z", True), ("X", True)]
)
def test_what_waits_to_be_collected_is_dead(state: str, *, dead: bool) -> None:
    assert parse_stat(line(1, "x", state, 0, 1, 1)).dead is dead


@pytest.mark.parametrize("text", ["", "12", "12 (sh) S", "x (sh) S 1"])
def test_half_a_line_is_an_error(text: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        parse_stat(text)


def process(pid: int, parent: int, *, birth: int = 0, dead: bool = False) -> Process:
    return Process(pid, parent, birth, 1, dead)


TABLE = {
    p.pid: p
    for p in (
        process(1, 0), process(10, 1), process(12, 10, birth=2), process(11, 10, birth=3), process(20, 12),
        process(30, 1), process(13, 10, dead=True), process(14, 13),
    )
}  # fmt: skip


def test_children_are_sorted_by_age_and_alive() -> None:
    children = children_of(TABLE)
    assert [p.pid for p in children[10]] == [12, 11]
    assert 20 not in children


def test_descendants_are_the_living_tree_below() -> None:
    children = children_of(TABLE)
    assert {p.pid for p in descendants(children, 10)} == {11, 12, 20}
    assert descendants(children, 20) == descendants(children, 99) == ()


@pytest.mark.parametrize(
    ("pids", "top"),
    [((10, 11, 12, 20), 10), ((20, 12), 12), ((11, 12), 12), ((99,), 0), ((), 0), ((30,), 30)],
)
def test_the_top_is_the_one_whose_parent_is_a_stranger(pids: tuple[int, ...], top: int) -> None:
    assert top_of(frozenset(pids), TABLE) == top


@pytest.mark.parametrize(
    ("environ", "token"),
    [
        (b"", ""),
        (b"PATH=/bin\0STRATUM_START=abc\0X=1\0", "abc"),
        (b"XSTRATUM_START=abc\0", ""),
        (b"STRATUM_START=\0", ""),
        (b"STRATUM_START=\xff\0", "\ufffd"),
    ],
)
def test_the_token_is_found_in_an_environment(environ: bytes, token: str) -> None:
    assert carried_token(environ, "STRATUM_START") == token
