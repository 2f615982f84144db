"""Server-sent events as text."""

from hypothesis import given
from hypothesis import strategies as st

from stratum.api.feed import frame, unseen


@given(st.text())
def test_a_frame_is_three_lines_whatever_it_says(text: str) -> None:
    lines = frame("status", {"reason": text}).split("\n")
    assert lines[0] == "event: status"
    assert lines[1].startswith('data: {"reason":"')
    assert lines[2:] == ["", ""]


def test_unseen_keeps_the_order() -> None:
    events = [{"id": "3"}, {"id": "2"}, {"id": "1"}]
    assert unseen(events, frozenset({"2"})) == [{"id": "3"}, {"id": "1"}]
    assert unseen(events, frozenset()) == events
