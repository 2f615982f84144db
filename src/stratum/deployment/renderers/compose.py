"""Docker Compose: one ``compose.yaml``, with the files of its services beside it.

Placement is said as constraints on labels of nodes, which a Swarm keeps; on a single engine everything runs on
that one. Everything of a model that goes into the file is escaped against interpolation.
"""

from collections.abc import Iterator, Mapping

from stratum.core.topology import Resources
from stratum.deployment.blueprint import (
    Blueprint,
    ContainerRecipe,
    Health,
    Machine,
    Publication,
    Rendering,
    SecretReference,
    Value,
    Workload,
)
from stratum.deployment.renderers import placed
from stratum.deployment.renderers.documents import document
from stratum.deployment.renderers.identifiers import identifier

_MIB = 2**20
_LABEL = "node.labels.stratum"
_SHELL = ("/bin/sh", "-c")
_CONDITIONS = {
    "started": "service_started",
    "ready": "service_healthy",
    "done": "service_completed_successfully",
}
_SECRETS = "/run/secrets"


def render(blueprint: Blueprint) -> Rendering:
    """Files for ``docker compose up``, or for ``docker stack deploy`` where machines are many.

    Args:
        blueprint: The application on its machines.
    """
    running = placed.in_containers(blueprint)
    ports = _published(blueprint)
    services = {name: _service(blueprint, w, r, ports.get(name, ())) for name, (w, r) in running.items()}
    data = {
        "services": services,
        "volumes": {name: {} for name in _volumes(blueprint)} or None,
        "secrets": {s.name: {"file": _literal(s.source.partition(":")[2])} for s in _in_files(blueprint)},
    }
    head = (
        f"{blueprint.name}{f' at {blueprint.commit}' if blueprint.commit else ''}, written by stratum export"
    )
    files = {"compose.yaml": _text(data, head)}
    for workload, recipe in running.values():
        names = placed.file_names(workload, recipe)
        files |= {f"files/{workload.name}/{names[path]}": text for path, text in recipe.files.items()}
    return Rendering(files, _carried(blueprint), tuple(_notes(blueprint, ports)))


def _text(data: Mapping[str, object], head: str) -> str:
    """The document; a volume without settings has to be said as an empty mapping."""
    services, volumes = {"services": data["services"]}, data["volumes"]
    text = document(services, head)
    if isinstance(volumes, Mapping):
        text += "volumes:\n" + "".join(f"  {name}: {{}}\n" for name in volumes)
    return text + (document({"secrets": data["secrets"]}) if data["secrets"] else "")


def _service(
    blueprint: Blueprint, workload: Workload, recipe: ContainerRecipe, ports: tuple[Publication, ...]
) -> Mapping[str, object]:
    machine = _machine(blueprint, workload)
    return {
        "image": _literal(f"{recipe.image}:{recipe.tag}"),
        "entrypoint": [_word(word) for word in recipe.entrypoint],
        "command": [_word(word) for word in recipe.command],
        "environment": dict(_environment(recipe)),
        "secrets": [secret.name for _, secret in _from_files(recipe)],
        "user": _literal(recipe.user) or None,
        "working_dir": _literal(recipe.directory) or None,
        "ports": [_port(port) for port in ports],
        "expose": _exposed(workload, ports),
        "volumes": list(_mounts(workload, recipe)),
        "healthcheck": _healthcheck(recipe.health),
        "depends_on": dict(_depends(blueprint, workload)),
        "platform": _platform(machine),
        "restart": recipe.restart or ("on-failure" if workload.task else "unless-stopped"),
        "deploy": _deploy(blueprint, workload, recipe, machine),
        "labels": {"stratum.element": _literal(workload.path), "stratum.type": workload.type},
    }


def _literal(text: str) -> str:
    """A text that Compose does not take for a variable."""
    return text.replace("$", "$$")


def _word(value: Value) -> str:
    """A text, or the variable of whoever starts it that holds a secret."""
    if isinstance(value, SecretReference):
        place = value.source.partition(":")[2]
        return f"${{{place}:?{place} is not set}}"
    return _literal(str(value))


def _environment(recipe: ContainerRecipe) -> Iterator[tuple[str, str]]:
    """Variables; one whose secret is in a file becomes the path of that, as official images take it."""
    for name, value in recipe.environment.items():
        if isinstance(value, SecretReference) and value.source.startswith(placed.FILE):
            yield f"{name}_FILE", f"{_SECRETS}/{value.name}"
        else:
            yield name, _word(value)


def _from_files(recipe: ContainerRecipe) -> Iterator[tuple[str, SecretReference]]:
    return (pair for pair in placed.variables(recipe) if pair[1].source.startswith(placed.FILE))


def _in_files(blueprint: Blueprint) -> list[SecretReference]:
    running = placed.in_containers(blueprint).values()
    return sorted({secret for _, recipe in running for _, secret in _from_files(recipe)})


def _machine(blueprint: Blueprint, workload: Workload) -> Machine | None:
    return next((m for m in blueprint.machines if m.name == workload.host), None)


def _platform(machine: Machine | None) -> str | None:
    """Said where it is not the usual one."""
    return "linux/arm64" if machine is not None and machine.arch == "arm64" else None


def _port(port: Publication) -> str:
    outside = f"{port.outside}:" if port.outside else ""
    address = f"{port.address}:" if port.address else ""
    protocol = f"/{port.protocol}" if port.protocol != "tcp" else ""
    return f"{address}{outside}{port.port}{protocol}"


