"""What is read and what is kept, as values."""

import dataclasses
from collections.abc import Mapping

from stratum.core.samples import Sample

Buckets = Mapping[float, float]
"""For each upper bound (the last is infinity) how many observations were at most that."""


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """Something to read.

    Attributes:
        kind: Entry-point name of the collector: ``process``, ``container``, ``files``, ``prometheus`` or
            ``nats``.
        subject: The element that the samples are about.
        pid: Process whose tree is read, for ``process``; 0 stands for the whole machine. A process of the
            container, for ``container``.
        url: Whole address, for ``prometheus`` and ``nats``.
        path: Absolute path, for ``files``.
        host: The modelled host that the element runs on; its sums go under this subject. Empty for none.
        service: The service that the element tells of; one of the same name is its gateway. Empty for none.
    """

    kind: str
    subject: str
    pid: int = 0
    url: str = ""
    path: str = ""
    host: str = ""
    service: str = ""


MACHINE = Target("process", "machine")
"""The machine that the platform runs on."""


@dataclasses.dataclass(frozen=True, slots=True)
class Service:
    """A service as it is deployed now: what readings cannot tell.

    Attributes:
        name: Its name, and the subject of its gateway.
        ready: Replicas that are ready and whose answers somebody sees.
        desired: Replicas that there should be of those.
        cpu_limit: Cores that the ready ones may take together; 0 where one of them has no limit.
        serving: Subjects of the replicas whose answers somebody sees: all that are no mirror.
        versions: Version of the model of each replica, mirrors included, by subject.
        routes: Version of the model by what the gateway calls a part of the requests.
    """

    name: str
    ready: int = 0
    desired: int = 0
    cpu_limit: float = 0.0
    serving: frozenset[str] = frozenset()
    versions: Mapping[str, str] = dataclasses.field(default_factory=dict)
    routes: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Flow:
    """What a program counted between two readings of it.

    Attributes:
        part: Version of the model, or route of the gateway; empty for all.
        seconds: Time between the readings.
        amounts: How much was counted, by the name of the rate that it becomes: ``requests_per_second``.
        latency: How long requests took.
    """

    part: str
    seconds: float
    amounts: Mapping[str, float]
    latency: Buckets = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """What one reading of a target gave.

    Attributes:
        samples: To be kept.
        flows: What it counted; from these come the figures of its service.
    """

    samples: tuple[Sample, ...] = ()
    flows: tuple[Flow, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Series:
    """Readings of one metric of one subject over time.

    Attributes:
        metric: Name of the metric.
        subject: The element.
        points: Pairs of seconds since 1970-01-01 UTC and value, oldest first. Where a point stands for
            several readings, it is their mean at the time of the interval's begin.
        labels: Further dimensions.
        peaks: The largest reading that each point stands for; empty where each point is one reading.
    """

    metric: str
    subject: str
    points: tuple[tuple[float, float], ...]
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)
    peaks: tuple[float, ...] = ()
