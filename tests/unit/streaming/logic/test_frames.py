"""Event bodies of a replay."""

import math

from hypothesis import given
from hypothesis import strategies as st

from stratum.streaming.logic.frames import departure_frame, outcome_frame, pass_identifier, prepare_rows
from stratum.streaming.logic.messages import Departure, Outcome, decode

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)


@given(TEXT, st.floats(0, 4e9), st.dictionaries(TEXT, VALUES, min_size=1, max_size=4))
def test_a_departure_can_be_read_as_it_was_meant(name: str, sent: float, row: dict[str, object]) -> None:
    body = departure_frame(name, sent, prepare_rows({key: [value] for key, value in row.items()})[0])
    read = decode(Departure, body)
    assert (read.id, read.row) == (name, row)
    assert math.isclose(read.sent, sent, abs_tol=1e-6)


@given(TEXT, st.sampled_from([0, 1]))
def test_an_outcome_can_be_read_as_it_was_meant(name: str, outcome: int) -> None:
    assert decode(Outcome, outcome_frame(name, 1_700_000_000.123456, outcome)) == Outcome(
        name, 1_700_000_000.123456, 1 if outcome else 0
    )


def test_missing_numbers_are_null() -> None:
    assert prepare_rows({"a": [math.nan, 1.0], "b": ["x", None]}) == [
        b'{"a":null,"b":"x"}',
        b'{"a":1.0,"b":null}',
    ]


def test_each_lap_has_names_of_its_own() -> None:
    assert [pass_identifier("a", lap) for lap in range(3)] == ["a", "a~1", "a~2"]