def _published(blueprint: Blueprint) -> dict[str, tuple[Publication, ...]]:
    """Ports that are reached from outside: those that the model says, else the pages of the application.

    A page whose port is taken moves to the next free one.
    """
    running = placed.in_containers(blueprint)
    told = {name: recipe.publish for name, (_, recipe) in running.items() if recipe.publish is not None}
    taken = {port.outside for ports in told.values() for port in ports}
    found = dict(told)
    for name, (workload, _) in running.items():
        if name not in told and placed.is_entrance(blueprint, workload):
            ports = [socket.port for socket in workload.sockets if socket.interface == placed.HTTP]
            found[name] = tuple(Publication(port, _next_free(port, taken)) for port in ports)
    return found


def _next_free(port: int, taken: set[int]) -> int:
    free = next((p for p in range(port, 65536) if p not in taken), port)
    taken.add(free)
    return free


def _exposed(workload: Workload, ports: tuple[Publication, ...]) -> list[str]:
    published = {port.port for port in ports}
    return [str(socket.port) for socket in workload.sockets if socket.port not in published]


def _mounts(workload: Workload, recipe: ContainerRecipe) -> Iterator[object]:
    for name, path in recipe.volumes.items():
        yield _mount(identifier(name, "-"), path, writable=True, kind="volume")
    for bind in recipe.binds:
        yield _mount(bind.source, bind.target, writable=bind.writable, kind="bind")
    for path, name in placed.file_names(workload, recipe).items():
        yield _mount(f"./files/{workload.name}/{name}", path, writable=False, kind="bind")


def _mount(source: str, target: str, *, writable: bool, kind: str) -> object:
    if ":" in source or ":" in target:
        long = {"type": kind, "source": _literal(source), "target": _literal(target)}
        return long if writable else {**long, "read_only": True}
    return f"{_literal(source)}:{_literal(target)}{'' if writable else ':ro'}"


def _healthcheck(health: Health | None) -> Mapping[str, object] | None:
    if health is None or not health.command:
        return None
    words = [_literal(word) for word in health.command]
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
    can_tell = recipe.health is not None and recipe.health.command
    usual = "ready" if can_tell else "started"
    return _CONDITIONS[usual if waits in {"", "ready"} else waits]


def _deploy(
    blueprint: Blueprint, workload: Workload, recipe: ContainerRecipe, machine: Machine | None
) -> Mapping[str, object] | None:
    said = {
        "replicas": workload.replicas if workload.replicas != 1 else None,
        "resources": {
            "limits": _amounts(recipe.limits or workload.needs),
            "reservations": _reservations(workload),
        },
        "placement": {"constraints": list(_constraints(machine)) if len(blueprint.machines) > 1 else []},
    }
    if (
        said["replicas"] is None
        and not any(said["resources"].values())
        and not said["placement"]["constraints"]
    ):
        return None
    return said


def _reservations(workload: Workload) -> dict[str, object]:
    gpus = workload.needs.gpus
    devices = [{"driver": "nvidia", "count": gpus, "capabilities": ["gpu"]}] if gpus else []
    return {**_amounts(workload.needs), **({"devices": devices} if devices else {})}


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
    yield f"{_LABEL}.host == {machine.name}"
    yield f"{_LABEL}.type == {machine.type}"
    for name in ("tier", "zone", "region"):
        if value := getattr(machine, name):
            yield f"{_LABEL}.{name} == {_literal(value)}"
    yield f"node.platform.os == {machine.os}"
    yield f"node.platform.arch == {'aarch64' if machine.arch == 'arm64' else machine.arch}"


def _volumes(blueprint: Blueprint) -> list[str]:
    running = placed.in_containers(blueprint).values()
    return list(dict.fromkeys(identifier(name, "-") for _, recipe in running for name in recipe.volumes))


def _carried(blueprint: Blueprint) -> frozenset[str]:
    """The facts that the file says; a secret in a file reaches only images that read it from there."""
    minimum = [f"{w.path}.scaling.minimum" for w, _ in placed.in_containers(blueprint).values()]
    sources = {secret.source for secret in _in_files(blueprint)}
    kept = placed.carried(blueprint, minimum)
    return frozenset(path for path in kept if blueprint.facts[path].value not in sources)


def _notes(blueprint: Blueprint, ports: Mapping[str, tuple[Publication, ...]]) -> Iterator[str]:
    running = placed.in_containers(blueprint)
    yield from placed.notes(blueprint)
    if len(blueprint.machines) > 1:
        yield from _node_notes(blueprint)
    for name, (workload, recipe) in running.items():
        health = recipe.health
        if health is not None and not health.command:
            where = f"port {health.port}"
            yield f"{name} tells its readiness on {where}, which its image cannot ask: others wait for its start"
        for port in ports.get(name, ()) if recipe.publish is None else ():
            if port.outside != port.port:
                yield f"{name} is published on port {port.outside}, because {port.port} is taken"
        del workload


def _node_notes(blueprint: Blueprint) -> Iterator[str]:
    used = {workload.host for workload, _ in placed.in_containers(blueprint).values()}
    for machine in blueprint.machines:
        if machine.name in used:
            told = {"host": machine.name, "type": machine.type, "tier": machine.tier}
            told |= {k: getattr(machine, k) for k in ("zone", "region") if getattr(machine, k)}
            labels = " ".join(f"--label-add stratum.{key}={value}" for key, value in told.items())
            yield f"tell the Swarm which node is {machine.name}: docker node update {labels} NODE"
