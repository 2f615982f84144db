"""Who is connected, and where they are."""

import dataclasses
import itertools
from collections.abc import Sequence

from stratum.live.logic.pace import Pace
from stratum.live.outbox import Outbox
from stratum.live.ports import Admission
from stratum.live.protocol import Whereabouts, told
from stratum.live.types import Author, Json


@dataclasses.dataclass(eq=False, slots=True)
class Client:
    """One connection.

    Attributes:
        outbox: What waits to be sent to it.
        pace: How many messages it may send.
        admission: Who stands behind it; None where nobody asks.
        author: Who it is; None before it said hello.
        here: Tells it apart from the others who are here; everybody is told.
        presence: Where they are, as they told it.
    """

    outbox: Outbox
    pace: Pace
    admission: Admission | None = None
    author: Author | None = None
    here: int = 0
    presence: Whereabouts = dataclasses.field(default_factory=Whereabouts)


class People:
    """All connections that said hello."""

    def __init__(self) -> None:
        self._clients: list[Client] = []
        self._numbers = itertools.count(1)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._clients)

    def __contains__(self, client: Client) -> bool:
        """Whether a connection said hello and may go on."""
        return client in self._clients

    def next_number(self) -> int:
        """A number that no connection had."""
        return next(self._numbers)

    def enter(self, client: Client) -> None:
        """Somebody said hello. Another connection of the same page is at its end."""
        for other in [c for c in self._clients if c.author and c.author.client == _client(client)]:
            self.leave(other)
            if other is not client:
                other.outbox.end(1008)
        self._clients.append(client)

    def leave(self, client: Client) -> None:
        """Somebody is gone."""
        if client in self._clients:
            self._clients.remove(client)

    def tell(self, text: str) -> None:
        """Send a message to everybody."""
        for client in self._clients:
            client.outbox.put(text)

    def send_away(self, code: int) -> None:
        """Close all connections with a code, once what waits is sent."""
        for client in self._clients:
            client.outbox.end(code)
        self._clients.clear()

    def present(self) -> str:
        """Who is here, as it is told."""
        people: Sequence[Json] = [
            {"here": c.here, "name": c.author.name, "state": c.presence}
            for c in self._clients
            if c.author is not None
        ]
        return told("presence", people=people)


def _client(client: Client) -> str:
    return client.author.client if client.author else ""
