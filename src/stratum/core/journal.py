"""The journal: the one append-only list of events that explains how everything came to be as it is."""

import dataclasses
from typing import Protocol

from stratum.core.events import Event


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

    def newest(self, source: str, limit: int) -> tuple[Event, ...]:
        """The last ``limit`` events of ``source``, newest first."""
        ...

    def remember(self, snapshot: Snapshot) -> None:
        """Keep a snapshot in place of the one before of its name."""
        ...

    def recall(self, name: str) -> Snapshot | None:
        """The snapshot of that name that was kept last; None where there is none."""
        ...
