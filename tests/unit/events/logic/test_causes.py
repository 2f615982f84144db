"""Why: events and what led to them."""

from stratum.core.events import Event
from stratum.events.logic.causes import Step, explain


def event(identity: str, cause: object = None) -> Event:
    return Event(identity, "/x", "a.b", "s", 0.0, {} if cause is None else {"cause": cause})


def explained(*events: Event, of: tuple[Event, ...]) -> list[tuple[str, int, str]]:
    known = {e.id: e for e in events}
    return [(step.event.id, step.level, step.lost) for step in explain(of, known.get)]


STALE, FIRED, ASKED, BEGUN = (
    event("stale"),
    event("fired", "stale"),
    event("asked", "fired"),
    event("begun", "asked"),
)


def test_a_chain_is_followed_to_its_beginning() -> None:
    found = explained(STALE, FIRED, ASKED, of=(BEGUN,))
    assert found == [("begun", 0, ""), ("asked", 1, ""), ("fired", 2, ""), ("stale", 3, "")]


def test_what_led_to_something_earlier_is_not_told_again() -> None:
    found = explained(STALE, FIRED, ASKED, of=(BEGUN, ASKED, event("alone")))
    assert found == [("begun", 0, ""), ("asked", 1, ""), ("fired", 2, ""), ("stale", 3, ""), ("alone", 0, "")]


def test_a_cause_that_is_not_known_is_said() -> None:
    assert explained(of=(FIRED,)) == [("fired", 0, "stale")]


def test_circles_and_causes_that_are_none_end() -> None:
    one, two = event("one", "two"), event("two", "one")
    assert explained(one, two, of=(one,)) == [("one", 0, ""), ("two", 1, "")]
    assert explain([event("odd", 3)], lambda _: None) == (Step(event("odd", 3)),)
