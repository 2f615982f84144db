"""What commands print that others wrote."""

import pytest

from stratum.cli.output import show_pairs, show_table


def test_what_others_wrote_does_nothing_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    written = "\x1b]0;mine\x07 GET /é\u202e\x9b2J"
    show_table(("what",), [(written,)])
    show_pairs({"what": written})
    printed = capsys.readouterr().out
    assert printed.count(r"\x1b]0;mine\x07 GET /é\u202e\x9b2J") == 2
    assert all(letter.isprintable() or letter == "\n" for letter in printed)
