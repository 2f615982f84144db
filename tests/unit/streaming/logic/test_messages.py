"""What travels between the programs."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.streaming.logic.messages import Departure, Outcome, Predictions, Scored, decode, encode, reject

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCORED = st.builds(
    Scored,
    id=TEXT,
    source=TEXT,
    sent=st.floats(0, 2e9),
    label=st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT,
    probability=st.none() | st.floats(0, 1),
)


@given(st.lists(SCORED, max_size=4))
def test_predictions_come_back_as_they_went(rows: list[Scored]) -> None:
    message = Predictions("delay-risk", "3", 1.5, rows)
    assert decode(Predictions, encode(message)) == message


def test_a_departure_keeps_its_row() -> None:
    body = b'{"id":"a","sent":1,"row":{"x":1.5,"y":null,"z":"t"},"more":1}'
    assert decode(Departure, body) == Departure("a", 1.0, {"x": 1.5, "y": None, "z": "t"})


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "truncated"),
        (b"{", "truncated"),
        (b"[]", "expected `object`"),
        (b"\xff", "malformed"),
        (b'{"id":"\xff","sent":1,"row":{}}', "utf-8"),
        (b'{"sent":1,"row":{}}', "`id`"),
        (b'{"id":"","sent":1,"row":{}}', "length >= 1"),
        (b'{"id":"a","sent":"now","row":{}}', "$.sent"),
        (b'{"id":"a","sent":1e999,"row":{}}', "$.sent"),
        (b'{"id":"a","sent":1,"row":{"x":' + b"[" * 5000 + b"]" * 5000 + b"}}", "deeply"),
    ],
)
def test_what_is_no_departure_is_refused_with_its_place(body: bytes, told: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        decode(Departure, body)
    assert told.lower() in refused.value.message.lower()


@pytest.mark.parametrize("outcome", [b"2", b"true", b'"1"', b"null", b"0.5"])
def test_an_outcome_is_one_or_nothing(outcome: bytes) -> None:
    with pytest.raises(InvalidInputError, match="outcome"):
        decode(Outcome, b'{"id":"a","sent":1,"outcome":%b}' % outcome)
    assert decode(Outcome, b'{"id":"a","sent":1,"outcome":1}').outcome == 1


def test_a_label_that_the_archive_cannot_hold_is_refused() -> None:
    row = b'{"id":"a","source":"s","sent":1,"label":%d,"probability":1}' % 2**64
    with pytest.raises(InvalidInputError, match="label"):
        decode(Predictions, b'{"model":"m","version":"1","predicted":1,"rows":[%b]}' % row)


def test_a_rejection_keeps_the_beginning_of_any_event() -> None:
    rejection = reject("app.departures.x", "no json", b"\xff" + b"a" * 100_000)
    assert (rejection.subject, rejection.reason) == ("app.departures.x", "no json")
    assert len(rejection.event) == 4096
    assert msgspec.json.decode(encode(rejection))["event"].startswith("\ufffda")
