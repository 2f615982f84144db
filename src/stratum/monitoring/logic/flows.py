"""What programs counted between two readings: one by one, together, and as samples."""

import dataclasses
from collections.abc import Mapping, Sequence

from stratum.core.samples import Sample
from stratum.monitoring.logic.frames import Frame
from stratum.monitoring.logic.histograms import between, merged, observations, quantile
from stratum.monitoring.logic.rates import increase
from stratum.monitoring.types import Buckets, Flow

SPAN = 15.0
ENOUGH = 100.0
_PERCENTILES = {"latency_p50_seconds": 0.5, "latency_p95_seconds": 0.95, "latency_p99_seconds": 0.99}


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """What flowed up to a time since the moment before."""

    time: float
    flow: Flow


def changes(old: Frame, new: Frame) -> tuple[Flow, ...]:
    """What was counted between two readings of one program, a flow for each part that it tells of.

    A counter that is lower than before began again at 0, and so did one that was not there before.
    """
    parts = dict.fromkeys([*(part for part, _ in new.counters), *new.latency])
    return tuple(_change(part, old, new) for part in parts)


def _change(part: str, old: Frame, new: Frame) -> Flow:
    amounts = {
        name: increase(old.counters.get((of, name), 0.0), total)
        for (of, name), total in new.counters.items()
        if of == part
    }
    latency = between(old.latency.get(part, {}), new.latency.get(part, {}))
    return Flow(part, new.time - old.time, amounts, latency)


def merge(flows: Sequence[Flow], part: str = "") -> Flow:
    """Several flows as one of a second: what they bring per second together, and all their latencies.

    Each counts by its own time: one that could not be read for a while brings no more than its rate.
    """
    amounts: dict[str, float] = {}
    for flow in flows:
        for name, amount in flow.amounts.items():
            amounts[name] = amounts.get(name, 0.0) + amount / flow.seconds
    return Flow(part, 1.0, amounts, merged([flow.latency for flow in flows]))


def trimmed(window: Sequence[Moment], now: float) -> tuple[Moment, ...]:
    """The moments of the last 15 seconds."""
    return tuple(moment for moment in window if now - SPAN < moment.time <= now)


def flow_samples(window: Sequence[Moment], subject: str) -> tuple[Sample, ...]:
    """Rates of the newest moment, and percentiles of as many as are needed.

    Args:
        window: Oldest first.
        subject: Whom the samples are about.
    """
    if not window:
        return ()
    last = window[-1]
    values = {name: amount / last.flow.seconds for name, amount in last.flow.amounts.items()}
    values |= percentiles(window)
    return tuple(Sample(metric, subject, last.time, value) for metric, value in values.items())


def percentiles(window: Sequence[Moment]) -> Mapping[str, float]:
    """Of the newest moments that hold 100 observations together, or of all; none without observations.

    Much traffic gives a figure of the last second, little one of the last quarter of a minute.
    """
    buckets = _newest(window)
    found = {name: quantile(buckets, share) for name, share in _PERCENTILES.items()}
    return {name: value for name, value in found.items() if value is not None}


def _newest(window: Sequence[Moment]) -> Buckets:
    chosen: list[Buckets] = []
    total = 0.0
    for moment in reversed(window):
        chosen.append(moment.flow.latency)
        total += observations(moment.flow.latency)
        if total >= ENOUGH:
            break
    return merged(chosen)
