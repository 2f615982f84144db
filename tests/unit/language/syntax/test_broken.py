import pytest

from stratum.core.findings import Position
from stratum.language.syntax.broken import broken, limit


class Mark:
    """Where a parser says that it stopped."""

    def __init__(self, line: int, column: int) -> None:
        self.line = line
        self.column = column


class StoppedError(Exception):
    """An error as a YAML parser raises it."""

    def __init__(self, problem: str, line: int, column: int, context: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.context = context
        self.problem_mark = Mark(line, column)


def test_the_mark_of_the_parser_is_the_place() -> None:
    finding = broken("a: 1\nb: [\n", "f", StoppedError("no end", 1, 3))
    assert finding.position == Position("f", 2, 4)
    assert finding.message == "broken YAML: no end"


def test_what_the_parser_was_doing_is_told_too() -> None:
    finding = broken("a: [", "f", StoppedError("no end", 0, 4, "while parsing a list"))
    assert finding.message == "broken YAML: while parsing a list: no end"
    assert finding.code == "yaml-syntax"


@pytest.mark.parametrize(
    ("line", "column", "place"),
    [(0, 99, (1, 6)), (2, 0, (2, 5)), (9, 9, (2, 5)), (1, 4, (2, 5))],
)
def test_places_outside_of_the_text_are_moved_into_it(line: int, column: int, place: tuple[int, int]) -> None:
    finding = broken("first\nlast", "f", StoppedError("x", line, column))
    assert (finding.position.line, finding.position.column) == place
    assert finding.fix


def test_an_offset_becomes_line_and_column() -> None:
    error = UnicodeEncodeError("utf-8", "ab\ncd\ud800", 5, 6, "surrogates not allowed")
    finding = broken("ab\ncd\ud800", "f", error)
    assert finding.position == Position("f", 2, 3)
    assert "surrogates" in finding.message


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x85", "\u2028", "\u2029"])
def test_all_line_breaks_of_yaml_count(end: str) -> None:
    error = UnicodeEncodeError("utf-8", f"a{end}b\ud800", 2 + len(end), 3 + len(end), "no")
    finding = broken(f"a{end}b\ud800", "f", error)
    assert (finding.position.line, finding.position.column) == (2, 2)


def test_an_error_without_a_place_is_told_at_the_beginning() -> None:
    finding = broken("text", "f", ValueError("odd"))
    assert finding.position == Position("f", 1, 1)
    assert finding.message == "broken YAML: odd"


def test_tabs_have_a_fix_of_their_own() -> None:
    assert broken("\ta: 1", "f", StoppedError("x", 0, 0)).fix == "indent with spaces, not with tabs"
    assert "tabs" not in broken("a: 1", "f", StoppedError("x", 0, 0)).fix


def test_limits_tell_both_numbers() -> None:
    finding = limit(Position("f", 4, 2), "aliases", 11, 10)
    assert (finding.required, finding.available) == ("at most 10 aliases", "11 aliases")
    assert (finding.code, finding.position) == ("yaml-limit", Position("f", 4, 2))
