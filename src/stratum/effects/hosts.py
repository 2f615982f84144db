"""Names of hosts are looked up once, and what was judged is what is spoken to.

A name that changes its address in between gains nothing, whoever asks.
"""

import ipaddress
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from stratum.core.errors import TransientError
from stratum.core.outside import Address, Bounds

if TYPE_CHECKING:
    import httpx

PORTS: Final = {"http": 80, "https": 443}
"""Usual port of each scheme of web servers."""
_LONGEST: Final = 200


def resolve(host: str, port: int) -> list[Address]:
    """What a name leads to now, in the order of the system.

    Raises:
        TransientError: If it leads nowhere.
    """
    try:
        told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        what = f"the name {host[:_LONGEST]} leads nowhere"
        raise TransientError(what, "check its spelling and the network") from None
    return [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in told]


def reach(bounds: Bounds, host: str, port: int) -> str:
    """The address to speak to for a host, after all that its name leads to was judged.

    Raises:
        DeniedError: If one of its addresses is outside of the bounds.
        TransientError: If the name leads nowhere.
    """
    return str(bounds.pick(host, port, resolve(host, port)))


def pin(request: "httpx.Request", judged: Callable[[str, int], str]) -> None:
    """Lead a request to the address that its host is judged to have; the certificate is asked for the name.

    Args:
        request: To a web server, whose address names scheme and host.
        judged: Gives the address of a host and port, or raises.

    Raises:
        KeyError: If the scheme is not one of ``PORTS``.
    """
    url = request.url
    address = judged(url.host, url.port or PORTS[url.scheme])
    request.extensions["sni_hostname"] = url.host
    request.url = url.copy_with(host=address)
