"""The example ``01-flights`` as the page sees it while it runs: a filled ``FakePlatform``."""

import math
from collections.abc import Callable
from pathlib import Path

from stratum.runtime.views import Json
from stratum.testing.fakes_view import FakePlatform, Values
from stratum.testing.flights_curves import LENGTH
from stratum.testing.flights_run import going, pipeline, training, versions
from stratum.testing.flights_story import Recorded

APPLICATION = "flight-delays"
MIB = 2**20
GIB = 2**30

# name, type, tier, site, cores, memory, disk in GB, address
_HOSTS: tuple[tuple[str, str, str, str, float, int, int, str], ...] = (
    ("ewr-gateway", "EdgeGateway", "edge", "EWR", 1, 512 * MIB, 8, "127.20.0.1"),
    ("jfk-gateway", "EdgeGateway", "edge", "JFK", 1, 512 * MIB, 8, "127.20.0.2"),
    ("lga-gateway", "EdgeGateway", "edge", "LGA", 1, 512 * MIB, 8, "127.20.0.3"),
    ("fog-1", "FogServer", "fog", "Queens", 2, 2 * GIB, 100, "127.20.0.4"),
    ("cloud-1", "CloudMachine", "cloud", "us-east", 8, 16 * GIB, 500, "127.20.0.5"),
)
_LINKS = (
    ("ewr-fog", "ewr-gateway", "fog-1", 0.006, 1e8),
    ("jfk-fog", "jfk-gateway", "fog-1", 0.004, 1e8),
    ("lga-fog", "lga-gateway", "fog-1", 0.003, 1e8),
    ("fog-cloud", "fog-1", "cloud-1", 0.018, 1e9),
)
# name, type, role, host, cores, MiB, attributes
Row = tuple[str, str, str, str, float, int, Json]
_COMPONENTS: tuple[Row, ...] = (
    ("broker", "NatsBroker", "broker", "fog-1", 0.25, 256,
     {"topics": ["departures", "arrivals", "predictions"]}),
    ("gateway-ewr", "ReplayPublisher", "publisher", "ewr-gateway", 0.25, 384, {"where": {"origin": "EWR"}}),
    ("gateway-jfk", "ReplayPublisher", "publisher", "jfk-gateway", 0.25, 384, {"where": {"origin": "JFK"}}),
    ("gateway-lga", "ReplayPublisher", "publisher", "lga-gateway", 0.25, 384, {"where": {"origin": "LGA"}}),
    ("scorer", "ModelService", "model", "fog-1", 0.5, 256, {"model": "delay-risk"}),
    ("processor", "StreamProcessor", "processor", "fog-1", 0.5, 256,
     {"consumes": "departures", "produces": "predictions"}),
    ("archive", "SqliteDatabase", "database", "cloud-1", 0, 0, {}),
    ("writer", "DatabaseWriter", "writer", "cloud-1", 0.25, 256, {"consumes": ["predictions", "arrivals"]}),
    ("board", "Dashboard", "page", "cloud-1", 0.1, 128, {"title": "Delay risk of departures from New York"}),
)  # fmt: skip
_REPLAY: Json = {
    "pipeline": "pipeline.yaml",
    "dataset": "departures",
    "publishes": "departures",
    "outcomes": "arrivals",
    "rate": 40,
}
_CONNECTIONS: tuple[tuple[str, str, float, float | None, list[str]], ...] = (
    ("gateway-ewr", "broker", 0.006, None, ["departures", "arrivals"]),
    ("gateway-jfk", "broker", 0.004, None, ["departures", "arrivals"]),
    ("gateway-lga", "broker", 0.003, None, ["departures", "arrivals"]),
    ("processor", "broker", 0.0, None, ["departures", "predictions"]),
    ("processor", "scorer", 0.0, 0.005, []),
    ("writer", "broker", 0.018, None, ["predictions", "arrivals"]),
    ("writer", "archive", 0.0, None, []),
    ("board", "archive", 0.0, None, []),
)
_PARTS = {"scorer": (0.02, 40 * MIB), "scorer-1": (0.21, 141 * MIB), "scorer-monitor": (0.08, 120 * MIB)}
_LOADS = {
    name: (cores * 0.55, memory * MIB * 0.6) for name, _, _, _, cores, memory, _ in _COMPONENTS
} | _PARTS
_RATES: dict[str, Values] = {
    "broker": {"events_per_second": 240.0},
    "gateway-ewr": {"events_per_second": 40.0},
    "gateway-jfk": {"events_per_second": 40.0},
    "gateway-lga": {"events_per_second": 40.0},
    "scorer": {
        "service_cpu_cores": 0.21, "service_memory_bytes": 141.0 * MIB,
        "requests_per_second": 31.0, "rows_per_second": 120.0, "latency_p50_seconds": 0.0011,
        "latency_p95_seconds": 0.0031, "latency_p99_seconds": 0.0052,
    },
    "processor": {"events_per_second": 120.0, "queue_pending": 9.0},
    "writer": {"events_per_second": 240.0, "queue_pending": 14.0, "latency_p95_seconds": 0.082},
}  # fmt: skip
_FIXED: dict[str, Values] = {"scorer": {"service_replicas": 1.0, "service_cpu_limit_cores": 0.5}}
LESS = {
    "edit": "SetValue", "file": "application.yaml", "element": "gateway-ewr",
    "attribute": "requires.memory", "value": "256 MiB",
}  # fmt: skip
"""The edit that the first finding proposes."""
_TASKS = frozenset({"archive"})


