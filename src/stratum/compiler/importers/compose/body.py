"""A component from a service: its type with attributes, what it requires, and the rest of its container."""

from collections.abc import Mapping
from typing import Final

from stratum.compiler.importers.compose.known import Kind
from stratum.compiler.importers.compose.service import Amount, Health, Service

CUSTOM: Final = "CustomApplication"
Body = dict[str, object]
_MIB, _GIB = 2**20, 2**30


def body(service: Service, kind: Kind | None, names: Mapping[str, str]) -> Body:
    """What a document says of a component.

    Args:
        service: The service.
        kind: The type of the library that it is of; None for a program of one's own.
        names: Name of the component by service.
    """
    found: Body = {"type": kind.type if kind else CUSTOM}
    if service.depends:
        found["connectsTo"] = [
            {"to": names[other], "waitsFor": state}
            for other, state in service.depends.items()
            if other in names
        ]
    found |= dict(kind.attributes) if kind else _custom(service)
    required = _required(service.reserved)
    if required:
        found["requires"] = required
    found["container"] = _container(service, kind, names[service.name])
    return found


def _custom(service: Service) -> Body:
    found: Body = {"port": service.listens[0]} if service.listens else {}
    return found | ({"replicas": service.replicas} if service.replicas != 1 else {})


def _required(amount: Amount) -> Body:
    found: Body = {}
    if amount.cpu:
        found["cpu"] = amount.cpu
    if amount.memory:
        found["memory"] = quantity(amount.memory)
    return found | ({"gpus": amount.gpus} if amount.gpus else {})


def quantity(count: int) -> str:
    """Bytes as the language writes them."""
    for unit, scale in (("GiB", _GIB), ("MiB", _MIB)):
        if count and count % scale == 0:
            return f"{count // scale} {unit}"
    return f"{count} B"


def _container(service: Service, kind: Kind | None, name: str) -> Body:
    """Everything that the service says of its container and its type does not."""
    said = kind.said if kind else frozenset()
    found: Body = {} if kind else {"image": service.image or name, "tag": service.tag or "latest"}
    if service.entrypoint is not None:
        found["entrypoint"] = list(service.entrypoint)
    if kind or service.command:
        found["command"] = list(service.command or ())
    maps = {
        "environment": {k: v for k, v in service.environment.items() if k not in said},
        "secrets": {k: v for k, v in service.secrets.items() if k not in said},
    }
    found |= {key: value for key, value in maps.items() if value}
    if kind and kind.added:
        found["without"] = list(kind.added)
    if kind or service.volumes:
        found["volumes"] = dict(service.volumes)
    if service.binds:
        found["binds"] = dict(service.binds)
    found["publish"] = list(service.publish)
    found |= _health(service.health, kind)
    if service.limits != Amount() or service.reserved != Amount():
        found |= {"cpuLimit": service.limits.cpu, "memoryLimit": quantity(service.limits.memory)}
    found["restart"] = service.restart
    plain = {"user": service.user, "directory": service.directory}
    return found | {key: value for key, value in plain.items() if value}


def _health(health: Health | None, kind: Kind | None) -> Body:
    """What is asked; where the service asks nothing, what its type would ask is left out."""
    if health is None:
        return {"health": []} if kind else {}
    times = {"healthInterval": health.interval, "healthTimeout": health.timeout, "healthStart": health.start}
    found: Body = {"health": list(health.command)}
    found |= {key: f"{value:g} s" for key, value in times.items() if value}
    return found | ({"healthRetries": health.retries} if health.retries else {})
