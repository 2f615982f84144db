"""The journal: the one append-only list of events that explains how everything came to be as it is."""

import dataclasses
from typing import Protocol

from stratum.core.events import Event
from stratum.core.patterns import matches


@dataclasses.dataclass(frozen=True, slots=True)
class Snapshot:
    """What follows from the journal up to a place, kept so that nobody has to read all of it again.

    Attributes:
        name: Whose it is; each name has at most one.
        number: The place of the last event that it holds.
        key: Names the rules by which it was made; with other rules it says nothing.
        body: What follows, as text.
    """

    name: str
    number: int
    key: str = ""
    body: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """An event with its place in the journal; places grow, with gaps allowed."""

    number: int
    event: Event


@dataclasses.dataclass(frozen=True, slots=True)
class Query:
    """Which events are wanted. Patterns are those of ``core.patterns``; an empty text stands for all.

    Attributes:
        source: Pattern, such as ``/lifecycle/*``.
        type: Pattern, such as ``component.*``.
        subject: Pattern; an event without a subject has an empty one.
        id: The id itself.
        since: Events of this time and later, in seconds since 1970-01-01 UTC.
        limit: At most so many.
    """

    source: str = ""
    type: str = ""
    subject: str = ""
    id: str = ""
    since: float = 0.0
    limit: int = 200

    def admits(self, event: Event) -> bool:
        """Whether an event is wanted; ``limit`` plays no part."""
        patterns = ((self.source, event.source), (self.type, event.type), (self.subject, event.subject))
        fits = all(not pattern or matches(pattern, text) for pattern, text in patterns)
        return fits and self.id in {"", event.id} and event.time >= self.since


class Journal(Protocol):
    """An append-only list of events, shared by several processes and threads.

    All see the same order. What ``append`` has returned for survives a crash of the process and of the
    machine. Every method raises ``TransientError`` where the medium is full or busy and ``PermanentError``
    where it is broken; a failed ``append`` has stored nothing.
    """

    def append(self, event: Event) -> int:
        """Store ``event`` and return its place. An event with known source and id is not stored again."""
        ...

    def read(self, after: int = 0) -> tuple[Entry, ...]:
        """All entries after place ``after``, oldest first."""
        ...

    def find(self, query: Query) -> tuple[Entry, ...]:
        """The last entries that a query asks for, newest first."""
        ...

    def remember(self, snapshot: Snapshot) -> None:
        """Keep a snapshot in place of the one before of its name."""
        ...

    def recall(self, name: str) -> Snapshot | None:
        """The snapshot of that name that was kept last; None where there is none."""
        ...
