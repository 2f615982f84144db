"""Which place may have credentials: one that the person at this machine named, none that a clone brought.

It is kept in git's own settings of the repository, which are in no commit.
"""

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from stratum.core.digests import digest_value
from stratum.core.errors import DeniedError, InvalidInputError
from stratum.store import drivers

_SETTING: Final = "stratum.trusted-remote"


def trust(root: Path, place: Mapping[str, str]) -> None:
    """Let a place have the credentials that it names, in place of the one before.

    Raises:
        NotFoundError: If the workspace is in no repository.
        TransientError: If somebody else writes the settings.
    """
    drivers.write(drivers.plan(root, _setting(place), ()))


def check_trusted(root: Path, place: Mapping[str, str]) -> None:
    """Check that somebody at this machine let a place, with all that is told of it, have credentials.

    Raises:
        DeniedError: If nobody did.
        NotFoundError: If the workspace is in no repository.
    """
    if drivers.plan(root, _setting(place), ()).settings:
        told = ", ".join(f"{name} {value}" for name, value in place.items() if value)
        raise DeniedError(
            f"nobody at this machine has let this place have credentials: {told}",
            "if you know it and those variables: stratum data remote --trust",
        )


def check_endpoint(endpoint: str) -> None:
    """Check that what is sent to an address is read by nobody on the way.

    Raises:
        InvalidInputError: If it is neither HTTPS nor on this machine.
    """
    address = urlsplit(endpoint)
    is_safe = address.scheme == "https" or (address.scheme == "http" and _is_here(address.hostname or ""))
    if endpoint and not is_safe:
        raise InvalidInputError(f"the endpoint {endpoint} is not encrypted", "name one with https://")


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _setting(place: Mapping[str, str]) -> Mapping[str, str]:
    return {_SETTING: digest_value(dict(place))}
