"""The project: ``compose.yaml`` with the files of its services beside it.

Placement is said as constraints on labels of nodes, which a Swarm keeps; on a single engine everything runs
on that one.
"""

from collections.abc import Iterator, Mapping

from stratum.deployment.blueprint import Blueprint, Health, Publication, SecretReference
from stratum.deployment.renderers import placed
from stratum.deployment.renderers.compose.service import (
    Ports,
    from_files,
    literal,
    node_labels,
    service,
    volume_name,
)
from stratum.deployment.renderers.documents import document
from stratum.deployment.rendering import Rendering


def render(blueprint: Blueprint) -> Rendering:
    """Files for ``docker compose up``, or for ``docker stack deploy`` where machines are many.

    Args:
        blueprint: The application on its machines.
    """
    running = placed.in_containers(blueprint)
    ports = _published(blueprint)
    secrets = {s.name: {"file": literal(s.source.partition(":")[2])} for s in _in_files(blueprint)}
    data: dict[str, object] = {
        "services": {name: service(blueprint, w, r, ports.get(name, ())) for name, (w, r) in running.items()},
        "volumes": {name: {} for name in _volumes(blueprint)} or None,
        "secrets": secrets or None,
    }
    files = {"compose.yaml": document(data, placed.head(blueprint))}
    for workload, recipe in running.values():
        names = placed.file_names(workload, recipe)
        files |= {f"files/{workload.name}/{names[path]}": text for path, text in sorted(recipe.files.items())}
    return Rendering(files, _carried(blueprint), tuple(_notes(blueprint, ports)), placed.omitted(blueprint))


def _in_files(blueprint: Blueprint) -> list[SecretReference]:
    running = placed.in_containers(blueprint).values()
    return sorted({secret for _, recipe in running for _, secret in from_files(recipe)})


def _published(blueprint: Blueprint) -> dict[str, Ports]:
    """Ports that are reached from outside: those that the model says, else the pages of the application.

    A page whose port is taken moves to the next free one; several replicas get ports that the engine chooses.
    """
    running = placed.in_containers(blueprint)
    told = {name: recipe.publish for name, (_, recipe) in running.items() if recipe.publish is not None}
    taken = {port.outside for ports in told.values() for port in ports}
    found = dict(told)
    for name, (workload, _) in running.items():
        if name not in told and placed.is_entrance(blueprint, workload):
            ports = [socket.port for socket in workload.sockets if socket.interface == placed.HTTP]
            is_one = workload.replicas == 1
            found[name] = tuple(Publication(p, _next_free(p, taken) if is_one else 0) for p in ports)
    return found


def _next_free(port: int, taken: set[int]) -> int:
    free = next((p for p in range(port, 65536) if p not in taken), port)
    taken.add(free)
    return free


def _volumes(blueprint: Blueprint) -> list[str]:
    running = placed.in_containers(blueprint).values()
    return sorted({volume_name(name) for _, recipe in running for name in recipe.volumes})


def _carried(blueprint: Blueprint) -> frozenset[str]:
    """The facts that the file says; a secret in a file reaches only images that read it from there."""
    minimum = [f"{w.path}.scaling.minimum" for w, _ in placed.in_containers(blueprint).values()]
    sources = {secret.source for secret in _in_files(blueprint)}
    kept = placed.carried(blueprint, minimum)
    return frozenset(p for p in kept if not any(source in blueprint.facts[p].value for source in sources))


def _notes(blueprint: Blueprint, ports: Mapping[str, Ports]) -> Iterator[str]:
    running = placed.in_containers(blueprint)
    yield from placed.notes(blueprint)
    for secret in placed.secrets(blueprint):
        yield f"secret {secret.name} is read from {secret.source}"
    if len(blueprint.machines) > 1:
        yield from _node_notes(blueprint)
    for name, (_, recipe) in running.items():
        if _is_silent(recipe.health):
            yield f"others wait only for the start of {name}: its image cannot ask whether it is ready"
        for port in ports.get(name, ()) if recipe.publish is None else ():
            if not port.outside:
                yield f"the engine chooses a port for each replica of {name}: see docker compose ps"
            elif port.outside != port.port:
                yield f"{name} is published on port {port.outside}, because {port.port} is taken"


def _is_silent(health: Health | None) -> bool:
    return health is not None and not health.command


def _node_notes(blueprint: Blueprint) -> Iterator[str]:
    used = {workload.host for workload, _ in placed.in_containers(blueprint).values()}
    for machine in blueprint.machines:
        if machine.name in used:
            told = node_labels(machine).items()
            labels = " ".join(f"--label-add stratum.{key}={value}" for key, value in told)
            yield f"tell the Swarm which node is {machine.name}: docker node update {labels} NODE"
