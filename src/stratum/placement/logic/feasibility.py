"""Whether a host can take a component, and what exactly fails where it cannot.

Amounts of cores are compared with a tolerance of a billionth, because they are sums of decimal fractions.
"""

from collections.abc import Iterable, Mapping

from stratum.core.quantities import Dimension, show_quantity
from stratum.core.topology import Host, Resources
from stratum.placement.types import Demand, Failure

TOLERANCE = 1e-9


def covers(free: Resources, needed: Resources) -> bool:
    """Whether ``free`` is enough for ``needed``."""
    return (
        free.cpu + TOLERANCE >= needed.cpu
        and free.memory >= needed.memory
        and free.disk >= needed.disk
        and free.gpus >= needed.gpus
    )


def suits(demand: Demand, host: Host) -> bool:
    """Whether a host is of the right kind for a component, whatever room it has."""
    return not kind_failures(demand, host)


def kind_failures(demand: Demand, host: Host) -> tuple[Failure, ...]:
    """What about the kind of a host a component cannot live with."""
    checks = (
        ("host", (demand.fixed_host,) if demand.fixed_host else (), host.name),
        ("tier", tuple(tier.value for tier in demand.tiers), host.tier.value),
        ("arch", demand.arch, host.arch),
        ("os", demand.os, host.os),
    )
    found = tuple(
        Failure(name, " or ".join(wanted), has, demand.component, fix=_kind_fix(name, demand.component, has))
        for name, wanted, has in checks
        if wanted and has not in wanted
    )
    return (*found, *_avoided(demand, host.name))


def _avoided(demand: Demand, host: str) -> tuple[Failure, ...]:
    if host not in demand.avoids:
        return ()
    fix = f"let {demand.component} no longer be taken away from {host}"
    return (Failure("host", f"another than {host}", host, demand.component, fix=fix),)


def _kind_fix(requirement: str, component: str, has: str) -> str:
    if requirement == "host":
        return f"let {component} be hosted on {has}"
    return f"allow {requirement} {has} for {component}"


def amounts(resources: Resources) -> Mapping[str, float]:
    """The entries of an amount by the names that models use."""
    return {
        "cpu": resources.cpu,
        "memory": resources.memory,
        "disk": resources.disk,
        "gpus": resources.gpus,
    }


def show_amount(resource: str, value: float) -> str:
    """An amount of one resource with its unit."""
    if resource == "gpus":
        return f"{value:g} GPUs"
    return show_quantity(value, Dimension.CORES if resource == "cpu" else Dimension.BYTES)


def capacity_failures(component: str, needed: Resources, host: Host, free: Resources) -> tuple[Failure, ...]:
    """The resources of which ``free`` on ``host`` is less than ``needed``."""
    asked, left, offered = amounts(needed), amounts(free), amounts(host.offers)
    return tuple(
        Failure(
            name,
            show_amount(name, asked[name]),
            f"{show_amount(name, max(left[name], 0))} free of {show_amount(name, offered[name])}",
            component,
            fix=f"give {host.name} {show_amount(name, asked[name] - left[name])} more {name}"
            f" or let {component} require less",
        )
        for name in asked
        if asked[name] > left[name] + TOLERANCE
    )


def total(amounts_: Iterable[Resources]) -> Resources:
    """The sum of amounts."""
    result = Resources()
    for amount in amounts_:
        result += amount
    return result
