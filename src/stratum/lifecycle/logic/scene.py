"""What a decision looks at, and what it may come to, as values."""

import dataclasses
import enum
import math
from collections.abc import Iterable, Mapping

from stratum.deployment.types import Artifact, ReplicaState, Route, RouteChange, ServiceState
from stratum.lifecycle.logic.plan import Plan
from stratum.lifecycle.records import Job, Trained, Type
from stratum.lifecycle.types import Watch

MAIN = "main"
SHADOW = "shadow"
CANARY = "canary"
LATENCIES = 5
"""A latency rests on the readings of so many seconds."""


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """A version in the registry.

    Attributes:
        number: Its number.
        stage: How far it has come, as the registry says it.
        artifact: Its bundle.
    """

    number: int
    stage: str
    artifact: Artifact


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """How one version answered in the last seconds.

    Attributes:
        requests: How many.
        errors: Failed ones among them.
        latency: Time within which 95 of 100 were answered; None where too little was read.
    """

    requests: float
    errors: float
    latency: float | None = None


class Progress(enum.StrEnum):
    """How far a training is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclasses.dataclass(frozen=True, slots=True)
class JobLook:
    """A training as it is now.

    Attributes:
        progress: How far it is.
        trained: What it said; None unless it is done.
        reason: Why it failed, for people.
    """

    progress: Progress
    trained: Trained | None = None
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """Everything around a service at one moment.

    Attributes:
        now: Seconds since 1970-01-01 UTC.
        plan: How its model is kept.
        service: Its routes and replicas.
        versions: The registry, by version as predictions name it.
        champion: Version that the registry calls champion; empty for none.
        watch: What the monitor says; None where it says nothing now.
        trouble: Why it says nothing, for people.
        readings: How each version answered in the last seconds.
        job: The training of the cycle under way; None where there is none.
        busy: Whether another training runs on this machine.
    """

    now: float
    plan: Plan
    service: ServiceState
    versions: Mapping[str, Known]
    champion: str = ""
    watch: Watch | None = None
    trouble: str = ""
    readings: Mapping[str, Reading] = dataclasses.field(default_factory=dict)
    job: JobLook | None = None
    busy: bool = False

    @property
    def moment(self) -> float:
        """Moment of the newest row; 0 where it is not known."""
        return self.watch.data_time if self.watch is not None and math.isfinite(self.watch.data_time) else 0.0

    def route(self, name: str) -> Route | None:
        """The route called ``name``; None where there is none."""
        return next((route for route in self.service.routes if route.name == name), None)

    @property
    def main(self) -> str:
        """The version whose answers are used, as the deployment says; empty for none."""
        route = self.route(MAIN)
        return route.version if route is not None else ""

    def replicas(self, route: str) -> tuple[ReplicaState, ...]:
        """The replicas of a route that should run."""
        return tuple(one for one in self.service.replicas if one.route == route and not one.leaving)


@dataclasses.dataclass(frozen=True, slots=True)
class Tell:
    """Append an event. Its id follows from ``key``, so that telling it again adds nothing.

    Attributes:
        type: What happened.
        key: What makes it this event and no other.
        data: Its data, with reason and numbers.
    """

    type: Type
    key: tuple[object, ...]
    data: Mapping[str, object]


@dataclasses.dataclass(frozen=True, slots=True)
class Train:
    """Start a training, or find the one that was started under this token, and tell of it.

    Attributes:
        token: Which attempt it is.
        attempt: Its number.
        until: Moment of the data up to which outcomes count; ISO 8601.
    """

    token: str
    attempt: int
    until: str


@dataclasses.dataclass(frozen=True, slots=True)
class Stop:
    """End a training."""

    job: Job


@dataclasses.dataclass(frozen=True, slots=True)
class Reroute:
    """Change the routes of the service."""

    changes: tuple[RouteChange, ...]
    reason: str
    saw: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Restage:
    """Change the stage of a version in the registry."""

    number: int
    stage: str


@dataclasses.dataclass(frozen=True, slots=True)
class Trace:
    """Say in the registry where a version comes from."""

    number: int
    origin: Mapping[str, object]


@dataclasses.dataclass(frozen=True, slots=True)
class Ask:
    """Let the monitor ask a version beside the live one; an empty version ends that."""

    version: str = ""
    url: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Teach:
    """Let the monitor read the training profile of a version."""

    version: str
    path: str


Action = Tell | Train | Stop | Reroute | Restage | Trace | Ask | Teach


def reading(points: Mapping[str, Iterable[float]]) -> Reading:
    """How a version answered, from the readings of each second; those that are no sane numbers are left out.

    Args:
        points: ``requests``, ``errors`` and ``latency`` of each second.
    """
    sane = {name: [v for v in values if math.isfinite(v) and v >= 0] for name, values in points.items()}
    latencies = sorted(sane.get("latency", ()))
    enough = len(latencies) >= LATENCIES
    middle = latencies[len(latencies) // 2] if enough else None
    return Reading(sum(sane.get("requests", ())), sum(sane.get("errors", ())), middle)
