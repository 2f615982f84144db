"""Who may connect to what: the ports of machines that the wires of an application need, and no others."""

import dataclasses
from collections.abc import Iterator

from stratum.deployment.blueprint import Blueprint, Wire, Workload


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Opening:
    """A port of a machine that others may connect to.

    Attributes:
        machine: Name of the machine.
        port: TCP port.
        peer: Name of the machine that may connect; empty for clients outside of the application, where
            no component connects to what answers there.
    """

    machine: str
    port: int
    peer: str = ""


def openings(blueprint: Blueprint) -> tuple[Opening, ...]:
    """All openings between machines, in order."""
    found = {opening for workload in blueprint.workloads for opening in _of_workload(blueprint, workload)}
    return tuple(sorted(found))


def _of_workload(blueprint: Blueprint, workload: Workload) -> Iterator[Opening]:
    if not workload.host:
        return
    wired: set[int] = set()
    for other in blueprint.workloads:
        for wire in other.wires:
            if wire.to == workload.name:
                ports = spoken(workload, wire)
                wired |= ports
                yield from _between(workload.host, other.host, ports)
    for port in {socket.port for socket in workload.sockets if socket.port} - wired:
        yield Opening(workload.host, port)


def spoken(workload: Workload, wire: Wire) -> set[int]:
    """The ports that a wire to a workload needs: that of its interface, or all where none is named."""
    sockets = [socket for socket in workload.sockets if socket.port]
    named = {socket.port for socket in sockets if socket.interface == wire.interface}
    return named or {socket.port for socket in sockets}


def _between(host: str, peer: str, ports: set[int]) -> Iterator[Opening]:
    if peer and peer != host:
        yield from (Opening(host, port, peer) for port in ports)
