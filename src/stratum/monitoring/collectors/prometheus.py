"""Reading what the platform's programs tell of themselves at ``/metrics``."""

from collections.abc import Callable

from stratum.core.samples import Sample
from stratum.monitoring.fetch import fetch_text
from stratum.monitoring.logic.frames import Frame, frame_samples, read_frame
from stratum.monitoring.logic.prometheus import parse_exposition
from stratum.monitoring.types import Target

_WINDOW = 15.0


class PrometheusCollector:
    """Satisfies ``stratum.monitoring.ports.Collector`` for ``Target.url`` in the Prometheus text format.

    Args:
        fetch: Gives the text behind an address.
    """

    def __init__(self, fetch: Callable[[str], str] = fetch_text) -> None:
        self._fetch = fetch
        self._windows: dict[str, tuple[Frame, ...]] = {}

    def collect(self, target: Target, now: float) -> tuple[Sample, ...]:
        """See ``Collector.collect``."""
        frame = read_frame(parse_exposition(self._fetch(target.url)), now)
        kept = (old for old in self._windows.get(target.url, ()) if now - _WINDOW <= old.time < now)
        self._windows[target.url] = (*kept, frame)
        return frame_samples(self._windows[target.url], target.subject)
