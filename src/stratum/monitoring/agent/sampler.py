"""The sampler: reads every target, keeps what they tell. A target that fails leaves a gap."""

import concurrent.futures
import math
from collections.abc import Mapping, Sequence

from stratum.core.errors import StratumError
from stratum.core.samples import Sample
from stratum.monitoring.logic.usage import host_samples
from stratum.monitoring.ports import Collector, Sink
from stratum.monitoring.types import Target

_THREADS = 4
_RETENTION = 2 * 3600.0
_PRUNE_EVERY = 60.0


class Sampler:
    """Called every second. Not safe for several threads.

    Args:
        collectors: By the kind of target that each reads.
        sink: Where samples go.
        retention: Seconds after which they are forgotten.
    """

    def __init__(
        self, collectors: Mapping[str, Collector], sink: Sink, retention: float = _RETENTION
    ) -> None:
        self._collectors = collectors
        self._sink = sink
        self._retention = retention
        self._pruned = -math.inf
        self._pool = concurrent.futures.ThreadPoolExecutor(_THREADS, "sampler")

    def step(self, targets: Sequence[Target], now: float) -> tuple[Sample, ...]:
        """Read all targets and keep what they told; returns that, with the sums per modelled host.

        Args:
            targets: What to read; each subject at most once for a kind.
            now: Seconds since 1970-01-01 UTC; the time of all samples.

        Raises:
            TransientError: If the sink cannot be written. Nothing is raised for a target.
        """
        read = tuple(self._pool.map(lambda target: self._read(target, now), targets))
        samples = tuple(sample for some in read for sample in some if math.isfinite(sample.value))
        together = (*samples, *host_samples(targets, samples, now))
        self._sink.write(together)
        if now - self._pruned >= _PRUNE_EVERY:
            self._sink.prune(now - self._retention)
            self._pruned = now
        return together

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(cancel_futures=True)

    def _read(self, target: Target, now: float) -> tuple[Sample, ...]:
        collector = self._collectors.get(target.kind)
        if collector is None:
            return ()
        try:
            return collector.collect(target, now)
        except StratumError:
            # A component that is down says so by its state; here it is a gap.
            return ()
