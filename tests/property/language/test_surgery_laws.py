"""Laws of cutting texts: any change anywhere says what was asked, and lines that it does not touch stay."""

from collections.abc import Iterator
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.language.edits.removal import drop
from stratum.language.edits.surgery import add, insert_item, put, rename
from stratum.language.syntax.compose import compose
from stratum.language.syntax.nodes import Node
from stratum.language.syntax.values import plain
from stratum.language.syntax.writing import row, table, text

TEXT = """\
# top
comp:   # the things
    a:    # one
        type: X   # why
        l: [ a ,b ]   # list
        n:
        d: |
            text

        m: {k: 1, 'q': "é"}  # m
    # about b
    b: {type: Y, l: [1,
        2, # two
        3], z: ~}
    c:
        l:
        - a # first
        - to: b
          x: 5 ms
        -
    # end
tail: "x" # t"""
BASES = (TEXT, TEXT + "\n", TEXT.replace("\n", "\r\n"), "\ufeff" + TEXT)
VALUES = st.recursive(
    st.one_of(st.text(max_size=8), st.integers(-9, 9).map(str), st.just("x" * 120)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc: #", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
Path = tuple[str | int, ...]


def node(value: object) -> Node:
    """A value as it would be written."""
    if isinstance(value, dict):
        return table({key: node(inner) for key, inner in value.items()})
    return row([node(item) for item in value]) if isinstance(value, list) else text(str(value))


def data(text: str) -> object:
    """What a text says, with lists that can be changed."""
    composed = compose(text, "")
    assert composed.root is not None, composed.findings
    assert not composed.findings
    return open_(plain(composed.root))


def open_(value: object) -> object:
    if isinstance(value, dict):
        return {key: open_(inner) for key, inner in value.items()}
    return [open_(item) for item in value] if isinstance(value, tuple) else value


def paths(value: object, above: Path = ()) -> Iterator[Path]:
    steps = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    for step in steps:
        yield (*above, step)
        yield from paths(at(value, (step,)), (*above, step))


def at(value: object, path: Path) -> Any:
    """The value at a path."""
    for step in path:
        value = cast("Any", value)[step]
    return value


def new_key(mapping: Any) -> str:
    """A key that a mapping does not have."""
    return next(key for key in (f"new{number}" for number in range(9)) if key not in (mapping or {}))


@st.composite
def steps(draw: st.DrawFn, text: str) -> tuple[str, object]:
    """A change of a text, with what the text should say then."""
    said = data(text)
    path = draw(st.sampled_from(list(paths(said))))
    above, old, value = at(said, path[:-1]), at(said, path), node(draw(VALUES))
    what, told = draw(st.sampled_from(["put", "drop", "rename", "grow"])), open_(plain(value))
    if what == "grow" and (old is None or isinstance(old, dict)):
        before, key = draw(st.sampled_from(["", *(old or {})])), new_key(old)
        above[path[-1]] = {**(old or {}), key: told}
        return add(text, path, key, value, before=before, spread=draw(st.booleans())), said
    if what == "grow" and isinstance(old, list):
        number = draw(st.integers(0, len(old)))
        old.insert(number, told)
        return insert_item(text, path, number, value), said
    if what == "rename" and isinstance(above, dict):
        key = new_key(above)
        above[key] = above.pop(path[-1])
        return rename(text, path, key), said
    if what == "drop":
        del above[path[-1]]
        return drop(text, path), said
    above[path[-1]] = told
    return put(text, path, value), said


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_text_says_what_was_asked_after_each_change(source: st.DataObject) -> None:
    text = source.draw(st.sampled_from(BASES))
    for _ in range(3):
        if not list(paths(data(text))):
            return
        text, said = source.draw(steps(text))
        assert data(text) == said
        assert ("\r\n" in text) <= (text.replace("\r\n", "").count("\n") == 0)
