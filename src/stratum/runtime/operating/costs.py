"""What the hosts in use cost, from the prices that the model tells."""

import dataclasses
from collections.abc import Iterable, Mapping

from stratum.compiler.placement import hosts
from stratum.deployment.types import ComponentSpec
from stratum.language.policy import unpriced
from stratum.language.tree import HOSTS, Document

MONTH = 730.0
"""Hours of a month, as clouds count them."""


@dataclasses.dataclass(frozen=True, slots=True)
class HostCost:
    """A host that is in use, before or after.

    Attributes:
        host: Its name.
        hourly: Its price of an hour; None where the model tells none.
        before: Names of the components on it now.
        after: Names of the components on it then.
    """

    host: str
    hourly: float | None
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Costs:
    """What is paid for the hosts in use. A host counts whole, whoever else uses it.

    Attributes:
        hosts: Those in use before or after, in the order of the model.
        before: Price of an hour now; hosts without a price count nothing.
        after: Price of an hour then.
        unknown: Names of those in use after that have no price.
    """

    hosts: tuple[HostCost, ...]
    before: float
    after: float
    unknown: tuple[str, ...]


def prices(infrastructure: Document) -> Mapping[str, float | None]:
    """Price of an hour by host, in the order of the model; None where the model tells none."""
    silent = set(unpriced(infrastructure.within(HOSTS)))
    return {host.name: None if host.name in silent else host.cost for host in hosts(infrastructure)}


def costs(
    known: Mapping[str, float | None], before: Iterable[ComponentSpec], after: Iterable[ComponentSpec]
) -> Costs:
    """What the hosts of some components cost, and of others.

    Args:
        known: Price of an hour by host.
        before: What runs now.
        after: What would run then.
    """
    now, then = _by_host(before), _by_host(after)
    names = [*known, *sorted((now.keys() | then.keys()) - known.keys())]
    rows = tuple(
        HostCost(name, known.get(name), now.get(name, ()), then.get(name, ()))
        for name in names
        if name in now or name in then
    )
    return Costs(
        rows,
        sum(row.hourly or 0.0 for row in rows if row.before),
        sum(row.hourly or 0.0 for row in rows if row.after),
        tuple(row.host for row in rows if row.after and row.hourly is None),
    )


def _by_host(specs: Iterable[ComponentSpec]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for spec in specs:
        found.setdefault(spec.host, []).append(spec.name)
    return {host: tuple(sorted(names)) for host, names in found.items()}
