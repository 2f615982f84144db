"""Hosts that a unit can never use because a connected unit would find none near enough (arc consistency).

Hosts that are equally far from every junction of the network are judged as one place, by the nearest of them;
so a host is only ever ruled out where there is no way.
"""

from collections import Counter, deque
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from stratum.core.topology import Host, Link
from stratum.placement.logic.feasibility import TOLERANCE
from stratum.placement.logic.routes import Matrix, Routes
from stratum.placement.types import Bound

Mask = npt.NDArray[np.bool_]
Arc = tuple[int, int, Bound]


def consistent(
    suits: Mask, arcs: Sequence[Arc], hosts: Sequence[Host], links: Sequence[Link], paths: Routes
) -> Mask:
    """``suits`` without the hosts that no placement can use.

    Args:
        suits: Hosts of the right kind for each unit; units by hosts.
        arcs: Two units and the connection between them.
        hosts: Of the problem.
        links: Between them.
        paths: Over the links.
    """
    if not arcs or not len(hosts):
        return suits
    place = places(hosts, links, paths.latency)
    nearest = _nearest(place, paths.latency)
    open_ = np.zeros((len(suits), len(nearest)), bool)
    for number in range(len(nearest)):
        open_[:, number] = suits[:, place == number].any(axis=1)
    _propagate(open_, arcs, nearest)
    return suits & open_[:, place]


def places(hosts: Sequence[Host], links: Sequence[Link], delay: Matrix) -> npt.NDArray[np.intp]:
    """A number for each host, equal for hosts at the same distance from every junction."""
    ends = Counter(end for link in links for end in {link.first, link.second})
    junctions = [i for i, h in enumerate(hosts) if ends[h.name] != 1]
    rows = delay[:, junctions] if junctions else delay
    keys: dict[bytes, int] = {}
    return np.array(
        [keys.setdefault(row.tobytes(), len(keys)) for row in np.ascontiguousarray(rows)], np.intp
    )


def _nearest(place: npt.NDArray[np.intp], delay: Matrix) -> Matrix:
    """The least delay from place to place."""
    size = int(place.max()) + 1
    rows = np.full((size, len(place)), np.inf)
    np.minimum.at(rows, place, delay)
    found = np.full((size, size), np.inf)
    np.minimum.at(found, place, np.ascontiguousarray(rows.T))
    return found


def _propagate(open_: Mask, arcs: Sequence[Arc], nearest: Matrix) -> None:
    """Rule out places until every one left has a place for each connected unit."""
    by_unit: dict[int, list[tuple[int, float]]] = {}
    for first, second, bound in arcs:
        by_unit.setdefault(first, []).append((second, bound.max_latency))
        by_unit.setdefault(second, []).append((first, bound.max_latency))
    waiting = deque(by_unit)
    queued = set(waiting)
    while waiting:
        unit = waiting.popleft()
        queued.discard(unit)
        least = nearest[open_[unit]]
        for other, most in by_unit[unit]:
            near = ((least <= most + TOLERANCE) & (least < np.inf)).any(axis=0)
            if (open_[other] & ~near).any():
                open_[other] &= near
                if other not in queued:
                    queued.add(other)
                    waiting.append(other)
