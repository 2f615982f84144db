"""A running service for whoever operates it: what may be changed, between what, and its trial."""

import dataclasses

from stratum.core.errors import NotFoundError
from stratum.core.operations import NewSize, Retrain, Rollback, Rollout, Wish
from stratum.core.topology import Resources
from stratum.lifecycle.logic.progress import trial
from stratum.lifecycle.logic.requests import objection
from stratum.lifecycle.logic.scene import Scene
from stratum.lifecycle.records import Kind, Request
from stratum.resources.types import Place
from stratum.runtime.cycling import Model, ask, model_of, model_view, scene_of, watched
from stratum.runtime.gauging import Managed, ground
from stratum.runtime.resizing import Asked, change_by_hand, managed_service
from stratum.runtime.views import Json
from stratum.runtime.wiring import Parts


def service_view(parts: Parts, application: str, service: str) -> Json:
    """What may be changed of a service, and how the trial of its model stands.

    Raises:
        NotFoundError: If the application has no such service.
    """
    managed = managed_service(parts, application, service)
    spec, main = managed.state.spec, managed.main
    rules = managed.survey.rules.get(service)
    return {
        "name": service,
        "policy": rules.policy if rules and rules.policy != "none" else "",
        "replicas": {"now": main.replicas, "minimum": spec.minimum, "maximum": spec.maximum},
        "cpu": {"now": main.limits.cpu, "most": spec.ceiling.cpu or None},
        "memory": {"now": main.limits.memory, "most": spec.ceiling.memory or None},
        "host": main.host,
        "hosts": _hosts(parts, managed),
        "model": _model(parts, application, service),
    }


def resize(parts: Parts, application: str, service: str, wanted: NewSize, by: str) -> Json:
    """Change size or host of a service.

    Raises:
        NotFoundError: If there is no such service or host.
        InvalidInputError: If it is outside of the bounds of the model or the room of the host.
    """
    asked = Asked(wanted.replicas, wanted.cpu, wanted.memory, wanted.host)
    return dataclasses.asdict(change_by_hand(parts, application, service, asked, by, wanted.reason))


def wish(parts: Parts, application: str, service: str, wanted: Wish, by: str) -> Json:
    """Ask for something for the model of a service; gives the id of the request.

    Raises:
        NotFoundError: If there is no such service.
        InvalidInputError: If it cannot be obeyed; the message says why.
    """
    model = model_of(parts, service, application)
    return {"request": ask(parts, model, _request(wanted, by))}


def _request(wanted: Wish, by: str) -> Request:
    match wanted:
        case Rollout():
            version = wanted.version.rpartition("@")[2]
            return Request("", Kind.ROLLOUT, by, wanted.reason, version, wanted.share)
        case Rollback():
            return Request("", Kind.ROLLBACK, by, wanted.reason)
        case Retrain():
            return Request("", Kind.RETRAIN, by, wanted.reason)


def _hosts(parts: Parts, managed: Managed) -> list[Json]:
    """Where it runs and may run, with the room that is left there."""
    site = ground(managed, parts.deployments, managed.survey.possible.get(managed.name, ()))
    return [_place(place, managed.survey.capacity.get(place.name)) for place in (site.here, *site.others)]


def _place(place: Place, capacity: Resources | None) -> Json:
    whole = capacity or place.free
    return {
        "name": place.name,
        "freeCpu": max(0.0, place.free.cpu),
        "freeMemory": max(0, place.free.memory),
        "cpu": whole.cpu,
        "memory": whole.memory,
    }


def _model(parts: Parts, application: str, service: str) -> Json | None:
    """How its model is kept and what may be asked for it; None where the documents do not tell."""
    try:
        model = watched(model_of(parts, service, application))
    except NotFoundError:
        return None
    scene, cycle = scene_of(parts, model), model.life.cycle
    found = trial(cycle, scene) if cycle is not None else None
    return {
        **model_view(model),
        "versions": [
            {"version": name, "stage": known.stage, "answers": name == scene.main}
            for name, known in sorted(scene.versions.items(), key=lambda item: -item[1].number)
        ],
        "share": model.plan.share,
        "refused": {
            "rollout": _refusal(model, scene, Kind.ROLLOUT),
            "rollback": _refusal(model, scene, Kind.ROLLBACK),
            "retrain": _refusal(model, scene, Kind.RETRAIN),
            "canary": "" if model.plan.kept else "nobody watches the model: it has no group keep",
        },
        "trial": None if found is None else dataclasses.asdict(found),
    }


def _refusal(model: Model, scene: Scene, kind: Kind) -> str:
    """Why a request of a kind would be refused now; of a rollout, to whichever version there is."""
    others = [name for name in scene.versions if name != scene.main]
    if kind is Kind.ROLLOUT and not others:
        return f"there is no other version of {model.plan.model}"
    version = others[0] if kind is Kind.ROLLOUT else ""
    return objection(model.life, scene, Request("", kind, version=version))
