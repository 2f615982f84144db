"""The cycles of a service, from what its lifecycle tells: stale, trained, judged, tried, promoted or not."""

import dataclasses
from collections.abc import Iterable

from stratum.core.events import Event
from stratum.runtime.story.points import DataClock
from stratum.runtime.views import Json

SOURCE = "/lifecycle/"
HELD = "cycle.held"
STAGES = {
    "model.stale": "stale",
    "cycle.begun": "begun",
    "training.started": "training",
    "training.ended": "trained",
    "challenger.registered": "registered",
    "challenger.judged": "judged",
    "cycle.shadow": "shadow",
    "cycle.canary": "canary",
    "cycle.promoting": "promoting",
    "cycle.promoted": "promoted",
    "cycle.rejected": "rejected",
    "cycle.rolled-back": "rolled-back",
    "cycle.failed": "failed",
}
OVER = frozenset({"promoted", "rejected", "rolled-back", "failed"})
_BEFORE = frozenset({"model.stale", "cycle.begun", "training.started", HELD})
_WAITING = "held"
_JUDGED = "challenger.judged"
_MOST = 24
_MOST_STEPS = 40


@dataclasses.dataclass(frozen=True, slots=True)
class Cycle:
    """One turn of the loop.

    Attributes:
        events: What happened in it, oldest first.
    """

    events: tuple[Event, ...]

    @property
    def stage(self) -> str:
        """How far it has come."""
        known = [stage for each in self.events if (stage := stage_of(each)) != _WAITING]
        return known[-1] if known else _WAITING

    @property
    def over(self) -> bool:
        """Whether nothing follows."""
        return self.stage in OVER


def cycles(events: Iterable[Event], service: str) -> tuple[Cycle, ...]:
    """The newest cycles of a service, oldest first.

    Args:
        events: Of the application, newest first.
        service: Name of the service.
    """
    found: list[Cycle] = []
    for event in reversed(_own(events, service)):
        if found and not found[-1].over:
            found[-1] = _longer(found[-1], event)
        elif event.type in {"model.stale", "cycle.begun", "training.started"}:
            found.append(Cycle((event,)))
    return tuple(found[-_MOST:])


def cycle_view(cycle: Cycle, clock: DataClock) -> Json:
    """A cycle as JSON data."""
    first, last = cycle.events[0], cycle.events[-1]
    return {
        "stage": cycle.stage,
        "began": first.time,
        "since": last.time,
        "over": cycle.over,
        "challenger": _challenger(cycle),
        "reason": str(last.data.get("reason", "")),
        "saw": last.data.get("saw", {}),
        "steps": [_step(event, clock) for event in cycle.events],
    }


def _own(events: Iterable[Event], service: str) -> list[Event]:
    return [
        event
        for event in events
        if event.source.startswith(SOURCE)
        and event.subject == service
        and (event.type in STAGES or event.type == HELD)
    ]


def _longer(cycle: Cycle, event: Event) -> Cycle:
    """With one more event; of the same thing said again and again only the last."""
    before = cycle.events[:-1] if cycle.events[-1].type == event.type else cycle.events
    return Cycle((*before, event)[-_MOST_STEPS:])


def stage_of(event: Event) -> str:
    """The stage that an event tells of. A challenger is judged in training, in shadow and as canary."""
    at = event.data.get("at")
    if event.type == _JUDGED and at in {"shadow", "canary"}:
        return str(at)
    return STAGES.get(event.type, _WAITING)


def moment_of(event: Event, clock: DataClock) -> float | None:
    """The moment of the data at which something happened, as the event or else the readings tell."""
    said = event.data.get("moment")
    return float(said) if isinstance(said, (int, float)) and said > 0 else clock.at(event.time)


def challenger_of(event: Event) -> str:
    """Version that an event of the lifecycle is about; empty where it tells none."""
    return str(event.data.get("challenger") or event.data.get("version") or "")


def _challenger(cycle: Cycle) -> str:
    """Version that a cycle is about; empty before there is one."""
    told = (challenger_of(event) for event in reversed(cycle.events) if event.type not in _BEFORE)
    return next((version for version in told if version), "")


def _step(event: Event, clock: DataClock) -> Json:
    return {
        "type": event.type,
        "stage": stage_of(event),
        "time": event.time,
        "dataTime": moment_of(event, clock),
        "reason": str(event.data.get("reason", "")),
        "saw": event.data.get("saw", {}),
    }
