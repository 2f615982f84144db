"""From the journal's events to where every application stands, and from facts to events.

The law: ``fold(events) == fold_from(fold(head), tail)`` for every split of the events.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import msgspec

from stratum.core.digests import digest_value
from stratum.core.events import Event
from stratum.deployment.logic.records import Application, Record, Service
from stratum.deployment.logic.routes import MAIN, bound, change_routes, main_of, renew
from stratum.deployment.logic.services import expand, service_of
from stratum.deployment.types import ComponentSpec, Desired, RouteChange, ServiceSpec

World = Mapping[str, Application]

DESIRED = "deployment.desired"
DESTROYED = "deployment.destroyed"
ROUTES = "deployment.routes"
_SOURCE = "/deployment/"
_COMPONENT = "component."


def fold(events: Iterable[Event]) -> World:
    """Where every application stands after ``events``, oldest first."""
    return fold_from({}, events)


def fold_from(world: World, events: Iterable[Event]) -> World:
    """Where every application stands after ``events`` came on top of ``world``.

    Events of other sources and of unknown types change nothing.
    """
    applications = dict(world)
    for event in events:
        if not event.source.startswith(_SOURCE):
            continue
        name = event.source.removeprefix(_SOURCE)
        current = applications.get(name, Application(name))
        applications[name] = _step(current, event)
    return applications


def source_of(application: str) -> str:
    """Source of all events of an application."""
    return f"{_SOURCE}{application}"


def digest_of(desired: Desired) -> str:
    """Digest of a desired state; the order of components and services does not matter."""
    components = sorted([spec.digest(), spec.settings()] for spec in desired.components)
    services = sorted(digest_value(msgspec.to_builtins(spec)) for spec in desired.services)
    return digest_value([components, services, desired.engine])


def desired_data(desired: Desired, reason: str) -> Mapping[str, object]:
    """Data of the event that sets the desired state."""
    components = sorted(desired.components, key=lambda spec: spec.name)
    services = sorted(desired.services, key=lambda spec: spec.name)
    return {
        "reason": reason,
        "digest": digest_of(desired),
        "engine": desired.engine,
        "components": msgspec.to_builtins(components),
        "services": msgspec.to_builtins(services),
    }


def routes_data(
    service: str, changes: Sequence[RouteChange], by: str, reason: str, saw: Mapping[str, object]
) -> Mapping[str, object]:
    """Data of the event that changes the routes of a service; a field that is not given is not told."""
    told = [
        {key: value for key, value in msgspec.to_builtins(change).items() if value is not None}
        for change in changes
    ]
    return {"service": service, "changes": told, "by": by, "reason": reason, "saw": dict(saw)}


def record_data(record: Record) -> Mapping[str, object]:
    """Data of the event that says where a component stands."""
    return cast("Mapping[str, object]", msgspec.to_builtins(record))


def record_type(record: Record) -> str:
    """Type of the event that says where a component stands, such as ``component.ready``."""
    return f"{_COMPONENT}{record.state}"


def desire(current: Application, desired: Desired, digest: str) -> Application:
    """The application once ``desired`` is what should run."""
    before = {service.spec.name: service for service in current.services}
    changed = dataclasses.replace(
        current,
        engine=desired.engine,
        components=desired.components,
        services=tuple(_renewed(spec, before.get(spec.name)) for spec in desired.services),
        previous=current.desired,
        former=_as_it_runs(current) if current.desired else current.former,
        revision=current.revision + 1,
        digest=digest,
    )
    return _keep(expand(changed), current.records)


def _step(current: Application, event: Event) -> Application:
    if event.type == DESIRED:
        return desire(current, _desired(event.data), str(event.data["digest"]))
    if event.type == DESTROYED:
        return desire(current, Desired(engine=current.engine), "")
    if event.type == ROUTES:
        changes = msgspec.convert(event.data["changes"], tuple[RouteChange, ...])
        return _reroute(current, str(event.data["service"]), changes)
    if event.type.startswith(_COMPONENT):
        return _record(current, msgspec.convert(event.data, Record))
    return current


def _desired(data: Mapping[str, object]) -> Desired:
    return Desired(
        msgspec.convert(data["components"], tuple[ComponentSpec, ...]),
        msgspec.convert(data.get("services", ()), tuple[ServiceSpec, ...]),
        str(data.get("engine", "local")),
    )


def _as_it_runs(current: Application) -> Desired:
    """What should run now, such that it can be asked for again: ``main`` as it is in force."""
    services = (
        dataclasses.replace(service.spec, routes=tuple(r for r in service.routes if r.name == MAIN))
        for service in current.services
    )
    return Desired(current.components, tuple(services), current.engine)


def _renewed(spec: ServiceSpec, before: Service | None) -> Service:
    if before is None:
        return Service(spec, renew(spec, None, ()))
    renewed = dataclasses.replace(before, spec=spec, routes=renew(spec, before.spec, before.routes))
    return _remember(before, renewed)


def _reroute(current: Application, name: str, changes: Sequence[RouteChange]) -> Application:
    def rerouted(service: Service) -> Service:
        routes = bound(change_routes(service.routes, changes), service.spec)
        return _remember(service, dataclasses.replace(service, routes=routes))

    services = tuple(rerouted(s) if s.spec.name == name else s for s in current.services)
    return _keep(expand(dataclasses.replace(current, services=services), name), current.records)


def _remember(before: Service, after: Service) -> Service:
    """The last bundle of ``main`` is kept on its hosts when another takes over."""
    old, new = main_of(before.routes), main_of(after.routes)
    if old is None or new is None or old.artifact == new.artifact:
        return after
    return dataclasses.replace(after, before=old.artifact)


def _record(current: Application, record: Record) -> Application:
    changed = dataclasses.replace(current, records={**current.records, record.component: record})
    if record.service and service_of(current, record.service) is not None:
        changed = expand(changed, record.service)
    return _keep(changed, changed.records)


def _keep(current: Application, records: Mapping[str, Record]) -> Application:
    """Drop what is neither desired nor running: nobody will ask for it again."""
    kept = {name: record for name, record in records.items() if record.live or name in current.digests}
    return dataclasses.replace(current, records=kept)
