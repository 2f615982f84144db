"""Whether a host can take a component, and what exactly fails where it cannot.

Amounts of cores are compared with a tolerance of a billionth, because they are sums of decimal fractions.
"""

from collections.abc import Iterable, Mapping, Sequence

from stratum.core.quantities import Dimension, show_quantity
from stratum.core.topology import Host, Resources
from stratum.placement.types import Demand, Failure

TOLERANCE = 1e-9


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
    plain = tuple(
        Failure(name, " or ".join(wanted), has, demand.component, fix=_kind_fix(name, demand.component, has))
        for name, wanted, has in checks
        if wanted and has not in wanted
    )
    return (*plain, *_avoided(demand, host.name), *_condition_failures(demand, host))


def _avoided(demand: Demand, host: str) -> tuple[Failure, ...]:
    if host not in demand.avoids:
        return ()
    fix = f"let {demand.component} no longer be taken away from {host}"
    return (Failure("host", f"another than {host}", host, demand.component, fix=fix),)


def _condition_failures(demand: Demand, host: Host) -> Iterable[Failure]:
    for condition in demand.conditions:
        if host.name not in condition.hosts:
            has = condition.available.get(host.name, "something else")
            fix = f"let {demand.component} do without {condition.name} {condition.required}"
            yield Failure(condition.name, condition.required, has, demand.component, fix=fix)


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
        **resources.more,
    }


def vector(resources: Resources, names: Sequence[str]) -> list[float]:
    """An amount as numbers in the order of ``names``; 0 for what it does not hold."""
    entries = amounts(resources)
    return [entries.get(name, 0.0) for name in names]


def show_amount(resource: str, value: float) -> str:
    """An amount of one resource with its unit."""
    match resource:
        case "cpu":
            return show_quantity(value, Dimension.CORES)
        case "memory" | "disk":
            return show_quantity(value, Dimension.BYTES)
        case "gpus":
            return f"{value:g} GPUs"
        case _:
            return f"{value:g}"


def capacity_failures(component: str, needed: Resources, host: Host, free: Resources) -> tuple[Failure, ...]:
    """The resources of which ``free`` on ``host`` is less than ``needed``."""
    left, offered = amounts(free), amounts(host.offers)
    return tuple(
        _too_small(component, name, asked, host.name, (left.get(name, 0.0), offered.get(name, 0.0)))
        for name, asked in amounts(needed).items()
        if asked > left.get(name, 0.0) + TOLERANCE
    )


def _too_small(component: str, name: str, asked: float, host: str, has: tuple[float, float]) -> Failure:
    left, offered = has
    return Failure(
        name,
        show_amount(name, asked),
        f"{show_amount(name, max(left, 0))} free of {show_amount(name, offered)}",
        component,
        fix=f"give {host} {show_amount(name, asked - left)} more {name} or let {component} require less",
    )


def total(amounts_: Iterable[Resources]) -> Resources:
    """The sum of amounts."""
    result = Resources()
    for amount in amounts_:
        result += amount
    return result
