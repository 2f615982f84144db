"""Addresses of modelled hosts on one machine: each gets a loopback address of its own.

So the ports of the model never clash between hosts, and two workspaces on one machine rarely do.
"""

from collections.abc import Iterable, Mapping

from stratum.core.digests import digest_bytes
from stratum.core.errors import InvalidInputError

ROOM = 250
"""Addresses per workspace: the last byte from 2 to 251."""
OWN_ADDRESS = "{own-address}"
"""Stands in a specification for the address of the machine that the program is started on."""


def loopback_addresses(workspace: str, hosts: Iterable[str]) -> Mapping[str, str]:
    """An address in 127.0.0.0/8 for each host, the same at every call with the same names.

    The last byte follows from the host's name, so that a new host leaves the others where they are, but for
    the rare one whose place was taken before it.

    Args:
        workspace: Absolute path of the workspace; spreads workspaces over the second and third byte.
        hosts: Names of the modelled hosts.

    Raises:
        InvalidInputError: If there are more than 250 hosts.
    """
    names = sorted(set(hosts))
    if len(names) > ROOM:
        raise InvalidInputError(f"{len(names)} hosts on one machine; it has loopback addresses for {ROOM}")
    spread = digest_bytes(workspace.encode())
    second, third = 1 + int(spread[:2], 16) % 250, int(spread[2:4], 16)
    taken: dict[int, str] = {}
    for name in names:
        place = int(digest_bytes(name.encode())[:8], 16) % ROOM
        while place in taken:
            place = (place + 1) % ROOM
        taken[place] = name
    return {name: f"127.{second}.{third}.{place + 2}" for place, name in taken.items()}
