import pytest

from stratum.language.syntax import compose as composing
from stratum.language.syntax.compose import Composed, compose
from stratum.language.syntax.nodes import Mapping, Scalar, Sequence


def codes(composed: Composed) -> list[str]:
    return [f.code for f in composed.findings]


def test_values_keys_and_lists_know_where_they_are() -> None:
    root = compose("a: 1\nb:\n  - x\n  - 'y'\n", "f").root
    assert isinstance(root, Mapping)
    assert root.entries["a"] == (Scalar("a", True, 1, 1), Scalar("1", True, 1, 4))
    items = root.get("b")
    assert items == Sequence([Scalar("x", True, 3, 5), Scalar("y", False, 4, 5)], 3, 3)


def test_an_empty_text_has_no_root_and_no_findings() -> None:
    assert compose("", "f") == Composed(None, ())
    assert compose("# only a comment\n", "f").root is None


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("a: [1, 2", 1, 9), ("a: 'x\n", 2, 1), ("a: b: c\n", 1, 5), ("\ta: 1\n", 1, 1), ("a: \x00", 1, 4)],
)
def test_broken_yaml_has_a_place_inside_of_the_text(text: str, line: int, column: int) -> None:
    composed = compose(text, "f")
    assert codes(composed) == ["yaml-syntax"]
    where = composed.findings[0].position
    assert (where.file, where.line, where.column) == ("f", line, column)


def test_surrogates_are_broken_text() -> None:
    composed = compose("a: b\nc: \ud800", "f")
    assert codes(composed) == ["yaml-syntax"]
    assert composed.findings[0].position.line == 2


def test_of_a_duplicate_key_the_first_value_counts() -> None:
    composed = compose("a: 1\nb: 2\na: 3\n", "f")
    assert isinstance(composed.root, Mapping)
    assert composed.root.get("a") == Scalar("1", True, 1, 4)
    assert codes(composed) == ["duplicate-key"]
    assert composed.findings[0].position.line == 3
    assert "line 1" in composed.findings[0].message


def test_a_second_document_is_refused() -> None:
    composed = compose("a: 1\n---\nb: 2\n", "f")
    assert composed.root is None
    assert codes(composed) == ["document-shape"]


@pytest.mark.parametrize("text", ["? [a, b]\n: 1\n", "{a: 1}: 2\n"])
def test_keys_are_single_values(text: str) -> None:
    assert codes(compose(text, "f")) == ["document-shape"]


def test_aliases_stand_for_what_they_name() -> None:
    root = compose("a: &x 5\nb: *x\nc: &y {d: 1}\ne: *y\n", "f").root
    assert isinstance(root, Mapping)
    assert root.get("b") == root.get("a") == Scalar("5", True, 1, 4)
    assert root.get("e") is root.get("c")


@pytest.mark.parametrize("text", ["a: *x\n", "a: &x [*x]\n"])
def test_aliases_need_a_finished_anchor(text: str) -> None:
    composed = compose(text, "f")
    assert codes(composed) == ["document-shape"]
    assert "anchor" in composed.findings[0].message


def bomb(levels: int, width: int) -> str:
    lines = ["a0: &a0 [x, x]\n"]
    lines.extend(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]\n" for n in range(1, levels))
    return "".join(lines)


def test_a_bomb_of_aliases_is_refused_by_what_it_stands_for() -> None:
    composed = compose(bomb(12, 9), "f")
    assert codes(composed) == ["yaml-limit"]
    assert composed.findings[0].required == f"at most {composing.MAX_NODES} values behind aliases"


def test_a_tower_of_aliases_is_refused_by_its_height() -> None:
    composed = compose(bomb(60, 1), "f")
    assert codes(composed) == ["yaml-limit"]
    assert "nesting" in composed.findings[0].required


def test_many_aliases_are_refused() -> None:
    text = f"a: &x 1\nb: [{'*x, ' * (composing.MAX_ALIASES + 1)}]\n"
    assert codes(compose(text, "f")) == ["yaml-limit"]


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "{a: " * 5000])
def test_deep_documents_are_refused_and_do_not_exhaust_the_stack(text: str) -> None:
    composed = compose(text, "f")
    assert composed.root is None
    assert codes(composed)[0] in {"yaml-limit", "yaml-syntax"}


def test_deep_keys_are_refused() -> None:
    composed = compose("? " * 5000, "f")
    assert composed.root is None
    assert codes(composed) == ["document-shape"]


def test_long_documents_are_refused_unread() -> None:
    composed = compose("#" * (composing.MAX_CHARACTERS + 1), "f")
    assert codes(composed) == ["yaml-limit"]
    assert composed.findings[0].available == f"{composing.MAX_CHARACTERS + 1} characters"
