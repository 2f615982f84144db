"""Where the platform may be sent by what people write: the internet, and inner places that are allowed.

Pure: whoever asks looks a name up once, lets ``Bounds.pick`` judge what was found, and speaks to the address
that it gives. A name that changes its address in between gains nothing, and redirections are asked for again.
"""

import dataclasses
import enum
import ipaddress
from collections.abc import Sequence
from typing import Final

from stratum.core.errors import DeniedError, InvalidInputError

_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Zone(enum.Enum):
    """What kind of place an address is."""

    INTERNET = "internet"
    NETWORK = "network"
    MACHINE = "machine"
    NEVER = "never"


def zone(address: Address) -> Zone:
    """What kind of place an address is; one of IPv4 in the clothes of IPv6 is what it hides.

    ``NEVER`` are link-local addresses, where machines of a cloud are told their secrets, and all that are no
    address of one machine.
    """
    one = _plain(address)
    if one.is_loopback:
        return Zone.MACHINE
    if one.is_link_local or one.is_multicast or one.is_unspecified or one.is_reserved:
        return Zone.NEVER
    return Zone.INTERNET if one.is_global else Zone.NETWORK


@dataclasses.dataclass(frozen=True, slots=True)
class Bounds:
    """Which places may be spoken to.

    Attributes:
        setting: Name of the variable that allows inner places, for the hint.
        allowed: Inner places: a name, an address or a network such as ``10.1.0.0/16``, each with ``:port``
            where only one is meant; an address of IPv6 with a port in brackets.
    """

    setting: str
    allowed: tuple[str, ...] = ()

    def pick(self, host: str, port: int, found: Sequence[Address]) -> Address:
        """The address to speak to.

        Args:
            host: Name or address that somebody wrote.
            port: Where to.
            found: What the name leads to; not empty.

        Raises:
            DeniedError: If one of them is a place that may not be spoken to.
        """
        for one in found:
            kind = zone(one)
            if kind is Zone.INTERNET or (kind is not Zone.NEVER and self._allows(host, port, one)):
                continue
            what = {Zone.MACHINE: "this machine", Zone.NETWORK: "a network inside"}.get(kind, "no server")
            hint = f"name {shown(host, port)} in {self.setting} where stratum is started"
            message = f"nothing is sent to {shown(host, port)}: it leads to {one}, {what}"
            raise DeniedError(message, "" if kind is Zone.NEVER else hint)
        return found[0]

    def _allows(self, host: str, port: int, found: Address) -> bool:
        return any(_matches(place, host, port, found) for place in self.allowed)


def read_bounds(setting: str, text: str) -> Bounds:
    """Bounds from a list with commas.

    Raises:
        InvalidInputError: If an entry is none.
    """
    allowed = tuple(part.strip() for part in text.split(",") if part.strip())
    for place in allowed:
        name, port = _parted(place)
        if not name or any(sign in name for sign in "@?# ") or (port and not port.isdecimal()):
            hint = "write hosts as db.example.org, db.example.org:5432, 10.1.0.0/16 or [::1]:80"
            raise InvalidInputError(f"{setting} has {place!r}", hint)
        if "/" in name and _network(name) is None:
            raise InvalidInputError(f"{setting} has {place!r}", "write networks as 10.1.0.0/16")
    return Bounds(setting, allowed)


def is_meant(place: str, host: str, port: int) -> bool:
    """Whether an entry, a name or an address with or without ``:port``, means this host; no network does.

    Args:
        place: The entry; an address of IPv6 with a port in brackets.
        host: Name or address that somebody wrote.
        port: Where to.
    """
    name, only = _parted(place)
    return only in {"", str(port)} and name.casefold() == host.casefold()


def shown(host: str, port: int) -> str:
    """A host with its port, as entries are written."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _plain(address: Address) -> Address:
    """The address of IPv4 that one of IPv6 stands for; else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _matches(place: str, host: str, port: int, found: Address) -> bool:
    name, only = _parted(place)
    if only and int(only) != port:
        return False
    network = _network(name)
    return name.casefold() == host.casefold() if network is None else _plain(found) in network


def _parted(place: str) -> tuple[str, str]:
    """Name and port of an entry; the port is empty where none is meant."""
    if place.startswith("["):
        name, _, rest = place[1:].partition("]")
        return name, rest.removeprefix(":")
    if place.count(":") > 1:
        return place, ""
    name, _, port = place.partition(":")
    return name, port


def _network(name: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(name, strict=False)
    except ValueError:
        return None
