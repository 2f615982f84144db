"""Reading how much waits in the queues of a NATS server."""

from collections.abc import Callable

from stratum.monitoring.fetch import fetch_text
from stratum.monitoring.logic.nats import queue_samples
from stratum.monitoring.types import Target, Told


class NatsCollector:
    """Satisfies ``stratum.monitoring.ports.Collector``; ``Target.url`` is ``http://ADDRESS:8222/jsz?consumers=true``.

    Args:
        fetch: Gives the text behind an address.
    """

    def __init__(self, fetch: Callable[[str], str] = fetch_text) -> None:
        self._fetch = fetch

    def collect(self, target: Target, now: float) -> Told:
        """See ``Collector.collect``."""
        return Told(queue_samples(self._fetch(target.url), target.subject, now))
