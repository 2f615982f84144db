"""Reading what programs tell of themselves at ``/metrics``: the platform's own, and the gateways."""

from collections.abc import Callable

from stratum.core.samples import Sample
from stratum.monitoring.fetch import fetch_text
from stratum.monitoring.logic.flows import SPAN, Moment, changes, flow_samples, merge, trimmed
from stratum.monitoring.logic.frames import WANTED, Frame, gauge_samples, read_frame
from stratum.monitoring.logic.prometheus import parse_exposition
from stratum.monitoring.types import Flow, Target, Told


class PrometheusCollector:
    """Satisfies ``stratum.monitoring.ports.Collector`` for ``Target.url`` in the Prometheus text format.

    Args:
        fetch: Gives the text behind an address.
    """

    def __init__(self, fetch: Callable[[str], str] = fetch_text) -> None:
        self._fetch = fetch
        self._frames: dict[str, Frame] = {}
        self._windows: dict[str, tuple[Moment, ...]] = {}

    def collect(self, target: Target, now: float) -> Told:
        """See ``Collector.collect``."""
        frame = read_frame(parse_exposition(self._fetch(target.url), WANTED), now)
        old = self._frames.get(target.url)
        self._frames[target.url] = frame
        flows = changes(old, frame) if old is not None and now - SPAN <= old.time < now else ()
        gauges = gauge_samples(frame, target)
        if target.service == target.subject:
            # The figures of a gateway are those of its service, which hears of them from the flows.
            return Told(gauges, flows)
        return Told((*gauges, *self._of_component(target, flows, now)), flows)

    def _of_component(self, target: Target, flows: tuple[Flow, ...], now: float) -> tuple[Sample, ...]:
        if not flows:
            return ()
        window = (*trimmed(self._windows.get(target.url, ()), now), Moment(now, merge(flows)))
        self._windows[target.url] = window
        return flow_samples(window, target.subject)
