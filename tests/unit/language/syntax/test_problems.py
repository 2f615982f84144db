import pytest

from stratum.core.findings import Position, Severity
from stratum.language.codes import Code
from stratum.language.syntax.nodes import Mapping, Node, Scalar, Sequence
from stratum.language.syntax.problems import Problems, describe, is_null, shown

WORD = Scalar("word", plain=True, line=3, column=7)


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (WORD, "'word'"),
        (Scalar("", plain=True, line=1, column=1), "nothing"),
        (Scalar("", plain=False, line=1, column=1), "''"),
        (Scalar("~", plain=False, line=1, column=1), "'~'"),
        (Sequence([], 1, 1), "a list"),
        (Mapping({}, 1, 1), "a mapping"),
    ],
)
def test_what_was_written_in_words(node: Node, said: str) -> None:
    assert describe(node) == said
    assert is_null(node) == (said == "nothing")


def test_long_values_are_cut() -> None:
    assert shown("x" * 60) == repr("x" * 60)
    assert len(shown("x" * 5000)) == 62
    assert shown("x" * 61).endswith("...'")


def test_errors_know_their_place_and_element() -> None:
    problems = Problems("f.yaml")
    problems.element = "app/a"
    problems.add(Code.VALUE_TYPE, WORD, "is wrong", "write another")
    (finding,) = problems.findings
    assert finding.position == Position("f.yaml", 3, 7)
    assert (finding.element, finding.severity, finding.fix) == ("app/a", Severity.ERROR, "write another")


def test_a_node_of_another_file_keeps_its_file() -> None:
    elsewhere = Scalar("word", plain=True, line=3, column=7, file="other.yaml")
    assert Problems("f.yaml").place(elsewhere) == Position("other.yaml", 3, 7)
    assert Problems("f.yaml").place(WORD).file == "f.yaml"


def test_ranges_carry_both_numbers() -> None:
    problems = Problems("f.yaml")
    problems.add_bound(WORD, "is too small", "at least 1", "0")
    (finding,) = problems.findings
    assert (finding.code, finding.required, finding.available) == ("value-range", "at least 1", "0")
    assert finding.fix == "write a value of at least 1"
