"""Operations as the journal tells them: who asked for what, how far it is, how it ended."""

import dataclasses
import enum
from collections.abc import Iterable, Mapping
from typing import Final

from stratum.core.events import Event

SOURCE: Final = "/operations/"


class Type(enum.StrEnum):
    """Types of the events of an operation."""

    ASKED = "operation.asked"
    BEGUN = "operation.begun"
    PREPARING = "operation.preparing"
    RECORDED = "operation.recorded"
    DONE = "operation.done"
    FAILED = "operation.failed"


STEPS: Final[Mapping[str, str]] = {
    Type.ASKED: "asked",
    Type.BEGUN: "begun",
    Type.PREPARING: "preparing",
    Type.RECORDED: "waiting",
    Type.DONE: "done",
    Type.FAILED: "failed",
}
ENDS: Final = frozenset({"done", "failed", "interrupted"})


@dataclasses.dataclass(frozen=True, slots=True)
class Operation:
    """An order and what became of it.

    Attributes:
        id: Names it.
        application: What it is about.
        stage: ``asked``, ``begun``, ``preparing``, ``waiting``, ``done``, ``failed`` or ``interrupted``.
        began: When it was asked for; seconds since 1970-01-01 UTC.
        since: When it came to its stage.
        reason: What was told last, for people.
        to: What was ordered, see ``core.operations.Order``.
        at: The commit; empty for the documents as they were.
        engine: What was to run it; empty for that of the settings.
        by: Who asked.
        why: What for.
    """

    id: str
    application: str
    stage: str
    began: float
    since: float
    reason: str = ""
    to: str = ""
    at: str = ""
    engine: str = ""
    by: str = ""
    why: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing follows."""
        return self.stage in ENDS


def operation_event(
    identity: str, application: str, operation: str, kind: Type, now: float, data: Mapping[str, object]
) -> Event:
    """The event that tells a step of an operation."""
    told = {**data, "operation": operation}
    return Event(identity, f"{SOURCE}{application}", kind.value, application, now, told)


def operations(events: Iterable[Event]) -> tuple[Operation, ...]:
    """The operations that events tell of, newest first.

    Args:
        events: In the order of the journal, oldest first; others than those of operations change nothing.
    """
    found: dict[str, Operation] = {}
    for event in events:
        if event.source.startswith(SOURCE) and event.type in STEPS:
            identity = str(event.data.get("operation", ""))
            found[identity] = _step(found.get(identity), identity, event)
    return tuple(reversed(found.values()))


def interrupted(operation: Operation, *, alive: bool) -> Operation:
    """The operation, ended where no process carries it out any more and it did not say how it ended."""
    if alive or operation.over:
        return operation
    reason = f"it was interrupted after it was {operation.stage}"
    return dataclasses.replace(operation, stage="interrupted", reason=reason)


def _step(before: Operation | None, identity: str, event: Event) -> Operation:
    name = event.source.removeprefix(SOURCE)
    base = before or Operation(identity, name, "", event.time, event.time)
    stage, reason = STEPS[event.type], str(event.data.get("reason", ""))
    return dataclasses.replace(
        base,
        stage=stage,
        since=event.time,
        reason=reason,
        to=str(event.data.get("to", base.to)),
        at=str(event.data.get("at", base.at)),
        engine=str(event.data.get("engine", base.engine)),
        by=str(event.data.get("by", base.by)),
        why=str(event.data.get("why", base.why)),
    )
