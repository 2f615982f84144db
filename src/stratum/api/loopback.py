"""Whether a request is meant for this server, and comes from its own page where it comes from a page."""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from stratum.runtime.listening import is_loopback


def host_name(authority: str) -> str:
    """The host in ``host:port``, without the brackets of IPv6; empty where there is none."""
    try:
        return urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return ""


def is_address(name: str) -> bool:
    """Whether a name is an address of IPv4 or IPv6."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def objection(host: str, origin: str | None, names: Collection[str] = (), *, is_open: bool = False) -> str:
    """Why a request must be refused; empty where it is fine.

    A page of another site can make a browser send requests here, under its own ``Origin``, or under a
    name of its own that it lets point here (DNS rebinding): the name in ``Host`` gives it away. An address
    is no such name.

    Args:
        host: The ``Host`` header.
        origin: The ``Origin`` header; None where the browser sent none.
        names: Names beside those of this machine under which the server is reached.
        is_open: Whether it is reached from other machines.
    """
    name = host_name(host)
    if not (is_loopback(name) or name in names or (is_open and is_address(name))):
        return f"the name {host!r} is not this server"
    if origin is not None and urlsplit(origin).netloc != host:
        return f"pages of {origin!r} may not ask here"
    return ""