def measure(subject: str, time: float) -> Values:
    """Plausible readings that swing slowly, the same ones for the same time."""
    swing = 1 + 0.14 * math.sin(time / 37 + len(subject)) + 0.06 * math.sin(time / 5.3 + ord(subject[-1]))
    if subject in _TASKS:
        return {"database_bytes": 48.0 * MIB}
    if subject not in _LOADS:
        size = 0.16 if "gateway" in subject else 0.31
        return {
            "host_cpu_cores": size * swing, "host_memory_bytes": size * 900 * MIB,
            "host_write_bytes_per_second": size * swing * MIB, "host_sent_bytes_per_second": 40_000 * swing,
        }  # fmt: skip
    cores, memory = _LOADS[subject]
    load = {"component_cpu_cores": cores * swing, "component_memory_bytes": memory * (0.9 + swing / 10)}
    rates = {metric: value * swing for metric, value in _RATES.get(subject, {}).items()}
    return {**load, **rates, **_FIXED.get(subject, {})}


def _bare(memory: int) -> Json:
    return {"disk": memory * 10**9, "labels": {}, "coordinates": ""}


def model() -> Json:
    """The checked and placed application with its infrastructure."""
    keys = ("name", "type", "tier", "site", "cpu", "memory", "disk", "address")
    hosts = [{**dict(zip(keys, row, strict=True)), **_bare(row[6])} for row in _HOSTS]
    ends = ("name", "first", "second", "latency", "bandwidth")
    arcs = ("source", "target", "latency", "maxLatency", "topics")
    return {
        "name": APPLICATION,
        "description": "Each departure is scored for its risk of a late arrival; all is kept and shown.",
        "hosts": hosts,
        "links": [dict(zip(ends, row, strict=True)) for row in _LINKS],
        "components": [_component(row) for row in _COMPONENTS],
        "connections": [dict(zip(arcs, row, strict=True)) for row in _CONNECTIONS],
        "findings": _findings(),
        "digests": {"application.yaml": "d" * 64, "infrastructure.yaml": "e" * 64},
    }


def _component(row: Row) -> Json:
    name, kind, role, host, cores, memory, attributes = row
    placed = name in {"scorer", "processor"}
    requires: dict[str, object] = {"cpu": cores, "memory": memory * MIB} if cores else {"disk": 2e9}
    if name == "scorer":
        requires["tier"] = ["fog", "cloud"]
    said = {**(_REPLAY if role == "publisher" else {}), **attributes}
    return {
        "name": name, "type": kind, "title": name, "role": role, "host": host, "placed": placed,
        "selected": "", "attributes": said, "requires": requires,
        "qos": {"p95Latency": 0.1, "errorRate": 0.01} if role == "model" else {},
    }  # fmt: skip


