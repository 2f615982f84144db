"""Where pods run: the machine of the model by labels of its node, and policies as affinities and spread."""

from collections.abc import Iterator
from typing import Final

from stratum.deployment.blueprint import Blueprint, Machine, Rule, Workload
from stratum.deployment.renderers import placed
from stratum.deployment.renderers.kubernetes.names import NAME, Object, rule_label

HOSTNAME: Final = "kubernetes.io/hostname"
_ARCHITECTURES: Final = {"x86_64": "amd64", "arm64": "arm64"}
_DOMAINS: Final = {
    "host": HOSTNAME,
    "failureDomain": "stratum.failure-domain",
    "zone": "topology.kubernetes.io/zone",
    "region": "topology.kubernetes.io/region",
    "site": "stratum.site",
}


def node_labels(machine: Machine) -> dict[str, str]:
    """The labels that the node of a machine has to be given; those that every node has are left out."""
    told = {
        "stratum.host": machine.name,
        "stratum.type": machine.type,
        "stratum.tier": machine.tier,
        "stratum.system": placed.system(machine),
        "stratum.site": machine.site,
        "stratum.failure-domain": machine.failure_domain,
        _DOMAINS["zone"]: machine.zone,
        _DOMAINS["region"]: machine.region,
    }
    return {key: value for key, value in told.items() if value}


def affinity(blueprint: Blueprint, workload: Workload) -> Object | None:
    """The affinity of a workload's pods; None where they may run anywhere."""
    found = {
        "nodeAffinity": _node_affinity(blueprint, workload),
        "podAffinity": _terms(blueprint, workload, "together"),
        "podAntiAffinity": _terms(blueprint, workload, "apart"),
    }
    return found if any(found.values()) else None


def _node_affinity(blueprint: Blueprint, workload: Workload) -> Object | None:
    machine = next((m for m in blueprint.machines if m.name == workload.host), None)
    if machine is None:
        return None
    wanted = {
        "kubernetes.io/os": machine.os,
        "kubernetes.io/arch": _ARCHITECTURES.get(machine.arch, machine.arch),
    }
    if len(blueprint.machines) > 1:
        names = (
            "stratum.host",
            "stratum.type",
            "stratum.tier",
            "stratum.system",
            _DOMAINS["zone"],
            _DOMAINS["region"],
        )
        labels = node_labels(machine)
        wanted |= {name: labels[name] for name in names if name in labels}
    terms = [{"key": key, "operator": "In", "values": [value]} for key, value in wanted.items()]
    return {
        "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": terms}]}
    }


def _terms(blueprint: Blueprint, workload: Workload, kind: str) -> Object | None:
    """Affinity to the other workloads of policies of one kind, on the same node."""
    terms = []
    for rule in _rules(blueprint, workload, kind):
        others = [name for name in rule.targets if name != workload.name]
        if others and rule.settings.get("most", 1) == 1:
            chosen = {"matchExpressions": [{"key": NAME, "operator": "In", "values": others}]}
            terms.append({"labelSelector": chosen, "topologyKey": HOSTNAME})
    return {"requiredDuringSchedulingIgnoredDuringExecution": terms} if terms else None


def spread(blueprint: Blueprint, workload: Workload) -> list[Object]:
    """How the pods of policies that spread are divided between domains: no domain may have nearly all.

    The machine of each pod is fixed, so domains are counted over all nodes and not only those it may run on.
    """
    return [_spread(blueprint, rule) for rule in _rules(blueprint, workload, "spread")]


def _spread(blueprint: Blueprint, rule: Rule) -> Object:
    told = rule.settings.get("domains")
    domains = told if isinstance(told, int) else 2
    pods = sum(w.replicas for w in blueprint.workloads if w.name in rule.targets)
    return {
        "maxSkew": max(1, pods - domains + 1),
        "minDomains": domains,
        "topologyKey": _DOMAINS.get(str(rule.settings.get("over")), HOSTNAME),
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {rule_label(rule.name): "true"}},
        "nodeAffinityPolicy": "Ignore",
    }


def rule_labels(blueprint: Blueprint, workload: Workload) -> dict[str, str]:
    """The labels of a workload's pods by which policies find them."""
    return {rule_label(rule.name): "true" for rule in _rules(blueprint, workload, "spread")}


def _rules(blueprint: Blueprint, workload: Workload, kind: str) -> Iterator[Rule]:
    return (r for r in blueprint.rules if r.kind == kind and workload.name in r.targets)
