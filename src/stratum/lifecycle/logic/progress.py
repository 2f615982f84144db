"""How far the trial of a challenger is: what each gate says now, and what is left of it."""

import dataclasses

from stratum.lifecycle.logic.guards import Judgement, judge_answers, judge_quality, judge_replicas
from stratum.lifecycle.logic.scene import CANARY, SHADOW, Scene
from stratum.lifecycle.logic.trials import READY_WITHIN, elapsed, sane
from stratum.lifecycle.records import Cycle, Stage

_ROUTES = {Stage.SHADOW: SHADOW, Stage.CANARY: CANARY}


@dataclasses.dataclass(frozen=True, slots=True)
class Gate:
    """Something that a challenger has to hold to go on.

    Attributes:
        name: ``replicas``, ``answers`` or ``outcomes``.
        judgement: What it says now.
    """

    name: str
    judgement: Judgement


@dataclasses.dataclass(frozen=True, slots=True)
class Trial:
    """A trial under way. Times are seconds of data.

    Attributes:
        stage: ``shadow`` or ``canary``.
        version: The challenger.
        against: The version beside it.
        share: Of the requests that it gets; 0 in shadow.
        length: How long it lasts at least.
        passed: How much of that is over.
        outcomes: Outcomes known of both.
        needed: Fewest outcomes that it is decided on.
        gates: What it has to hold.
    """

    stage: str
    version: str
    against: str
    share: float
    length: float
    passed: float
    outcomes: int
    needed: int
    gates: tuple[Gate, ...]


def trial(cycle: Cycle, scene: Scene) -> Trial | None:
    """The trial of a cycle as it stands; None where it is in none.

    Args:
        cycle: The one under way.
        scene: Everything around the service.
    """
    route = _ROUTES.get(cycle.stage)
    if route is None:
        return None
    watch, plan = scene.watch, scene.plan
    pair = watch.pair(route, cycle.challenger) if watch is not None else None
    pair = pair if watch is not None and sane(watch, pair) else None
    passed = elapsed(cycle, watch, pair) if watch is not None and sane(watch, pair) else 0.0
    length = plan.shadow if route == SHADOW else plan.canary
    known = min(pair.reference_count.outcomes, pair.candidate_count.outcomes) if pair is not None else 0
    mine, its = scene.readings.get(cycle.challenger), scene.readings.get(scene.main)
    replicas = judge_replicas(scene.replicas(route), scene.now - cycle.since, READY_WITHIN)
    gates = (
        Gate("replicas", replicas),
        Gate("answers", judge_answers(plan, mine, its)),
        Gate("outcomes", judge_quality(pair, passed, length, plan.outcomes)),
    )
    share = (cycle.share or plan.share) if route == CANARY else 0.0
    return Trial(
        route, cycle.challenger, scene.main, share, length, max(0.0, passed), known, plan.outcomes, gates
    )
