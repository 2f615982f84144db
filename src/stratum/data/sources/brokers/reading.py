"""What brokers are asked for."""

import dataclasses

from stratum.core.clock import Clock
from stratum.core.errors import DeniedError, NotFoundError, StratumError, TransientError

CONNECT_SECONDS = 10
"""How long a broker may take to answer at all."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """A bounded part of a topic.

    Attributes:
        source: Name of the source.
        place: Where the broker is, as it may be told.
        host: Its name, for its certificate.
        address: What the name was looked up as: what is spoken to.
        port: Its port.
        encrypted: Whether it is spoken to over TLS.
        user: Who reads; empty for nobody.
        password: Of the user; never to be written anywhere.
        topic: Topic, subject or queue.
        rows: The most messages.
        seconds: How long messages that are not there yet are waited for.
        clock: For that.
    """

    source: str
    place: str
    host: str
    address: str
    port: int
    encrypted: bool
    user: str
    password: str = dataclasses.field(repr=False)
    topic: str
    rows: int
    seconds: float
    clock: Clock

    def missing(self, what: str, hint: str) -> StratumError:
        """There is no such topic."""
        return NotFoundError(f"source {self.source!r}: {self.place} has no {what} {self.topic!r}", hint)

    def refused(self) -> StratumError:
        """The broker does not let the user in, or not to this topic."""
        what = f"source {self.source!r}: {self.place} refuses the user or the topic"
        return DeniedError(what, "check user, password, and what the user may read")

    def silent(self, error: Exception) -> StratumError:
        """The broker cannot be reached."""
        what = f"source {self.source!r}: {self.place} cannot be reached ({type(error).__name__})"
        return TransientError(what, "check broker and the network, and try again")
