"""The order of elements from both sides, and which element is which."""

from hypothesis import given
from hypothesis import strategies as st

from stratum.language.library import library
from stratum.language.merging.identity import is_told_apart, keys_of
from stratum.language.merging.structure import ordered
from stratum.language.syntax.parse import parse
from stratum.language.tree import Document

KEYS = st.lists(st.sampled_from("abcdef"), unique=True)


@given(KEYS, KEYS)
def test_an_order_that_one_side_alone_has_stays(base: list[str], side: list[str]) -> None:
    assert ordered(base, side, base, side) == side
    assert ordered(base, base, side, side) == side
    assert ordered(base, side, side, side) == side


@given(KEYS, KEYS, KEYS)
def test_everything_that_is_kept_has_one_place(base: list[str], ours: list[str], theirs: list[str]) -> None:
    kept = {*ours, *theirs}
    assert sorted(ordered(base, ours, theirs, kept)) == sorted(kept)


def test_what_both_put_in_one_place_stands_there() -> None:
    assert ordered("ad", "abd", "acd", "abcd") == ["a", "b", "c", "d"]
    assert ordered("abc", "cab", "abxc", "abcx") == ["c", "a", "b", "x"]


def document(hosts: str) -> Document:
    text = f"stratum: 1\nkind: Infrastructure\nname: s\nhosts:\n{hosts}"
    found = parse(text, "s.yaml", library()).document
    assert found is not None
    return found


def host(name: str, identity: str = "") -> str:
    more = f", id: {identity}" if identity else ""
    return f"  {name}: {{type: FogServer, cpu: 1, memory: 1 GiB{more}}}\n"


def test_an_element_is_known_by_its_identity_and_without_one_by_its_name() -> None:
    base = document(host("a", "one") + host("b") + host("c", "three"))
    side = document(host("x", "one") + host("b", "two") + host("c", "other") + host("d"))
    assert keys_of(side, base) == {"x": "one", "b": "b", "c": "other", "d": "d"}


def test_elements_of_one_name_or_identity_are_not_told_apart() -> None:
    assert is_told_apart(document(host("a", "one") + host("b")))
    assert not is_told_apart(document(host("a", "one") + host("b", "one")))
