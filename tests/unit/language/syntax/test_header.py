import pytest

from stratum.language.syntax.compose import MAX_CHARACTERS
from stratum.language.syntax.header import Header, header


@pytest.mark.parametrize(
    "text",
    [
        "stratum: 1\nkind: Types\nname: x\n",
        "kind: Types\nname: x\nmore: {stratum: [1, {a: b}]}\nstratum: 1\n",
        "{kind: Types, 'stratum': 1}",
        "# first\n---\nnested: [stratum]\nkind: Types\nstratum: {a: 1}\n",
        "kind: Types\nkind: Pipeline\nstratum: 1\n",
    ],
)
def test_a_document_has_the_key_stratum_at_its_top(text: str) -> None:
    assert header(text) == Header(is_ours=True, kind="Types")
    assert header(text).is_of("Types")
    assert not header(text).is_of("Pipeline")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "services:\n  stratum: {image: nginx}\n",
        "- stratum\n- 1\n",
        "[stratum, 1]",
        "stratum",
        "name: stratum\non: [push]\n",
        "services: {stratum: [",
        "a: 1\n# stratum: 1\n",
    ],
)
def test_anything_else_is_not_ours(text: str) -> None:
    assert not header(text).is_ours


def test_of_broken_text_a_line_decides() -> None:
    assert header("kind: [\nstratum : 1\n").is_ours
    assert header("stratum: 1\nkind: Types\ntypes: [").is_of("Types")
    assert header("stratum: 1\nname: [").kind == ""


def test_of_a_long_text_a_line_decides_too() -> None:
    long = "#" * MAX_CHARACTERS
    assert header(f"stratum: 1\n{long}").is_ours
    assert not header(f"other: stratum\n{long}").is_ours
