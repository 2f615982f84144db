"""Which hosts are of the right kind for which units, whatever room they have; all of them at once."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from stratum.core.topology import Host
from stratum.placement.types import Demand

Mask = npt.NDArray[np.bool_]
Key = tuple[str, Hashable]


def suiting(units: Sequence[tuple[Demand, ...]], hosts: Sequence[Host]) -> Mask:
    """Whether a host is of the right kind for a unit: units by hosts.

    Each distinct requirement is judged once over all hosts, then used for every unit that has it.
    """
    judged: dict[Key, Mask] = {}
    found = np.ones((len(units), len(hosts)), bool)
    for row, demands in enumerate(units):
        for demand in demands:
            for key, meets in _requirements(demand).items():
                if key not in judged:
                    judged[key] = np.fromiter((meets(h) for h in hosts), bool, len(hosts))
                found[row] &= judged[key]
    return found


def _requirements(demand: Demand) -> Mapping[Key, Callable[[Host], bool]]:
    """What a component asks of the kind of its host; keys are equal for equal requirements."""
    asked: dict[Key, Callable[[Host], bool]] = {}
    if demand.fixed_host:
        asked["host", demand.fixed_host] = lambda h: h.name == demand.fixed_host
    if demand.tiers:
        asked["tier", demand.tiers] = lambda h: h.tier in demand.tiers
    if demand.arch:
        asked["arch", demand.arch] = lambda h: h.arch in demand.arch
    if demand.os:
        asked["os", demand.os] = lambda h: h.os in demand.os
    if demand.avoids:
        asked["avoids", demand.avoids] = lambda h: h.name not in demand.avoids
    for condition in demand.conditions:
        asked["condition", condition.hosts] = partial(_is_among, condition.hosts)
    return asked


def _is_among(names: frozenset[str], host: Host) -> bool:
    return host.name in names


def misfits(demands: Sequence[Demand], hosts: Sequence[Host]) -> npt.NDArray[np.int_]:
    """How many requirements on the kind of a host each host does not meet."""
    found = np.zeros(len(hosts), int)
    for demand in demands:
        for meets in _requirements(demand).values():
            found += np.fromiter((not meets(h) for h in hosts), bool, len(hosts))
    return found
