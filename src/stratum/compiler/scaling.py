"""How a service is scaled, from the model: what the resource manager works by."""

import dataclasses
import math
from collections.abc import Mapping

from stratum.compiler.attributes import group, number, text
from stratum.compiler.names import SCALING
from stratum.compiler.placement import amount, hosts, placement_problem
from stratum.core.topology import Resources
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, Element
from stratum.placement.logic.feasibility import suits
from stratum.placement.logic.latency import latencies
from stratum.placement.types import PlacementProblem
from stratum.resources.types import Bounds, Objective, Rules, Tuning

QOS = "qos"


def scaling_rules(
    application: Document, infrastructure: Document, metamodel: Metamodel, placed: Mapping[str, str]
) -> dict[str, Rules]:
    """The rules of each service that says how it is scaled, by name.

    Args:
        application: Checked.
        infrastructure: The hosts and links.
        metamodel: Its types.
        placed: Host by component.
    """
    problem = placement_problem(application, infrastructure, metamodel)
    return {
        element.name: _rules(element, suitable(problem, element.name, placed))
        for element in application.components()
        if group(element.attributes, SCALING)
    }


def capacities(infrastructure: Document) -> dict[str, Resources]:
    """What each host of an infrastructure has."""
    return {host.name: host.offers for host in hosts(infrastructure)}


def suitable(problem: PlacementProblem, component: str, placed: Mapping[str, str]) -> tuple[str, ...]:
    """Hosts that the platform may move a component to: the present one alone where the model pins it."""
    demand = next(d for d in problem.demands if d.component == component)
    here = placed.get(component, "")
    if demand.fixed_host:
        return (here,) if here else ()
    return possible(problem, component, placed)


def possible(problem: PlacementProblem, component: str, placed: Mapping[str, str]) -> tuple[str, ...]:
    """Hosts that fulfil what a component requires, whatever room they have; others stay where they are.

    Args:
        problem: Of its application.
        component: Its name.
        placed: Host by component.
    """
    given = next(d for d in problem.demands if d.component == component)
    demand = dataclasses.replace(given, fixed_host=None)
    delays = latencies([host.name for host in problem.hosts], problem.links)
    ends = [(b.target if b.source == component else b.source, b.max_latency) for b in problem.bounds
            if component in {b.source, b.target}]  # fmt: skip
    return tuple(
        host.name
        for host in problem.hosts
        if suits(demand, host)
        and all(delays.get((host.name, placed.get(end, "")), math.inf) <= most for end, most in ends)
    )


def _rules(element: Element, hosts_: tuple[str, ...]) -> Rules:
    told, qos = group(element.attributes, SCALING), group(element.attributes, QOS)
    base = dataclasses.replace(amount(group(element.attributes, "requires")), disk=0, gpus=0)
    ceiling = Resources(float(number(told, "maximumCpu", 0)), int(number(told, "maximumMemory", 0)))
    target = number(told, "target", 0)
    return Rules(
        policy=text(told, "policy"),
        bounds=Bounds(int(number(told, "minimum", 1)), int(number(told, "maximum", 4)), base, ceiling),
        objective=Objective(_promised(qos, "p95Latency"), _promised(qos, "errorRate")),
        tuning=Tuning(text(told, "metric", ""), target or None, float(number(told, "period", 0))),
        cooldown=float(number(told, "cooldown", 5)),
        idle=float(number(told, "idle", 300)),
        suitable=hosts_,
    )


def _promised(qos: Mapping[str, object], name: str) -> float | None:
    return float(number(qos, name)) if name in qos else None
