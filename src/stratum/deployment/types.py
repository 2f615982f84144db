"""What should run, as values: component specifications, plans, observed states."""

import dataclasses
import enum
from collections.abc import Mapping

from stratum.core.digests import digest_value

_ADJUSTABLE = frozenset({"limits", "live"})


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
class Artifact:
    """A folder that has to be on a host before a component starts there, such as the bundle of a model.

    Attributes:
        digest: Identity of its content; the name of its folder on every host.
        path: Absolute path of the folder on the machine of the platform.
    """

    digest: str
    path: str


@dataclasses.dataclass(frozen=True, slots=True)
class Mount:
    """A file or folder outside of the component's directory that it uses, under the same path everywhere.

    Attributes:
        path: Absolute path.
        writable: Whether the component writes there.
    """

    path: str
    writable: bool = False


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
        live: Files like ``files`` that may change while it runs: it reads them again by itself.
        artifacts: What has to be on its host first; ``{artifacts}`` stands for the folder that holds them.
        mounts: What else it uses of its host.
        service: Name of the service that it is a replica, the gateway or the activator of; empty for none.
        version: Version of the model that it serves; empty where it serves none.
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
    live: Mapping[str, str] = dataclasses.field(default_factory=dict)
    artifacts: tuple[Artifact, ...] = ()
    mounts: tuple[Mount, ...] = ()
    service: str = ""
    version: str = ""

    def digest(self) -> str:
        """SHA-256 of what needs a new start when it changes: all but ``limits`` and ``live``."""
        said = dataclasses.asdict(self)
        return digest_value({key: value for key, value in said.items() if key not in _ADJUSTABLE})

    def settings(self) -> str:
        """SHA-256 of what a running component takes over: ``limits`` and ``live``."""
        said = dataclasses.asdict(self)
        return digest_value({key: said[key] for key in sorted(_ADJUSTABLE)})


@dataclasses.dataclass(frozen=True, slots=True)
class Route:
    """Replicas of one version of a service on one host, and the share of the requests that they get.

    Attributes:
        name: Unique within the service: ``main``, ``canary``, ``shadow``, or of the user's choice.
        version: Version of the model.
        artifact: Its bundle.
        host: Name of the modelled host.
        address: IP address of that host.
        replicas: How many; 0 for a service that sleeps.
        limits: What each replica may take.
        weight: Share of the requests, relative to the other routes; 0 for none.
        mirror: Whether it gets a copy of every request, whose answers nobody sees.
    """

    name: str
    version: str
    artifact: Artifact
    host: str
    address: str
    replicas: int = 1
    limits: Limits = Limits()
    weight: float = 1.0
    mirror: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class RouteChange:
    """What becomes of one route of a service; only the fields that are given change.

    A route of a new name takes what is not given from ``main``.

    Attributes:
        name: Name of the route.
        drop: Whether it ends; nothing else counts then.
        version: Version of the model; comes with its ``artifact``.
        artifact: Its bundle.
        host: Name of the modelled host; comes with its ``address`` unless another route is there.
        address: IP address of that host.
        replicas: How many.
        cpu: Cores that each replica may take; 0 for no limit.
        memory: Bytes that each replica may take; 0 for no limit.
        weight: Share of the requests, relative to the other routes.
        mirror: Whether it gets a copy of every request.
    """

    name: str
    drop: bool = False
    version: str | None = None
    artifact: Artifact | None = None
    host: str | None = None
    address: str | None = None
    replicas: int | None = None
    cpu: float | None = None
    memory: int | None = None
    weight: float | None = None
    mirror: bool | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class ServiceSpec:
    """A service as the model says it: replicas behind one address.

    Attributes:
        name: Name of the model element, and of the gateway's component, so that others depend on it.
        replica: A replica with the placeholders ``{address}``, ``{port}``, ``{version}`` and ``{artifact}``
            (the digest) in ``command``, ``files``, ``readiness`` and ``scrape``.
        gateway: What listens on the service's address; its live file ``routes.yaml`` is written by the
            deployment.
        activator: What takes requests while no replica is ready; None for a service that never sleeps.
        base_port: Replicas listen on this port plus their slot, which counts from 1.
        routes: As the model says: one called ``main``.
        minimum: Fewest replicas of ``main``; 0 lets it sleep.
        maximum: Most replicas of ``main``.
        ceiling: Most that the limits of one replica may be raised to; the limits of ``main`` where equal.
    """

    name: str
    replica: ComponentSpec
    gateway: ComponentSpec
    base_port: int
    routes: tuple[Route, ...]
    activator: ComponentSpec | None = None
    minimum: int = 1
    maximum: int = 1
    ceiling: Limits = Limits()


@dataclasses.dataclass(frozen=True, slots=True)
class Desired:
    """Everything of an application that should run.

    Attributes:
        components: Those that are no service.
        services: The services; each becomes a gateway and replicas.
        engine: Entry-point name of the backend that runs all of it.
    """

    components: tuple[ComponentSpec, ...] = ()
    services: tuple[ServiceSpec, ...] = ()
    engine: str = "local"


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


@dataclasses.dataclass(frozen=True, slots=True)
class ReplicaState:
    """A replica of a service as it is now.

    Attributes:
        name: Name of its component, ``<service>-<slot>``.
        route: Name of the route that it belongs to; of the one it belonged to for a replica that leaves.
        slot: Its number within the service, from 1; its port is the service's base port plus this.
        state: Where it stands.
        pid: Process id; 0 where none runs.
        started: Seconds since 1970-01-01 UTC of the last start; 0 if never.
        version: Version of the model that it serves.
        host: Name of the modelled host.
        leaving: Whether it is no longer wanted, and ends once others have taken over.
    """

    name: str
    route: str
    slot: int
    state: State
    pid: int
    started: float
    version: str
    host: str
    leaving: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class ServiceState:
    """A service as it is now.

    Attributes:
        spec: As the model says it.
        routes: The routes in force, ``main`` first.
        replicas: Those that should run or still run, by slot.
    """

    spec: ServiceSpec
    routes: tuple[Route, ...]
    replicas: tuple[ReplicaState, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """A field of a component that changes.

    Attributes:
        field: Its name, such as ``limits.memory``.
        before: Its value until now, for people; empty where it is not told, because it is long.
        after: Its value then; of a long one ``added``, ``removed`` or ``changed``.
    """

    field: str
    before: str
    after: str


class Verb(enum.StrEnum):
    """What an action does."""

    START = "start"
    REPLACE = "replace"
    ADJUST = "adjust"
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


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """What another desired state would lead to, beside what is desired now.

    Attributes:
        steps: What would be done.
        before: What should run now, sorted by name.
        after: What should run then, sorted by name.
        revision: How often the desired state was set so far.
    """

    steps: Plan
    before: tuple[ComponentSpec, ...]
    after: tuple[ComponentSpec, ...]
    revision: int
