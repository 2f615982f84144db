"""Laws of the life of a model: told twice, killed anywhere, disturbed by anybody."""

import dataclasses
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.core.events import Event
from stratum.deployment.types import State
from stratum.lifecycle.logic.fold import fold, fold_from
from stratum.lifecycle.logic.scene import CANARY, SHADOW, Progress, Reading
from stratum.lifecycle.records import ENDS, Trained, Type
from stratum.testing.kept import KeptService

Move = Callable[[KeptService], None]
SEVERAL = 40


def retrain(kept: KeptService) -> None:
    """Somebody asks for a new model; each time under another id."""
    kept.ask(Type.RETRAIN_REQUESTED, f"retrain-{len(kept.events)}")


def rollback(kept: KeptService) -> None:
    """Somebody wants the model before."""
    kept.ask(Type.ROLLBACK_REQUESTED, f"rollback-{len(kept.events)}")


def rollout(share: float) -> Move:
    """Somebody wants a version of their choice."""

    def ask(kept: KeptService) -> None:
        version = sorted(kept.stages)[len(kept.events) % len(kept.stages)]
        kept.ask(Type.ROLLOUT_REQUESTED, f"rollout-{len(kept.events)}", version=version, share=share)

    return ask


def train(progress: Progress) -> Move:
    """The training under way comes to an end."""

    def end(kept: KeptService) -> None:
        cycle = kept.life().cycle
        if cycle is not None and cycle.job is not None and kept.jobs[cycle.job.token] is Progress.RUNNING:
            kept.outcome = Trained(
                str(len(kept.stages) + 1), 10, held_out=9, difference=0.0, standard_error=0.1
            )
            kept.finish(progress)

    return end


def compare(right: int) -> Move:
    """Outcomes come in: the challenger is so often right, the live version 80 times."""

    def count(kept: KeptService) -> None:
        cycle = kept.life().cycle
        if cycle is not None and cycle.challenger:
            for kind in (SHADOW, CANARY):
                kept.compare(kind, cycle.challenger, (800, right * 10))

    return count


def states(state: State) -> Move:
    """The replicas of trials come to a state."""

    def become(kept: KeptService) -> None:
        kept.states = {SHADOW: state, CANARY: state}

    return become


def days(number: float) -> Move:
    """Data and clock go on."""
    return lambda kept: kept.pass_days(number, seconds=500)


def usurp(kept: KeptService) -> None:
    """Somebody promotes a version by hand."""
    kept.stages = {v: "final" if s == "champion" else s for v, s in kept.stages.items()}
    kept.stages["1"] = "champion"


def fail(kept: KeptService) -> None:
    """The challenger answers with errors."""
    cycle = kept.life().cycle
    if cycle is not None and cycle.challenger:
        kept.readings = {cycle.challenger: Reading(50, 20)}


MOVES = st.sampled_from([
    retrain, rollback, rollout(0.0), rollout(0.1), train(Progress.DONE), train(Progress.FAILED),
    compare(81), compare(60), states(State.READY), states(State.STARTING), states(State.FAILED),
    days(0.0), days(1.0), days(3.0), usurp, fail,
])  # fmt: skip
TURNS = st.lists(st.tuples(MOVES, st.integers(0, 6)), max_size=40)


def lived(turns: list[tuple[Move, int]]) -> KeptService:
    """A service after some turns: something happens, then so many things are done before a kill."""
    kept = KeptService()
    for move, most in turns:
        move(kept)
        kept.step(most)
    return kept


@settings(max_examples=150, deadline=None)
@given(TURNS)
def test_there_is_one_champion_and_always_a_way_back(turns: list[tuple[Move, int]]) -> None:
    kept = lived(turns)
    assert kept.most_champions == 1
    assert kept.unsafe == ""


@settings(max_examples=100, deadline=None)
@given(TURNS, st.booleans())
def test_every_cycle_comes_to_an_end(turns: list[tuple[Move, int]], heals: bool) -> None:
    kept = lived(turns)
    if heals:
        states(State.READY)(kept)
        kept.readings = {}
    for _ in range(SEVERAL):
        train(Progress.DONE)(kept)
        kept.pass_days(1.0, seconds=500)
        kept.step()
    life = kept.life()
    assert life.cycle is None
    assert life.requests == ()
    assert {route.name for route in kept.routes} == {"main"}
    assert "challenger" not in kept.stages.values()
    assert kept.watch is not None
    assert kept.watch.shadow is None
    begun = [event for event in kept.events if event.type == Type.BEGUN]
    ended = [event for event in kept.events if event.type in ENDS]
    assert [each.data["cycle"] for each in begun] == [each.data["cycle"] for each in ended]


@settings(max_examples=100, deadline=None)
@given(TURNS)
def test_each_request_is_obeyed_or_refused_once(turns: list[tuple[Move, int]]) -> None:
    kept = lived(turns)
    kept.step()
    kept.step()
    asked = [event.id for event in kept.events if event.type.startswith("lifecycle.")]
    answers = [str(event.data["request"]) for event in kept.events if "request" in event.data]
    assert len(answers) == len(set(answers))
    assert set(answers) <= set(asked)
    assert set(asked) == set(answers) | {request.id for request in kept.life().requests}


@settings(max_examples=150, deadline=None)
@given(TURNS, st.data())
def test_an_event_that_is_told_again_changes_nothing(
    turns: list[tuple[Move, int]], data: st.DataObject
) -> None:
    events = lived(turns).events
    twice: list[Event] = []
    for event in events:
        twice.append(event)
        if data.draw(st.booleans(), "an earlier one again"):
            twice.append(data.draw(st.sampled_from(twice), "which"))
    assert fold(twice) == fold(events)


@settings(max_examples=60, deadline=None)
@given(TURNS, st.data())
def test_an_event_under_another_id_changes_nothing_either(
    turns: list[tuple[Move, int]], data: st.DataObject
) -> None:
    events = lived(turns).events
    told = [event for event in events if not event.type.startswith("lifecycle.")]
    if not told:
        return
    again = data.draw(st.sampled_from(told), "which")
    assert fold([*events, dataclasses.replace(again, id="another")]) == fold(events)


@settings(max_examples=60, deadline=None)
@given(TURNS, st.integers(0, 400))
def test_a_fold_may_stop_anywhere(turns: list[tuple[Move, int]], at: int) -> None:
    events = lived(turns).events
    assert fold_from(fold(events[:at]), events[at:]) == fold(events)
