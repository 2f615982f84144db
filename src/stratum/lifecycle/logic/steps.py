"""The steps of a cycle, one function for each stage that it can stand in."""

import datetime

from stratum.deployment.types import RouteChange, State
from stratum.lifecycle.logic.guards import Judgement, Opinion, judge_held_out
from stratum.lifecycle.logic.leaving import token
from stratum.lifecycle.logic.scene import (
    CANARY,
    MAIN,
    SHADOW,
    Action,
    Progress,
    Reroute,
    Restage,
    Scene,
    Stop,
    Trace,
    Train,
)
from stratum.lifecycle.logic.telling import fallen, hold, step
from stratum.lifecycle.logic.trials import (
    READY_WITHIN,
    clear,
    judge_canary,
    judge_shadow,
    prepare,
    shadow_asked,
    unasked,
)
from stratum.lifecycle.records import MOST_TRIES, Cycle, Kind, Stage, Type

CHALLENGER = "challenger"
CHAMPION = "champion"
RETIRED = "retired"
TRAINING_LIMIT = 4 * 3600.0
"""Seconds after which a training is ended: it does not come back any more."""


def begun(cycle: Cycle, scene: Scene) -> tuple[Action, ...]:
    """Train, or go on at once with a version that there is."""
    if cycle.kind is not Kind.RETRAIN:
        why = Judgement(Opinion.GOOD, cycle.why or f"asked for by {cycle.by or 'a request'}")
        challenged = _challenged(cycle, scene) if cycle.kind is Kind.ROLLOUT else ()
        return (*challenged, *_trial(cycle, scene, why, Stage.CANARY if cycle.share else Stage.PROMOTING))
    if cycle.attempt >= MOST_TRIES:
        why = Judgement(Opinion.FAIL, f"{cycle.attempt} trainings failed; the last one: {cycle.reason}")
        return (step(Type.FAILED, cycle, scene, why),)
    if scene.moment <= 0:
        said = scene.trouble or "no row came yet"
        return hold(cycle, scene, "monitor", Judgement(Opinion.WAIT, f"no training: {said}"))
    if scene.busy or scene.now < cycle.retry:
        return ()
    until = datetime.datetime.fromtimestamp(scene.moment, datetime.UTC).isoformat()
    return (Train(token(cycle), cycle.attempt + 1, until),)


def training(cycle: Cycle, scene: Scene) -> tuple[Action, ...]:
    """Wait for the training."""
    job = scene.job
    if job is None or cycle.job is None:
        return ()
    if job.progress is Progress.RUNNING:
        late = scene.now - cycle.since > TRAINING_LIMIT
        return (Stop(cycle.job),) if late else ()
    more: dict[str, object] = {"attempt": cycle.attempt, "trained": job.trained}
    if job.trained is None:
        why = Judgement(Opinion.FAIL, job.reason or "the training ended without an answer")
        return (step(Type.TRAINING_ENDED, cycle, scene, why, more),)
    trained = job.trained
    reason = f"version {trained.version} from {trained.rows} rows until {trained.until}"
    saw = {"rows": trained.rows, "heldOut": trained.held_out}
    return (step(Type.TRAINING_ENDED, cycle, scene, Judgement(Opinion.GOOD, reason, saw), more),)


