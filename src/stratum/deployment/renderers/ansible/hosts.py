"""The inventory: machines with their addresses, grouped by tier, type, system and by what runs on them."""

from collections.abc import Iterable, Mapping

from stratum.core.identifiers import identifiers
from stratum.core.topology import Resources
from stratum.deployment.blueprint import Blueprint, Machine, Workload
from stratum.deployment.renderers.ansible.tagged import dump

_MIB = 2**20
_ARCHITECTURES = {"x86_64": ["x86_64", "amd64"], "arm64": ["aarch64", "arm64"]}
FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(("debian", "ubuntu", "raspberrypios", "raspbian", "jetpack"), "debian"),
    **dict.fromkeys(("rhel", "redhat", "centos", "rocky", "almalinux", "fedora", "amazon"), "redhat"),
}
"""Family by distribution, as the recipes of types name them."""

_OWN_VERSIONS = frozenset({"jetpack"})
"""Distributions whose versions are not those of the system that they are made from."""

Names = Mapping[str, str]


def host_names(machines: Iterable[Machine]) -> Names:
    """Names in the inventory by machine."""
    return identifiers((machine.name for machine in machines), "-")


def inventory(blueprint: Blueprint, machines: tuple[Machine, ...], names: Names, roles: Names) -> str:
    """YAML of the inventory.

    Args:
        blueprint: What is deployed.
        machines: Machines with an operating system that Ansible works on.
        names: Names in the inventory by machine.
        roles: Name of the role by workload.
    """
    hosts = {names[m.name]: {"ansible_host": m.address} if m.address else {} for m in machines}
    children: dict[str, object] = {}
    for group, held in _groups(machines, names).items():
        children[group] = {"hosts": {host: {} for host in held}}
    for workload in blueprint.workloads:
        if workload.name in roles:
            children[f"runs_{roles[workload.name]}"] = {"hosts": {names[workload.host]: {}}}
    return dump({"all": {"hosts": hosts, "children": children}})


def _groups(machines: tuple[Machine, ...], names: Names) -> dict[str, list[str]]:
    kinds = identifiers(word for machine in machines for word in _words(machine))
    found: dict[str, list[str]] = {}
    for text, group in sorted(kinds.items(), key=lambda pair: pair[1]):
        found[group] = [names[m.name] for m in machines if text in _words(m)]
    return found


def _words(machine: Machine) -> tuple[str, ...]:
    return (f"tier_{machine.tier}", f"type_{machine.type}", f"os_{machine.distribution or machine.os}")


def host_variables(machine: Machine, workloads: Iterable[Workload]) -> str:
    """YAML of what the playbook has to know of a machine: what it is, and what is asked of it."""
    needs = sum((workload.needs for workload in workloads), Resources())
    return dump({
        "stratum_host": {
            "name": machine.name,
            "type": machine.type,
            "tier": machine.tier,
            "zone": machine.zone,
            "region": machine.region,
            "labels": [{"name": k, "value": v} for k, v in sorted(machine.labels.items())],
        },
        "stratum_needs": {
            "architectures": _ARCHITECTURES.get(machine.arch, [machine.arch]),
            "version": machine.version if machine.distribution in FAMILIES.keys() - _OWN_VERSIONS else "",
            "family": FAMILIES.get(machine.distribution, ""),
            "cores": needs.cpu,
            "memory_mb": -(-needs.memory // _MIB),
            "disk_mb": -(-needs.disk // _MIB),
        },
    })  # fmt: skip
