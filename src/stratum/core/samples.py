"""Measured values over time."""

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """One reading.

    Attributes:
        metric: Name with its unit as suffix, as Prometheus has it: ``component_memory_bytes``.
        subject: The element it is about, such as ``scorer``.
        time: Seconds since 1970-01-01 UTC.
        value: The reading, in the unit that the name says.
        labels: Further dimensions, few and bounded.
    """

    metric: str
    subject: str
    time: float
    value: float
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)