def judging(cycle: Cycle, scene: Scene) -> tuple[Action, ...]:
    """Register the challenger, then hold it against the champion on held-out rows."""
    known, trained = scene.versions.get(cycle.challenger), cycle.trained
    if known is None or trained is None:
        why = Judgement(Opinion.FAIL, f"the registry has no version {cycle.challenger!r}")
        return (fallen(cycle, scene, why, Stage.FAILED),)
    if cycle.challenger in {cycle.champion, cycle.enthroned}:
        why = Judgement(Opinion.FAIL, f"training gave version {cycle.challenger} again: nothing is new")
        return (fallen(cycle, scene, why, Stage.REJECTED),)
    if not cycle.registered:
        origin = {
            "trigger": cycle.why,
            "cycle": cycle.id,
            "parent": cycle.champion,
            "rows": trained.rows,
            "since": trained.since,
            "until": trained.until,
        }
        why = Judgement(Opinion.GOOD, f"version {cycle.challenger} challenges {cycle.champion}", {})
        told = step(Type.REGISTERED, cycle, scene, why, {"origin": origin, "digest": known.artifact.digest})
        return (Restage(known.number, CHALLENGER), Trace(known.number, origin), told)
    judged = judge_held_out(trained)
    if judged.opinion is Opinion.FAIL:
        return (fallen(cycle, scene, judged, Stage.REJECTED),)
    return (step(Type.JUDGED, cycle, scene, judged, {"at": cycle.stage, "passed": True}),)


def judged(cycle: Cycle, scene: Scene) -> tuple[Action, ...]:
    """Begin the trials."""
    return _next(cycle, scene, Judgement(Opinion.GOOD, cycle.reason, cycle.saw), after=Stage.JUDGED)


def shadow(cycle: Cycle, scene: Scene) -> tuple[Action, ...]:
    """The challenger is asked beside the live version."""
    changes = prepare(cycle, scene, SHADOW, 0.0)
    if changes:
        return changes
    verdict = judge_shadow(cycle, scene)
    if verdict.opinion is Opinion.FAIL:
        return (fallen(cycle, scene, verdict, Stage.REJECTED),)
    if verdict.opinion is Opinion.GOOD:
        return _next(cycle, scene, verdict, after=Stage.SHADOW)
    return (*shadow_asked(cycle, scene), *_silence(cycle, scene))


def canary(cycle: Cycle, scene: Scene) -> tuple[Action, ...]:
    """The challenger answers a share of the requests."""
    changes = prepare(cycle, scene, CANARY, cycle.share or scene.plan.share)
    if changes:
        return changes
    verdict = judge_canary(cycle, scene)
    if verdict.opinion is Opinion.FAIL:
        return (fallen(cycle, scene, verdict, Stage.ROLLED_BACK),)
    if verdict.opinion is Opinion.GOOD:
        return _next(cycle, scene, verdict, after=Stage.CANARY)
    return (*unasked(scene), *_silence(cycle, scene))


def promoting(cycle: Cycle, scene: Scene) -> tuple[Action, ...]:
    """The challenger takes the main route, then the crown. The routes of trials go in the same change."""
    known = scene.versions.get(cycle.challenger)
    if known is None:
        why = Judgement(Opinion.FAIL, f"the registry has no version {cycle.challenger!r}")
        return (fallen(cycle, scene, why, Stage.FAILED),)
    if scene.main != cycle.challenger or clear(scene):
        taken = RouteChange(MAIN, version=cycle.challenger, artifact=known.artifact)
        changes = (*clear(scene), *((taken,) if scene.main != cycle.challenger else ()))
        return (
            Reroute(changes, f"{scene.plan.model}@{cycle.challenger} answers: {cycle.reason}", cycle.saw),
        )
    if not _answers(scene, cycle.challenger):
        if scene.now - cycle.since > READY_WITHIN:
            why = Judgement(Opinion.FAIL, f"its replicas are not ready after {READY_WITHIN:.0f} s")
            return (fallen(cycle, scene, why, Stage.ROLLED_BACK),)
        return ()
    crown = () if known.stage == CHAMPION else (Restage(known.number, CHAMPION),)
    end = Type.ROLLED_BACK if cycle.kind is Kind.ROLLBACK else Type.PROMOTED
    why = Judgement(Opinion.GOOD, cycle.reason, cycle.saw)
    return (*crown, *unasked(scene), step(end, cycle, scene, why))


