"""A service of a Compose file; everything of a model in it is escaped against interpolation."""

import re
from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Final

from stratum.core.identifiers import identifier
from stratum.core.topology import Resources
from stratum.deployment.blueprint import (
    Blueprint,
    ContainerRecipe,
    Health,
    Machine,
    Publication,
    SecretReference,
    Value,
    Workload,
)
from stratum.deployment.renderers import placed

Ports = tuple[Publication, ...]
_MIB: Final = 2**20
_LABEL: Final = "node.labels.stratum"
_SHELL: Final = ("/bin/sh", "-c")
_CONDITIONS: Final = {
    "started": "service_started",
    "ready": "service_healthy",
    "done": "service_completed_successfully",
}
_SECRETS: Final = "/run/secrets"
_VOLUME: Final = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]*")


def service(
    blueprint: Blueprint, workload: Workload, recipe: ContainerRecipe, ports: Ports
) -> Mapping[str, object]:
    """What Compose is told of a workload.

    Args:
        blueprint: The application.
        workload: The workload.
        recipe: How it runs in a container.
        ports: Those that are reached from outside.
    """
    machine = next((m for m in blueprint.machines if m.name == workload.host), None)
    return {
        "image": literal(f"{recipe.image}:{recipe.tag}"),
        "entrypoint": [_word(word) for word in recipe.entrypoint] or None,
        "command": [_word(word) for word in recipe.command] or None,
        "environment": dict(_environment(recipe)) or None,
        "secrets": [secret.name for _, secret in from_files(recipe)] or None,
        "user": literal(recipe.user) or None,
        "working_dir": literal(recipe.directory) or None,
        "ports": [_port(port) for port in ports] or None,
        "expose": _exposed(workload, ports) or None,
        "volumes": list(_mounts(workload, recipe)) or None,
        "healthcheck": _healthcheck(recipe.health),
        "depends_on": dict(_depends(blueprint, workload)) or None,
        "platform": _platform(machine),
        "restart": recipe.restart or ("on-failure" if workload.task else "unless-stopped"),
        "deploy": _deploy(blueprint, workload, recipe, machine),
        "labels": {"stratum.element": literal(workload.path) or None, "stratum.type": workload.type},
    }


def literal(text: str) -> str:
    """A text that Compose does not take for a variable."""
    return text.replace("$", "$$")


def _word(value: Value) -> str:
    """A text, or the variable of whoever starts it that holds a secret."""
    if isinstance(value, SecretReference):
        place = value.source.partition(":")[2]
        return f"${{{place}:?{place} is not set}}"
    return literal(str(value))


def _environment(recipe: ContainerRecipe) -> Iterator[tuple[str, str]]:
    """Variables; one whose secret is in a file becomes the path of that, as official images take it."""
    for name, value in sorted(recipe.environment.items(), key=itemgetter(0)):
        if isinstance(value, SecretReference) and value.source.startswith(placed.FILE):
            yield f"{name}_FILE", f"{_SECRETS}/{value.name}"
        else:
            yield name, _word(value)


def from_files(recipe: ContainerRecipe) -> Iterator[tuple[str, SecretReference]]:
    """The variables whose secrets are in files."""
    return (pair for pair in placed.variables(recipe) if pair[1].source.startswith(placed.FILE))


def _platform(machine: Machine | None) -> str | None:
    """Said where it is not the usual one."""
    return "linux/arm64" if machine is not None and machine.arch == "arm64" else None


def _port(port: Publication) -> str:
    outside = f"{port.outside}:" if port.outside else ""
    address = f"{port.address}:" if port.address else ""
    protocol = f"/{port.protocol}" if port.protocol != "tcp" else ""
    return f"{address}{outside}{port.port}{protocol}"


def _exposed(workload: Workload, ports: Ports) -> list[str]:
    published = {port.port for port in ports}
    return [str(socket.port) for socket in workload.sockets if socket.port not in published]


def _mounts(workload: Workload, recipe: ContainerRecipe) -> Iterator[object]:
    for name, path in sorted(recipe.volumes.items()):
        yield _mount(volume_name(name), path, writable=True, kind="volume")
    for bind in recipe.binds:
        yield _mount(bind.source, bind.target, writable=bind.writable, kind="bind")
    for path, name in placed.file_names(workload, recipe).items():
        yield _mount(f"./files/{workload.name}/{name}", path, writable=False, kind="bind")


