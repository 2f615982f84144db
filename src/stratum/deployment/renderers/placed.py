"""What renderers of containers share: which workloads run, what they wait for, and which facts are kept."""

from collections.abc import Iterable, Iterator, Mapping

from stratum.deployment.blueprint import Blueprint, ContainerRecipe, Fact, Machine, SecretReference, Workload
from stratum.deployment.rendering import Omission

HTTP = "http"
FILE = "file:"
_OF_MACHINES = frozenset({"type", "tier", "arch", "os", "zone", "region"})
_OF_SYSTEMS = frozenset({"type", "version"})
_OF_WORKLOADS = frozenset({
    "type",
    "hostedOn",
    "migrateTo",
    "deleteFrom",
    "requires",
    "connectsTo",
    "replicas",
})


def in_containers(blueprint: Blueprint) -> dict[str, tuple[Workload, ContainerRecipe]]:
    """The workloads that run in containers, by name, each with how."""
    return {w.name: (w, w.container) for w in blueprint.workloads if w.container is not None}


def preparations(blueprint: Blueprint, workload: Workload) -> Iterator[Workload]:
    """The tasks that have to be done before a workload can use what it connects to."""
    for other in blueprint.workloads:
        is_task = other.task and not other.path and other.name != workload.name
        if is_task and {w.to for w in other.wires} & {w.to for w in workload.wires}:
            yield other


def is_entrance(blueprint: Blueprint, workload: Workload) -> bool:
    """Whether people reach a workload: it speaks HTTP, and nothing of the application connects to it."""
    asked = {wire.to for other in blueprint.workloads for wire in other.wires}
    return workload.name not in asked and any(s.interface == HTTP for s in workload.sockets)


def variables(recipe: ContainerRecipe) -> Iterator[tuple[str, SecretReference]]:
    """The variables of a container that are secrets."""
    for name, value in recipe.environment.items():
        if isinstance(value, SecretReference):
            yield name, value


def secrets(blueprint: Blueprint) -> list[SecretReference]:
    """The secrets of all containers, in their environment or their command."""
    found = set()
    for _, recipe in in_containers(blueprint).values():
        values = (*recipe.environment.values(), *recipe.entrypoint, *recipe.command)
        found |= {value for value in values if isinstance(value, SecretReference)}
    return sorted(found)


def file_names(workload: Workload, recipe: ContainerRecipe) -> Mapping[str, str]:
    """A name by path of each file of a container, unique within it."""
    found: dict[str, str] = {}
    for path in sorted(recipe.files):
        name = path.rpartition("/")[2] or workload.name
        found[path] = name if name not in found.values() else f"{len(found)}-{name}"
    return found


def carried(blueprint: Blueprint, kept: Iterable[str] = ()) -> frozenset[str]:
    """Paths of the facts that files with containers say.

    Each workload is tied to its machine by name, so what is asked of a machine holds as the model was proven:
    requirements, bounds of latency, and policies over workloads that are all there.

    Args:
        blueprint: What is to be said.
        kept: What the files say beside that: paths, each with all that lies below.
    """
    running = in_containers(blueprint)
    uses = {path for _, recipe in running.values() for path in recipe.uses} | set(kept)
    said = _said(blueprint, running)
    return frozenset(
        path
        for path, fact in blueprint.facts.items()
        if _first(fact) in said.get(fact.element, ()) or _is_within(path, uses) or _is_part(fact, uses)
    )


def _said(
    blueprint: Blueprint, running: Mapping[str, tuple[Workload, ContainerRecipe]]
) -> Mapping[str, frozenset[str]]:
    """By element the attributes that the files say for every one of its kind."""
    hosts = {workload.host for workload, _ in running.values()}
    found = {workload.path: _OF_WORKLOADS for workload, _ in running.values()}
    for machine in blueprint.machines:
        if machine.name in hosts:
            found[machine.path] = _OF_MACHINES
            document = machine.path.rpartition("/")[0]
            found |= {f"{document}/{name}": _OF_SYSTEMS for name, _ in machine.parts}
    for rule in blueprint.rules:
        if running.keys() >= set(rule.targets):
            found[rule.path] = frozenset({"type", "targets", *rule.settings})
    return found


def _first(fact: Fact) -> str:
    return fact.path.removeprefix(f"{fact.element}.").partition(".")[0]


def _is_within(path: str, uses: set[str]) -> bool:
    parts = path.split(".")
    return any(".".join(parts[:count]) in uses for count in range(1, len(parts) + 1))


def _is_part(fact: Fact, uses: set[str]) -> bool:
    """Whether it is the type of a part whose recipe is followed."""
    return fact.path == f"{fact.element}.type" and any(use.startswith(f"{fact.element}.") for use in uses)


def notes(blueprint: Blueprint) -> Iterator[str]:
    """What a person has to know of any files with containers."""
    running = in_containers(blueprint)
    for name in dict.fromkeys(f"{r.image}:{r.tag}" for _, r in running.values() if r.built):
        yield f"image {name} is in no registry: it is made by the platform, see docs/reference/docker.md"
    for source, about in {b.source: b.about for _, r in running.values() for b in r.binds if b.about}.items():
        yield f"put {about} at {source}"


def omitted(blueprint: Blueprint) -> tuple[Omission, ...]:
    """The workloads that are not among the containers."""
    fix = "name an image: container: {image: …}"
    lacking = (w.path for w in blueprint.workloads if w.container is None and w.path)
    return tuple(Omission(path, "no image runs it", fix) for path in lacking)


def head(blueprint: Blueprint) -> str:
    """What the first line of a file says: of which application, at which state of its model."""
    commit = f" at {blueprint.commit}" if blueprint.commit else ""
    return f"{blueprint.name}{commit}, written by stratum export"


def system(machine: Machine) -> str:
    """The operating system of a machine as a label, such as ``ubuntu-24.04``; empty for unknown."""
    return "-".join(filter(None, (machine.distribution, machine.version)))