def ending(cycle: Cycle, scene: Scene) -> tuple[Action, ...]:
    """Clear up: a training, routes of trials, the main route where it was changed, the version's stage."""
    if scene.job is not None and scene.job.progress is Progress.RUNNING and cycle.job is not None:
        return (Stop(cycle.job),)
    changes = (*clear(scene), *_home(cycle, scene))
    if changes:
        return (Reroute(changes, f"{cycle.outcome}: {cycle.reason}", cycle.saw),)
    known = scene.versions.get(cycle.challenger)
    over = known is not None and known.stage == CHALLENGER and scene.main != cycle.challenger
    retired = (Restage(known.number, RETIRED),) if known is not None and over else ()
    why = Judgement(Opinion.FAIL, cycle.reason, cycle.saw)
    return (*retired, *unasked(scene), step(_END[Stage(cycle.outcome)], cycle, scene, why))


def _challenged(cycle: Cycle, scene: Scene) -> tuple[Action, ...]:
    """The registry calls the version that is tried a challenger, unless it is champion already."""
    known = scene.versions.get(cycle.challenger)
    if known is None or known.stage in {CHALLENGER, CHAMPION}:
        return ()
    return (Restage(known.number, CHALLENGER),)


def _home(cycle: Cycle, scene: Scene) -> tuple[RouteChange, ...]:
    """Main goes back to the version that it had, where this cycle took it from there."""
    champion = scene.versions.get(cycle.champion)
    if not cycle.promoting or champion is None or scene.main != cycle.challenger:
        return ()
    return (RouteChange(MAIN, version=cycle.champion, artifact=champion.artifact),)


def _next(cycle: Cycle, scene: Scene, why: Judgement, after: Stage) -> tuple[Action, ...]:
    """The first trial after a stage that the plan asks for; promotion after the last one."""
    order = (Stage.JUDGED, Stage.SHADOW, Stage.CANARY)
    wanted = {Stage.SHADOW: scene.plan.shadow > 0, Stage.CANARY: scene.plan.canary > 0}
    left = [stage for stage in order[order.index(after) + 1 :] if wanted[stage]]
    return _trial(cycle, scene, why, left[0] if left else Stage.PROMOTING)


def _trial(cycle: Cycle, scene: Scene, why: Judgement, stage: Stage) -> tuple[Action, ...]:
    if stage is not Stage.PROMOTING and scene.moment <= 0:
        said = scene.trouble or "no row came yet"
        return hold(cycle, scene, "monitor", Judgement(Opinion.WAIT, f"no trial: {said}"))
    if stage is not Stage.PROMOTING and scene.watch is not None and scene.watch.live != scene.main:
        # what a candidate is held against is the version that the monitor takes for live when it begins
        said = f"the monitor does not see version {scene.main} answer yet"
        return hold(cycle, scene, "live", Judgement(Opinion.WAIT, f"no trial: {said}"))
    return (step(_BEGINS[stage], cycle, scene, why, {"share": cycle.share or scene.plan.share}),)


def _silence(cycle: Cycle, scene: Scene) -> tuple[Action, ...]:
    """Say once that a trial waits for a monitor that says nothing."""
    if scene.watch is not None or not scene.trouble:
        return ()
    return hold(cycle, scene, "monitor", Judgement(Opinion.WAIT, f"nothing is judged: {scene.trouble}"))


def _answers(scene: Scene, version: str) -> bool:
    """Whether all replicas of the main route serve a version and are ready."""
    route = scene.route(MAIN)
    ready = [r for r in scene.replicas(MAIN) if r.version == version and r.state is State.READY]
    return route is not None and len(ready) >= route.replicas


_BEGINS = {Stage.SHADOW: Type.SHADOW, Stage.CANARY: Type.CANARY, Stage.PROMOTING: Type.PROMOTING}
_END = {
    Stage.REJECTED: Type.REJECTED,
    Stage.ROLLED_BACK: Type.ROLLED_BACK,
    Stage.FAILED: Type.FAILED,
}
