"""Precise changes of texts: what they say afterwards, and that nothing else differs by a byte."""

import difflib

import pytest

from stratum.language.edits.removal import drop
from stratum.language.edits.sheet import CutError, Path
from stratum.language.edits.surgery import Written, add, cut, insert_item, paste, put, rename
from stratum.language.syntax.compose import compose
from stratum.language.syntax.nodes import Node

TEXT = """\
# Everything here stays.
stratum: 1
comp:   # the things
    a:  # one
        type: X   # why
        list: [ a ,b ]   # two
        none:
        text: |
            over
            lines

        map: {k: 1, 'q': "é"}  # m
    # about b
    b: {type: Y, list: [1,
        2, # two
        3], nothing: ~}
    c:
        items:
        - a # first
        - to: b
          x: 5 ms
    # the end
tail: "x" # t"""


def node(text: str) -> Node:
    root = compose(text, "").root
    assert root is not None
    return root


def changes(new: str, old: str = TEXT) -> list[str]:
    told = difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")
    return [line for line in told if not line.startswith(("---", "+++", "@@"))]


PUTS: dict[str, tuple[Path, str, list[str]]] = {
    "a single value": (
        ("comp", "a", "type"),
        "Z",
        ["-        type: X   # why", "+        type: Z   # why"],
    ),
    "a value where there was none": (
        ("comp", "a", "none"),
        "5 ms",
        ["-        none:", "+        none: 5 ms"],
    ),
    "one item of a list": (
        ("comp", "a", "list"),
        "[a, c, b]",
        ["-        list: [ a ,b ]   # two", "+        list: [ a ,c, b ]   # two"],
    ),
    "one key of a mapping": (
        ("comp", "a", "map"),
        "{k: 2, q: é}",
        ["""-        map: {k: 1, 'q': "é"}  # m""", """+        map: {k: 2, 'q': "é"}  # m"""],
    ),
    "a list in place of a word": (
        ("tail",),
        "[x, 'y: z']",
        ['-tail: "x" # t', '+tail: [x, "y: z"] # t'],
    ),
    "an item over several lines": (
        ("comp", "c", "items"),
        "[a, {to: d, x: 5 ms}]",
        ["-        - to: b", "+        - to: d"],
    ),
    "a text over several lines": (
        ("comp", "a", "text"),
        "short",
        ["-        text: |", "-            over", "-            lines", "+        text: short"],
    ),
}


@pytest.mark.parametrize("case", PUTS)
def test_only_what_is_another_value_changes(case: str) -> None:
    path, value, expected = PUTS[case]
    assert changes(put(TEXT, path, node(value))) == expected


def test_what_says_the_same_is_left_as_it_is_written() -> None:
    assert put(TEXT, ("comp", "a", "list"), node("[a, b]")) == TEXT
    assert put(TEXT, ("comp", "a", "map"), node("{q: é, k: 1}")) == TEXT


def test_an_entry_goes_behind_the_last_one_and_in_front_of_comments_on_what_follows() -> None:
    assert changes(add(TEXT, ("comp", "a"), "new", node("1"))) == ["+        new: 1"]
    assert changes(add(TEXT, ("comp",), "new", node("{type: N}"), before="b")) == ["+    new: {type: N}"]
    assert "    new: {type: N}\n    # about b\n    b:" in add(
        TEXT, ("comp",), "new", node("{type: N}"), before="b"
    )


def test_an_entry_of_a_mapping_in_one_line_stays_in_that_line() -> None:
    assert changes(add(TEXT, ("comp", "a", "map"), "new", node("[1]"))) == [
        """-        map: {k: 1, 'q': "é"}  # m""",
        """+        map: {k: 1, 'q': "é", new: [1]}  # m""",
    ]


def test_a_mapping_begins_where_there_was_no_value() -> None:
    assert changes(add(TEXT, ("comp", "a", "none"), "k", node("v"))) == ["+            k: v"]


def test_what_is_dropped_takes_the_comment_behind_it_along() -> None:
    assert changes(drop(TEXT, ("comp", "a", "type"))) == ["-        type: X   # why"]
    assert changes(drop(TEXT, ("comp", "c", "items", 0))) == ["-        - a # first"]
    assert changes(drop(TEXT, ("comp", "b", "list", 1))) == ["-        2, # two", "+        # two"]
    assert changes(drop(TEXT, ("tail",))) == ['-tail: "x" # t']


def test_the_last_item_leaves_an_empty_list() -> None:
    assert drop("a: [1]\n", ("a", 0)) == "a: []\n"
    assert drop("a:\n  - 1 # c\nb: 2\n", ("a", 0)) == "a: []\nb: 2\n"


def test_items_are_put_between_others() -> None:
    assert changes(insert_item(TEXT, ("comp", "c", "items"), 1, node("new"))) == ["+        - new"]
    assert changes(insert_item(TEXT, ("comp", "c", "items"), 9, node("{to: n}"))) == ["+        - {to: n}"]


def test_a_key_keeps_its_quotes() -> None:
    assert '"z": "é"' in rename(TEXT, ("comp", "a", "map", "q"), "z")


def test_an_entry_moves_with_its_comments() -> None:
    left, piece = cut("a:\n    b:  # why\n        k: 1\n    c: 2\nd:\n  e: 3\n", ("a", "b"))
    assert left == "a:\n    c: 2\nd:\n  e: 3\n"
    assert paste(left, ("d",), piece) == "a:\n    c: 2\nd:\n  e: 3\n  b:  # why\n      k: 1\n"


def test_comments_are_not_lost_in_one_line() -> None:
    _, piece = cut("a:\n  b:  # why\n    k: 1\n  c: 2\n", ("a", "b"))
    with pytest.raises(CutError, match="comments"):
        paste("d: {e: 1}\n", ("d",), piece)


def test_lines_end_as_they_do_in_the_text() -> None:
    text = TEXT.replace("\n", "\r\n")
    new = add(text, ("comp", "a"), "new", node("1"))
    assert new.replace("\r\n", "").count("\n") == 0
    assert changes(new.replace("\r\n", "\n")) == ["+        new: 1"]


SHARED = "a: &x {k: [1]}\nb: *x\nc: {d: &y 1, e: *y}\n"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("a", "k"), "a is repeated as \\*x"),
        (("b", "k"), "b is \\*x"),
        (("c", "d"), "c.d is repeated as \\*y"),
        (("a",), "a is repeated"),
    ],
)
def test_what_an_alias_repeats_is_not_changed(path: Path, said: str) -> None:
    with pytest.raises(CutError, match=said):
        drop(SHARED, path)


def test_an_alias_itself_may_give_way() -> None:
    assert put(SHARED, ("b",), node("2")) == SHARED.replace("b: *x", "b: 2")
    assert add(SHARED, ("c",), "f", node("3")) == SHARED.replace("e: *y}", "e: *y, f: 3}")


@pytest.mark.parametrize("text", ["a: [", "? [a]\n: 1\n", "\x00"])
def test_what_is_no_yaml_is_refused(text: str) -> None:
    with pytest.raises(CutError, match="cannot be read"):
        put(text, ("a",), node("1"))


def test_what_is_not_there_is_refused() -> None:
    for change in (drop, lambda t, p: put(t, p, node("1")), lambda t, p: rename(t, p, "z"), cut):
        with pytest.raises(CutError, match=r"there is no comp\.z"):
            change(TEXT, ("comp", "z"))
    with pytest.raises(CutError, match="no mapping"):
        paste(TEXT, ("tail",), Written("k", node("1")))
    with pytest.raises(CutError, match="no list"):
        insert_item(TEXT, ("tail",), 0, node("1"))
