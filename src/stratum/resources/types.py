"""What a policy sees, what it wishes, and what is decided, as values.

Capacity is counted in *units*: one unit is a replica with the limits that the model gives it. A replica whose
CPU limit was raised to twice that counts as two. Policies wish units; the arbiter turns them into limits
first, and replicas only where the limits are at their ceiling.
"""

import dataclasses
import enum
import math
from collections.abc import Mapping

from stratum.core.topology import Resources

Points = tuple[tuple[float, float], ...]
"""Pairs of seconds and value, oldest first."""
Memory = Mapping[str, Points]
"""What a policy remembers from one decision to the next: plain values that survive a restart."""
Numbers = Mapping[str, float | str]
"""What a decision saw, by name."""

RATE = "requests_per_second"
ERRORS = "errors_per_second"
P50 = "latency_p50_seconds"
P95 = "latency_p95_seconds"
P99 = "latency_p99_seconds"
WAITING = "requests_waiting"
CPU = "service_cpu_cores"
CPU_LIMIT = "service_cpu_limit_cores"
MEMORY = "service_memory_bytes"
UTILISATION = "utilisation_ratio"
CONCURRENCY = "requests_in_work"
MEASURED = (RATE, ERRORS, P50, P95, P99, WAITING, CPU, CPU_LIMIT, MEMORY)
"""The metrics of a service that are read; utilisation and concurrency follow from them."""


@dataclasses.dataclass(frozen=True, slots=True)
class Objective:
    """What is promised to callers; None where nothing is.

    Attributes:
        latency: Seconds within which 95 of 100 requests are answered.
        errors: Largest share of failed requests.
    """

    latency: float | None = None
    errors: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Bounds:
    """Between what a service may be sized.

    Attributes:
        minimum: Fewest replicas; 0 lets it sleep.
        maximum: Most replicas.
        base: The limits of a replica as the model says; a CPU of 0 means no limit.
        ceiling: Most that the limits may be raised to; entries at or under those of ``base`` raise nothing.
    """

    minimum: int = 1
    maximum: int = 1
    base: Resources = dataclasses.field(default_factory=Resources)
    ceiling: Resources = dataclasses.field(default_factory=Resources)


@dataclasses.dataclass(frozen=True, slots=True)
class Tuning:
    """What the model tells the policy.

    Attributes:
        metric: ``utilisation``, ``concurrency`` or ``requests``; empty for the policy's own choice.
        target: What it aims at; None for the policy's own default.
        period: Seconds after which the load repeats itself; 0 where nothing is known.
    """

    metric: str = ""
    target: float | None = None
    period: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Situation:
    """A service as it is at one moment; all that a policy may look at.

    Attributes:
        time: Seconds since 1970-01-01 UTC.
        service: Its name.
        ready: Replicas that answer.
        desired: Replicas that should.
        limits: What each replica may take now.
        bounds: Between what it may be sized.
        objective: What is promised to callers.
        tuning: What the model tells the policy.
        series: Readings of the last seconds by metric.
        missing: Ready replicas that gave no readings.
        startup: Seconds from a decision to a replica that answers.
    """

    time: float
    service: str
    ready: int
    desired: int
    limits: Resources
    bounds: Bounds
    objective: Objective = Objective()
    tuning: Tuning = Tuning()
    series: Mapping[str, Points] = dataclasses.field(default_factory=dict)
    missing: int = 0
    startup: float = 10.0

    @property
    def scale(self) -> float:
        """Units that one replica counts as."""
        base, now = self.bounds.base.cpu, self.limits.cpu
        return now / base if base > 0 and now > 0 else 1.0

    @property
    def units(self) -> float:
        """Capacity that is wanted now."""
        return self.desired * self.scale

    @property
    def ready_units(self) -> float:
        """Capacity that answers now."""
        return self.ready * self.scale

    def mean(self, metric: str, seconds: float) -> float | None:
        """Mean of a metric over the last seconds; None where it was not read in them."""
        values = [value for time, value in self.series.get(metric, ()) if time > self.time - seconds]
        return sum(values) / len(values) if values else None

    def highest(self, metric: str, seconds: float) -> float | None:
        """Highest reading of the last seconds; None where there is none."""
        values = [value for time, value in self.series.get(metric, ()) if time > self.time - seconds]
        return max(values) if values else None

    def age(self, metric: str) -> float:
        """Seconds since a metric was last read; infinite where it never was."""
        points = self.series.get(metric, ())
        return self.time - points[-1][0] if points else math.inf


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """What a policy would have.

    Attributes:
        units: Capacity, in replicas with the limits that the model gives them.
        reason: Why, for people.
        saw: The numbers that it looked at.
        held: Whether it could not decide; ``units`` says nothing then.
    """

    units: float
    reason: str
    saw: Numbers = dataclasses.field(default_factory=dict)
    held: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Size:
    """Replicas and what each may take."""

    replicas: int
    limits: Resources

    @property
    def total(self) -> Resources:
        """What all of them may take."""
        return Resources(self.replicas * self.limits.cpu, self.replicas * self.limits.memory)


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A host that a service may run on.

    Attributes:
        name: The modelled host.
        free: What is left of it when everything but this service's own route has taken its limits.
    """

    name: str
    free: Resources


@dataclasses.dataclass(frozen=True, slots=True)
class Site:
    """Where a service runs and where else it may.

    Attributes:
        here: Its present host.
        others: The hosts that fulfil its requirements, the preferred ones first.
    """

    here: Place
    others: tuple[Place, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Rules:
    """What the model says about the scaling of a service.

    Attributes:
        policy: Entry-point name.
        bounds: Between what it may be sized.
        objective: What is promised to callers.
        tuning: What the policy is told.
        cooldown: Seconds between two changes.
        idle: Seconds without a request after which it sleeps, where it may.
        suitable: Hosts that fulfil its requirements, its own included.
    """

    policy: str
    bounds: Bounds
    objective: Objective = Objective()
    tuning: Tuning = Tuning()
    cooldown: float = 5.0
    idle: float = 300.0
    suitable: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Past:
    """What the arbiter remembers of a service.

    Attributes:
        changed: When its size was changed last, or when it was seen first.
        moved: When it was moved to another host last.
        busy: When it last had a request.
        told: When it was last said why nothing is done.
    """

    changed: float
    busy: float
    moved: float = 0.0
    told: float = 0.0


class Kind(enum.StrEnum):
    """What is done with a service; the type of the event is ``resources.`` and this."""

    SCALED = "scaled"
    RESIZED = "resized"
    MIGRATED = "migrated"
    SLEPT = "slept"
    WOKEN = "woken"
    HELD = "held"


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """What is done, with its reason and the numbers it saw.

    Attributes:
        kind: What.
        size: The size from now on.
        host: The host from now on.
        reason: Why, for people.
        saw: The numbers.
    """

    kind: Kind
    size: Size
    host: str
    reason: str
    saw: Numbers
