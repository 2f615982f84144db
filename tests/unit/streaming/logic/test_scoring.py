"""Sorting a batch, and putting the answer on its events."""

from hypothesis import given
from hypothesis import strategies as st

from stratum.streaming.logic.messages import Departure, Scored
from stratum.streaming.logic.scoring import Arrival, Event, gather, halves, sort_arrivals
from stratum.streaming.logic.tensors import Answer, Signature, TensorInfo

SIGNATURE = Signature("1", (TensorInfo("x", "FP64", (-1,)),))


def arrival(name: str, row: str = '{"x":1}') -> Arrival:
    return Arrival(f"app.departures.{name}", f'{{"id":"{name}","sent":5,"row":{row}}}'.encode())


def event(name: str) -> Event:
    return Event(arrival(name), Departure(name, 5.0, {"x": 1}))


def test_the_good_and_the_bad_are_told_apart_in_order() -> None:
    batch = sort_arrivals(
        SIGNATURE, [arrival("a"), Arrival("app.departures.b", b"no"), arrival("c", '{"x":"t"}'), arrival("d")]
    )
    assert batch.events == (event("a"), event("d"))
    assert [(each.subject, each.event[:3]) for each in batch.rejections] == [
        ("app.departures.b", "no"),
        ("app.departures.c", '{"i'),
    ]


def test_the_reason_is_kept() -> None:
    malformed, wrong = sort_arrivals(SIGNATURE, [Arrival("s", b"{}"), arrival("a", "{}")]).rejections
    assert "`id`" in malformed.reason
    assert wrong.reason == "column 'x' is missing"


def test_an_answer_is_told_event_by_event() -> None:
    told = gather("delay-risk", Answer("7", [0, 1], [0.2, 0.9]), [event("a"), event("b")], now=9.0)
    assert (told.model, told.version, told.predicted) == ("delay-risk", "7", 9.0)
    assert told.rows == [Scored("a", "a", 5.0, 0, 0.2), Scored("b", "b", 5.0, 1, 0.9)]


@given(st.integers(2, 40))
def test_halves_lose_nothing_and_get_smaller(number: int) -> None:
    events = [event(f"e{index}") for index in range(number)]
    first, second = halves(events)
    assert [*first, *second] == events
    assert 0 < len(first) < number
