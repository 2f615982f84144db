"""Where the page is served, and for whom."""

import dataclasses
import ipaddress
import socket
from pathlib import Path


@dataclasses.dataclass(frozen=True, slots=True)
class Listening:
    """Where a server listens.

    Attributes:
        host: Address to listen on.
        port: Port to listen on.
        names: Names under which other machines reach it, such as that of a proxy before it.
        certificate: Certificate chain in PEM; None without TLS.
        key: Private key of the certificate.
    """

    host: str
    port: int
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None

    @property
    def is_open(self) -> bool:
        """Whether other machines reach it: then everybody needs an account."""
        return not is_loopback(self.host) or bool(self.names)

    @property
    def address(self) -> str:
        """Where it is, for a person."""
        scheme = "https" if self.certificate else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}"


def free_port(address: str) -> int:
    """A port of an address of this machine that nobody listens on now."""
    with socket.create_server((address, 0)) as listener:
        return int(listener.getsockname()[1])


def is_loopback(name: str) -> bool:
    """Whether a host name or address can only mean this machine."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
