"""Which facts of a model the configuration says, and so which are lost."""

from collections.abc import Iterator

from stratum.deployment.blueprint import Blueprint, Workload
from stratum.deployment.renderers.terraform import aws
from stratum.deployment.renderers.terraform.openings import Opening, spoken
from stratum.deployment.renderers.terraform.resources import Site, permit_of

_OF_MACHINES = ("type", "tier")
_OF_SERVICES = ("type",)


def carried(blueprint: Blueprint, site: Site) -> frozenset[str]:
    """Paths of the facts that the files say: what recipes use, and connections that are opened.

    Args:
        blueprint: What is deployed.
        site: Its machines and what is open between them.
    """
    found: set[str] = set()
    for made in site.made.values():
        found |= made.recipe.uses | {f"{made.machine.path}.{word}" for word in _OF_MACHINES}
        if made.recipe.provider == aws.PROVIDER and aws.region(blueprint):
            found.add(f"{made.machine.path}.region")
    for workload in blueprint.workloads:
        if workload.cloud is not None:
            found |= workload.cloud.uses | {f"{workload.path}.{word}" for word in _OF_SERVICES}
        found |= set(_opened(blueprint, site, workload))
    return frozenset(found & blueprint.facts.keys())


def _opened(blueprint: Blueprint, site: Site, workload: Workload) -> Iterator[str]:
    others = {other.name: other for other in blueprint.workloads}
    for wire in workload.wires:
        other = others.get(wire.to)
        if other is None or other.host not in site.made or not workload.host:
            continue
        wanted = [Opening(other.host, port, workload.host) for port in spoken(other, wire)]
        if other.host == workload.host or all(permit_of(site, opening) is not None for opening in wanted):
            yield f"{workload.path}.connectsTo.{wire.to}"
