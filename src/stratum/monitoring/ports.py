"""What the monitoring needs from outside: ways to read targets, a place to keep samples."""

from collections.abc import Collection, Sequence
from typing import Protocol

from stratum.core.samples import Sample
from stratum.monitoring.types import Series, Target


class Collector(Protocol):
    """Reads targets of one kind. May remember earlier readings: rates need two.

    Calls for different targets may come from several threads at once; calls for one target come one by one.
    A call takes no longer than about half a second.
    """

    def collect(self, target: Target, now: float) -> tuple[Sample, ...]:
        """What the target tells at ``now`` (seconds since 1970-01-01 UTC).

        Raises:
            TransientError: If it cannot be read now.
        """
        ...


class Sink(Protocol):
    """Keeps samples for a while. Safe for several threads and processes.

    Every method raises ``TransientError`` where the medium is full or busy.
    """

    def write(self, samples: Sequence[Sample]) -> None:
        """Keep all samples, or none if it fails. One of the same series and time replaces the earlier."""
        ...

    def series(self, metrics: Collection[str], subjects: Collection[str], since: float) -> tuple[Series, ...]:
        """What was read from ``since`` on, by metric and subject. Empty ``subjects`` stands for all."""
        ...

    def latest(self, since: float) -> tuple[Sample, ...]:
        """The newest sample of each series that has one from ``since`` on."""
        ...

    def prune(self, before: float) -> None:
        """Forget everything read before that time."""
        ...
