"""Addresses of servers with a user and a password in them, taken apart. They are secrets as a whole."""

import dataclasses
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from stratum.core.errors import InvalidInputError
from stratum.data.access import Access
from stratum.data.types import SourceSpec

ENCRYPTIONS: Final = ("disable", "prefer", "require", "verify-full")
"""How a database is spoken to; ``verify-full`` checks whom the certificate names."""
OPTION: Final = "sslmode"


@dataclasses.dataclass(frozen=True, slots=True)
class Connection:
    """Where a server is and who asks it.

    Attributes:
        scheme: Such as ``postgresql``.
        host: Its name or address.
        port: Its port.
        user: Who asks; empty for nobody.
        password: Of the user; never to be written anywhere.
        database: The database on it.
        encryption: One of ``ENCRYPTIONS``.
    """

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = dataclasses.field(default="", repr=False)
    database: str = ""
    encryption: str = "prefer"

    @property
    def place(self) -> str:
        """Where it is, as it may be told."""
        return f"{self.scheme}://{self.host}:{self.port}"


def lent_connection(access: Access, spec: SourceSpec, ports: Mapping[str, int]) -> Connection:
    """The attribute ``connection`` of a source: a secret that is lent to the host which it names itself.

    Args:
        access: Lends it.
        spec: The source.
        ports: Usual port of each scheme that may stand there.

    Raises:
        DeniedError: If sources may not use it, or not for that host.
        NotFoundError: If it is not there.
        InvalidInputError: If it is no address of these.
    """
    reference = spec.attributes.get("connection")
    if not reference:
        raise InvalidInputError(f"source {spec.name!r} has no connection", "set connection")
    lent = access.secret(str(reference))
    told = parse_connection(spec.name, lent.value, ports)
    lent.told(told.host, told.port)
    return told


def parse_connection(source: str, address: str, ports: Mapping[str, int]) -> Connection:
    """An address such as ``postgresql://user:password@host:5432/database?sslmode=verify-full``.

    Args:
        source: Name of the source, for errors, which tell nothing of the address.
        address: What to take apart; signs that an address gives a meaning stand as ``%40``.
        ports: Usual port of each scheme that may stand there.

    Raises:
        InvalidInputError: If it is none of these.
    """
    example = f"{next(iter(ports))}://user:password@host/name"
    try:
        parts = urlsplit(address.strip())
        port, host = parts.port, parts.hostname
    except ValueError:
        port, host, parts = None, None, urlsplit("")
    if parts.scheme not in ports or not host or "," in host:
        what = f"source {source!r}: its connection is no address of {' or '.join(ports)}"
        raise InvalidInputError(what, f"write it as {example}")
    options = dict(parse_qsl(parts.query))
    encryption = options.pop(OPTION, "prefer")
    if options or encryption not in ENCRYPTIONS:
        what = f"source {source!r}: its connection has other options than {OPTION}={'|'.join(ENCRYPTIONS)}"
        raise InvalidInputError(what, "leave them out")
    return Connection(
        parts.scheme,
        host,
        port or ports[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        unquote(parts.path.lstrip("/")),
        encryption,
    )
