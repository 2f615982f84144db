"""What a program of the platform tells of itself, turned into samples: rates, percentiles, gauges."""

import dataclasses
from collections.abc import Mapping, Sequence

from stratum.core.samples import Sample
from stratum.monitoring.logic.histograms import Buckets, between, quantile
from stratum.monitoring.logic.prometheus import Reading
from stratum.monitoring.logic.rates import rate

_LATENCIES = frozenset({"stratum_request_duration_seconds_bucket", "stratum_stored_latency_seconds_bucket"})
_PERCENTILES = {"latency_p50_seconds": 0.5, "latency_p95_seconds": 0.95, "latency_p99_seconds": 0.99}
_SERVER_FAULT = "5"


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """One reading of a whole endpoint.

    Attributes:
        time: Seconds since 1970-01-01 UTC.
        counters: Totals, by the name of the rate that they become.
        gauges: Values as they are, by the name of the sample.
        latency: Durations of requests, or from publishing to storing.
    """

    time: float
    counters: Mapping[str, float]
    gauges: Mapping[str, float]
    latency: Buckets


def read_frame(readings: Sequence[Reading], time: float) -> Frame:
    """Sum the readings over their labels.

    Events count as they come in, or go out where nothing comes in. Errors are answers with a status of 500
    and above and rejected events; a status in the 400s is the client's error.
    """
    counters: dict[str, float] = {}
    gauges: dict[str, float] = {}
    latency: dict[float, float] = {}
    for reading in readings:
        if reading.name in _LATENCIES:
            bound = float(reading.labels.get("le", "inf"))
            latency[bound] = latency.get(bound, 0.0) + reading.value
        elif reading.name == "stratum_queue_pending":
            gauges["queue_pending"] = gauges.get("queue_pending", 0.0) + reading.value
        else:
            for name, amount in _counted_as(reading).items():
                counters[name] = counters.get(name, 0.0) + amount
    came_in, went_out = counters.pop("in", None), counters.pop("out", None)
    ways = [amount for amount in (came_in, went_out) if amount is not None]
    if ways:
        counters["events_per_second"] = came_in or ways[-1]
    return Frame(time, counters, gauges, latency)


def frame_samples(window: Sequence[Frame], subject: str) -> tuple[Sample, ...]:
    """The samples of the last frame of ``window`` (oldest first, at least one).

    Rates are over the last two frames, percentiles over the whole window: few requests still give a figure.
    A counter that was not there before gives no rate yet.
    """
    last = window[-1]
    values = dict(last.gauges)
    if len(window) > 1:
        values |= _rates(window[-2], last)
        values |= _percentiles(between(window[0].latency, last.latency))
    return tuple(Sample(metric, subject, last.time, value) for metric, value in values.items())


def _counted_as(reading: Reading) -> Mapping[str, float]:
    """What a reading adds to which totals. No errors are an amount of 0: a figure and not a gap."""
    match reading.name:
        case "stratum_requests_total":
            wrong = reading.labels.get("code", "").startswith(_SERVER_FAULT)
            return {
                "requests_per_second": reading.value,
                "errors_per_second": reading.value if wrong else 0.0,
            }
        case "stratum_rows_total":
            return {"rows_per_second": reading.value}
        case "stratum_events_total":
            direction = reading.labels.get("direction", "")
            if direction == "rejected":
                return {"errors_per_second": reading.value}
            return {direction: reading.value, "errors_per_second": 0.0}
    return {}


def _rates(old: Frame, new: Frame) -> Mapping[str, float]:
    rates = {}
    for name, total in new.counters.items():
        if name in old.counters:
            found = rate((old.time, old.counters[name]), (new.time, total))
            if found is not None:
                rates[name] = found
    return rates


def _percentiles(buckets: Buckets) -> Mapping[str, float]:
    found = {name: quantile(buckets, share) for name, share in _PERCENTILES.items()}
    return {name: value for name, value in found.items() if value is not None}
