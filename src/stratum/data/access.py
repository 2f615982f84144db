"""What sources may use: inner hosts, secrets, bytes, time. Whoever starts the platform says it."""

import dataclasses
from collections.abc import Callable
from typing import Final

from stratum.core.clock import Clock
from stratum.core.errors import DeniedError, InvalidInputError, TransientError
from stratum.core.outside import Bounds, is_meant, shown
from stratum.effects.hosts import reach

GIB: Final = 1 << 30
SETTING: Final = "STRATUM_DATA_HOSTS"
"""Name of the variable that allows inner hosts."""


@dataclasses.dataclass(frozen=True, slots=True)
class Lent:
    """A secret that sources may use, for the hosts that it is lent to.

    Attributes:
        reference: What names it, such as ``env:SALES_DB``.
        value: Never to be written anywhere.
        hosts: Names or addresses, each with ``:port`` where only one is meant.
    """

    reference: str
    value: str = dataclasses.field(repr=False)
    hosts: tuple[str, ...]

    def told(self, host: str, port: int) -> str:
        """The secret, to be told to a host.

        Raises:
            DeniedError: If it is not lent to it.
        """
        if any(is_meant(place, host, port) for place in self.hosts):
            return self.value
        where = shown(host, port)
        raise DeniedError(
            f"the secret {self.reference} is not lent to {where}",
            f"name {self.reference}@{where} in STRATUM_DATA_SECRETS where stratum is started",
        )


def no_secret(reference: str) -> Lent:
    """Refuse every secret.

    Raises:
        DeniedError: Always.
    """
    raise DeniedError(
        f"sources may not use the secret {reference}",
        f"name {reference}@HOST in STRATUM_DATA_SECRETS where stratum is started",
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Access:
    """What sources may use.

    Attributes:
        clock: For limits of time, and for signatures.
        hosts: Which hosts they may read from.
        secret: The secret that a reference names.
        most_bytes: Of one place.
        seconds: For one place.
    """

    clock: Clock
    hosts: Bounds = dataclasses.field(default_factory=lambda: Bounds(SETTING))
    secret: Callable[[str], Lent] = no_secret
    most_bytes: int = 64 * GIB
    seconds: float = 3600.0

    def address(self, source: str, host: str, port: int) -> str:
        """The address to speak to for a host, looked up once: all its addresses are checked.

        Args:
            source: Name of the source, for errors.
            host: Its name or address.
            port: Its port.

        Raises:
            DeniedError: If it leads inside, and ``hosts`` do not allow that.
            TransientError: If the name leads nowhere now.
        """
        try:
            return reach(self.hosts, host, port)
        except (DeniedError, TransientError) as error:
            raise type(error)(f"source {source!r}: {error.message}", error.hint) from None

    def secret_of(self, reference: object, host: str, port: int) -> str:
        """The secret of an attribute, to be told to a host; empty where there is none.

        Args:
            reference: What names it.
            host: Name or address that is spoken to, as somebody wrote it.
            port: Its port.

        Raises:
            DeniedError: If sources may not use it, or not for this host.
            NotFoundError: If it is not there.
        """
        return self.secret(str(reference)).told(host, port) if reference else ""

    def check_size(self, source: str, size: int) -> None:
        """Check that so many bytes may come.

        Raises:
            InvalidInputError: If they are too many.
        """
        if size > self.most_bytes:
            what = f"source {source!r} holds more than {self.most_bytes} bytes"
            raise InvalidInputError(what, "choose a part of it, or give it to the platform as a file")

    def deadline(self) -> float:
        """The moment of the monotonic clock at which a source that begins now has to be done."""
        return self.clock.monotonic() + self.seconds

    def check_time(self, source: str, deadline: float) -> None:
        """Check that there is time left.

        Raises:
            TransientError: If there is none.
        """
        if self.clock.monotonic() > deadline:
            raise TransientError(f"source {source!r} did not end within {self.seconds:g} s", "ask for less")
