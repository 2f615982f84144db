"""What the monitoring needs from outside: ways to read targets, a place to keep samples."""

from collections.abc import Collection, Sequence
from typing import Protocol

from stratum.core.samples import Sample
from stratum.monitoring.types import Series, Target, Told

MOST_POINTS = 1000


class Collector(Protocol):
    """Reads targets of one kind. May remember earlier readings: rates need two.

    Calls for different targets may come from several threads at once; calls for one target come one by one.
    A call takes no longer than about half a second.
    """

    def collect(self, target: Target, now: float) -> Told:
        """What the target tells at ``now`` (seconds since 1970-01-01 UTC).

        Raises:
            TransientError: If it cannot be read now.
        """
        ...


class Sink(Protocol):
    """Keeps samples for a while. Safe for several threads and processes.

    Every method raises ``TransientError`` where the medium is full or busy, and soon: none waits a second.
    """

    def write(self, samples: Sequence[Sample]) -> None:
        """Keep all samples, or none if it fails. One of the same series and time replaces the earlier."""
        ...

    def series(
        self, metrics: Collection[str], subjects: Collection[str], since: float, most: int = MOST_POINTS
    ) -> tuple[Series, ...]:
        """What was read from ``since`` on, by metric and subject, as fine as ``most`` points allow.

        Args:
            metrics: Names of metrics.
            subjects: Names of elements; empty stands for all.
            since: Seconds since 1970-01-01 UTC.
            most: Points of one series, about; a long span comes as means and peaks of intervals.
        """
        ...

    def metrics(self) -> tuple[str, ...]:
        """Names of all metrics that were ever kept, sorted."""
        ...

    def latest(self, since: float) -> tuple[Sample, ...]:
        """The newest sample of each series that has one from ``since`` on."""
        ...

    def tend(self, now: float) -> None:
        """Sum up what is older, forget what is too old: a small step, to be taken every second."""
        ...
