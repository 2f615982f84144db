"""What the deployment needs from outside: a way to run processes, a way to ask them."""

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from stratum.deployment.logic.records import Answer, Handle, Launch, Look
from stratum.deployment.types import Artifact, Probe

Ids = Callable[[], str]
"""Gives a text that no earlier call gave, in this process or another; letters and digits."""


class Backend(Protocol):
    """Runs commands with all their descendants on one machine. Nothing here waits for a process.

    A started process outlives the program that started it. Every method may be called by another program than
    the one that called ``start``, after a crash of that one.

    Attributes:
        python: Absolute path of an interpreter that has the platform installed, where components run.
    """

    python: str

    def addresses(self, place: str, hosts: Sequence[str]) -> Mapping[str, str]:
        """IP address of each modelled host, the same at every call; reachable from this machine.

        Args:
            place: Absolute path of the workspace.
            hosts: Names of the modelled hosts.

        Raises:
            InvalidInputError: If there are more hosts than addresses.
        """
        ...

    def check(self) -> str:
        """Why nothing can be run here now, for people; empty where it can."""
        ...

    def prepare(self, commands: Iterable[Sequence[str]]) -> None:
        """Get ready what starts of these commands need, such as images; may take long.

        A start does the same for itself where nobody did; here nothing waits for it. Repeating it is safe.

        Args:
            commands: Argument lists; placeholders may be in them.

        Raises:
            TransientError: If it cannot be done now.
            NotFoundError: If this installation lacks something that they need.
        """
        ...

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

    def adjust(self, handle: Handle, launch: Launch) -> None:
        """Give a running process other limits and other live files, those of ``launch``; it is not restarted.

        Repeating it is safe. Nothing happens for a process that has ended.

        Raises:
            TransientError: If it cannot be done now.
        """
        ...

    def carry(self, artifact: Artifact, host: str, root: Path) -> None:
        """Put an artifact on a host, into the folder ``<root>/<host>/<digest>``; may take long.

        Content addressed: what is there and verifies is not sent again. A carry that is cut off leaves
        nothing under the final name. May be called from another thread.

        Raises:
            TransientError: If the host or its disk refuses.
            InvalidInputError: If the artifact differs from its digests.
        """
        ...

    def clear(self, host: str, root: Path, keep: Collection[str]) -> tuple[str, ...]:
        """Remove every artifact below ``<root>/<host>`` but those of the digests in ``keep``.

        Returns:
            The digests of those that were removed, sorted. Never raises for what cannot be removed now.
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
