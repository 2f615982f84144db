"""Facts as plain data, as the journal keeps them."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from stratum.core.events import Event
from stratum.probing.types import UNKNOWN, HostFacts, Probed

PROBED: Final = "host.probed"


def source(infrastructure: str) -> str:
    """Source of the events about the hosts of an infrastructure."""
    return f"/probing/{infrastructure}"


def event_data(probed: Probed) -> Mapping[str, object]:
    """Data of the event that records what was found."""
    facts = msgspec.to_builtins(probed.facts)
    return {"reason": _words(probed), "way": probed.way, "place": probed.place, "facts": facts}


def latest(events: Iterable[Event]) -> Mapping[str, Probed]:
    """What is known of each host.

    Args:
        events: Those of type ``PROBED`` of an infrastructure, newest first. What cannot be read is left out.
    """
    found: dict[str, Probed] = {}
    for event in events:
        if event.subject not in found and (probed := read_event(event)):
            found[event.subject] = probed
    return {host: probed for host, probed in found.items() if probed.facts != UNKNOWN}


def read_event(event: Event) -> Probed | None:
    """What an event recorded; None where it cannot be read."""
    try:
        facts = msgspec.convert(event.data.get("facts"), HostFacts)
    except msgspec.ValidationError:
        return None
    way, place = str(event.data.get("way", "")), str(event.data.get("place", ""))
    return Probed(event.subject, way, place, event.time, facts)


def _words(probed: Probed) -> str:
    facts = probed.facts
    if facts == UNKNOWN:
        return f"what was found of {probed.host} no longer counts"
    over = f"over {probed.way} at {probed.place}" if probed.place else f"over {probed.way}"
    return f"looked at {probed.host} {over}: {facts.cores:g} cores, {facts.arch or 'unknown'}"
