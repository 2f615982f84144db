"""What a program tells of itself at one time: counters, histograms, gauges, by the names of the platform."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from stratum.core.samples import Sample
from stratum.monitoring.logic.prometheus import Reading
from stratum.monitoring.types import Buckets, Target

WANTED = ("stratum_", "traefik_entrypoint_request", "traefik_service_request")
"""How the names begin that are read."""

MOST_GAUGES = 256
_SERVER_FAULT = "5"
_PREDICTION = "POST"
_OWN_GAUGES = ("stratum_model_", "stratum_drift_", "stratum_batch_")
_GAUGES = {
    "stratum_queue_pending": "queue_pending",
    "stratum_waiting_requests": "requests_waiting",
    "stratum_data_time_seconds": "data_time_seconds",
}
_PREFIX = "stratum_"


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """One reading of a whole endpoint.

    Attributes:
        time: Seconds since 1970-01-01 UTC.
        counters: Totals, by part and by the name of the rate that they become.
        latency: Durations of requests, or from publishing to storing, by part.
        gauges: Values as they are: readings under the names of the platform.
    """

    time: float
    counters: Mapping[tuple[str, str], float]
    latency: Mapping[str, Buckets]
    gauges: tuple[Reading, ...] = ()


def read_frame(readings: Sequence[Reading], time: float) -> Frame:
    """Sum the readings over their labels, but for the part that they are of.

    A part is a version of a model, or a route of a gateway. Events count as they come in, or go out where
    nothing comes in. Errors are answers with a status of 500 and above and rejected events; a status in the
    400s is the client's error. How long an answer of a gateway took counts only where it is no error. What a
    gateway passes that is no prediction, such as a probe, counts nowhere; model servers do not count it.
    """
    counters: dict[tuple[str, str], float] = {}
    latency: dict[str, dict[float, float]] = {}
    gauges: dict[tuple[str, tuple[tuple[str, str], ...]], Reading] = {}
    for reading in filter(_is_wanted, readings):
        if reading.name in _COUNTED:
            part, amounts = _COUNTED[reading.name](reading)
            for name, amount in amounts.items():
                counters[part, name] = counters.get((part, name), 0.0) + amount
        elif reading.name in _LATENCIES:
            _add_bucket(latency, _LATENCIES[reading.name](reading), reading)
        elif reading.name in _GAUGES or reading.name.startswith(_OWN_GAUGES):
            _add_gauge(gauges, reading)
    _name_events(counters)
    return Frame(time, counters, latency, tuple(gauges.values())[:MOST_GAUGES])


def gauge_samples(frame: Frame, target: Target) -> tuple[Sample, ...]:
    """The gauges as samples: of the service that the element tells of, or of the element itself."""
    return tuple(
        Sample(one.name, _about(one, target), frame.time, one.value, one.labels) for one in frame.gauges
    )


def _about(gauge: Reading, target: Target) -> str:
    return target.subject if gauge.name == "queue_pending" else target.service or target.subject


def _add_bucket(latency: dict[str, dict[float, float]], part: str | None, reading: Reading) -> None:
    if part is not None:
        buckets = latency.setdefault(part, {})
        bound = float(reading.labels.get("le", "inf"))
        buckets[bound] = buckets.get(bound, 0.0) + reading.value


def _add_gauge(gauges: dict[tuple[str, tuple[tuple[str, str], ...]], Reading], reading: Reading) -> None:
    """Those of models and of drift with their labels, the others summed."""
    name = _GAUGES.get(reading.name)
    if name is None:
        found = Reading(reading.name.removeprefix(_PREFIX), reading.labels, reading.value)
    else:
        before = gauges.get((name, ()))
        found = Reading(name, {}, reading.value + (before.value if before else 0.0))
    gauges[found.name, tuple(sorted(found.labels.items()))] = found


def _name_events(counters: dict[tuple[str, str], float]) -> None:
    came_in, went_out = counters.pop(("", "in"), None), counters.pop(("", "out"), None)
    ways = [amount for amount in (came_in, went_out) if amount is not None]
    if ways:
        counters["", "events_per_second"] = came_in or ways[-1]


def _answers(reading: Reading) -> Mapping[str, float]:
    """No errors are an amount of 0: a figure and not a gap."""
    return {
        "requests_per_second": reading.value,
        "errors_per_second": reading.value if _is_fault(reading) else 0.0,
    }


def _events(reading: Reading) -> Mapping[str, float]:
    direction = reading.labels.get("direction", "")
    if direction == "rejected":
        return {"errors_per_second": reading.value}
    return {direction: reading.value, "errors_per_second": 0.0}


def _is_wanted(reading: Reading) -> bool:
    return reading.labels.get("method", _PREDICTION) == _PREDICTION


def _is_fault(reading: Reading) -> bool:
    return reading.labels.get("code", "").startswith(_SERVER_FAULT)


def _version(reading: Reading) -> str:
    return reading.labels.get("version", "")


def _route(reading: Reading) -> str:
    """Name of the route; the gateway adds where it read of it: ``route-canary@file``."""
    return reading.labels.get("service", "").partition("@")[0]


def _unless_fault(part: Callable[[Reading], str]) -> Callable[[Reading], str | None]:
    return lambda reading: None if _is_fault(reading) else part(reading)


def _whole(_reading: Reading) -> str:
    return ""


_COUNTED: Mapping[str, Callable[[Reading], tuple[str, Mapping[str, float]]]] = {
    "stratum_requests_total": lambda reading: (_version(reading), _answers(reading)),
    "stratum_rows_total": lambda reading: (_version(reading), {"rows_per_second": reading.value}),
    "stratum_events_total": lambda reading: ("", _events(reading)),
    "traefik_entrypoint_requests_total": lambda reading: ("", _answers(reading)),
    "traefik_service_requests_total": lambda reading: (_route(reading), _answers(reading)),
}
_LATENCIES: Mapping[str, Callable[[Reading], str | None]] = {
    "stratum_request_duration_seconds_bucket": _version,
    "stratum_stored_latency_seconds_bucket": _whole,
    "traefik_entrypoint_request_duration_seconds_bucket": _unless_fault(_whole),
    "traefik_service_request_duration_seconds_bucket": _unless_fault(_route),
}
