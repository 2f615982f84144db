"""The event envelope: CloudEvents 1.0 attributes over a mapping of plain data."""

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, with its reason and the numbers it saw.

    Attributes:
        id: Unique within ``source``.
        source: Who says so, such as ``/deployment/flight-delays``.
        type: What happened, such as ``component.ready``.
        subject: The element it is about.
        time: Seconds since 1970-01-01 UTC.
        data: Plain JSON data; ``reason`` holds the explanation for people.
    """

    id: str
    source: str
    type: str
    subject: str
    time: float
    data: Mapping[str, object] = dataclasses.field(default_factory=dict)
