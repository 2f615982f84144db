"""The story of a run as JSON data; the shape is in ``docs/reference/api.md``."""

from collections.abc import Iterable

from stratum.core.events import Event
from stratum.deployment.types import ServiceState
from stratum.runtime.story.accuracy import accuracy_view
from stratum.runtime.story.cycles import cycle_view, cycles
from stratum.runtime.story.parts import drift_view, routes_view, versions_view
from stratum.runtime.story.points import DataClock, Pick, bounded, broken, mean, newest, worst
from stratum.runtime.story.readings import Readings
from stratum.runtime.story.reigns import MAIN, reigns
from stratum.runtime.story.types import Account, Promise
from stratum.runtime.views import Json

# Name in the answer, metric, what stands for several readings.
_CHARTED: tuple[tuple[str, str, Pick], ...] = (
    ("load", "requests_per_second", mean),
    ("rows", "rows_per_second", mean),
    ("waiting", "requests_waiting", worst),
    ("replicas", "service_replicas", newest),
    ("desired", "service_replicas_desired", newest),
    ("latency", "latency_p95_seconds", worst),
    ("errors", "errors_per_second", worst),
    ("cpu", "service_cpu_cores", mean),
    ("cpuLimit", "service_cpu_limit_cores", newest),
    ("memory", "service_memory_bytes", worst),
)
METRICS = (
    *(metric for _, metric, _ in _CHARTED),
    "model_accuracy_ratio",
    "model_outcomes",
    "model_age_seconds",
    "data_time_seconds",
    "drift_statistic",
    "drift_threshold",
)
_SHARE = {"lifecycle": 100, "resources": 60, "deployment": 40, "rules": 40, "monitoring": 20}


def story(account: Account) -> Json:
    """What ``GET /api/applications/{name}/run`` answers."""
    states = {state.spec.name: state for state in account.services}
    names = [*states, *(name for name in account.promises if name not in states)]
    told = [_service(account, name, states.get(name)) for name in sorted(names)]
    moments = [one["dataTime"] for one in told if isinstance(one["dataTime"], float)]
    return {
        "time": account.time,
        "running": account.running,
        "dataTime": max(moments, default=None),
        "services": told,
        "decisions": [decision_view(event) for event in _decisions(account.events)],
    }


def decision_view(event: Event) -> Json:
    """An event as a decision: with its reason, the numbers it saw, and the event that it followed from."""
    return {
        "id": event.id,
        "time": event.time,
        "source": event.source,
        "type": event.type,
        "subject": event.subject,
        "reason": str(event.data.get("reason", "")),
        "saw": event.data.get("saw", {}),
        "cause": event.data.get("cause", ""),
    }


def _decisions(events: Iterable[Event]) -> Iterable[Event]:
    """The newest of each group, so that a busy one does not hide the others."""
    left = dict(_SHARE)
    for event in events:
        group = event.source.split("/")[1] if "/" in event.source else ""
        if left.get(group, 0) > 0:
            left[group] -= 1
            yield event


def _service(account: Account, name: str, state: ServiceState | None) -> Json:
    promise = account.promises.get(name, Promise(name, ""))
    readings = Readings(account.series, name)
    clock = DataClock(readings.plain("data_time_seconds"))
    found = cycles(account.events, name)
    events = account.events[::-1]
    reigned = reigns(events, name, _main(account, name))
    count, violated = broken(readings.highest("latency_p95_seconds"), promise.p95_latency)
    return {
        "name": name,
        "running": account.running and state is not None,
        "kept": promise.kept,
        "model": promise.model,
        "policy": promise.policy,
        "objective": {"p95Latency": promise.p95_latency, "errorRate": promise.error_rate},
        "held": {"readings": count, "violated": violated},
        "minimum": state.spec.minimum if state else promise.minimum,
        "maximum": state.spec.maximum if state else promise.maximum,
        "dataTime": clock.now(),
        "age": readings.last("model_age_seconds"),
        "routes": routes_view(state) if state else [],
        "versions": versions_view(account.versions, promise.model, readings, reigned),
        "series": {key: _points(readings, metric, pick) for key, metric, pick in _CHARTED},
        "accuracy": accuracy_view(readings, clock, [e for e in events if e.subject == name]),
        "drift": drift_view(readings),
        "cycle": cycle_view(found[-1], clock) if found else None,
        "earlier": [cycle_view(cycle, clock) for cycle in found[-2::-1]],
    }


def _main(account: Account, name: str) -> str:
    """The version that answers now; empty where none does."""
    routes = (route for state in account.services if state.spec.name == name for route in state.routes)
    return next((route.version for route in routes if route.name == MAIN), "")


def _points(readings: Readings, metric: str, pick: Pick) -> list[list[float]]:
    found = readings.highest(metric) if pick is worst else readings.plain(metric)
    return bounded(found, pick)
