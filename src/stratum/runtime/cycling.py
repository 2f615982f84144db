"""The lifecycle from outside: how models are, what was asked for and what came of it."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import msgspec

from stratum.core.errors import InvalidInputError, NotFoundError, StratumError
from stratum.core.events import Event
from stratum.core.journal import Query
from stratum.deployment.types import Artifact, ServiceState
from stratum.lifecycle.logic.plan import DAY, Plan
from stratum.lifecycle.logic.requests import objection
from stratum.lifecycle.logic.scene import MAIN, Known, Scene
from stratum.lifecycle.records import ENDS, SOURCE, Cycle, Kind, Life, Request, Type
from stratum.lifecycle.types import BASELINE, LIVE, Watch
from stratum.monitoring.fetch import fetch_text
from stratum.registry.types import Stage as Rank
from stratum.runtime.lives import Follower
from stratum.runtime.plans import Planbook, read_plans
from stratum.runtime.scenes import version_readings
from stratum.runtime.wiring import Parts, new_id

PATIENCE: Final = 2.0
_TYPES: Final = {
    Kind.RETRAIN: Type.RETRAIN_REQUESTED,
    Kind.ROLLOUT: Type.ROLLOUT_REQUESTED,
    Kind.ROLLBACK: Type.ROLLBACK_REQUESTED,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Model:
    """A served model and everything that is known of its life.

    Attributes:
        application: Name of its application.
        state: The service as it is.
        plan: How it is kept.
        life: Its cycles.
        watch: What its monitor says; None where that says nothing.
        monitor: Address of the monitor; empty where there is none.
    """

    application: str
    state: ServiceState
    plan: Plan
    life: Life
    watch: Watch | None = None
    monitor: str = ""

    @property
    def service(self) -> str:
        """Name of the service."""
        return self.state.spec.name

    @property
    def version(self) -> str:
        """The version that answers; empty for none."""
        return next((route.version for route in self.state.routes if route.name == MAIN), "")


def models(parts: Parts) -> tuple[Model, ...]:
    """Every served model of every application, without asking a monitor."""
    lives, book = (
        Follower(parts.journal).lives(),
        Planbook(parts.journal, lambda name: read_plans(parts, name)),
    )
    found = []
    for application in parts.deployments.applications():
        plans = book.plans(application)
        specs = {spec.name: spec for spec in parts.deployments.desired(application)}
        for state in parts.deployments.services(application):
            name = state.spec.name
            monitor = specs.get(f"{name}-monitor")
            url = f"http://{monitor.address}:{monitor.readiness.port}" if monitor is not None else ""
            if name in plans:
                life = lives.get((application, name), Life(application, name))
                found.append(Model(application, state, plans[name], life, monitor=url))
    return tuple(found)


def model_of(parts: Parts, service: str, application: str | None = None) -> Model:
    """The served model of a service.

    Args:
        parts: The workspace.
        service: Its name.
        application: The application; None where only one has such a service.

    Raises:
        NotFoundError: If there is none; the hint lists those there are.
        InvalidInputError: If there are several.
    """
    known = models(parts)
    found = [m for m in known if m.service == service and application in {None, m.application}]
    if not found:
        names = ", ".join(f"{m.service} of {m.application}" for m in known)
        hint = f"known: {names}" if names else "deploy one with: stratum apply"
        raise NotFoundError(f"no model service {service!r} is deployed", hint)
    if len(found) > 1:
        names = ", ".join(m.application for m in found)
        raise InvalidInputError(f"several applications have a service {service!r}", f"--application: {names}")
    return found[0]


def watched(model: Model) -> Model:
    """The model with what its monitor says now."""
    if not model.monitor:
        return model
    try:
        watch = msgspec.json.decode(fetch_text(f"{model.monitor}/state", PATIENCE), type=Watch)
    except (StratumError, msgspec.DecodeError):
        return model
    return dataclasses.replace(model, watch=watch)


def ask(parts: Parts, model: Model, wanted: Request) -> str:
    """Ask for something; the agent obeys. Returns the id of the request.

    Args:
        parts: The workspace.
        model: What it is about.
        wanted: What is asked for, and by whom; it gets an id of its own.

    Raises:
        InvalidInputError: If it cannot be obeyed; the message says why.
    """
    request, kind = dataclasses.replace(wanted, id=new_id()), wanted.kind
    why = objection(model.life, scene_of(parts, model), request)
    if why:
        raise InvalidInputError(
            f"{kind} of {model.service}: {why}", f"see: stratum lifecycle {model.service}"
        )
    data: dict[str, object] = {"reason": request.reason, "by": request.by, "saw": {}}
    if kind is Kind.ROLLOUT:
        data |= {"version": request.version, "share": request.share}
    source = f"{SOURCE}{model.application}"
    event = Event(request.id, source, _TYPES[kind].value, model.service, parts.clock.now(), data)
    parts.journal.append(event)
    return request.id


def follow(
    parts: Parts, model: Model, request: str, pause: Callable[[], object]
) -> Iterator[tuple[Event, Cycle | None]]:
    """The events that follow from a request, each once and with the ended cycle at the last one.

    Args:
        parts: The workspace.
        model: What the request is about.
        request: Its id.
        pause: Called where nothing new has happened.
    """
    follower, seen, key = Follower(parts.journal), set[str](), (model.application, model.service)
    query = Query(source=f"{SOURCE}{model.application}", subject=model.service, limit=10_000)
    while True:
        life = follower.lives().get(key, Life(*key))
        events = [entry.event for entry in reversed(parts.journal.find(query))]
        names = {e.data.get("cycle") for e in events if e.data.get("request") == request} - {None}
        cycle = next((c for c in (*life.past, life.cycle) if c is not None and c.id in names), None)
        for event in events:
            about = {event.data.get("cycle"), event.data.get("request")} & {request, *names}
            if about and event.id not in seen:
                seen.add(event.id)
                yield event, cycle if event.type in ENDS else None
        if cycle.ended if cycle is not None else request in life.answered:
            return
        pause()


def model_view(model: Model) -> Mapping[str, object]:
    """A served model as JSON data."""
    watch, life = model.watch, model.life
    return {
        "application": model.application,
        "service": model.service,
        "model": model.plan.model,
        "version": model.version,
        "kept": model.plan.kept,
        "stage": life.cycle.stage.value if life.cycle is not None else "idle",
        "blocked": life.blocked,
        "ageDays": watch.age / DAY if watch is not None and watch.age is not None else None,
        "accuracy": _accuracy(watch, LIVE, model.version),
        "baseline": _accuracy(watch, BASELINE, ""),
        "outcomes": watch.outcomes if watch is not None else None,
        "before": list(life.before),
        "cycle": cycle_view(life.cycle) if life.cycle is not None else None,
        "past": [cycle_view(cycle) for cycle in reversed(life.past)],
    }


def cycle_view(cycle: Cycle) -> Mapping[str, object]:
    """A cycle as JSON data."""
    return {
        "id": cycle.id,
        "kind": cycle.kind.value,
        "stage": cycle.stage.value,
        "began": cycle.began,
        "since": cycle.since,
        "ended": cycle.ended or None,
        "champion": cycle.champion,
        "challenger": cycle.challenger,
        "share": cycle.share,
        "trainings": cycle.attempt,
        "why": cycle.why,
        "by": cycle.by,
        "reason": cycle.reason,
        "saw": dict(cycle.saw),
    }


def _accuracy(watch: Watch | None, source: str, version: str) -> float | None:
    """Of the trailing window; of the only version where none is named."""
    if watch is None:
        return None
    found = [t for t in watch.tallies if t.source == source and version in {"", t.version}]
    return found[-1].recent.accuracy if found else None


def scene_of(parts: Parts, model: Model) -> Scene:
    """What an objection and the gates of a trial look at: routes, versions, what the monitor says."""
    versions = [v for v in parts.registry.list() if v.name == model.plan.model]
    known = {str(v.version): Known(v.version, v.stage, Artifact(v.digest, "")) for v in versions}
    champion = next((str(v.version) for v in versions if v.stage is Rank.CHAMPION), "")
    now = parts.clock.now()
    return Scene(
        now,
        model.plan,
        model.state,
        known,
        champion=champion,
        watch=model.watch,
        readings=version_readings(parts.samples, model.service, now),
    )
