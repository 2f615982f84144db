"""What components wrote, made harmless."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.secrets import HIDDEN
from stratum.runtime.operating.logs import LONGEST, fresh, harmless, matching


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("\x1b[31mred\x1b[0m and \x1b[1;4mbold", "red and bold"),
        ("\x1b]0;owned title\x07text", "text"),
        ("\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("beep\x07 back\x08 null\x00", "beep\ufffd back\ufffd null\ufffd"),
        ("left \u202egnp.exe", "left \ufffdgnp.exe"),
        ("tab\tstays, <b>too</b>\r\n", "tab\tstays, <b>too</b>"),
        ("\x9b31mred", "\ufffd31mred"),
    ],
)
def test_escapes_are_gone_and_control_characters_told(line: str, shown: str) -> None:
    assert harmless(line) == shown


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("connect postgres://ada:hunter2@db/x", "hunter2"),
        ("password=hunter2 host=db", "hunter2"),
        ('{"api_key": "hunter2", "n": 1}', "hunter2"),
        ("Authorization: Bearer abcdef.123456", "abcdef.123456"),
        ("DB_PASSWORD: hunter2", "hunter2"),
    ],
)
def test_what_looks_like_a_secret_is_dots(line: str, secret: str) -> None:
    shown = harmless(line)
    assert secret not in shown
    assert HIDDEN in shown


@pytest.mark.parametrize(
    "line", ["rows=12 p95=3 ms", "12:30:01 INFO ready on 127.0.0.1:4222", "token=env:TOKEN"]
)
def test_the_rest_stays_as_it_is(line: str) -> None:
    assert harmless(line) == line


@given(st.text())
def test_no_line_holds_a_control_character_or_is_endless(text: str) -> None:
    shown = harmless(text)
    assert len(shown) <= LONGEST + 2 or HIDDEN in shown
    assert {letter for letter in shown if unicodedata.category(letter) == "Cc"} <= {"\t"}


def test_lines_are_found_in_capitals_or_not() -> None:
    lines = ("ERROR: no room", "fine", "an error")
    assert matching(lines, "error") == ("ERROR: no room", "an error")
    assert matching(lines, "") == lines


@given(st.lists(st.integers().map(str), unique=True), st.integers(0, 9), st.integers(1, 9))
def test_what_came_is_what_was_not_in_the_tail_before(lines: list[str], cut: int, size: int) -> None:
    before = lines[:cut]
    after = lines[max(0, len(before) - size) :]
    assert fresh(before, after) == tuple(lines[len(before) :])


def test_a_log_that_began_anew_is_new() -> None:
    assert fresh(("a", "b"), ("c",)) == ("c",)
    assert fresh(("a",), ()) == ()