def volume_name(name: str) -> str:
    """The name of a volume as Compose takes it."""
    return name if _VOLUME.fullmatch(name) else identifier(name, "-")


def _mount(source: str, target: str, *, writable: bool, kind: str) -> object:
    if ":" in source or ":" in target:
        long = {"type": kind, "source": literal(source), "target": literal(target)}
        return long if writable else {**long, "read_only": True}
    return f"{literal(source)}:{literal(target)}{'' if writable else ':ro'}"


def _healthcheck(health: Health | None) -> Mapping[str, object] | None:
    if health is None or not health.command:
        return None
    if health.is_off:
        return {"test": ["NONE"]}
    words = [literal(word) for word in health.command]
    test = ["CMD-SHELL", *words[2:]] if health.command[:2] == _SHELL else ["CMD", *words]
    return {
        "test": test,
        "interval": _seconds(health.interval) or "10s",
        "timeout": _seconds(health.timeout) or None,
        "retries": health.retries or None,
        "start_period": _seconds(health.start) or None,
    }


def _seconds(value: float) -> str:
    if not value:
        return ""
    return f"{value:g}s" if value.is_integer() else f"{round(value * 1000)}ms"


def _depends(blueprint: Blueprint, workload: Workload) -> Iterator[tuple[str, Mapping[str, str]]]:
    running = placed.in_containers(blueprint)
    for wire in workload.wires:
        if wire.to in running:
            yield wire.to, {"condition": _condition(*running[wire.to], wire.waits)}
    for task in placed.preparations(blueprint, workload):
        yield task.name, {"condition": _CONDITIONS["done"]}


def _condition(workload: Workload, recipe: ContainerRecipe, waits: str) -> str:
    """What is waited for; what cannot be asked for its health is waited for until it is started."""
    if workload.task and waits != "started":
        return _CONDITIONS["done"]
    can_tell = recipe.health is not None and recipe.health.command and not recipe.health.is_off
    usual = "ready" if can_tell else "started"
    return _CONDITIONS[usual if waits in {"", "ready"} else waits]


def _deploy(
    blueprint: Blueprint, workload: Workload, recipe: ContainerRecipe, machine: Machine | None
) -> Mapping[str, object] | None:
    limits, reserved = _amounts(recipe.limits or workload.needs), _reservations(workload)
    resources = {"limits": limits or None, "reservations": reserved or None}
    constraints = list(_constraints(machine)) if len(blueprint.machines) > 1 else []
    said = {
        "replicas": workload.replicas if workload.replicas != 1 else None,
        "resources": resources if limits or reserved else None,
        "placement": {"constraints": constraints} if constraints else None,
    }
    return said if any(said.values()) else None


def _reservations(workload: Workload) -> dict[str, object]:
    gpus = workload.needs.gpus
    devices = [{"driver": "nvidia", "count": gpus, "capabilities": ["gpu"]}]
    return {**_amounts(workload.needs), **({"devices": devices} if gpus else {})}


def _amounts(amount: Resources) -> dict[str, object]:
    found: dict[str, object] = {}
    if amount.cpu:
        found["cpus"] = f"{amount.cpu:g}"
    if amount.memory:
        whole = amount.memory % _MIB == 0
        found["memory"] = f"{amount.memory // _MIB}M" if whole else f"{amount.memory}b"
    return found


def _constraints(machine: Machine | None) -> Iterator[str]:
    """What a node has to be: the machine by its label, and what the model says of it."""
    if machine is None:
        return
    for name, value in node_labels(machine).items():
        yield f"{_LABEL}.{name} == {literal(value)}"
    yield f"node.platform.os == {machine.os}"
    yield f"node.platform.arch == {'aarch64' if machine.arch == 'arm64' else machine.arch}"


def node_labels(machine: Machine) -> dict[str, str]:
    """The labels that the node of a machine has to be given, without ``stratum.``."""
    told = {
        "host": machine.name,
        "type": machine.type,
        "tier": machine.tier,
        "zone": machine.zone,
        "region": machine.region,
        "system": placed.system(machine),
    }
    return {key: value for key, value in told.items() if value}
