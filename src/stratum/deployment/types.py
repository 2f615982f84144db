"""What should run, as values: component specifications, plans, observed states."""

import dataclasses
import enum
from collections.abc import Mapping

from stratum.core.digests import digest_value


class Kind(enum.StrEnum):
    """How long a component lives."""

    SERVICE = "service"
    TASK = "task"


class State(enum.StrEnum):
    """Where a component stands in its life."""

    PENDING = "pending"
    STARTING = "starting"
    READY = "ready"
    UNREADY = "unready"
    STOPPING = "stopping"
    BACKING_OFF = "backing-off"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclasses.dataclass(frozen=True, slots=True)
class Probe:
    """How to see that a component is ready.

    Attributes:
        kind: ``http`` (a 200 from ``path``), ``tcp`` (a connection is taken) or ``exit`` (a task ended
            with 0).
        address: Where to ask; an IP address.
        port: On which port.
        path: For ``http``.
        deadline: Seconds after a start until which readiness must come.
    """

    kind: str
    address: str = ""
    port: int = 0
    path: str = ""
    deadline: float = 30.0


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """What a component may take at most; 0 means no limit.

    Attributes:
        cpu: Cores.
        memory: Bytes resident.
    """

    cpu: float = 0.0
    memory: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Scrape:
    """Where a component tells its own metrics.

    Attributes:
        kind: Entry-point name of the collector: ``prometheus`` or ``nats``.
        url: Whole address.
    """

    kind: str
    url: str


@dataclasses.dataclass(frozen=True, slots=True)
class ComponentSpec:
    """A component as a backend runs it. Equal digests mean that nothing has to be done.

    Attributes:
        name: Unique within the application.
        element: Path of the model element.
        type: Name of the model type, for display.
        host: Name of the modelled host.
        address: IP address of that host, on which the component listens.
        kind: Service or task.
        command: Argument list; never a shell line. ``{dir}`` in an argument stands for the component's
            directory, ``{python}`` for the interpreter.
        files: Text files to write into the component's directory before it starts, by relative name.
        ports: Ports it listens on, by name.
        readiness: How to see that it is ready.
        after_ready: Argument list run to its end after each start before the component counts as ready;
            empty for none. Must be safe to repeat.
        depends_on: Names of components that have to be ready first.
        limits: What it may take.
        scrape: Where it tells metrics; None where it does not.
    """

    name: str
    element: str
    type: str
    host: str
    address: str
    kind: Kind
    command: tuple[str, ...]
    files: Mapping[str, str]
    ports: Mapping[str, int]
    readiness: Probe
    after_ready: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    limits: Limits = Limits()
    scrape: Scrape | None = None

    def digest(self) -> str:
        """SHA-256 of everything that this specification says."""
        return digest_value(dataclasses.asdict(self))


@dataclasses.dataclass(frozen=True, slots=True)
class Observed:
    """A component as it is now.

    Attributes:
        name: Name of the component.
        state: Where it stands.
        digest: Digest of the specification it was started from; empty if never started.
        pid: Process id; 0 where none runs.
        started: Seconds since 1970-01-01 UTC of the last start; 0 if never.
        restarts: Starts after the first one, since the specification changed.
        reason: Why it stands where it stands, for people.
    """

    name: str
    state: State
    digest: str = ""
    pid: int = 0
    started: float = 0.0
    restarts: int = 0
    reason: str = ""


class Verb(enum.StrEnum):
    """What an action does."""

    START = "start"
    REPLACE = "replace"
    STOP = "stop"


@dataclasses.dataclass(frozen=True, slots=True)
class Action:
    """One step of a plan.

    Attributes:
        verb: What to do.
        component: With which component.
        reason: Why, for people.
    """

    verb: Verb
    component: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """Ordered steps from what is observed to what is desired; empty when they agree."""

    application: str
    actions: tuple[Action, ...]
