"""Room: what hosts have left for a service, over everything that runs on them."""

import dataclasses
from collections.abc import Iterable, Mapping

from stratum.core.topology import Resources
from stratum.resources.types import Place, Site


@dataclasses.dataclass(frozen=True, slots=True)
class Load:
    """Something that takes a part of a host.

    Attributes:
        owner: Whose it is; the service's own share has its name here.
        host: The modelled host.
        limits: What it may take.
    """

    owner: str
    host: str
    limits: Resources


def site(
    owner: str, host: str, capacity: Mapping[str, Resources], suitable: Iterable[str], loads: Iterable[Load]
) -> Site:
    """Where a service runs and may run, with the room it has there.

    Args:
        owner: Whose own share counts as free.
        host: Where it runs now.
        capacity: What each host has.
        suitable: The hosts that fulfil its requirements.
        loads: All that takes a part of any host.
    """
    free = dict(capacity)
    for load in loads:
        if load.owner != owner and load.host in free:
            free[load.host] -= load.limits
    here = Place(host, free.get(host, Resources()))
    others = [Place(name, free[name]) for name in suitable if name != host and name in free]
    others.sort(key=lambda place: (-place.free.cpu, place.name))
    return Site(here, tuple(others))
