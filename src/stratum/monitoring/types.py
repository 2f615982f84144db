"""What is read and what is kept, as values."""

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """Something to read.

    Attributes:
        kind: Entry-point name of the collector: ``process``, ``prometheus`` or ``nats``.
        subject: The element that the samples are about.
        pid: Process whose tree is read, for ``process``; 0 stands for the whole machine.
        url: Whole address, for the others.
        host: The modelled host that the element runs on; its sums go under this subject. Empty for none.
    """

    kind: str
    subject: str
    pid: int = 0
    url: str = ""
    host: str = ""


MACHINE = Target("process", "machine")
"""The machine that the platform runs on."""


@dataclasses.dataclass(frozen=True, slots=True)
class Series:
    """Readings of one metric of one subject over time.

    Attributes:
        metric: Name of the metric.
        subject: The element.
        points: Pairs of seconds since 1970-01-01 UTC and value, oldest first.
        labels: Further dimensions.
    """

    metric: str
    subject: str
    points: tuple[tuple[float, float], ...]
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)
