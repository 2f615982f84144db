"""What is to be done now for the model of a service. Whoever does it asks again until nothing is left.

A decision is told before what follows from it is done; what is done follows from where the journal says that
the cycle stands and from what is there. So it does not matter where somebody is killed in between.
"""

from collections.abc import Callable, Mapping
from typing import Final

from stratum.lifecycle.logic import steps
from stratum.lifecycle.logic.guards import Judgement, Opinion
from stratum.lifecycle.logic.requests import answer, objection, refusal, taken
from stratum.lifecycle.logic.scene import Action, Reroute, Scene, Teach
from stratum.lifecycle.logic.staleness import notices
from stratum.lifecycle.logic.telling import fallen
from stratum.lifecycle.logic.trials import clear, unasked
from stratum.lifecycle.records import Cycle, Kind, Life, Stage

_STEPS: Final[Mapping[Stage, Callable[[Cycle, Scene], tuple[Action, ...]]]] = {
    Stage.BEGUN: steps.begun,
    Stage.TRAINING: steps.training,
    Stage.JUDGING: steps.judging,
    Stage.JUDGED: steps.judged,
    Stage.SHADOW: steps.shadow,
    Stage.CANARY: steps.canary,
    Stage.PROMOTING: steps.promoting,
    Stage.ENDING: steps.ending,
}


def decide(life: Life, scene: Scene) -> tuple[Action, ...]:
    """What is to be done now, in this order; empty where there is nothing.

    Args:
        life: Where the journal says that things stand.
        scene: What is there.
    """
    cycle = life.cycle
    if cycle is None:
        return _between(life, scene) or _lessons(scene)
    asked = _interrupted(life, cycle, scene)
    if asked:
        return asked
    usurped = _usurped(cycle, scene)
    if usurped:
        return (fallen(cycle, scene, Judgement(Opinion.FAIL, usurped), Stage.REJECTED),)
    return _STEPS[cycle.stage](cycle, scene) or _lessons(scene)


def _between(life: Life, scene: Scene) -> tuple[Action, ...]:
    """Between two cycles: clear up, answer the oldest request, tell what has grown stale."""
    left = clear(scene)
    if left:
        return (Reroute(left, "no cycle is under way", {}),)
    if life.requests:
        return (answer(life, scene, life.requests[0]),)
    return (*unasked(scene), *notices(life, scene))


def _interrupted(life: Life, cycle: Cycle, scene: Scene) -> tuple[Action, ...]:
    """Requests while a cycle is under way: a rollback ends it, everything else is refused."""
    if not life.requests:
        return ()
    request = life.requests[0]
    why = objection(life, scene, request)
    if why:
        return (refusal(life, request, why),)
    done = taken(life, cycle, request)
    if cycle.stage is Stage.ENDING:
        return (done,)
    reason = f"rolled back: {request.reason or f'asked for by {request.by}'}"
    return (fallen(cycle, scene, Judgement(Opinion.FAIL, reason), Stage.ROLLED_BACK), done)


def _usurped(cycle: Cycle, scene: Scene) -> str:
    """Why a cycle is superseded: somebody else chose another version; empty where nobody did."""
    if cycle.stage is Stage.ENDING:
        return ""
    ours = {cycle.champion, cycle.challenger} if cycle.promoting else {cycle.champion}
    if scene.main not in ours:
        return f"superseded: version {scene.main} answers now, not {cycle.champion}"
    heirs = {cycle.enthroned, cycle.challenger} if cycle.promoting else {cycle.enthroned}
    if scene.champion not in heirs and cycle.kind is not Kind.ROLLBACK:
        return f"superseded: version {scene.champion} is champion now, not {cycle.enthroned or 'none'}"
    return ""


def _lessons(scene: Scene) -> tuple[Action, ...]:
    """The monitor learns the training rows of every version that answers."""
    watch = scene.watch
    if watch is None:
        return ()
    serving = sorted({route.version for route in scene.service.routes} - set(watch.profiles))
    known = [(version, scene.versions[version]) for version in serving if version in scene.versions]
    return tuple(Teach(version, one.artifact.path) for version, one in known)
