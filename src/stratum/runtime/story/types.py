"""What the story of a run is told from, as values."""

import dataclasses
from collections.abc import Mapping

from stratum.core.events import Event
from stratum.deployment.types import ServiceState
from stratum.monitoring.types import Series
from stratum.registry.types import ModelVersion


@dataclasses.dataclass(frozen=True, slots=True)
class Promise:
    """What the documents say of a model service.

    Attributes:
        name: Of the service.
        model: Of the model that it serves, without version and stage.
        p95_latency: Seconds within which 95 of 100 requests are answered; None where nothing is promised.
        error_rate: Largest share of failed requests; None where nothing is promised.
        policy: Name of the scaling policy; empty for none.
        minimum: Fewest replicas.
        maximum: Most replicas.
        kept: Whether the platform watches the model and trains it anew.
    """

    name: str
    model: str
    p95_latency: float | None = None
    error_rate: float | None = None
    policy: str = ""
    minimum: int = 1
    maximum: int = 1
    kept: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Account:
    """Everything that is known of a run at one moment.

    Attributes:
        time: That moment, in seconds since 1970-01-01 UTC.
        running: Whether the application is deployed; where not, ``services`` are the last ones known.
        promises: What the documents say, by service.
        services: The services with their routes and replicas.
        events: Newest first.
        series: Readings about the services.
        versions: The registry, newest first within a model.
    """

    time: float
    running: bool
    promises: Mapping[str, Promise]
    services: tuple[ServiceState, ...] = ()
    events: tuple[Event, ...] = ()
    series: tuple[Series, ...] = ()
    versions: tuple[ModelVersion, ...] = ()
