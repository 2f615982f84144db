from typing import Any

import msgspec
import pytest

from stratum.serving.logic.wording import SHOWN, explain, list_names, unknown_column
from stratum.serving.types import MalformedRequestError


def failure(content: bytes, kind: Any) -> Exception:
    with pytest.raises(msgspec.MsgspecError) as caught:
        msgspec.json.decode(content, type=kind)
    return caught.value


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (b'{"a": "x"}', dict[str, float | None], "[...]: expected a number or null, got text"),
        (b"[1, null]", list[int], "[1]: expected a whole number, got null"),
        (b"[true]", list[str], "[0]: expected text, got true or false"),
        (b'"x"', list[int], "expected a list, got text"),
    ],
)
def test_types_and_places_are_in_the_callers_words(content: bytes, kind: Any, message: str) -> None:
    refusal = explain(failure(content, kind))
    assert refusal.message == message
    assert not isinstance(refusal, MalformedRequestError)


def test_a_place_goes_before_the_path() -> None:
    assert explain(failure(b'["x"]', list[int]), "input 'a' data").message.startswith("input 'a' data[0]: ")


@pytest.mark.parametrize("content", [b"", b"[1", b"nope", b"[NaN]", b"\xff"])
def test_what_is_no_json_is_malformed(content: bytes) -> None:
    refusal = explain(failure(content, list[float]))
    assert isinstance(refusal, MalformedRequestError)
    assert "cannot be read" in refusal.message


def test_an_unknown_column_is_answered_with_the_nearest() -> None:
    assert unknown_column("temprature", ["humidity", "temperature"]).hint == "did you mean 'temperature'?"
    assert unknown_column("zzz", ["a", "b"]).hint == "the model takes 'a', 'b'"


def test_long_lists_and_names_are_cut() -> None:
    shown = list_names(f"c{number}" for number in range(1000))
    assert shown.endswith(f"'c{SHOWN - 1}' and {1000 - SHOWN} more")
    assert len(unknown_column("x" * 10_000, ["a"]).message) < 120