def _findings() -> list[Json]:
    return [
        {
            "code": "capacity-memory", "severity": "warning", "element": "flight-delays/gateway-ewr",
            "message": "gateway-ewr leaves little memory free on ewr-gateway.",
            "position": "application.yaml:24:5",
            "required": "384 MiB", "available": "512 MiB",
            "fix": "Lower requires.memory of gateway-ewr, or give ewr-gateway at least 768 MiB.",
            "fixes": [{"title": "set requires.memory of gateway-ewr to 256 MiB", "edits": [LESS]}],
        },
        {
            "code": "placement-chosen", "severity": "note", "element": "flight-delays/scorer",
            "message": "scorer was placed on fog-1: the link to cloud-1 is slower than the bound allows.",
            "position": "application.yaml:51:3", "required": "5 ms", "available": "18 ms", "fix": "",
            "fixes": [],
        },
    ]  # fmt: skip


def _history(start: float) -> list[Json]:
    """Start of each component in order, then one restart; newest first."""
    order = [row[0] for row in _COMPONENTS]
    said = [("deployment.desired", APPLICATION, "9 components wanted at commit 3f9c2ab")]
    for name in order:
        said.append(("component.started", name, f"{name} is wanted and was not running"))
        said.append(("component.ready", name, "its readiness probe answered 200"))
    said += [
        ("component.exited", "writer", "killed by signal 9 (SIGKILL)"),
        ("component.backing-off", "writer", "started again in 1.0 s, attempt 1"),
        ("component.ready", "writer", "its readiness probe answered 200"),
        ("model.promoted", "delay-risk", "version 3 became champion: roc_auc 0.764 against 0.751"),
    ]
    source = f"/deployment/{APPLICATION}"
    events: list[Json] = [
        {
            "id": str(number), "time": start + 47 * number, "source": source,
            "type": kind, "subject": subject, "data": {"reason": reason},
        }
        for number, (kind, subject, reason) in enumerate(said, start=1)
    ]  # fmt: skip
    return events[::-1]


def _replicas(start: float) -> dict[str, dict[str, object]]:
    """What runs of the model service beside its gateway: a replica, and the monitor of the model."""
    return {
        name: {
            "host": "fog-1", "state": "ready", "pid": pid, "started": start + 60, "restarts": 0, "reason": "",
            "service": "scorer", "version": version,
        }
        for name, pid, version in (("scorer-1", 4301, "4"), ("scorer-monitor", 4310, ""))
    }  # fmt: skip


def flights_platform(now: Callable[[], float], files: Path) -> FakePlatform:
    """Nine components on five hosts, all ready, with one training run."""
    start = now() - 1_500
    view = FakePlatform(now, measure, files)
    view.space = {
        "name": "new-york", "version": "0.1.0", "commit": "3f9c2ab81d20", "branch": "main",
        "dirty": True, "pipelines": ["delay-risk"],
    }  # fmt: skip
    view.applications = {APPLICATION: model()}
    view.hosts = tuple(row[0] for row in _HOSTS)
    for number, (name, _, _, host, *_) in enumerate(_COMPONENTS):
        alive = name not in _TASKS
        view.components[name] = {
            "host": host, "state": "ready" if alive else "done", "pid": 4200 + number if alive else 0,
            "started": start + 60 + number, "restarts": int(name == "writer"), "reason": "",
        }  # fmt: skip
    view.components |= _replicas(start)
    view.components["scorer"] |= {"service": "scorer"}
    view.recorded = Recorded(now() - LENGTH)
    view.history = _history(start)
    view.trainings = training(start)
    view.lines = [pipeline(view.trainings[0])]
    view.begun, board = going(now())
    view.boards = {str(view.begun["id"]): board}
    view.versions = versions(start)
    return view
