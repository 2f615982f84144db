"""What a state depends on, as a value: its text, and what differs between two."""

import dataclasses

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.runtime.reproducing.lock import (
    DataLock,
    Difference,
    Lock,
    differences,
    lock_from_text,
    lock_to_text,
)

COUNTING = frozenset({"numpy"})
LOCK = Lock(
    1, "0.1.0", "aa", "3.11", {"numpy": "2.3.1", "rich": "14.2"}, {"p/rows": DataLock("rows.csv", "11")}
)
words = st.text(max_size=8)
locks = st.builds(
    Lock,
    st.just(1),
    words,
    words,
    words,
    st.dictionaries(words, words, max_size=4),
    st.dictionaries(words, st.builds(DataLock, words, words), max_size=4),
)


def test_the_text_is_a_line_for_each_fact_in_order() -> None:
    assert lock_to_text(LOCK).splitlines()[:5] == [
        "{",
        '  "data": {',
        '    "p/rows": {',
        '      "path": "rows.csv",',
        '      "sha256": "11"',
    ]


@given(locks)
def test_a_lock_is_read_as_it_was_written(lock: Lock) -> None:
    assert lock_from_text(lock_to_text(lock).encode()) == lock


@given(locks, locks)
def test_equal_states_give_equal_bytes_and_no_difference(one: Lock, other: Lock) -> None:
    assert (lock_to_text(one) == lock_to_text(other)) == (one == other)
    assert [d for d in differences(one, one, COUNTING) if d.then or d.now] == []
    there = differences(one, other, COUNTING)
    assert {(d.kind, d.name, d.now, d.then) for d in there} == {
        (d.kind, d.name, d.then, d.now) for d in differences(other, one, COUNTING)
    }


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff", b"[" * 100_000, b'{"lock": 2}', b'{"lock": 1, "more": 1}']
)
def test_what_is_no_lock_is_refused_with_the_fix(content: bytes) -> None:
    with pytest.raises(InvalidInputError) as caught:
        lock_from_text(content, "stratum.lock")
    assert "stratum.lock is no lock" in caught.value.message
    assert "stratum lock" in caught.value.hint


def test_what_numbers_depend_on_is_told_first() -> None:
    now = msgspec.structs.replace(
        LOCK,
        stratum="0.2.0",
        packages={"numpy": "2.4.0", "click": "8.3"},
        data={"p/rows": DataLock("rows.csv", "22"), "p/more": DataLock("more.csv", "")},
    )
    found = differences(LOCK, now, COUNTING)
    assert [(d.kind, d.name, d.counts) for d in found] == [
        ("data", "p/more", True),
        ("data", "p/rows", True),
        ("package", "numpy", True),
        ("stratum", "", False),
        ("package", "click", False),
        ("package", "rich", False),
    ]
    assert str(found[1]) == "data p/rows: 11 then, 22 here"
    assert str(found[-1]) == "package rich: 14.2 then, absent here"


def test_data_that_are_nowhere_are_a_difference() -> None:
    lost = msgspec.structs.replace(LOCK, data={"p/rows": DataLock("rows.csv", "")})
    assert differences(lost, lost, COUNTING) == (Difference("data", "p/rows", "", "", counts=True),)
    assert dataclasses.asdict(differences(lost, lost, COUNTING)[0])["kind"] == "data"
