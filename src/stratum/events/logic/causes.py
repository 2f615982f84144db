"""Why: from the events of an element to what led to them."""

import dataclasses
from collections.abc import Callable, Iterable

from stratum.core.events import Event

_DEEPEST = 32


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """An event in an explanation.

    Attributes:
        event: What happened.
        level: 0 for what happened to the element itself; 1 for what led to it, and so on.
        lost: Id of an event that led to it and is not known; empty where all is.
    """

    event: Event
    level: int = 0
    lost: str = ""


def explain(events: Iterable[Event], find: Callable[[str], Event | None]) -> tuple[Step, ...]:
    """The events, each followed by those that led to it; what led to an earlier one is not told again.

    Args:
        events: Newest first.
        find: Gives the event with an id; None where there is none.
    """
    told: set[tuple[str, str]] = set()
    steps: list[Step] = []
    for event in events:
        steps.extend(_chain(event, find, told))
    return tuple(steps)


def _chain(event: Event, find: Callable[[str], Event | None], told: set[tuple[str, str]]) -> list[Step]:
    chain: list[Step] = []
    current: Event | None = event
    while current is not None and (current.source, current.id) not in told and len(chain) < _DEEPEST:
        told.add((current.source, current.id))
        cause = current.data.get("cause")
        before = find(cause) if isinstance(cause, str) and cause else None
        lost = cause if isinstance(cause, str) and before is None else ""
        chain.append(Step(current, len(chain), lost))
        current = before
    return chain
