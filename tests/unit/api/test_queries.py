"""Reading of query parameters."""

import pytest

from stratum.api.queries import number, words
from stratum.core.errors import InvalidInputError


def test_a_number_or_its_default() -> None:
    assert number({}, "limit", 5.0, most=9) == 5.0
    assert number({"limit": "7"}, "limit", 5.0, most=9) == 7.0


@pytest.mark.parametrize("text", ["", "x", "0", "-1", "10", "nan", "inf"])
def test_other_numbers_are_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="limit=") as caught:
        number({"limit": text}, "limit", 5.0, most=9)
    assert caught.value.hint == "give a number from 1 to 9"


def test_words() -> None:
    assert words({"metric": "a,,b"}, "metric") == ("a", "b")
    with pytest.raises(InvalidInputError, match="metric is missing"):
        words({"metric": ","}, "metric")
