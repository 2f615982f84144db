"""Whether a request comes from this machine's own page; there is no login yet, so nothing else may ask."""

import ipaddress
from urllib.parse import urlsplit


def is_loopback(name: str) -> bool:
    """Whether a host name or address can only mean this machine."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def host_name(authority: str) -> str:
    """The host in ``host:port``, without the brackets of IPv6; empty where there is none."""
    try:
        return urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return ""


def objection(host: str, origin: str | None) -> str:
    """Why a request must be refused; empty where it is fine.

    A page of another site can make a browser send requests here, under its own ``Origin``, or under a
    name of its own that it lets point to 127.0.0.1 (DNS rebinding): the name in ``Host`` gives it away.

    Args:
        host: The ``Host`` header.
        origin: The ``Origin`` header; None where the browser sent none.
    """
    if not is_loopback(host_name(host)):
        return f"the name {host!r} is not this machine"
    if origin is not None and urlsplit(origin).netloc != host:
        return f"pages of {origin!r} may not ask here"
    return ""
