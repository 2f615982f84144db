from collections.abc import Callable, Mapping

import pytest

from stratum.compiler.attributes import flag, group, number, text, texts
from stratum.core.errors import InvalidInputError

Reader = Callable[[Mapping[str, object], str], object]
VALUES = {"name": "a", "some": ("a", "b"), "rate": 2.5, "on": True, "inner": {"cpu": 1}}


def test_values_of_the_right_kind_come_back_as_they_are() -> None:
    assert text(VALUES, "name") == "a"
    assert texts(VALUES, "some") == ("a", "b")
    assert number(VALUES, "rate") == 2.5
    assert flag(VALUES, "on", default=False)
    assert group(VALUES, "inner") == {"cpu": 1}


def test_what_is_left_out_takes_the_default() -> None:
    assert text(VALUES, "other", "x") == "x"
    assert texts(VALUES, "other") == ()
    assert number(VALUES, "other", 3) == 3
    assert not flag(VALUES, "other", default=False)
    assert group(VALUES, "other") == {}


def test_a_single_text_is_a_list_of_one() -> None:
    assert texts(VALUES, "name") == ("a",)


def test_a_missing_value_without_a_default_is_named() -> None:
    with pytest.raises(InvalidInputError) as caught:
        text(VALUES, "other")
    assert caught.value.message == "attribute 'other' is missing"
    assert "stratum check" in caught.value.hint


def test_values_of_the_wrong_kind_are_named_with_what_they_are() -> None:
    wrong: list[tuple[Reader, str, str]] = [
        (text, "rate", "2.5, not a text"),
        (texts, "rate", "2.5, not a list of texts"),
        (number, "on", "True, not a number"),
        (group, "name", "'a', not a group of values"),
    ]
    for reader, name, told in wrong:
        with pytest.raises(InvalidInputError, match=told):
            reader(VALUES, name)
    with pytest.raises(InvalidInputError, match="'a', not true or false"):
        flag(VALUES, "name", default=True)
