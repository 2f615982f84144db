"""What becomes of a request: a cycle, or a refusal that says why."""

from stratum.events.logic.identity import derived
from stratum.lifecycle.logic.scene import Scene, Tell
from stratum.lifecycle.records import Cycle, Kind, Life, Request, Type


def objection(life: Life, scene: Scene, request: Request) -> str:
    """Why a request cannot be obeyed now, for people; empty where it can."""
    if life.cycle is not None and request.kind is not Kind.ROLLBACK:
        return f"a cycle is under way ({life.cycle.kind}, {life.cycle.stage}); one at a time"
    return _OBJECTIONS[request.kind](life, scene, request)


def answer(life: Life, scene: Scene, request: Request) -> Tell:
    """Begin what is asked for, or refuse it. There must be no cycle under way."""
    why = objection(life, scene, request)
    return refusal(life, request, why) if why else _begin(life, scene, request)


def refusal(life: Life, request: Request, why: str) -> Tell:
    """The event that tells that a request is not obeyed."""
    data = {"request": request.id, "reason": f"{request.kind} refused: {why}", "saw": {}, "cause": request.id}
    return Tell(Type.HELD, (life.service, "refused", request.id), data)


def taken(life: Life, cycle: Cycle, request: Request) -> Tell:
    """The event that tells that a request ends the cycle under way, and was obeyed with that."""
    why = f"the cycle under way ({cycle.kind}, {cycle.stage}) ends"
    data = {"request": request.id, "cycle": cycle.id, "reason": why, "saw": {}, "cause": request.id}
    return Tell(Type.HELD, (life.service, "taken", request.id), data)


def _begin(life: Life, scene: Scene, request: Request) -> Tell:
    challenger = life.before[-1] if request.kind is Kind.ROLLBACK else request.version
    data = {
        "cycle": derived(life.application, life.service, request.id),
        "kind": request.kind,
        "request": request.id,
        "champion": scene.main,
        "enthroned": scene.champion,
        "challenger": challenger,
        "share": request.share,
        "by": request.by,
        "why": request.reason,
        "cause": request.id,
        "depth": request.depth,
        "moment": scene.moment,
        "reason": _words(scene, request, challenger),
        "saw": {"moment": scene.moment},
    }
    return Tell(Type.BEGUN, (life.service, "begun", request.id), data)


def _words(scene: Scene, request: Request, challenger: str) -> str:
    what = {
        Kind.RETRAIN: f"{scene.plan.model} is trained on newer data",
        Kind.ROLLOUT: f"{scene.plan.model}@{challenger} is to answer in place of {scene.main}",
        Kind.ROLLBACK: f"back from {scene.plan.model}@{scene.main} to {challenger}",
    }[request.kind]
    why = request.reason or (f"asked for by {request.by}" if request.by else "")
    return f"{what}: {why}" if why else what


def _against_retrain(_: Life, scene: Scene, __: Request) -> str:
    return "" if scene.plan.kept else "the model has no group keep that says how it is trained anew"


def _against_rollout(_: Life, scene: Scene, request: Request) -> str:
    model = scene.plan.model
    if request.version not in scene.versions:
        return f"there is no {model}@{request.version}"
    if request.version == scene.main:
        return f"{model}@{request.version} answers already"
    if not 0 <= request.share < 1:
        return f"a canary gets a share between 0 and 1, not {request.share:g}"
    if request.share and not scene.plan.kept:
        return "a canary is judged by the monitor, and the model has no group keep"
    return ""


def _against_rollback(life: Life, scene: Scene, _: Request) -> str:
    if life.cycle is not None:
        return ""
    if not life.before:
        return f"no version answered before {scene.plan.model}@{scene.main}"
    if life.before[-1] not in scene.versions:
        return f"{scene.plan.model}@{life.before[-1]} is no longer in the registry"
    return "" if life.before[-1] != scene.main else f"{scene.plan.model}@{scene.main} answers already"


_OBJECTIONS = {
    Kind.RETRAIN: _against_retrain,
    Kind.ROLLOUT: _against_rollout,
    Kind.ROLLBACK: _against_rollback,
}
