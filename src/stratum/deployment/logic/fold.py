"""From the journal's events to where every application stands, and from facts to events.

The law: ``fold(events) == fold_from(fold(head), tail)`` for every split of the events.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import msgspec

from stratum.core.digests import digest_value
from stratum.core.events import Event
from stratum.deployment.logic.records import Application, Record
from stratum.deployment.types import ComponentSpec

World = Mapping[str, Application]

DESIRED = "deployment.desired"
DESTROYED = "deployment.destroyed"
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


def digest_of(specs: Sequence[ComponentSpec]) -> str:
    """Digest of a desired state; the order of the components does not matter."""
    return digest_value(sorted([spec.digest(), spec.settings()] for spec in specs))


def desired_data(specs: Sequence[ComponentSpec], reason: str) -> Mapping[str, object]:
    """Data of the event that sets the desired state."""
    components = msgspec.to_builtins(tuple(sorted(specs, key=lambda spec: spec.name)))
    return {"reason": reason, "digest": digest_of(specs), "components": components}


def record_data(record: Record) -> Mapping[str, object]:
    """Data of the event that says where a component stands."""
    return cast("Mapping[str, object]", msgspec.to_builtins(record))


def record_type(record: Record) -> str:
    """Type of the event that says where a component stands, such as ``component.ready``."""
    return f"{_COMPONENT}{record.state}"


def _step(current: Application, event: Event) -> Application:
    if event.type == DESIRED:
        specs = msgspec.convert(event.data["components"], tuple[ComponentSpec, ...])
        return _desire(current, specs, str(event.data["digest"]))
    if event.type == DESTROYED:
        return _desire(current, (), "")
    if event.type.startswith(_COMPONENT):
        record = msgspec.convert(event.data, Record)
        return _keep(current, {**current.records, record.component: record})
    return current


def _desire(current: Application, specs: tuple[ComponentSpec, ...], digest: str) -> Application:
    changed = dataclasses.replace(
        current,
        desired=specs,
        previous=current.desired,
        revision=current.revision + 1,
        digest=digest,
        digests={spec.name: spec.digest() for spec in specs},
    )
    return _keep(changed, current.records)


def _keep(current: Application, records: Mapping[str, Record]) -> Application:
    """Drop what is neither desired nor running: nobody will ask for it again."""
    wanted = {spec.name for spec in current.desired}
    kept = {name: record for name, record in records.items() if record.live or name in wanted}
    return dataclasses.replace(current, records=kept)
