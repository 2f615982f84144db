"""The trials of a challenger: asked beside the live version, then answering a share of the requests."""

import dataclasses
import math

from stratum.deployment.types import Artifact, ReplicaState, RouteChange, State
from stratum.lifecycle.logic.guards import Judgement, Opinion, judge_answers, judge_quality, judge_replicas
from stratum.lifecycle.logic.scene import CANARY, MAIN, SHADOW, Action, Ask, Reroute, Scene
from stratum.lifecycle.records import Cycle
from stratum.lifecycle.types import Pair, Watch

READY_WITHIN = 240.0
"""Seconds until a new replica has to be ready: its bundle is carried to its host before it starts."""
SHADOW_FAILURES = 0.1
FEWEST_ASKED = 50


def clear(scene: Scene, keep: str = "") -> tuple[RouteChange, ...]:
    """The changes that end the routes of trials, but for the one called ``keep``."""
    names = (route.name for route in scene.service.routes if route.name in {SHADOW, CANARY})
    return tuple(RouteChange(name, drop=True) for name in names if name != keep)


def prepare(cycle: Cycle, scene: Scene, route: str, share: float) -> tuple[Action, ...]:
    """What has to be changed so that the challenger runs as it should; nothing where it does."""
    known = scene.versions.get(cycle.challenger)
    if known is None:
        return ()
    wanted = _wanted(scene, route, cycle.challenger, known.artifact, share)
    there = scene.route(route)
    fits = there is not None and there.version == cycle.challenger and there.mirror == wanted.mirror
    changes = (*clear(scene, keep=route), *(() if fits else (wanted,)))
    if not changes:
        return ()
    reason = f"{scene.plan.model}@{cycle.challenger} {_role(route, share)}"
    return (Reroute(changes, reason, {"share": share, "version": cycle.challenger}),)


def shadow_asked(cycle: Cycle, scene: Scene) -> tuple[Action, ...]:
    """Let the monitor ask the shadow once it is ready, and nobody else."""
    watch = scene.watch
    ready = [one for one in scene.replicas(SHADOW) if one.state is State.READY]
    if watch is None or not ready:
        return ()
    url = _url(scene, ready[0])
    known = watch.shadow
    asked = known is not None and (known.version, known.url) == (cycle.challenger, url)
    return () if asked else (Ask(cycle.challenger, url),)


def unasked(scene: Scene) -> tuple[Action, ...]:
    """Let the monitor ask nobody beside the live version."""
    return (Ask(),) if scene.watch is not None and scene.watch.shadow is not None else ()


def judge_shadow(cycle: Cycle, scene: Scene) -> Judgement:
    """How the challenger does beside the live version."""
    lives = judge_replicas(scene.replicas(SHADOW), scene.now - cycle.since, READY_WITHIN)
    if lives.opinion is not Opinion.GOOD:
        return lives
    watch = scene.watch
    if watch is None or watch.shadow is None or watch.shadow.version != cycle.challenger:
        return Judgement(Opinion.WAIT, scene.trouble or "the monitor does not ask it yet")
    asked = watch.shadow.answered + watch.shadow.failed
    if asked >= FEWEST_ASKED and watch.shadow.failed > SHADOW_FAILURES * asked:
        saw = {"asked": asked, "failed": watch.shadow.failed}
        return Judgement(Opinion.FAIL, f"{watch.shadow.failed} of {asked} rows not answered", saw)
    return _with_answers(cycle, scene, watch, SHADOW, scene.plan.shadow)


def judge_canary(cycle: Cycle, scene: Scene) -> Judgement:
    """How the challenger does with its share of the requests."""
    lives = judge_replicas(scene.replicas(CANARY), scene.now - cycle.since, READY_WITHIN)
    if lives.opinion is not Opinion.GOOD:
        return lives
    return _with_answers(cycle, scene, scene.watch, CANARY, scene.plan.canary)


def _with_answers(cycle: Cycle, scene: Scene, watch: Watch | None, kind: str, length: float) -> Judgement:
    readings = scene.readings
    answers = judge_answers(scene.plan, readings.get(cycle.challenger), readings.get(scene.main))
    if answers.opinion is Opinion.FAIL:
        return answers
    if watch is None:
        return Judgement(Opinion.WAIT, scene.trouble or "the monitor says nothing")
    pair = watch.pair(kind, cycle.challenger)
    if not sane(watch, pair):
        return Judgement(Opinion.WAIT, "the numbers of the monitor make no sense")
    quality = judge_quality(pair, elapsed(cycle, watch, pair), length, scene.plan.outcomes)
    return dataclasses.replace(quality, saw={**answers.saw, **quality.saw})


def elapsed(cycle: Cycle, watch: Watch, pair: Pair | None) -> float:
    """Seconds of data since a trial began: since the later of the decision and the first row of it."""
    began = max(cycle.moment, pair.began if pair is not None else 0.0)
    return watch.data_time - began if began else 0.0


def sane(watch: Watch, pair: Pair | None) -> bool:
    """Whether what a monitor says can be true."""
    if not math.isfinite(watch.data_time):
        return False
    if pair is None:
        return True
    counts = (pair.reference_count, pair.candidate_count)
    return math.isfinite(pair.began) and all(0 <= each.right <= each.outcomes for each in counts)


def _wanted(scene: Scene, route: str, version: str, artifact: Artifact, share: float) -> RouteChange:
    main = scene.route(MAIN)
    weight, replicas = (main.weight, main.replicas) if main is not None else (1.0, 1)
    if route == SHADOW:
        return RouteChange(SHADOW, version=version, artifact=artifact, replicas=1, weight=0.0, mirror=True)
    # main keeps its weight, so that nothing else has to change with the canary's share
    return RouteChange(
        CANARY,
        version=version,
        artifact=artifact,
        replicas=max(1, math.ceil(replicas * share)),
        weight=(weight or 1.0) * share / (1 - share),
        mirror=False,
    )


def _role(route: str, share: float) -> str:
    return "is asked beside the live version" if route == SHADOW else f"answers {share:.0%} of the requests"


def _url(scene: Scene, replica: ReplicaState) -> str:
    route = scene.route(SHADOW)
    address = route.address if route is not None else ""
    return f"http://{address}:{scene.service.spec.base_port + replica.slot}"
