"""The words of a drawing: what stands in boxes and at wires, and what their tooltips tell."""

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Final

from stratum.core.quantities import Dimension, show_quantity
from stratum.core.topology import Link, Resources
from stratum.deployment.blueprint import Blueprint, Fact, Machine, Rule, Value, Wire, Workload

TIERS: Final = ("edge", "fog", "cloud")
SERVICES: Final = "services"
"""Where components stand that have no machine."""
_BETWEEN: Final = " · "


def columns(blueprint: Blueprint) -> dict[str, tuple[Machine, ...]]:
    """The machines by tier, from where data arise to the cloud; tiers without one are left out."""
    found = {tier: tuple(m for m in blueprint.machines if m.tier == tier) for tier in TIERS}
    return {tier: machines for tier, machines in found.items() if machines}


def on(blueprint: Blueprint, machine: str) -> tuple[Workload, ...]:
    """The components on a machine; those without one for an empty name. Tasks of no element are left out."""
    known = {m.name for m in blueprint.machines} if not machine else {machine}
    shown = (w for w in blueprint.workloads if w.path)
    return tuple(w for w in shown if (w.host in known) is bool(machine))


def about_machine(machine: Machine) -> str:
    """What a machine is."""
    system = " ".join(filter(None, (machine.distribution or machine.os, machine.version)))
    return _BETWEEN.join(filter(None, (machine.type, amounts(machine.offers), system, machine.arch)))


def about_workload(workload: Workload) -> str:
    """What a component is."""
    count = f"{workload.replicas} replicas" if workload.replicas > 1 else ""
    return _BETWEEN.join(filter(None, (workload.type, count, amounts(workload.needs))))


def amounts(resources: Resources) -> str:
    """Cores, memory, disk and graphics processors, those that are more than nothing."""
    return _BETWEEN.join([
        *([show_quantity(resources.cpu, Dimension.CORES)] if resources.cpu else []),
        *([show_quantity(resources.memory, Dimension.BYTES)] if resources.memory else []),
        *([f"{show_quantity(resources.disk, Dimension.BYTES)} disk"] if resources.disk else []),
        *([f"{resources.gpus} GPU"] if resources.gpus else []),
    ])


def about_wire(wire: Wire) -> str:
    """What is spoken over a connection, and how late it may be."""
    bound = f"≤ {show_quantity(wire.max_latency, Dimension.SECONDS)}" if wire.max_latency else ""
    return _BETWEEN.join(filter(None, (wire.interface, bound)))


def about_link(link: Link) -> str:
    """Delay and bandwidth of a link."""
    delay = show_quantity(link.latency, Dimension.SECONDS) if link.latency else ""
    room = show_quantity(link.bandwidth, Dimension.BITS_PER_SECOND) if link.bandwidth else ""
    return _BETWEEN.join(filter(None, (delay, room)))


def about_rule(rule: Rule) -> str:
    """What a policy asks, in one line."""
    settings = sorted(rule.settings.items(), key=itemgetter(0))
    asked = ", ".join(f"{name} {_shown(value)}" for name, value in settings)
    said = f"{rule.name}: {rule.kind} {', '.join(rule.targets)}".rstrip()
    return f"{said} ({asked})" if asked else said


def _shown(value: Value) -> str:
    return " or ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def facts_of(blueprint: Blueprint, element: str) -> Iterator[Fact]:
    """What the model says of an element, in the order it is written."""
    found = (fact for fact in blueprint.facts.values() if fact.element == element)
    return iter(sorted(found, key=lambda fact: (fact.position, fact.path)))


def is_of_document(fact: Fact) -> bool:
    """Whether a document says it of itself."""
    return "/" not in fact.element


def told(name: str, facts: Iterable[Fact]) -> str:
    """A tooltip: a name, and a line for each fact."""
    lines = (f"{fact.path.removeprefix(f'{fact.element}.')}: {fact.value}" for fact in facts)
    return "\n".join((name, *lines))


def between(blueprint: Blueprint, link: Link) -> Iterator[str]:
    """Paths of the elements that join the two machines of a link."""
    ends: dict[str, set[str]] = {}
    for fact in blueprint.facts.values():
        if fact.path.startswith(f"{fact.element}.between."):
            ends.setdefault(fact.element, set()).add(fact.value)
    return (path for path, names in sorted(ends.items()) if names == {link.first, link.second})
