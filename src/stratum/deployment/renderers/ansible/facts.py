"""Which facts of a model the playbook says, and so which are lost."""

from collections.abc import Iterable

from stratum.deployment.blueprint import Blueprint, Fact, Machine, Workload
from stratum.deployment.renderers.ansible.hosts import FAMILIES
from stratum.deployment.renderers.ansible.role import families

_OF_HOSTS = frozenset({"type", "tier", "address", "arch", "os", "zone", "region"})
_KEPT_BY_HOST = ("requires.", "hostedOn")


def installs(blueprint: Blueprint, workload: Workload) -> bool:
    """Whether a machine of the model can be given the workload by its recipe."""
    machine = next((m for m in blueprint.machines if m.name == workload.host), None)
    if machine is None or workload.system is None or machine.os != "linux":
        return False
    packages, family = families(workload.system), FAMILIES.get(machine.distribution, "")
    return not packages or not family or family in packages


def carried(
    blueprint: Blueprint, workloads: Iterable[Workload], machines: Iterable[Machine]
) -> frozenset[str]:
    """Paths of the facts that the files say.

    The inventory fixes the host of each workload, so whatever had to hold of it is kept: what it requires,
    and policies over workloads that are all carried.
    """
    chosen = {w.name: w for w in workloads}
    hosts = {m.name for m in machines}
    rules = {r.name for r in blueprint.rules if r.kind != "latency" and chosen.keys() >= set(r.targets)}
    found = set()
    for path, fact in blueprint.facts.items():
        name, rest = fact.element.rpartition("/")[2], _within(fact)
        if name in chosen:
            kept = _of_workload(chosen[name], rest)
        else:
            kept = name in rules or (name in hosts and rest.partition(".")[0] in _OF_HOSTS | {"labels", ""})
        if kept:
            found.add(path)
    return frozenset(found)


def _within(fact: Fact) -> str:
    return fact.path.removeprefix(fact.element).removeprefix(".")


def _of_workload(workload: Workload, rest: str) -> bool:
    first, _, more = rest.partition(".")
    if first == "connectsTo":
        return "." not in more
    if first == "replicas":
        return workload.replicas == 1
    return rest in {"", "type"} or rest.startswith(_KEPT_BY_HOST) or first in _settings(workload)


def _settings(workload: Workload) -> frozenset[str]:
    return frozenset(workload.settings)
