"""A pod: its container with environment, files, volumes, limits and probes, and what it waits for."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Final

from stratum.core.digests import digest_value
from stratum.core.topology import Resources
from stratum.deployment.blueprint import (
    Blueprint,
    ContainerRecipe,
    Health,
    SecretReference,
    Socket,
    Value,
    Workload,
)
from stratum.deployment.renderers import placed
from stratum.deployment.renderers.kubernetes import placing
from stratum.deployment.renderers.kubernetes.names import KEY, Object, claim_name, key_of, labels, secret_name

FILES: Final = "files"
WAITING: Final = "busybox:1.36"
_WAIT: Final = 'until nc -z -w 2 "$0" "$1"; do sleep 1; done'
_PATIENCE: Final = 60
"""Questions that may fail after a start."""


def template(
    blueprint: Blueprint, workload: Workload, recipe: ContainerRecipe, own: Collection[str] = ()
) -> Object:
    """The template of a workload's pods.

    Args:
        blueprint: The application.
        workload: The workload.
        recipe: How it runs in a container.
        own: Volumes that each pod gets for itself.
    """
    spec: dict[str, object] = {
        "initContainers": list(_waits(blueprint, workload)) or None,
        "containers": [_container(blueprint, workload, recipe)],
        "volumes": list(_volumes(workload, recipe, own)) or None,
        "affinity": placing.affinity(blueprint, workload),
        "topologySpreadConstraints": placing.spread(blueprint, workload) or None,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "restartPolicy": "OnFailure" if workload.task else None,
    }
    found = {**labels(blueprint, workload), **placing.rule_labels(blueprint, workload)}
    digest = {"stratum/files": digest_value(dict(recipe.files))} if recipe.files else None
    return {"metadata": {"labels": found, "annotations": digest}, "spec": spec}


def _container(blueprint: Blueprint, workload: Workload, recipe: ContainerRecipe) -> Object:
    hidden: dict[SecretReference, str] = {}
    entrypoint = [_word(word, hidden) for word in recipe.entrypoint]
    arguments = [_word(word, hidden) for word in recipe.command]
    user = int(recipe.user) if recipe.user.isdigit() else None
    return {
        "name": workload.name,
        "image": f"{recipe.image}:{recipe.tag}",
        "command": entrypoint or None,
        "args": arguments or None,
        "workingDir": recipe.directory or None,
        "env": list(_environment(blueprint, recipe, hidden)) or None,
        "ports": [{"name": port, "containerPort": int(port[1:])} for port in _ports(workload)] or None,
        "resources": _resources(workload, recipe),
        "volumeMounts": list(_mounts(workload, recipe)) or None,
        **_probes(recipe.health),
        "securityContext": None if user is None else {"runAsUser": user},
    }


def _word(value: Value, hidden: dict[SecretReference, str]) -> str:
    """A word of a command; a secret becomes a variable, and what looks like one is escaped."""
    if isinstance(value, SecretReference):
        return f"$({hidden.setdefault(value, f'STRATUM_SECRET_{len(hidden) + 1}')})"
    return escaped(str(value))


def escaped(text: str) -> str:
    """A text that Kubernetes does not take for a variable."""
    return text.replace("$(", "$$(")


def _environment(
    blueprint: Blueprint, recipe: ContainerRecipe, hidden: Mapping[SecretReference, str]
) -> Iterator[Object]:
    for name, value in sorted(recipe.environment.items(), key=itemgetter(0)):
        if isinstance(value, SecretReference):
            yield _from_secret(blueprint, name, value)
        else:
            yield {"name": name, "value": escaped(str(value))}
    for secret, name in hidden.items():
        yield _from_secret(blueprint, name, secret)


def _from_secret(blueprint: Blueprint, name: str, secret: SecretReference) -> Object:
    place = {"name": secret_name(blueprint, secret), "key": KEY}
    return {"name": name, "valueFrom": {"secretKeyRef": place}}


def _ports(workload: Workload) -> list[str]:
    return list(dict.fromkeys(f"p{socket.port}" for socket in workload.sockets))


def _resources(workload: Workload, recipe: ContainerRecipe) -> Object | None:
    limits = _amounts(recipe.limits or workload.needs)
    if workload.needs.gpus:
        limits["nvidia.com/gpu"] = str(workload.needs.gpus)
    requests = _amounts(workload.needs)
    return {"requests": requests or None, "limits": limits or None} if limits or requests else None


def _amounts(amount: Resources) -> dict[str, str]:
    found: dict[str, str] = {}
    if amount.cpu:
        found["cpu"] = f"{round(amount.cpu * 1000)}m"
    if amount.memory:
        found["memory"] = str(amount.memory)
    return found


def _probes(health: Health | None) -> dict[str, object]:
    """Ready when it answers; started anew when it has answered and does not any more."""
    if health is None or health.is_off:
        return {}
    ask: dict[str, object] = {"periodSeconds": round(health.interval) or 10}
    ask |= {"timeoutSeconds": max(1, round(health.timeout))} if health.timeout else {}
    if health.http:
        ask["httpGet"] = {"path": health.http, "port": health.port}
    elif health.command:
        ask["exec"] = {"command": list(health.command)}
    else:
        ask["tcpSocket"] = {"port": health.port}
    retries = {"failureThreshold": health.retries} if health.retries else {}
    patience = max(_PATIENCE, round(health.start / (health.interval or 10)))
    return {
        "startupProbe": {**ask, "failureThreshold": patience},
        "readinessProbe": {**ask, **retries},
        "livenessProbe": {**ask, "failureThreshold": max(6, health.retries)},
    }


def _mounts(workload: Workload, recipe: ContainerRecipe) -> Iterator[Object]:
    for name, path in sorted(recipe.volumes.items()):
        yield {"name": claim_name(name), "mountPath": path}
    for number, bind in enumerate(reachable(recipe)):
        read_only = None if bind[2] else True
        yield {"name": f"bind-{number}", "mountPath": bind[1], "readOnly": read_only}
    for path, name in placed.file_names(workload, recipe).items():
        yield {"name": FILES, "mountPath": path, "subPath": key_of(name), "readOnly": True}


def reachable(recipe: ContainerRecipe) -> list[tuple[str, str, bool]]:
    """Source, target and whether it is written: of binds that a node can have, absolute ones and our own."""
    return [(b.source, b.target, b.writable) for b in recipe.binds if b.source.startswith("/") or b.about]


def bound_claim(workload: Workload, source: str) -> str:
    """Name of the claim that stands for a folder which a person fills."""
    return claim_name(f"{workload.name}-{source}")


def _volumes(workload: Workload, recipe: ContainerRecipe, own: Collection[str]) -> Iterator[Object]:
    for name in (name for name in sorted(recipe.volumes) if name not in own):
        yield {"name": claim_name(name), "persistentVolumeClaim": {"claimName": claim_name(name)}}
    for number, (source, _, _) in enumerate(reachable(recipe)):
        name = f"bind-{number}"
        if source.startswith("/"):
            yield {"name": name, "hostPath": {"path": source}}
        else:
            claim = {"claimName": bound_claim(workload, source)}
            yield {"name": name, "persistentVolumeClaim": claim}
    if recipe.files:
        yield {"name": FILES, "configMap": {"name": f"{workload.name}-{FILES}"}}


def _waits(blueprint: Blueprint, workload: Workload) -> Iterator[Object]:
    """Containers that end once what is connected to takes connections: a service does when it is ready."""
    running = placed.in_containers(blueprint)
    for wire in workload.wires:
        other = running[wire.to][0] if wire.to in running and wire.waits != "started" else None
        ports = _asked(other.sockets, wire.interface) if other is not None else ()
        for port in ports:
            command = ["sh", "-c", _WAIT, wire.to, str(port)]
            yield {"name": f"wait-for-{wire.to}"[:63].rstrip("-"), "image": WAITING, "command": command}


def _asked(sockets: Iterable[Socket], interface: str) -> list[int]:
    """The port to knock at: that of the interface that is spoken, else the first."""
    every = list(sockets)
    return ([s.port for s in every if s.interface == interface] or [s.port for s in every])[:1]
