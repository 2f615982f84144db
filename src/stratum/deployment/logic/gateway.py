"""What the gateway of a service is told: which replicas answer, with which weights, as Traefik reads it.

Only replicas that are ready get requests. Where some of a route's replicas are not ready yet, those that
leave it stand in for them, so that capacity is never lost in between. Where nothing is ready the activator
holds the requests; where there is none, whatever still runs is tried, and without that the gateway answers
503.
"""

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence

from stratum.core.digests import digest_value
from stratum.core.quantities import Dimension, show_quantity
from stratum.deployment.logic.records import Record, Replica, Service
from stratum.deployment.logic.replicas import PORT
from stratum.deployment.types import ComponentSpec, Probe, State

ROUTES = "routes.yaml"
TARGETS = "targets.json"
ROUTE, STAND_IN = "route-", "-before"
_ANSWER, _MIRRORED, _AGAIN, _REPLICAS = "answer", "mirrored", "again", "replicas"
_WHOLE = 10_000
_SIGNS = 16
_STATUS, _FOLLOWED = "status", "followed"
# A prediction changes nothing, so asking again is safe even where a replica died over the first question.
# Each attempt goes to the replica whose turn it is; between two, other requests may take the turns of those
# that live, so few attempts would all meet one that died. Sixteen take a quarter of a second at most.
_RETRY = {
    "retry": {"attempts": 16, "initialInterval": "10ms", "retryNonIdempotentMethod": True, "status": ["502"]}
}
# Shorter than the 75 s after which a model server closes a connection: no request meets a closing one.
_TRANSPORT = {
    "maxIdleConnsPerHost": 256,
    "forwardingTimeouts": {"dialTimeout": "1s", "idleConnTimeout": "30s"},
}


@dataclasses.dataclass(frozen=True, slots=True)
class Share:
    """Components that answer, and their part of the requests.

    Attributes:
        name: ``route-`` and the route's name; with ``-before`` for replicas that stand in for it.
        weight: Relative to the other shares.
        specs: The components.
        mirror: Whether they get copies of the requests only.
    """

    name: str
    weight: float
    specs: tuple[ComponentSpec, ...]
    mirror: bool = False


def shares(service: Service, records: Mapping[str, Record]) -> tuple[Share, ...]:
    """Who answers the requests now; empty where nobody can."""
    ready = _in_state(service.replicas, records, State.READY)
    answering = _answering(service, ready)
    if not answering and service.spec.activator is not None:
        answering = (Share("activator", 1.0, (service.spec.activator,)),)
    if not answering:
        unready = _in_state(service.replicas, records, State.UNREADY)
        answering = _last_resort((*ready, *unready))
    mirrors = tuple(
        Share(ROUTE + route.name, 1.0, specs, mirror=True)
        for route in service.routes
        if route.mirror and (specs := _specs(ready, route.name, leaving=False))
    )
    return (*answering, *mirrors)


def ready_targets(service: Service, records: Mapping[str, Record]) -> tuple[str, ...]:
    """Addresses of the replicas that answer requests now, for the activator."""
    ready = _in_state(service.replicas, records, State.READY)
    return tuple(url_of(spec) for share in _answering(service, ready) for spec in share.specs)


def write_routes(found: Sequence[Share]) -> str:
    """Traefik's dynamic configuration; JSON, which is YAML as well."""
    answering = [share for share in found if not share.mirror]
    mirrors = [share for share in found if share.mirror]
    services: dict[str, object] = {share.name: _balanced(share.specs) for share in found}
    services[_ANSWER] = {"weighted": {"services": _weights(answering)}} if answering else _balanced(())
    if mirrors:
        copies = [{"name": share.name, "percent": 100} for share in mirrors]
        services[_MIRRORED] = {"mirroring": {"service": _ANSWER, "mirrors": copies}}
    router = {
        "rule": "PathPrefix(`/`)",
        "entryPoints": ["service"],
        "middlewares": [_AGAIN],
        "service": _MIRRORED if mirrors else _ANSWER,
    }
    told = {
        "routers": {"all": router},
        "middlewares": {_AGAIN: _RETRY},
        "services": services,
        "serversTransports": {_REPLICAS: _TRANSPORT},
    }
    routers = {"all": router, _FOLLOWED: _follower(digest_value(told)[:_SIGNS])}
    return json.dumps({"http": {**told, "routers": routers}}, indent=2, sort_keys=True) + "\n"


