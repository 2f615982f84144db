"""From the journal's events to where the model of every service stands.

The laws: ``fold(events) == fold_from(fold(head), tail)`` for every split, and an event that is told again,
whenever and under whatever id, changes nothing: each one fits one place in the life of one cycle only.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import msgspec

from stratum.core.events import Event
from stratum.lifecycle.records import (
    ENDS,
    REQUESTS,
    SOURCE,
    Cycle,
    Job,
    Kind,
    Life,
    Request,
    Stage,
    Trained,
    Type,
)

Lives = Mapping[tuple[str, str], Life]
"""By application and service."""

MOST_PAST = 50
_BACK_OFF: Final = (10.0, 60.0, 300.0)
"""Seconds without a training after each failed one."""


def fold(events: Iterable[Event]) -> Lives:
    """Where every model stands after ``events``, oldest first."""
    return fold_from({}, events)


def fold_from(lives: Lives, events: Iterable[Event]) -> Lives:
    """Where every model stands after ``events`` came on top; what is not ours changes nothing."""
    found = dict(lives)
    for event in events:
        application = application_of(event)
        if application and event.subject:
            key = (application, event.subject)
            life = _step(found.get(key, Life(*key)), event)
            if life != Life(*key):
                found[key] = life
    return found


def application_of(event: Event) -> str:
    """The application that an event of the lifecycle is about; empty for any other event."""
    return event.source.removeprefix(SOURCE) if event.source.startswith(SOURCE) else ""


def request_of(event: Event) -> Request:
    """The request that an event tells."""
    data = event.data
    share = data.get("share", 0.0)
    return Request(
        event.id,
        REQUESTS[event.type],
        by=str(data.get("by", "")),
        reason=str(data.get("reason", "")),
        version=str(data.get("version", "")),
        share=float(share) if isinstance(share, (int, float)) else 0.0,
        depth=_depth(data),
    )


def _step(life: Life, event: Event) -> Life:
    if event.type in REQUESTS:
        return _requested(life, event)
    if event.type in _ABOUT_LIFE:
        return _ABOUT_LIFE[event.type](life, event)
    cycle = life.cycle
    if cycle is None or event.data.get("cycle") != cycle.id:
        return life
    if event.type in ENDS:
        return _ended(life, cycle, event)
    step = _ABOUT_CYCLE.get(event.type)
    return life if step is None else dataclasses.replace(life, cycle=step(cycle, event))


def _requested(life: Life, event: Event) -> Life:
    known = event.id in life.answered or any(each.id == event.id for each in life.requests)
    return life if known else dataclasses.replace(life, requests=(*life.requests, request_of(event)))


def _answered(life: Life, request: str) -> Life:
    left = tuple(each for each in life.requests if each.id != request)
    return dataclasses.replace(life, requests=left, answered=life.answered | {request})


def _begun(life: Life, event: Event) -> Life:
    data = event.data
    request = str(data["request"])
    if life.cycle is not None or request in life.answered:
        return life
    cycle = Cycle(
        id=str(data["cycle"]),
        kind=Kind(str(data["kind"])),
        request=request,
        began=event.time,
        champion=str(data.get("champion", "")),
        enthroned=str(data.get("enthroned", "")),
        share=_number(data.get("share")),
        by=str(data.get("by", "")),
        why=str(data.get("why", "")),
        depth=_depth(data),
        challenger=str(data.get("challenger", "")),
    )
    return dataclasses.replace(_answered(life, request), cycle=_moved(cycle, event, Stage.BEGUN), blocked="")


def _held(life: Life, event: Event) -> Life:
    request = str(event.data.get("request", ""))
    if request:
        return life if request in life.answered else _answered(life, request)
    cycle = life.cycle
    if cycle is None or event.data.get("cycle") != cycle.id:
        return life
    holds = cycle.holds | {str(event.data.get("hold", ""))}
    return dataclasses.replace(life, cycle=dataclasses.replace(cycle, holds=holds))


def _stale(life: Life, event: Event) -> Life:
    if event.data.get("number") != life.stales + 1:
        return life
    moment = _number(event.data.get("moment")) or life.moment
    return dataclasses.replace(life, stales=life.stales + 1, moment=moment)


def _drifted(life: Life, event: Event) -> Life:
    return dataclasses.replace(life, noted=life.noted | {str(event.data.get("note", ""))})


def _ended(life: Life, cycle: Cycle, event: Event) -> Life:
    over = dataclasses.replace(_moved(cycle, event, ENDS[event.type]), ended=event.time)
    return dataclasses.replace(
        life,
        cycle=None,
        past=(*life.past, over)[-MOST_PAST:],
        before=_before(life.before, over),
        blocked=over.reason if over.stage is Stage.FAILED else "",
        moment=over.moment or life.moment,
    )


def _before(before: tuple[str, ...], over: Cycle) -> tuple[str, ...]:
    """The versions that answered before the present one, after a cycle."""
    if over.stage is Stage.PROMOTED and over.champion:
        return (*before, over.champion)
    if over.stage is Stage.ROLLED_BACK and over.kind is Kind.ROLLBACK and before[-1:] == (over.challenger,):
        return before[:-1]
    return before


def _started(cycle: Cycle, event: Event) -> Cycle:
    attempt = event.data.get("attempt")
    if cycle.stage is not Stage.BEGUN or attempt != cycle.attempt + 1:
        return cycle
    job = msgspec.convert(event.data.get("job"), Job)
    moved = _moved(cycle, event, Stage.TRAINING)
    return dataclasses.replace(moved, attempt=cycle.attempt + 1, job=job)


def _trained(cycle: Cycle, event: Event) -> Cycle:
    if cycle.stage is not Stage.TRAINING or event.data.get("attempt") != cycle.attempt:
        return cycle
    said = event.data.get("trained")
    if said is None:
        pause = _BACK_OFF[min(cycle.attempt, len(_BACK_OFF)) - 1]
        return dataclasses.replace(_moved(cycle, event, Stage.BEGUN), retry=event.time + pause)
    trained = msgspec.convert(said, Trained)
    moved = _moved(cycle, event, Stage.JUDGING)
    return dataclasses.replace(moved, trained=trained, challenger=trained.version)


def _registered(cycle: Cycle, _: Event) -> Cycle:
    return dataclasses.replace(cycle, registered=True)


def _judged(cycle: Cycle, event: Event) -> Cycle:
    """A judgement fits the stage that it was made in; what does not pass ends the cycle."""
    if event.data.get("at") != cycle.stage:
        return cycle
    if event.data.get("passed"):
        return _moved(cycle, event, Stage.JUDGED) if cycle.stage is Stage.JUDGING else cycle
    ending = _moved(cycle, event, Stage.ENDING)
    return dataclasses.replace(ending, outcome=str(event.data.get("outcome", Stage.REJECTED)))


def _to(stage: Stage, *before: Stage) -> Callable[[Cycle, Event], Cycle]:
    """The step to a stage from those that may come before it."""

    def step(cycle: Cycle, event: Event) -> Cycle:
        if cycle.stage not in before:
            return cycle
        promoting = cycle.promoting or stage is Stage.PROMOTING
        return dataclasses.replace(_moved(cycle, event, stage), promoting=promoting)

    return step


def _moved(cycle: Cycle, event: Event, stage: Stage) -> Cycle:
    saw = event.data.get("saw", {})
    return dataclasses.replace(
        cycle,
        stage=stage,
        since=event.time,
        moment=_number(event.data.get("moment")) or cycle.moment,
        reason=str(event.data.get("reason", "")),
        saw=saw if isinstance(saw, dict) else {},
    )


def _depth(data: Mapping[str, object]) -> int:
    found = data.get("depth", 0)
    return found if isinstance(found, int) else 0


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


_ABOUT_LIFE: Final[Mapping[str, Callable[[Life, Event], Life]]] = {
    Type.BEGUN: _begun,
    Type.HELD: _held,
    Type.STALE: _stale,
    Type.DRIFTED: _drifted,
}
_ABOUT_CYCLE: Final[Mapping[str, Callable[[Cycle, Event], Cycle]]] = {
    Type.TRAINING_STARTED: _started,
    Type.TRAINING_ENDED: _trained,
    Type.REGISTERED: _registered,
    Type.JUDGED: _judged,
    Type.SHADOW: _to(Stage.SHADOW, Stage.JUDGED),
    Type.CANARY: _to(Stage.CANARY, Stage.BEGUN, Stage.JUDGED, Stage.SHADOW),
    Type.PROMOTING: _to(Stage.PROMOTING, Stage.BEGUN, Stage.JUDGED, Stage.SHADOW, Stage.CANARY),
}
