"""From services to components: gateways with what they are told now, replicas, activators."""

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping

from stratum.deployment.logic.gateway import ROUTES, TARGETS, ready_targets, shares, write_routes
from stratum.deployment.logic.records import Application, Record, Replica, Service
from stratum.deployment.logic.replicas import arrange
from stratum.deployment.types import ComponentSpec, ReplicaState, ServiceState


def expand(application: Application, only: str | None = None) -> Application:
    """The application with its services as components: ``desired``, and the digests of all of it.

    Args:
        application: Its components, services and records are as they should be.
        only: Name of the service that has changed; None for everything.
    """
    services = tuple(
        _arranged(service, application.records) if only in {None, service.spec.name} else service
        for service in application.services
    )
    parts = {spec.name: spec for spec in application.desired if only not in {None, spec.service}}
    if only is None:
        parts |= {spec.name: spec for spec in application.components}
    for service in services:
        if only in {None, service.spec.name}:
            parts |= {spec.name: spec for spec in components_of(service, application.records)}
    desired = tuple(sorted(parts.values(), key=lambda spec: spec.name))
    known = {spec.name: spec for spec in application.desired}
    return dataclasses.replace(
        application,
        services=services,
        desired=desired,
        digests=_digests(desired, known, application.digests, ComponentSpec.digest),
        settings=_digests(desired, known, application.settings, ComponentSpec.settings),
    )


def components_of(service: Service, records: Mapping[str, Record]) -> Iterator[ComponentSpec]:
    """The components of a service that should run now; replicas that leave are not among them."""
    spec = service.spec
    told = write_routes(shares(service, records))
    yield dataclasses.replace(spec.gateway, service=spec.name, live={**spec.gateway.live, ROUTES: told})
    if spec.activator is not None:
        targets = json.dumps(ready_targets(service, records)) + "\n"
        yield dataclasses.replace(
            spec.activator, service=spec.name, live={**spec.activator.live, TARGETS: targets}
        )
    for replica in service.replicas:
        if not replica.leaving:
            yield replica.spec


def service_of(application: Application, name: str) -> Service | None:
    """The service of that name; None where there is none."""
    return next((service for service in application.services if service.spec.name == name), None)


def state_of(service: Service, records: Mapping[str, Record]) -> ServiceState:
    """A service with its replicas as others get to see them."""
    replicas = (_replica_state(replica, records.get(replica.spec.name)) for replica in service.replicas)
    return ServiceState(service.spec, service.routes, tuple(replicas))


def _replica_state(replica: Replica, record: Record | None) -> ReplicaState:
    spec = replica.spec
    if record is None or record.digest != replica.digest:
        record = Record(spec.name)
    return ReplicaState(
        name=spec.name,
        route=replica.route,
        slot=replica.slot,
        state=record.state,
        pid=record.pid,
        started=record.started,
        version=spec.version,
        host=spec.host,
        leaving=replica.leaving,
    )


def _arranged(service: Service, records: Mapping[str, Record]) -> Service:
    return dataclasses.replace(service, replicas=arrange(service, records))


def _digests(
    specs: tuple[ComponentSpec, ...],
    known: Mapping[str, ComponentSpec],
    digests: Mapping[str, str],
    digest: Callable[[ComponentSpec], str],
) -> Mapping[str, str]:
    """Digest by name; what did not change is not computed again."""
    return {spec.name: digests[spec.name] if known.get(spec.name) is spec else digest(spec) for spec in specs}
