"""Frames, splices, answers, settling, pace and vectors."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Map, Text

from stratum.live.logic.answers import CLIENTS, WINDOW, Answers
from stratum.live.logic.frames import framed, unframed
from stratum.live.logic.pace import AT_ONCE, Pace, between_presences
from stratum.live.logic.settling import LONGEST, QUIET, RETRY, Waiting, with_edit
from stratum.live.logic.splices import inverted, line_splices, spliced, splices
from stratum.live.logic.updates import outline
from stratum.live.logic.vectors import covers, read_vector
from stratum.live.types import Splice

RELAXED = settings(deadline=None)  # the machine may be busy with other tests

TEXTS = st.text(alphabet="ab\n\r€😀", max_size=40)


@RELAXED
@given(st.lists(st.binary(max_size=20), max_size=5))
def test_frames_come_back_and_a_torn_one_ends_them(payloads: list[bytes]) -> None:
    data = b"".join(map(framed, payloads))
    assert unframed(data) == (payloads, len(data))
    for cut in range(len(data)):
        found, end = unframed(data[:cut])
        assert found == payloads[: len(found)]
        assert end == len(b"".join(map(framed, found))) <= cut


@RELAXED
@given(st.binary(min_size=1, max_size=20), st.data())
def test_a_damaged_frame_is_known(payload: bytes, data: st.DataObject) -> None:
    whole = bytearray(framed(payload))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    assert unframed(bytes(whole)) == ([], 0)


def test_zeros_of_a_file_system_are_no_frame() -> None:
    assert unframed(framed(b"x") + bytes(64))[0] == [b"x"]


@RELAXED
@given(TEXTS, TEXTS)
def test_splices_lead_from_one_text_to_the_other_and_back(before: str, after: str) -> None:
    for find in (splices, line_splices):
        parts = find(before, after)
        assert spliced(before, parts) == after
        assert spliced(after, inverted(before, parts)) == before
        assert all(one.end <= other.start for one, other in pairwise(parts))


def test_far_apart_changes_are_parts_of_their_own() -> None:
    lines = [f"line {n}\n" for n in range(10)]
    after = [*lines]
    after[1], after[8] = "line one\n", "line 80\n"
    assert splices("".join(lines), "".join(after)) == (Splice(12, 1, "one"), Splice(62, 0, "0"))


def test_what_was_done_is_remembered_for_a_while() -> None:
    answers = Answers.of([("a", 1, 10), ("a", 2, 11)])
    assert (answers.seq_of("a", 2), answers.seq_of("a", 3), answers.seq_of("b", 1)) == (11, None, None)
    for number in range(WINDOW):
        answers.add("a", 100 + number, 12)
    assert answers.seq_of("a", 2) is None
    for number in range(CLIENTS - 1):
        answers.add(f"c{number}", 1, 13)
    assert answers.seq_of("a", 100) == 12
    answers.add("one more", 1, 13)
    assert answers.seq_of("a", 100) is None
    assert Answers.of(answers.entries()).entries() == answers.entries()


def test_edits_settle_when_it_is_quiet_or_after_long() -> None:
    first = with_edit(None, 10.0, ["a"], "Ada")
    busy = with_edit(with_edit(first, 11.0, ["b"], "Bo"), 11.5, ["b"], "Bo")
    assert (busy.is_due(11.5 + QUIET - 0.1), busy.is_due(11.5 + QUIET)) == (False, True)
    assert busy.authors == ("Bo", "Ada")
    assert busy.files == {"a", "b"}
    late = with_edit(busy, 10.0 + LONGEST, ["a"], "")
    assert late.is_due(10.0 + LONGEST)
    assert late.authors == ("Bo", "Ada")
    failed = late.put_off(40.0)
    assert (failed.is_due(40.0 + RETRY - 0.1), failed.is_due(40.0 + RETRY)) == (False, True)


def test_an_edit_waits_until_it_is_written_and_then_until_it_is_committed() -> None:
    first, second = with_edit(None, 1.0, ["a"], "Ada"), with_edit(None, 2.0, ["b"], "Bo")
    writing = Waiting().with_edit(1.0, ["a"], "Ada").saving()
    assert writing == Waiting(writing=first)
    busy = writing.with_edit(2.0, ["b"], "Bo")
    assert busy.committed() == busy
    assert busy.saved() == Waiting(taken=second, written=first)
    assert busy.saved().committed() == Waiting(taken=second)
    assert busy.saving() == Waiting(writing=with_edit(first, 2.0, ["b"], "Bo"))
    late = busy.saved().put_off(3.0).saving().saved().written
    assert late == with_edit(first.put_off(3.0), 2.0, ["b"], "Bo")
    assert Waiting().put_off(3.0) == Waiting()


def test_many_messages_at_once_and_some_each_second() -> None:
    pace = Pace.begun(0.0)
    for _ in range(int(AT_ONCE)):
        pace = pace.after_message(0.0)
    assert pace.is_kept
    assert not pace.after_message(0.0).is_kept
    assert pace.after_message(1.0).is_kept
    assert Pace(AT_ONCE, 0.0).after_message(1e6).left == AT_ONCE - 1


def test_the_more_people_the_rarer_they_are_told() -> None:
    assert between_presences(2) == 0.05
    assert between_presences(200) == 2.0


def test_vectors_tell_who_has_more() -> None:
    assert read_vector(bytes([2, 5, 3, 0x81, 1, 7])) == {5: 3, 129: 7}
    assert covers({5: 3, 6: 1}, {5: 3})
    assert not covers({5: 2}, {5: 3})
    assert not covers({}, {5: 1})


@RELAXED
@given(st.binary(max_size=12))
def test_a_vector_is_read_or_refused(data: bytes) -> None:
    try:
        found = read_vector(data)
    except ValueError:
        return
    assert all(count >= 0 for count in found.values())


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x00\x00", b"\xff" * 12])
def test_strange_vectors_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"bytes|number|writers"):
        read_vector(data)


def seeded() -> tuple["Doc[Map[Text]]", "Map[Text]"]:
    document: Doc[Map[Text]] = Doc(client_id=1)
    files = document.get("files", type=Map)
    files["a"] = Text("hello\n")
    return document, files


def test_typed_text_is_outlined_with_what_it_builds_on() -> None:
    document, files = seeded()
    known = document.get_state()
    files["a"].insert(2, "€😀")
    del files["a"][0:1]
    found = outline(document.get_update(known))
    assert found.fits(read_vector(known))
    assert found.ends[1] - found.begins[1] == 3
    assert not found.fits({})


def test_an_update_that_leaves_out_one_before_it_does_not_fit() -> None:
    document, files = seeded()
    known = read_vector(document.get_state())
    files["a"].insert(2, "x")
    between = document.get_state()
    files["a"].insert(0, "y")
    assert not outline(document.get_update(between)).fits(known)


def a_new_file(files: Map[Text]) -> None:
    files["b"] = Text("new")


def a_key_in_place_of_a_file(files: Map[Any]) -> None:
    files.update({"a": "no text"})


def a_thing_in_a_text(files: Map[Text]) -> None:
    files["a"].insert_embed(0, {"x": 1})


def a_format(files: Map[Text]) -> None:
    files["a"].format(0, 2, {"bold": True})


def another_root(files: Map[Text]) -> None:
    files.doc.get("other", type=Map).update({"x": 1})


def another_text(files: Map[Text]) -> None:
    files.doc.get("other", type=Text).insert(0, "x")


@pytest.mark.parametrize(
    "act", [a_new_file, a_key_in_place_of_a_file, a_thing_in_a_text, a_format, another_root, another_text]
)
def test_what_is_no_typed_text_is_refused(act: Callable[[Map[Text]], None]) -> None:
    document, files = seeded()
    known = document.get_state()
    act(files)
    with pytest.raises(ValueError, match="no text"):
        outline(document.get_update(known))


@RELAXED
@given(st.binary(max_size=60))
def test_an_update_is_outlined_or_refused(data: bytes) -> None:
    try:
        found = outline(data)
    except ValueError:
        return
    assert found.begins.keys() == found.ends.keys()


@RELAXED
@given(st.data())
def test_a_spoilt_update_is_outlined_or_refused(data: st.DataObject) -> None:
    document, files = seeded()
    files["a"].insert(3, "abc")
    update = bytearray(document.get_update())
    for _ in range(3):
        update[data.draw(st.integers(0, len(update) - 1))] = data.draw(st.integers(0, 255))
    try:
        outline(bytes(update))
    except ValueError:
        return
