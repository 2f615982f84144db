"""Requirements against all hosts at once, as arrays: where they fit, and which hosts are nearest."""

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from stratum.language.constraints.context import Typed
from stratum.language.constraints.fit import Load, frozen, number, unmet
from stratum.language.metamodel import Match

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Shares = NDArray[np.float64]
    """Rows of requirements by columns of hosts: how far a host is off, 0 where it meets them."""

_ROWS: Final = 512
_NEAREST: Final = 3
_LITTLE: Final = 16
_FEW: Final = 4
"""Hosts that few requirements are tried on first, one by one: most fit one of them."""
_LACK: Final = 1_000_000.0
Needs = Mapping[str, object]


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """What the hosts are to some requirements.

    Attributes:
        first: The first host that has room for all of them, or None.
        nearest: Where there is none: the hosts that lack the fewest, and the least of those.
    """

    first: Typed | None
    nearest: tuple[Typed, ...] = ()


def choices(state: Load, wanted: Sequence[Needs]) -> list[Choice]:
    """The hosts for each of many requirements, with what is taken of them; none where there are no hosts."""
    if not state.hosts:
        return []
    few = list(itertools.islice(state.hosts.values(), _FEW if len(wanted) <= _LITTLE else 0))
    found = [next((host for host in few if not state.unmet(host, needs)), None) for needs in wanted]
    rest = iter(_among_all(state, [n for n, host in zip(wanted, found, strict=True) if host is None]))
    return [next(rest) if host is None else Choice(host) for host in found]


def _among_all(state: Load, wanted: Sequence[Needs]) -> list[Choice]:
    hosts = sorted(state.hosts.values(), key=lambda host: host.name)
    order = {name: at for at, name in enumerate(state.hosts)}
    parts = (wanted[begin : begin + _ROWS] for begin in range(0, len(wanted), _ROWS))
    return [choice for part in parts for choice in _choices(state, hosts, order, part)]


def _choices(
    state: Load, hosts: Sequence[Typed], order: Mapping[str, int], wanted: Sequence[Needs]
) -> list[Choice]:
    # A tenth of a second: only who has components to place pays it.
    import numpy as np

    short, lacks = np.zeros((len(wanted), len(hosts))), np.zeros((len(wanted), len(hosts)), dtype=np.int32)
    for name in sorted({name for needs in wanted for name in needs}):
        rows = [row for row, needs in enumerate(wanted) if name in needs]
        shares = _shares(state, hosts, name, [wanted[row][name] for row in rows])
        short[rows] += shares
        lacks[rows] += shares > 0
    ranks = np.array([order[host.name] for host in hosts])
    first = np.where(lacks == 0, ranks, len(hosts)).argmin(axis=1)
    # A host is off by at most its whole need of each capability, so that one lack more always counts more.
    nearest = np.argsort(lacks * _LACK + short, axis=1, kind="stable")[:, :_NEAREST]
    return [
        Choice(hosts[first[row]])
        if lacks[row, first[row]] == 0
        else Choice(None, tuple(hosts[at] for at in nearest[row]))
        for row in range(len(wanted))
    ]


def _shares(state: Load, hosts: Sequence[Typed], name: str, needs: Sequence[object]) -> "Shares":
    """How far each host is off from each need of one capability, as a share of the need."""
    import numpy as np

    shares = np.zeros((len(needs), len(hosts)))
    used_up = [at for at, host in enumerate(hosts) if _is_used_up(host, name)]
    others = sorted({*range(len(hosts))} - {*used_up})
    if used_up:
        amounts = np.array([[number(need)] for need in needs])
        free = np.array([_free(state, hosts[at], name) for at in used_up])
        shares[:, used_up] = np.where(amounts <= free + 1e-9, 0.0, 1 - free / np.maximum(amounts, 1e-9))
    if others:
        keys = [frozen(need) for need in needs]
        known = dict(zip(keys, needs, strict=True))
        table = {key: _off([hosts[at] for at in others], name, need) for key, need in known.items()}
        rows = {key: row for row, key in enumerate(table)}
        shares[:, others] = np.array(list(table.values()))[[rows[key] for key in keys]]
    return shares


def _off(hosts: Sequence[Typed], name: str, need: object) -> list[float]:
    return [sum(lack.short for lack in unmet(host, {name: need}, {})) for host in hosts]


def _is_used_up(host: Typed, name: str) -> bool:
    capability = host.type.capabilities.get(name)
    return capability is not None and capability.match is Match.CONSUMED


def _free(state: Load, host: Typed, name: str) -> float:
    """What is left of a capability; endless where the host does not say how much it has."""
    offer = host.element.attributes.get(name)
    return float("inf") if offer is None else number(offer) - state.taken[host.name].get(name, 0.0)
