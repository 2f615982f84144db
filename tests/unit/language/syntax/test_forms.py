import re

import pytest

from stratum.language.library import library
from stratum.language.syntax.forms import fault_of, has_form


@pytest.mark.parametrize(
    ("text", "form", "is_so"),
    [
        ("abc", "[a-z]+", True),
        ("abc1", "[a-z]+", False),
        ("1abc", "[a-z]+", False),
        ("b", "a|b", True),
        ("abc\n", "[a-z]+", False),
        ("grün", "gr.n", True),
        ("\ud800", ".*", False),
        ("a", "[", False),
    ],
)
def test_the_whole_text_has_the_form(text: str, form: str, is_so: bool) -> None:
    assert has_form(text, form) is is_so


@pytest.mark.parametrize("form", ["(a+)+", "(a|a)*", "(.*)*x", "(a?){30}a{30}b"])
def test_no_form_takes_longer_than_its_text(form: str) -> None:
    assert fault_of(form) == ""
    assert not has_form("a" * 100_000 + "!", form)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("[", "unterminated"),
        ("a{1,2000}", "repetition"),
        (r"(a)\1", r"\1"),
        ("(?=a)a", "(?= is not known everywhere"),
        ("(?i)a", "(?i is not known everywhere"),
        (r"a\Z", r"\Z is not known everywhere"),
        (r"\pL", r"\p is not known everywhere"),
        ("[[:alpha:]]", "[[ is not known everywhere"),
        ("[a[:digit:]]", "[:digit:] is not known everywhere"),
        ("\ud800", "surrogates"),
    ],
)
def test_faults_of_forms(form: str, said: str) -> None:
    assert said in fault_of(form)


@pytest.mark.parametrize("form", ["", r"\\A", r"\[[a]", "(?:a|b)?", r"\(\?P"])
def test_forms_that_may_be_taken_for_peculiar_ones(form: str) -> None:
    assert fault_of(form) == ""
    re.compile(f"^({form})$")


def test_every_form_of_the_library_is_one() -> None:
    forms = {a.pattern for t in library().types.values() for a in t.attributes.values()}
    assert {form: fault_of(form) for form in forms if fault_of(form)} == {}
