"""Which facts of a model the playbook says, and so which are lost."""

from collections.abc import Iterator

from stratum.deployment.blueprint import Blueprint, Machine, Workload
from stratum.deployment.renderers.ansible.hosts import FAMILIES
from stratum.deployment.renderers.ansible.role import families

_OF_MACHINES = frozenset({
    "type", "tier", "address", "arch", "os", "zone", "region", "trust", "failureDomain", "labels",
})  # fmt: skip
"""What is so of a machine for as long as the inventory names it."""
_OF_SYSTEMS = frozenset({"type", "version"})
_OF_WORKLOADS = frozenset({"type", "requires", "hostedOn"})
_LATENCY = "latency"


def installs(blueprint: Blueprint, workload: Workload) -> bool:
    """Whether a machine of the model can be given the workload by its recipe."""
    machine = next((m for m in blueprint.machines if m.name == workload.host), None)
    if machine is None or workload.system is None or machine.os != "linux":
        return False
    packages, family = families(workload.system), FAMILIES.get(machine.distribution, "")
    return not packages or not family or family in packages


def carried(
    blueprint: Blueprint, workloads: tuple[Workload, ...], machines: tuple[Machine, ...]
) -> frozenset[str]:
    """Paths of the facts that the files say.

    The inventory fixes the host of each workload, so whatever had to hold of it is kept: what the workload
    requires, and policies over workloads that are all carried, but for delays, which the network decides.

    Args:
        blueprint: What is deployed.
        workloads: Those that a role is for.
        machines: Those of the inventory.
    """
    elements = dict(_elements(blueprint, workloads, machines))
    used = {path for w in workloads if w.system is not None for path in w.system.uses}
    made = {path for machine in machines if machine.cloud is not None for path in machine.cloud.uses}
    said = {p for p, f in blueprint.facts.items() if _first(p, f.element) in elements.get(f.element, ())}
    relations = {path for w in workloads for path in _relations(w)}
    return frozenset((said - made | used | relations | _rules(blueprint, workloads)) & blueprint.facts.keys())


def _first(path: str, element: str) -> str:
    """The word that follows the element in a path."""
    return path.removeprefix(element).removeprefix(".").partition(".")[0]


def _elements(
    blueprint: Blueprint, workloads: tuple[Workload, ...], machines: tuple[Machine, ...]
) -> Iterator[tuple[str, frozenset[str]]]:
    """What is said of each element, by its path."""
    for workload in workloads:
        yield workload.path, _OF_WORKLOADS | ({"replicas"} if workload.replicas == 1 else set())
        for part, _type in workload.parts:
            yield f"{blueprint.name}/{part}", _OF_WORKLOADS
    for machine in machines:
        yield machine.path, _OF_MACHINES
        for part, _type in machine.parts:
            yield f"{machine.path.rpartition('/')[0]}/{part}", _OF_SYSTEMS


def _relations(workload: Workload) -> Iterator[str]:
    for wire in workload.wires:
        yield f"{workload.path}.connectsTo.{wire.to}"
        yield f"{workload.path}.connectsTo.{wire.to}.waitsFor"


def _rules(blueprint: Blueprint, workloads: tuple[Workload, ...]) -> set[str]:
    names = {w.name for w in workloads}
    kept = {
        f"{blueprint.name}/{r.name}" for r in blueprint.rules if r.kind != _LATENCY and names >= {*r.targets}
    }
    return {path for path, fact in blueprint.facts.items() if fact.element in kept}
