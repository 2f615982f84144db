"""Figures of a service: at its gateway's door and of all its replicas together, whole and by version."""

import dataclasses
from collections.abc import Mapping, Sequence

from stratum.core.samples import Sample
from stratum.monitoring.logic.flows import Moment, flow_samples, merge, percentiles, trimmed
from stratum.monitoring.types import Flow, Service

_BY_VERSION = ("requests_per_second", "errors_per_second")
_USED = {"component_cpu_cores": "service_cpu_cores", "component_memory_bytes": "service_memory_bytes"}


@dataclasses.dataclass(frozen=True, slots=True)
class Traffic:
    """What flowed through a service of late, moment by moment, oldest first.

    Attributes:
        whole: Everything whose answers somebody saw.
        versions: What went to each version of the model, copies of requests included.
    """

    whole: tuple[Moment, ...] = ()
    versions: Mapping[str, tuple[Moment, ...]] = dataclasses.field(default_factory=dict)


def follow(traffic: Traffic, service: Service, told: Mapping[str, Sequence[Flow]], now: float) -> Traffic:
    """Add what was told in this round.

    Requests, errors and delays are those at the door, where one is seen: what no replica saw is there too.
    Rows are what replicas say. Without a door the replicas say all of it. A replica that comes brings
    nothing until it was read twice, and one that goes takes nothing away.

    Args:
        traffic: What flowed before.
        service: Says which subject is what.
        told: What each subject counted since it was read before.
        now: Seconds since 1970-01-01 UTC.
    """
    door = told.get(service.name, ())
    at_door = [(service.routes[flow.part], flow) for flow in door if flow.part in service.routes]
    in_replicas = [
        (flow.part or version, flow)
        for subject, version in service.versions.items()
        for flow in told.get(subject, ())
    ]
    seen = merge([flow for subject in sorted(service.serving) for flow in told.get(subject, ())])
    whole = _over(seen, merge([flow for flow in door if not flow.part]))
    by_version = {
        version: _over(_of(version, in_replicas), _of(version, at_door))
        for version in sorted({version for version, _ in (*at_door, *in_replicas) if version})
    }
    versions = {
        version: _and_now(traffic.versions.get(version, ()), by_version.get(version), now)
        for version in sorted({*traffic.versions, *by_version})
    }
    return Traffic(
        _and_now(traffic.whole, whole, now), {name: some for name, some in versions.items() if some}
    )


def service_samples(
    service: Service, traffic: Traffic, samples: Sequence[Sample], now: float
) -> tuple[Sample, ...]:
    """Everything that is told of a service in a round.

    Args:
        service: As it is deployed.
        traffic: With this round.
        samples: The round's samples of components.
        now: Time of the samples.
    """
    values = {
        "service_replicas": float(service.ready),
        "service_replicas_desired": float(service.desired),
        **_used(service, samples),
    }
    if service.cpu_limit > 0:
        values["service_cpu_limit_cores"] = service.cpu_limit
    found = [Sample(metric, service.name, now, value) for metric, value in values.items()]
    if traffic.whole and traffic.whole[-1].time == now:
        found += flow_samples(traffic.whole, service.name)
    for version, window in traffic.versions.items():
        if window[-1].time == now:
            found += _version_samples(service, version, window)
    return tuple(found)


def _over(below: Flow, above: Flow) -> Flow:
    """What ``above`` tells, and what only ``below`` does."""
    return Flow("", 1.0, {**below.amounts, **above.amounts}, above.latency or below.latency)


def _of(version: str, flows: Sequence[tuple[str, Flow]]) -> Flow:
    return merge([flow for of, flow in flows if of == version])


def _and_now(window: Sequence[Moment], flow: Flow | None, now: float) -> tuple[Moment, ...]:
    newest = (Moment(now, flow),) if flow is not None and flow.amounts else ()
    return (*trimmed(window, now), *newest)


def _used(service: Service, samples: Sequence[Sample]) -> Mapping[str, float]:
    """Sums over the replicas; 0 where there are none, nothing where none was read."""
    sums = dict.fromkeys(_USED.values(), 0.0) if not service.serving else {}
    for sample in samples:
        if sample.subject in service.serving and sample.metric in _USED:
            name = _USED[sample.metric]
            sums[name] = sums.get(name, 0.0) + sample.value
    return sums


def _version_samples(service: Service, version: str, window: Sequence[Moment]) -> list[Sample]:
    last = window[-1]
    values = {f"version_{name}": last.flow.amounts[name] for name in _BY_VERSION if name in last.flow.amounts}
    delay = percentiles(window).get("latency_p95_seconds")
    if delay is not None:
        values["version_latency_p95_seconds"] = delay
    labels = {"version": version}
    return [Sample(metric, service.name, last.time, value, labels) for metric, value in values.items()]
