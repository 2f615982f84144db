"""What the journal keeps of each component and what is seen of it, as values."""

import dataclasses
from collections.abc import Mapping

from stratum.deployment.types import (
    Artifact,
    ComponentSpec,
    Desired,
    Limits,
    Mount,
    Observed,
    Route,
    ServiceSpec,
    State,
)

LIVE = frozenset({State.STARTING, State.READY, State.UNREADY, State.STOPPING})


@dataclasses.dataclass(frozen=True, slots=True)
class Handle:
    """A started process, named for good.

    Attributes:
        token: The start it came from; unique over all starts.
        pid: Process id of the whole tree's first process.
        birth: When that process began, in the backend's own words. A process with the same ``pid`` and
            another ``birth`` is somebody else's.
        directory: Where the component lives.
        role: Which of the component's processes: ``main`` or ``hook``.
    """

    token: str
    pid: int
    birth: str
    directory: str
    role: str = "main"


@dataclasses.dataclass(frozen=True, slots=True)
class Launch:
    """What a backend needs to start one process.

    Attributes:
        token: Unique over all starts; the process and all its descendants carry it.
        command: Argument list without placeholders left.
        directory: Absolute path; the working directory, made if missing.
        files: Text files to write there first, by relative name.
        address: IP address on which ``ports`` have to be free; empty for no check.
        ports: Ports that have to be free, by name.
        limits: What it may take.
        role: Which of the component's processes: ``main`` or ``hook``. A directory has one of each.
        live: Text files that may change while it runs.
        host: Name of the modelled host.
        mounts: What it uses outside of its directory.
        application: Name of the application.
    """

    token: str
    command: tuple[str, ...]
    directory: str
    files: Mapping[str, str] = dataclasses.field(default_factory=dict)
    address: str = ""
    ports: Mapping[str, int] = dataclasses.field(default_factory=dict)
    limits: Limits = dataclasses.field(default_factory=Limits)
    role: str = "main"
    live: Mapping[str, str] = dataclasses.field(default_factory=dict)
    host: str = ""
    mounts: tuple[Mount, ...] = ()
    application: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """A process as it is now.

    Attributes:
        handle: Which process.
        alive: Whether anything of it still runs.
        status: Exit status as a shell says it (128 + number for a signal); None while alive or if unknown.
        pid: Process id of the component's own program; 0 while not known or ended.
        memory: Resident bytes of the program and all its descendants.
        said: The last line that an ended process logged; empty if it said nothing.
        cause: What ended it, where the backend knows more than the status; for people.
    """

    handle: Handle
    alive: bool
    status: int | None = None
    pid: int = 0
    memory: int = 0
    said: str = ""
    cause: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What the latest probe of a component said.

    Attributes:
        ok: Whether it counts as ready.
        message: Why not, for people.
        failures: Failed probes in a row.
    """

    ok: bool
    message: str = ""
    failures: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Carry:
    """How the way of a component's artifacts to its host goes.

    Attributes:
        done: Whether it is over.
        problem: Why it failed, for people; empty while it goes on and where it went well.
    """

    done: bool = False
    problem: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Sighting:
    """Everything that was seen of a component in one round. None stands for: nothing there, nothing known.

    Attributes:
        main: Its process.
        hook: The process of what runs once it answers.
        probe: Whether it answers.
        carry: Its artifacts on their way; None where nobody has sent for them.
        refused: Whether it did not take over its settings a moment ago, so that it is left alone for a while.
        followed: Of a gateway: when it was first seen to follow the routes of now; seconds since 1970-01-01
            UTC, None for not yet.
    """

    main: Look | None = None
    hook: Look | None = None
    probe: Answer | None = None
    carry: Carry | None = None
    refused: bool = False
    followed: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """Where a component stands, complete enough to carry on after a crash. The latest one counts.

    Attributes:
        component: Its name.
        state: Where it stands.
        reason: Why, for people.
        digest: Digest of the specification it was started from; empty if never started.
        revision: Revision of the application's desired state at the last start.
        depends_on: What it needed at the last start; stopping goes against it.
        token: The last start; written before the process is, so that a crash in between loses nothing.
        handle: The process of that start, once known.
        hook_token: The same for the command that runs when the component first answers.
        hook: Its process, once known.
        pid: Process id to show; 0 where none runs.
        since: When it came into this state; seconds since 1970-01-01 UTC.
        started: When it was last started; 0 if never.
        restarts: Starts after the first one since the specification changed.
        failures: Failed runs in a row.
        retry: Not to be started before this time.
        then: Where to go from ``stopping``.
        forced: Whether it was already ended by force.
        engine: Name of the backend that runs it.
        service: Name of the service that it belongs to; empty for none.
        settings: Digest of the limits and live files that it has taken over.
        adjusted: When it took them over.
    """

    component: str
    state: State = State.PENDING
    reason: str = ""
    digest: str = ""
    revision: int = 0
    depends_on: tuple[str, ...] = ()
    token: str = ""
    handle: Handle | None = None
    hook_token: str = ""
    hook: Handle | None = None
    pid: int = 0
    since: float = 0.0
    started: float = 0.0
    restarts: int = 0
    failures: int = 0
    retry: float = 0.0
    then: State = State.STOPPED
    forced: bool = False
    engine: str = "local"
    service: str = ""
    settings: str = ""
    adjusted: float = 0.0

    @property
    def live(self) -> bool:
        """Whether a process of it may be running."""
        return self.state in LIVE

    def observed(self) -> Observed:
        """What others get to see."""
        return Observed(
            self.component, self.state, self.digest, self.pid, self.started, self.restarts, self.reason
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Replica:
    """A replica of a service that should run or still runs.

    Attributes:
        key: Same version, same host, same command: same key. What needs a new start is another replica.
        slot: Its number, from 1; no other replica has it while a process of this one may run.
        route: Name of the route that it belongs to, or belonged to last.
        mirror: Whether that route gets copies of requests only.
        leaving: Whether it is no longer wanted.
        spec: As it runs.
        digest: Of that.
    """

    key: str
    slot: int
    route: str
    mirror: bool
    leaving: bool
    spec: ComponentSpec
    digest: str


@dataclasses.dataclass(frozen=True, slots=True)
class Service:
    """A service as the journal tells it.

    Attributes:
        spec: As the model says it.
        routes: The routes in force: those of the model with all changes since.
        replicas: Those that should run or still run, by slot.
        before: The bundle that ``main`` served before the present one; stays on its hosts.
    """

    spec: ServiceSpec
    routes: tuple[Route, ...]
    replicas: tuple[Replica, ...] = ()
    before: Artifact | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Application:
    """An application as the journal tells it.

    Attributes:
        name: Its name.
        engine: Name of the backend that runs it.
        components: What should run besides services.
        services: The services with their routes in force.
        desired: All of it as components, replicas and gateways included; empty once destroyed.
        previous: What should have run before the desired state was set last; the source of reasons.
        former: The desired state before the last one, with ``main`` as it was in force then; None for none.
        revision: How often the desired state was set.
        digest: Digest of the desired state.
        digests: Digest of each desired specification, by name; kept because it is asked for in every round.
        settings: The same for what a running component takes over.
        records: The latest record of each component that is desired or may still run.
    """

    name: str
    engine: str = "local"
    components: tuple[ComponentSpec, ...] = ()
    services: tuple[Service, ...] = ()
    desired: tuple[ComponentSpec, ...] = ()
    previous: tuple[ComponentSpec, ...] = ()
    former: Desired | None = None
    revision: int = 0
    digest: str = ""
    digests: Mapping[str, str] = dataclasses.field(default_factory=dict)
    settings: Mapping[str, str] = dataclasses.field(default_factory=dict)
    records: Mapping[str, Record] = dataclasses.field(default_factory=dict)

    def is_current(self, record: Record) -> bool:
        """Whether the last start of a component was of what is desired now, on the engine of now."""
        return record.digest == self.digests.get(record.component) and record.engine == self.engine
