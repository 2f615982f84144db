"""Events as CloudEvents."""

from typing import Any

import pytest

from stratum.core.errors import InvalidInputError
from stratum.core.events import Event
from stratum.events.logic.envelope import from_cloudevent, read_time, to_cloudevent

TOLD: dict[str, Any] = {
    "specversion": "1.0",
    "id": "e-1",
    "source": "/lifecycle/flights",
    "type": "model.stale",
    "subject": "scorer",
    "time": "2013-06-01T12:00:00.250000Z",
    "datacontenttype": "application/json",
    "data": {"reason": "worse", "saw": {"accuracy": 0.7}},
}
EVENT = Event("e-1", "/lifecycle/flights", "model.stale", "scorer", 1370088000.25, TOLD["data"])


def test_there_and_back() -> None:
    assert to_cloudevent(EVENT) == TOLD
    assert from_cloudevent(TOLD, now=0.0) == EVENT


def test_what_is_optional_may_be_missing() -> None:
    told = {"specversion": "1.0", "id": "1", "source": "/x", "type": "a.b"}
    assert from_cloudevent(told, now=7.0) == Event("1", "/x", "a.b", "", 7.0)
    assert "subject" not in to_cloudevent(Event("1", "/x", "a.b", "", 7.0))


def test_extensions_are_not_kept_and_json_has_many_names() -> None:
    told = {**TOLD, "traceparent": "00-x", "datacontenttype": "application/vnd.own+json; charset=utf-8"}
    assert from_cloudevent(told, now=0.0) == EVENT


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"specversion": "0.3"}, "specversion is '0.3'"),
        ({"id": ""}, "id is ''"),
        ({"source": 3}, "source is 3"),
        ({"type": "a\nb"}, "type is"),
        ({"subject": ""}, "subject is ''"),
        ({"time": "yesterday"}, "time is 'yesterday'"),
        ({"time": "2013-06-01T12:00:00"}, "time is"),
        ({"time": 3}, "time is 3"),
        ({"data": [1]}, "not a mapping"),
        ({"data": {"a": float("nan")}}, "more than JSON can say"),
        ({"data_base64": "aGk="}, "not JSON"),
        ({"datacontenttype": "text/plain"}, "not JSON"),
    ],
)
def test_what_is_no_event_says_why(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        from_cloudevent({**TOLD, **change}, now=0.0)
    assert said in caught.value.message


@pytest.mark.parametrize("told", [None, [], "x", 3])
def test_what_is_no_mapping_is_refused(told: object) -> None:
    with pytest.raises(InvalidInputError, match="not a mapping"):
        from_cloudevent(told, now=0.0)


def test_times_of_other_zones() -> None:
    assert read_time("1970-01-01T01:00:00+01:00") == 0.0
