"""The loop as the platform runs it: broker, model server, processor, writer and publishers."""

from collections.abc import Mapping
from pathlib import Path

from live_path.figures import Run, cpu_seconds, watch
from live_path.processes import Processes, processes
from live_path.subject import COLUMNS, Subject

ADDRESS = "127.91.0.2"
BROKER = f"nats://{ADDRESS}:4222"
COMMON = {"application": "live", "address": ADDRESS}


def run_platform(folder: Path, subject: Subject, events: int, rate: float, publishers: int) -> Run:
    """Pass the events through the platform.

    Args:
        folder: For everything that is written; must not exist.
        subject: Departures and model.
        events: Rows of the departures.
        rate: Events a second over all publishers; 0 as fast as possible.
        publishers: One to three.
    """
    database = folder / "archive.db"
    with processes(folder) as running:
        _start_services(running, subject, database)
        own = dict(running.pids())
        # Publishers read their table first; what that costs does not belong to an event.
        for number, origins in enumerate(_shares(publishers)):
            spec = _replay(number, subject, origins, rate / publishers)
            running.component(f"publisher-{number}", "replay", spec)
        for number in range(publishers):
            running.ready(f"publisher-{number}", f"http://{ADDRESS}:{9110 + number}/ready")
        own.update(running.pids())
        return watch("stratum", database, events, lambda: cpu_seconds(own))


def _shares(publishers: int) -> list[dict[str, object]]:
    """What each publisher sends: everything, or the rows of one publisher number."""
    return [{}] if publishers == 1 else [{"publisher": number} for number in range(publishers)]


def _start_services(running: Processes, subject: Subject, database: Path) -> None:
    running.component("broker", "broker", {"name": "broker", "address": ADDRESS})
    running.ready("broker", f"http://{ADDRESS}:8222/healthz")
    topics = ["departures", "predictions"]
    running.component(
        "provision", "provision-broker", {"application": "live", "url": BROKER, "topics": topics}
    )
    running.component("database", "init-database", {"path": str(database)})
    running.finish("provision")
    running.finish("database")
    running.component("model", "model-server", _model(subject))
    running.component("processor", "processor", _processor())
    running.component("writer", "writer", _writer(database))
    running.ready("processor", f"http://{ADDRESS}:9102/ready")
    running.ready("writer", f"http://{ADDRESS}:9103/ready")


def _model(subject: Subject) -> Mapping[str, object]:
    where = {"address": ADDRESS, "port": 8080}
    return {"name": "delay-risk", "version": "1", "bundle": str(subject.bundle), **where}


def _processor() -> Mapping[str, object]:
    return {
        **COMMON,
        "name": "processor",
        "status": 9102,
        "broker": BROKER,
        "stream": "live_departures",
        "subject": "live.departures.>",
        "durable": "processor",
        "model": {"url": f"http://{ADDRESS}:8080", "name": "delay-risk"},
        "output": "live.predictions.processor",
    }


def _writer(database: Path) -> Mapping[str, object]:
    consumes = [{"stream": "live_predictions", "durable": "writer", "kind": "predictions"}]
    return {
        **COMMON,
        "name": "writer",
        "status": 9103,
        "broker": BROKER,
        "database": str(database),
        "consumes": consumes,
    }


def _replay(number: int, subject: Subject, where: dict[str, object], rate: float) -> Mapping[str, object]:
    return {
        **COMMON,
        "name": f"publisher-{number}",
        "status": 9110 + number,
        "broker": {"host": ADDRESS, "port": 1883},
        "dataset": str(subject.dataset),
        "where": where,
        "topic": "departures",
        "rate": rate,
        "time": "scheduled",
        "columns": list(COLUMNS),
    }