def followed_at(gateway: ComponentSpec) -> Probe | None:
    """What a gateway answers with yes once it follows the routes that it is told, and with no before."""
    if ROUTES not in gateway.live or _STATUS not in gateway.ports:
        return None
    rule = str(json.loads(gateway.live[ROUTES])["http"]["routers"][_FOLLOWED]["rule"])
    path = rule.removeprefix("Path(`").removesuffix("`)")
    return Probe("http", gateway.address, gateway.ports[_STATUS], path)


def describe_settings(spec: ComponentSpec) -> str:
    """What a component is told while it runs, for people: who answers, or what it may take."""
    if ROUTES in spec.live:
        services = json.loads(spec.live[ROUTES])["http"]["services"]
        answers = [part["name"] for part in services[_ANSWER].get("weighted", {}).get("services", ())]
        said = [f"{len(services[name]['loadBalancer']['servers'])} of {name}" for name in answers]
        return f"sends requests to {', '.join(said)}" if said else "has nobody to send requests to"
    if TARGETS in spec.live:
        return f"knows of {len(json.loads(spec.live[TARGETS]))} ready replicas"
    cpu, memory = spec.limits.cpu, spec.limits.memory
    said = [show_quantity(cpu, Dimension.CORES)] if cpu else []
    said += [show_quantity(memory, Dimension.BYTES)] if memory else []
    return f"may now take {' and '.join(said) or 'all there is'}, without a new start"


def url_of(spec: ComponentSpec) -> str:
    """Where a replica or an activator answers."""
    return f"http://{spec.address}:{spec.ports[PORT]}"


def _follower(digest: str) -> Mapping[str, object]:
    """A route on the status port that is there while the gateway follows the configuration of a digest."""
    return {"rule": f"Path(`/follows/{digest}`)", "entryPoints": [_STATUS], "service": "ping@internal"}


def _answering(service: Service, ready: Sequence[Replica]) -> tuple[Share, ...]:
    weighted = [route for route in service.routes if route.weight > 0 and not route.mirror]
    found: list[Share] = []
    for route in weighted:
        here = _specs(ready, route.name, leaving=False)
        missing = route.replicas - len(here)
        before = _specs(ready, route.name, leaving=True) if missing > 0 else ()
        part = route.weight / route.replicas if before else 0.0
        if here:
            found.append(Share(ROUTE + route.name, part * len(here) or route.weight, here))
        if before:
            found.append(Share(ROUTE + route.name + STAND_IN, part * missing, before))
    if found or not sum(route.replicas for route in weighted):
        return tuple(found)
    return _last_resort([replica for replica in ready if replica.leaving])


def _last_resort(replicas: Iterable[Replica]) -> tuple[Share, ...]:
    specs = tuple(replica.spec for replica in replicas if not replica.mirror)
    return (Share("any", 1.0, specs),) if specs else ()


def _in_state(
    replicas: Iterable[Replica], records: Mapping[str, Record], state: State
) -> tuple[Replica, ...]:
    return tuple(replica for replica in replicas if _stands(replica, records) is state)


def _stands(replica: Replica, records: Mapping[str, Record]) -> State | None:
    record = records.get(replica.spec.name)
    return record.state if record is not None and record.digest == replica.digest else None


def _specs(replicas: Iterable[Replica], route: str, *, leaving: bool) -> tuple[ComponentSpec, ...]:
    found = (r for r in replicas if r.route == route and r.leaving is leaving)
    return tuple(r.spec for r in found if not (r.leaving and r.mirror))


def _weights(found: Sequence[Share]) -> list[Mapping[str, object]]:
    total = sum(share.weight for share in found)
    return [{"name": share.name, "weight": max(1, round(_WHOLE * share.weight / total))} for share in found]


def _balanced(specs: Sequence[ComponentSpec]) -> Mapping[str, object]:
    servers = [{"url": url_of(spec)} for spec in specs]
    return {"loadBalancer": {"servers": servers, "serversTransport": _REPLICAS, "passHostHeader": True}}
