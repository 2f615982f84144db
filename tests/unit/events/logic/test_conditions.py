"""Conditions and values in the Common Expression Language."""

import pytest

from stratum.core.errors import InvalidInputError
from stratum.core.events import Event
from stratum.events.logic.conditions import evaluate, holds, resolve
from stratum.events.types import Expression

EVENT = Event(
    "e-1", "/lifecycle/app", "model.stale", "scorer", 50.5,
    {"n": 4, "x": 0.5, "name": "é", "list": [1, 2], "inner": {"deep": True}, "none": None,
     "odd": float("nan")},
)  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("event.type == 'model.stale' && event.source == '/lifecycle/app'", True),
        ("event.subject.startsWith('sco') && event.id == 'e-1'", True),
        ("event.time > 50 && event.time < 51", True),
        ("event.data.n > 3.5", True),
        ("event.data.x < 1", True),
        ("event.data.name == 'é'", True),
        ("event.data.list.exists(i, i > 1)", True),
        ("event.data.inner.deep", True),
        ("has(event.data.none) && event.data.none == null", True),
        ("event.data.odd == null", True),
        ("event.data.absent > 3", False),
        ("event.data.inner.absent", False),
        ("has(event.data.absent)", False),
        ("event.data.absent > 3 || event.data.n == 4", True),
    ],
)
def test_conditions(condition: str, expected: object) -> None:
    assert holds(condition, EVENT) is expected


@pytest.mark.parametrize(
    "condition",
    [
        "event.data.n",
        "event.subject > 3",
        "1 / 0 == 1",
        "event.data.list[7] == 1",
        "nobody.knows == 3",
        "event.data.name.matches('(')",
        "9223372036854775807 + event.data.n > 0",
        "event.subject.",
    ],
)
def test_what_is_no_condition_says_so(condition: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        holds(condition, EVENT)
    assert condition in caught.value.message


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("event.data.n * 2", 8),
        ("{'a': event.data.list}", {"a": [1, 2]}),
        ("timestamp('2020-01-01T00:00:00Z')", "2020-01-01T00:00:00.000000Z"),
        ("duration('90s')", 90.0),
    ],
)
def test_values_are_plain(expression: str, value: object) -> None:
    assert evaluate(expression, EVENT) == value


@pytest.mark.parametrize("expression", ["event.data.absent", "b'abc'", "1.0 / 0.0"])
def test_values_that_cannot_be_written_are_refused(expression: str) -> None:
    with pytest.raises(InvalidInputError):
        evaluate(expression, EVENT)


def test_expressions_are_found_anywhere_in_a_value() -> None:
    value = {"a": [Expression("event.data.n"), {"b": Expression("event.subject")}], "c": "event.subject"}
    assert resolve(value, EVENT) == {"a": [4, {"b": "scorer"}], "c": "event.subject"}
