"""Laws of reading and checking that hold for any text."""

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.core.findings import Finding, Position
from stratum.language.check import check_files
from stratum.language.library import built_in, library, load
from stratum.language.report import to_text
from stratum.language.syntax.header import header
from stratum.language.syntax.parse import parse

FOLDER = Path(__file__).parents[3] / "examples" / "01-flights"
EXAMPLES = {file.name: file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.yaml"))}
PIECES = [
    "[",
    "]",
    "{",
    "}",
    ":",
    "- ",
    "\n",
    "  ",
    "&a ",
    "*a",
    "'",
    '"',
    "#",
    "\t",
    "~",
    "!!int ",
    "|\n",
    "%",
]
WORDS = ["type", "name", "broker", "best", "NatsBroker", "5 ms", "1e999", "-1", "true", "all", "é", "9" * 30]


def is_inside(where: Position, text: str) -> bool:
    lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", text)
    return 1 <= where.line <= len(lines) and 1 <= where.column <= len(lines[where.line - 1]) + 1


def place_is_inside(finding: Finding, texts: dict[str, str]) -> bool:
    return is_inside(finding.position, texts[finding.position.file])


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    """One of the example's documents with some places cut out, doubled or written over."""
    name = draw(st.sampled_from(sorted(EXAMPLES)))
    text = EXAMPLES[name]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        piece = draw(st.sampled_from([*PIECES, *WORDS, text[start:end] * 2]) | st.text(max_size=5))
        text = text[:start] + piece + text[end:]
    return name, text


@given(st.text())
def test_reading_any_text_never_raises(text: str) -> None:
    parsed = parse(text, "x.yaml", library())
    assert header(text).is_ours or parsed.findings
    assert parsed.document is not None or parsed.findings
    assert all(f.fix and place_is_inside(f, {"x.yaml": text}) for f in parsed.findings)


@given(st.lists(st.sampled_from([*PIECES, *WORDS]), max_size=40).map("".join))
def test_reading_pieces_of_yaml_never_raises(text: str) -> None:
    parsed = parse(text, "x.yaml", library())
    assert parsed.document is not None or parsed.findings
    assert all(place_is_inside(f, {"x.yaml": text}) for f in parsed.findings)


@settings(deadline=None)
@given(mutated())
def test_checking_a_mutated_example_never_raises(case: tuple[str, str]) -> None:
    name, text = case
    texts = {**EXAMPLES, name: text}
    result = check_files(texts, library())
    assert all(f.fix and place_is_inside(f, texts) for f in result.findings)
    assert list(result.findings) == sorted(result.findings, key=lambda f: f.position)
    assert check_files(texts, library()) == result
    assert to_text(result.findings).count("\n    fix:") == len(result.findings)


@settings(deadline=None)
@given(mutated())
def test_positions_of_elements_are_inside_of_the_file(case: tuple[str, str]) -> None:
    name, text = case
    document = parse(text, name, library()).document
    for element in document.elements if document else ():
        assert all(is_inside(place, text) for place in (element.position, *element.positions.values()))
        assert all(is_inside(relation.position, text) for relation in element.relations)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 400), st.integers(0, 60), st.sampled_from(sorted(built_in())))
def test_loading_mutated_types_never_raises(start: int, length: int, name: str) -> None:
    texts = dict(built_in())
    cut = texts[name][: start * 10] + texts[name][start * 10 + length :]
    loaded = load({**texts, name: cut})
    assert all(place_is_inside(f, {**texts, name: cut}) for f in loaded.findings)
    assert loaded.findings or loaded.metamodel.documents
