"""What the live feed says: server-sent events as text, and which events are new to a listener."""

from collections.abc import Iterable, Mapping

import msgspec

from stratum.runtime.views import Json

RETRY = "retry: 1000\n\n"


def frame(event: str, data: Json) -> str:
    """One server-sent event. JSON has no raw line break, so one data line is enough."""
    return f"event: {event}\ndata: {msgspec.json.encode(data).decode()}\n\n"


def unseen(events: Iterable[Mapping[str, object]], seen: frozenset[object]) -> list[Mapping[str, object]]:
    """The events whose id is not in ``seen``, in the order they came."""
    return [event for event in events if event["id"] not in seen]
