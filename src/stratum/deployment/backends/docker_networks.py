"""Which addresses the modelled hosts of a workspace have: a small range of their own, used by nobody else."""

import ipaddress
from collections.abc import Collection, Iterable, Mapping

from stratum.core.digests import digest_bytes
from stratum.core.errors import InvalidInputError
from stratum.deployment.logic.addresses import loopback_addresses

Subnet = ipaddress.IPv4Network
_FIRST = 192
_SECONDS = 60
_THIRDS = 256
_TRIES = 1024


def choose_subnet(place: str, taken: Collection[Subnet]) -> Subnet:
    """The range of a workspace, from 10.192.0.0 to 10.251.255.255: the first free one from where it points.

    Args:
        place: Absolute path of the workspace.
        taken: Ranges that networks and routes of this machine use.

    Raises:
        InvalidInputError: If none is free.
    """
    begin = int(digest_bytes(place.encode())[:8], 16)
    for step in range(_TRIES):
        second, third = divmod((begin + step) % (_SECONDS * _THIRDS), _THIRDS)
        subnet = Subnet(f"10.{_FIRST + second}.{third}.0/24")
        if not any(subnet.overlaps(other) for other in taken):
            return subnet
    raise InvalidInputError(
        "no range of addresses is free for the hosts of this workspace", "remove networks that nobody uses"
    )


def addresses_in(subnet: Subnet, place: str, hosts: Iterable[str]) -> Mapping[str, str]:
    """Address of each host; a new host leaves the others where they are, as on loopback."""
    near = loopback_addresses(place, hosts)
    head = str(subnet.network_address).rpartition(".")[0]
    return {host: f"{head}.{address.rpartition('.')[2]}" for host, address in near.items()}


def subnet_of(address: str) -> Subnet:
    """The range that an address of a modelled host lies in."""
    return Subnet(f"{address}/24", strict=False)


def parse_subnets(texts: Iterable[str]) -> tuple[Subnet, ...]:
    """The version 4 ranges among ``texts``."""
    return tuple(Subnet(text, strict=False) for text in texts if text and ":" not in text)


def parse_routes(table: str) -> tuple[Subnet, ...]:
    """The ranges that this machine has routes to, from ``/proc/net/route``; the default route is none."""
    found = []
    for line in table.splitlines()[1:]:
        fields = line.split()
        target, mask = (int.from_bytes(bytes.fromhex(fields[n]), "little") for n in (1, 7))
        if mask:
            found.append(Subnet((target, mask.bit_count()), strict=False))
    return tuple(found)
