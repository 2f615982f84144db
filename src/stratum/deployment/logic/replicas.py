"""The replicas of a service: which there should be by its routes, and which slot each has.

A replica is known by what a new start would be needed for: version, host, command. So a new version, another
host or another command are new replicas beside the old ones, which leave once the new ones are ready.
"""

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from stratum.core.digests import digest_value
from stratum.deployment.logic.records import Record, Replica, Service
from stratum.deployment.types import ComponentSpec, Route, Scrape, ServiceSpec

PORT = "port"
LAST_SLOT = 97
"""Slots from 1 to this; what follows them in a service's range of ports is for gateway and monitor."""


def arrange(service: Service, records: Mapping[str, Record]) -> tuple[Replica, ...]:
    """The replicas that the routes ask for, and those that leave, by slot.

    What was wanted before keeps its slot. A new replica gets the lowest one that no running process has, and
    waits for one while there is none.

    Args:
        service: With its replicas until now.
        records: Where each component stands.
    """
    live = {name for name, record in records.items() if record.live}
    known = {replica.key: replica for replica in service.replicas}
    wanted = dict(_wanted(service.spec, service.routes))
    leaving = [
        dataclasses.replace(replica, leaving=True)
        for key, replica in known.items()
        if key not in wanted and replica.spec.name in live
    ]
    kept = {known[key].slot for key in wanted if key in known}
    free = _free(kept | {replica.slot for replica in leaving}, service.spec.name, live)
    found = list(leaving)
    for key, (route, spec) in wanted.items():
        if key in known:
            found.append(_kept(known[key], route))
        elif slot := next(free, 0):
            found.append(_new(key, slot, route, _placed(spec, slot, service.spec)))
    return tuple(sorted(found, key=lambda replica: replica.slot))


def replica_name(service: str, slot: int) -> str:
    """Name of a replica's component."""
    return f"{service}-{slot}"


def is_reserved(name: str, services: Iterable[str]) -> bool:
    """Whether a component of this name could be taken for a replica of one of the services."""
    front, _, slot = name.rpartition("-")
    return slot.isdecimal() and front in services


def fill(spec: ComponentSpec, values: Mapping[str, str]) -> ComponentSpec:
    """``spec`` with each ``{name}`` of ``values`` replaced; other braces stay as they are."""

    def say(text: str) -> str:
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    return dataclasses.replace(
        spec,
        command=tuple(map(say, spec.command)),
        files={name: say(text) for name, text in spec.files.items()},
        readiness=dataclasses.replace(spec.readiness, path=say(spec.readiness.path)),
        scrape=Scrape(spec.scrape.kind, say(spec.scrape.url)) if spec.scrape else None,
    )


def _wanted(spec: ServiceSpec, routes: Sequence[Route]) -> Iterator[tuple[str, tuple[Route, ComponentSpec]]]:
    """Key, route and specification of each replica, all but for what its slot decides."""
    seen: Counter[str] = Counter()
    for route in routes:
        filled = _on_route(spec, route)
        kind = digest_value([filled.digest(), spec.base_port])
        for _ in range(route.replicas):
            yield f"{kind}#{seen[kind]}", (route, filled)
            seen[kind] += 1


def _on_route(spec: ServiceSpec, route: Route) -> ComponentSpec:
    values = {"address": route.address, "version": route.version, "artifact": route.artifact.digest}
    return dataclasses.replace(
        fill(spec.replica, values),
        host=route.host,
        address=route.address,
        limits=route.limits,
        artifacts=(route.artifact,),
        service=spec.name,
        version=route.version,
    )


def _kept(replica: Replica, route: Route) -> Replica:
    spec = dataclasses.replace(replica.spec, limits=route.limits)
    return dataclasses.replace(replica, route=route.name, mirror=route.mirror, leaving=False, spec=spec)


def _new(key: str, slot: int, route: Route, spec: ComponentSpec) -> Replica:
    return Replica(key, slot, route.name, route.mirror, leaving=False, spec=spec, digest=spec.digest())


def _placed(spec: ComponentSpec, slot: int, service: ServiceSpec) -> ComponentSpec:
    port = service.base_port + slot
    probe = dataclasses.replace(spec.readiness, address=spec.address, port=port)
    placed = fill(dataclasses.replace(spec, readiness=probe), {PORT: str(port)})
    return dataclasses.replace(placed, name=replica_name(service.name, slot), ports={PORT: port})


def _free(taken: Collection[int], service: str, live: Collection[str]) -> Iterator[int]:
    return (n for n in range(1, LAST_SLOT + 1) if n not in taken and replica_name(service, n) not in live)
