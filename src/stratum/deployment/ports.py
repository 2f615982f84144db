"""What the deployment needs from outside: a journal, a way to run processes, a way to ask them."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from stratum.core.events import Event
from stratum.deployment.logic.records import Answer, Handle, Launch, Look
from stratum.deployment.types import Probe

Ids = Callable[[], str]
"""Gives a text that no earlier call gave, in this process or another; letters and digits."""


@dataclasses.dataclass(frozen=True, slots=True)
class Snapshot:
    """What follows from the journal up to a place, kept so that nobody has to read all of it again.

    Attributes:
        number: The place of the last event that it holds.
        key: Names the rules by which it was made; with other rules it says nothing.
        body: What follows, as text.
    """

    number: int
    key: str
    body: str


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
        """Keep a snapshot in place of the one before. Losing it loses nothing: it follows from the rest."""
        ...

    def recall(self) -> Snapshot | None:
        """The snapshot that was kept last; None where there is none."""
        ...


class Backend(Protocol):
    """Runs commands with all their descendants on one machine. Nothing here waits for a process.

    A started process outlives the program that started it. Every method may be called by another program than
    the one that called ``start``, after a crash of that one.
    """

    def start(self, launch: Launch) -> Handle:
        """Write the files, check the ports, start the command.

        Raises:
            TransientError: If it cannot be done now: a port is taken, the disk is full. Nothing runs then.
            InvalidInputError: If a file lies outside of the directory.
        """
        ...

    def find(self, launches: Sequence[Launch]) -> Mapping[str, Handle]:
        """The process of each launch whose start got as far as a process, by token, even if it has ended."""
        ...

    def look(self, handles: Sequence[Handle]) -> Mapping[str, Look]:
        """Each process as it is now, by token. Never raises for a process that has ended or never was."""
        ...

    def end(self, handle: Handle, *, force: bool) -> None:
        """Ask the program to end, or end it and everything that it started by ``force``.

        Repeating it is safe, and so is calling it for a process that has ended. By force, nothing of the
        process is left soon after, grandchildren and daemons included. A process that merely got the same pid
        is never touched.
        """
        ...

    def log(self, directory: Path, lines: int) -> tuple[str, ...]:
        """The last lines that the processes of a directory wrote, oldest first; empty if there are none."""
        ...

    def trim(self, directory: Path) -> None:
        """Keep the log of a directory bounded while processes write to it: drop the oldest if it is long.

        To be called again and again. Never raises for a log that is missing or cannot be cut now.
        """
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """A probe to be asked again and again.

    Attributes:
        probe: What to ask.
        every: Seconds between an answer and the next question.
    """

    probe: Probe
    every: float


class Prober(Protocol):
    """Asks components whether they are ready, without waiting for them."""

    def ask(self, questions: Mapping[str, Question]) -> Mapping[str, Answer]:
        """The latest answer to each question that was answered at least once.

        Args:
            questions: By a key that is new for each start, so that an answer never comes from an earlier run.
                Questions that are no longer named are forgotten.
        """
        ...
