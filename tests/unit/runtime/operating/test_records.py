"""Operations as the journal tells them."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.events import Event
from stratum.runtime.operating.records import (
    ENDS,
    STEPS,
    Operation,
    Type,
    interrupted,
    operation_event,
    operations,
)


def told(operation: str, kind: Type, time: float, **data: str) -> Event:
    return operation_event(f"{operation}-{time}", "app", operation, kind, time, {"reason": kind.name, **data})


def test_an_operation_is_what_was_told_of_it() -> None:
    (found,) = operations([
        told("a", Type.ASKED, 1.0, by="ada", to="model", at="v1", why="for the fair"),
        told("a", Type.BEGUN, 2.0, by="ada", engine="docker"),
        told("a", Type.RECORDED, 3.0),
    ])
    assert found == Operation(
        "a", "app", "waiting", 1.0, 3.0, "RECORDED", "model", "v1", "docker", "ada", "for the fair"
    )
    assert not found.over


def test_the_newest_operation_comes_first_and_other_events_count_for_nothing() -> None:
    other = Event("x", "/deployment/app", "deployment.desired", "app", 2.0, {"operation": "c"})
    found = operations([
        told("a", Type.BEGUN, 1.0),
        other,
        told("b", Type.BEGUN, 3.0),
        told("a", Type.DONE, 4.0),
    ])
    assert [(one.id, one.stage) for one in found] == [("b", "begun"), ("a", "done")]


@pytest.mark.parametrize("kind", Type)
def test_what_nobody_carries_out_any_more_was_interrupted_unless_it_said_its_end(kind: Type) -> None:
    (found,) = operations([told("a", kind, 1.0)])
    assert interrupted(found, alive=True) == found
    ended = interrupted(found, alive=False)
    assert ended.over
    assert (ended.stage == "interrupted") == (found.stage not in ENDS)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(Type))))
def test_each_operation_stands_where_its_last_event_put_it(steps: list[tuple[str, Type]]) -> None:
    found = operations(told(name, kind, float(place)) for place, (name, kind) in enumerate(steps))
    last = {name: STEPS[kind] for name, kind in steps}
    assert {one.id: one.stage for one in found} == last
    assert all(dataclasses.replace(one, stage="done").over for one in found)
