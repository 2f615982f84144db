"""What rules need from outside: actions, what these may do, and where handlers are asked."""

from collections.abc import Mapping
from typing import Protocol

from stratum.core.errors import StratumError
from stratum.core.events import Event
from stratum.core.journal import Entry
from stratum.events.types import Mandate, Outcome, Parameter


class Powers(Protocol):
    """All that an action can do. Doing it again with the same mandate does no more than doing it once.

    Every method raises ``TransientError`` where trying again may help and ``PermanentError`` where not, such
    as for a service that does not run or an application that is not named and of which there are several.
    """

    def retrain(self, service: str, mandate: Mandate) -> None:
        """Ask for a new model of a service."""
        ...

    def rollback(self, service: str, mandate: Mandate) -> None:
        """Ask for the model before, in place of the one that a service has."""
        ...

    def run_batch(self, component: str, mandate: Mandate) -> None:
        """Ask a batch predictor for a run."""
        ...

    def scale(self, service: str, replicas: int, mandate: Mandate) -> None:
        """Let a service have so many replicas."""
        ...

    def resize(self, service: str, cpu: float | None, memory: int | None, mandate: Mandate) -> None:
        """Let each replica of a service take so many cores and bytes; None leaves one as it is."""
        ...

    def migrate(self, service: str, host: str, mandate: Mandate) -> None:
        """Let a service run on another modelled host."""
        ...

    def emit(self, kind: str, subject: str, data: Mapping[str, object], mandate: Mandate) -> None:
        """Tell of an event of a type of one's own."""
        ...

    def reach(self, host: str, port: int) -> str:
        """The IP address at which to speak to a host of a rule; ``DeniedError`` where that is closed."""
        ...

    def secret(self, name: str) -> str:
        """The value of a variable of the agent's environment; never to be written anywhere."""
        ...


class Action(Protocol):
    """Something that a rule may do. A plug-in: built without arguments, found by its entry-point name."""

    @property
    def help(self) -> str:
        """One sentence for people."""
        ...

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What it takes."""
        ...

    def run(self, event: Event, values: Mapping[str, object], mandate: Mandate, powers: Powers, /) -> None:
        """Do it, within half a minute. May be called again with the same mandate, after a crash or a failure.

        Runs in a thread of its own.

        Args:
            event: What set off the rule.
            values: Its parameters as ``parameters`` declares them; what is not required may be missing.
            mandate: On whose behalf.
            powers: What it may do.

        Raises:
            TransientError: If trying again later may help.
            PermanentError: If not.
        """
        ...


class Handler(Protocol):
    """Somebody who reads the journal event by event, each at least once and in order."""

    @property
    def name(self) -> str:
        """Unique; the place up to which it has read is kept under it."""
        ...

    def handle(self, entry: Entry, now: float, /) -> Outcome:
        """Take an event. Taking one again, after a crash, must come to the same.

        Raises:
            TransientError: If it should be given again later.
            PermanentError: If it never will work; ``fail`` is called and the next event comes.
        """
        ...

    def fail(self, entry: Entry, error: StratumError, now: float, /) -> None:
        """Record that an event could not be taken.

        Raises:
            TransientError: If even that cannot be done now; the event is then given again.
        """
        ...
