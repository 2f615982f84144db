"""The sampler: reads every target, keeps what they tell. A target that fails leaves a gap."""

import concurrent.futures
import math
from collections.abc import Mapping, Sequence

from stratum.core.errors import StratumError
from stratum.core.samples import Sample
from stratum.monitoring.logic.services import Traffic, follow, service_samples
from stratum.monitoring.logic.usage import host_samples
from stratum.monitoring.ports import Collector, Sink
from stratum.monitoring.types import Flow, Service, Target, Told

# So many programs may be silent at once without the others being read late.
_THREADS = 16


class Sampler:
    """Called every second. Not safe for several threads.

    Args:
        collectors: By the kind of target that each reads.
        sink: Where samples go.
    """

    def __init__(self, collectors: Mapping[str, Collector], sink: Sink) -> None:
        self._collectors = collectors
        self._sink = sink
        self._traffic: dict[str, Traffic] = {}
        self._pool = concurrent.futures.ThreadPoolExecutor(_THREADS, "sampler")

    def step(
        self, targets: Sequence[Target], now: float, services: Sequence[Service] = ()
    ) -> tuple[Sample, ...]:
        """Read all targets and keep what they told; returns that, with the sums per host and service.

        Args:
            targets: What to read; each subject at most once for a kind.
            now: Seconds since 1970-01-01 UTC; the time of all samples.
            services: The services that targets belong to.

        Raises:
            TransientError: If the sink cannot be written. Nothing is raised for a target.
        """
        read = self._read_all(targets, now)
        samples = [sample for told in read for sample in told.samples]
        flows: dict[str, tuple[Flow, ...]] = {}
        for target, told in zip(targets, read, strict=True):
            flows[target.subject] = (*flows.get(target.subject, ()), *told.flows)
        samples += host_samples(targets, samples, now)
        samples += self._of_services(services, flows, samples, now)
        finite = tuple(sample for sample in samples if math.isfinite(sample.value))
        self._sink.write(finite)
        self._sink.tend(now)
        return finite

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(cancel_futures=True)

    def _of_services(
        self,
        services: Sequence[Service],
        flows: Mapping[str, Sequence[Flow]],
        samples: Sequence[Sample],
        now: float,
    ) -> list[Sample]:
        self._traffic = {
            one.name: follow(self._traffic.get(one.name, Traffic()), one, flows, now) for one in services
        }
        found: list[Sample] = []
        for one in services:
            found += service_samples(one, self._traffic[one.name], samples, now)
        return found

    def _read_all(self, targets: Sequence[Target], now: float) -> Sequence[Told]:
        """What is asked over a connection may let us wait; everything else is read meanwhile."""
        asked = {target: self._pool.submit(self._read, target, now) for target in targets if target.url}
        read = {target: self._read(target, now) for target in targets if not target.url}
        return [asked[target].result() if target in asked else read[target] for target in targets]

    def _read(self, target: Target, now: float) -> Told:
        collector = self._collectors.get(target.kind)
        if collector is None:
            return Told()
        try:
            return collector.collect(target, now)
        except StratumError:
            # A component that is down says so by its state; here it is a gap.
            return Told()
