"""The events that tell of batch predictors: what was asked for, and what came of each run."""

from collections.abc import Iterable, Mapping
from typing import Final

from stratum.core.digests import digest_value
from stratum.core.events import Event
from stratum.deployment.types import ComponentSpec
from stratum.lifecycle.logic.batch_runs import DONE, Run

PROGRAM: Final = "batch-predictor"
SOURCE: Final = "/batch/"
REQUESTED: Final = "batch.requested"
FINISHED: Final = "batch.finished"
FAILED: Final = "batch.failed"


def predictors(specs: Iterable[ComponentSpec]) -> Mapping[str, ComponentSpec]:
    """The batch predictors of an application, by name."""
    return {spec.name: spec for spec in specs if PROGRAM in spec.command}


def request(id_: str, application: str, component: str, time: float, data: Mapping[str, object]) -> Event:
    """The event that asks for a run, which takes its id as its name."""
    return Event(id_, f"{SOURCE}{application}", REQUESTED, component, time, data)


def end_id(application: str, component: str, run: str) -> str:
    """Id of the event that tells of the end of a run: the same whoever tells it, and how often."""
    return digest_value(["batch.ended", application, component, run])[:32]


def end(application: str, component: str, run: Run) -> Event:
    """The event that tells what came of a run."""
    written, took = run.written, run.ended - run.began if run.began else 0.0
    done = run.state == DONE
    data: dict[str, object] = {
        "reason": f"{written.rows} rows to {written.place or 'nowhere'}" if done else run.reason,
        "by": component,
        "run": run.id,
        "why": run.why,
        "saw": {
            "rows": written.rows,
            "seconds": took,
            "tries": run.tries,
            "model": run.model,
            "digest": run.digest,
            "sources": dict(written.sources),
        },
    }
    kind = FINISHED if done else FAILED
    event_id = end_id(application, component, run.id)
    return Event(event_id, f"{SOURCE}{application}", kind, component, run.ended, data)
