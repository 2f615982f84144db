"""How far the trial of a challenger is."""

import dataclasses

import pytest

from stratum.deployment.types import Artifact, Limits, ReplicaState, Route, ServiceState, State
from stratum.lifecycle.logic.guards import Opinion
from stratum.lifecycle.logic.plan import DAY, Plan
from stratum.lifecycle.logic.progress import trial
from stratum.lifecycle.logic.scene import Reading, Scene
from stratum.lifecycle.records import Cycle, Kind, Stage
from stratum.lifecycle.types import Count, Pair, Watch
from stratum.testing.components import make_service

BEGAN = 100 * DAY
PAIR = Pair("canary", "1", "2", BEGAN, Count(1200, 900), Count(400, 320))
PLAN = Plan("risk", "p.yaml", canary=2 * DAY, outcomes=1000, latency=0.1)
WATCH = Watch("s", "1", BEGAN, 0, 0, 0, DAY, None, None)
CYCLE = Cycle("c", Kind.ROLLOUT, "r", 0.0, "1", stage=Stage.CANARY, challenger="2", share=0.2, moment=BEGAN)


def scene(passed: float, *pairs: Pair, state: State = State.READY) -> Scene:
    routes = tuple(
        Route(name, version, Artifact("d", "/b"), "fog-1", "127.0.0.1", 1, Limits(), 1.0)
        for name, version in (("main", "1"), ("canary", "2"))
    )
    replica = ReplicaState("s-2", "canary", 2, state, 7, 0.0, "2", "fog-1")
    service = ServiceState(make_service("s", *routes), routes, (replica,))
    watch = dataclasses.replace(WATCH, data_time=BEGAN + passed, pairs=pairs)
    readings = {"2": Reading(100, 0, 0.02), "1": Reading(400, 0, 0.02)}
    return Scene(10.0, PLAN, service, {}, watch=watch, readings=readings)


def test_it_tells_what_is_over_and_what_each_gate_says() -> None:
    found = trial(CYCLE, scene(0.5 * DAY, PAIR))
    assert found is not None
    assert (found.stage, found.version, found.against, found.share) == ("canary", "2", "1", 0.2)
    assert (found.length, found.passed) == (2 * DAY, 0.5 * DAY)
    assert (found.outcomes, found.needed) == (400, 1000)
    said = {gate.name: gate.judgement.opinion for gate in found.gates}
    assert said == {"replicas": Opinion.GOOD, "answers": Opinion.GOOD, "outcomes": Opinion.WAIT}


def test_a_gate_that_fails_says_why() -> None:
    found = trial(CYCLE, scene(0.0, PAIR, state=State.BACKING_OFF))
    assert found is not None
    gate = found.gates[0]
    assert (gate.judgement.opinion, gate.judgement.reason) == (Opinion.FAIL, "s-2 crashed")


def test_before_the_first_outcome_nothing_is_over() -> None:
    found = trial(dataclasses.replace(CYCLE, moment=0.0), scene(0.0))
    assert found is not None
    assert (found.passed, found.outcomes) == (0.0, 0)


@pytest.mark.parametrize("stage", [Stage.TRAINING, Stage.PROMOTING, Stage.PROMOTED])
def test_other_stages_are_no_trial(stage: Stage) -> None:
    assert trial(dataclasses.replace(CYCLE, stage=stage), scene(0.0, PAIR)) is None
