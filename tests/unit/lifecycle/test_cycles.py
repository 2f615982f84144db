"""Whole cycles in memory: each way that one can go, step by step."""

import dataclasses

import pytest

from stratum.deployment.types import State
from stratum.lifecycle.logic.plan import DAY
from stratum.lifecycle.logic.scene import CANARY, Progress, Reading
from stratum.lifecycle.records import Stage, Trained, Type
from stratum.lifecycle.types import Shadow
from stratum.testing.kept import PLAN, KeptService


@pytest.fixture
def kept() -> KeptService:
    return KeptService()


def to_shadow(kept: KeptService) -> None:
    """A retrained version that is asked beside the live one."""
    kept.ask(Type.RETRAIN_REQUESTED)
    kept.step()
    kept.finish()
    kept.step()
    assert stage_of(kept) is Stage.SHADOW


def to_canary(kept: KeptService) -> None:
    """A retrained version that answers a tenth of the requests."""
    to_shadow(kept)
    kept.compare("shadow", "2", (800, 805))
    kept.pass_days(2.1)
    kept.step()
    assert stage_of(kept) is Stage.CANARY


def shadow_of(kept: KeptService) -> Shadow | None:
    """Whom the monitor asks beside the live version."""
    assert kept.watch is not None
    return kept.watch.shadow


def stage_of(kept: KeptService) -> Stage:
    """Where the cycle under way stands."""
    return kept.cycle.stage


def last(kept: KeptService) -> Stage:
    """Where the latest cycle ended."""
    assert kept.life().cycle is None
    return kept.life().past[-1].stage


def test_a_good_challenger_goes_all_the_way(kept: KeptService) -> None:
    to_canary(kept)
    weights = [(r.name, r.version, round(r.weight, 3)) for r in kept.routes]
    assert weights == [("main", "1", 1.0), ("canary", "2", 0.111)]
    assert kept.stages == {"1": "champion", "2": "challenger"}
    kept.compare("canary", "2", (800, 798))
    kept.pass_days(2.1)
    kept.step()
    assert last(kept) is Stage.PROMOTED
    assert kept.stages == {"1": "final", "2": "champion"}
    assert [(r.name, r.version) for r in kept.routes] == [("main", "2")]
    assert kept.life().before == ("1",)
    assert kept.types() == [
        "lifecycle.retrain-requested", "cycle.begun", "training.started", "training.ended",
        "challenger.registered", "challenger.judged", "cycle.shadow", "cycle.canary", "cycle.promoting",
        "cycle.promoted",
    ]  # fmt: skip
    assert all(e.data["reason"] and "saw" in e.data for e in kept.events[1:] if e.type != "training.started")


def test_the_registry_knows_why_a_challenger_was_trained(kept: KeptService) -> None:
    kept.ask(Type.RETRAIN_REQUESTED, reason="the model is 91.0 d old")
    kept.step()
    kept.finish()
    kept.step()
    origin = kept.origins["2"]
    assert origin["trigger"] == "the model is 91.0 d old"
    assert (origin["parent"], origin["rows"]) == ("1", 5000)


def test_one_that_is_worse_on_held_out_rows_is_never_asked(kept: KeptService) -> None:
    kept.outcome = Trained("2", 5000, held_out=900, difference=-0.02, standard_error=0.004)
    kept.ask(Type.RETRAIN_REQUESTED)
    kept.step()
    kept.finish()
    kept.step()
    assert last(kept) is Stage.REJECTED
    assert kept.stages == {"1": "champion", "2": "retired"}
    assert {r.name for r in kept.routes} == {"main"}
    assert "cycle.shadow" not in kept.types()
    assert "-0.0200 ± 0.0040" in str(kept.events[-1].data["reason"])


def test_the_monitor_asks_the_shadow_and_stops(kept: KeptService) -> None:
    to_shadow(kept)
    assert shadow_of(kept) == Shadow("2", "http://127.0.0.9:9102")
    assert [r.mirror for r in kept.routes] == [False, True]
    kept.compare("shadow", "2", (900, 700))
    kept.step()
    assert last(kept) is Stage.REJECTED
    assert shadow_of(kept) is None
    assert {r.name for r in kept.routes} == {"main"}


def test_a_shadow_that_leaves_rows_unanswered_is_rejected(kept: KeptService) -> None:
    to_shadow(kept)
    assert kept.watch is not None
    broken = Shadow("2", "http://127.0.0.9:9102", answered=60, failed=40)
    kept.watch = dataclasses.replace(kept.watch, shadow=broken)
    kept.step()
    assert last(kept) is Stage.REJECTED
    assert "40 of 100 rows not answered" in str(kept.events[-1].data["reason"])


def test_a_canary_that_is_clearly_worse_goes_back_before_its_time(kept: KeptService) -> None:
    to_canary(kept)
    kept.compare("canary", "2", (160, 100), outcomes=200)
    kept.step()
    assert last(kept) is Stage.ROLLED_BACK
    assert (kept.main, kept.champions) == ("1", ["1"])
    assert kept.stages["2"] == "retired"


def test_a_few_bad_outcomes_are_no_reason(kept: KeptService) -> None:
    to_canary(kept)
    kept.compare("canary", "2", (120, 60), outcomes=150)
    kept.pass_days(0.1)
    kept.step()
    assert stage_of(kept) is Stage.CANARY
    kept.pass_days(14.0)
    kept.step()
    assert last(kept) is Stage.ROLLED_BACK


def test_without_outcomes_nothing_is_promoted(kept: KeptService) -> None:
    to_canary(kept)
    kept.pass_days(13.9)
    kept.step()
    assert stage_of(kept) is Stage.CANARY
    kept.pass_days(0.2)
    kept.step()
    assert last(kept) is Stage.ROLLED_BACK
    assert "too little is known" in kept.life().past[-1].reason


@pytest.mark.parametrize("state", [State.FAILED, State.BACKING_OFF])
def test_a_canary_that_crashes_goes_back(kept: KeptService, state: State) -> None:
    to_canary(kept)
    kept.states[CANARY] = state
    kept.step()
    assert last(kept) is Stage.ROLLED_BACK
    assert "crashed" in kept.life().past[-1].reason


def test_a_canary_that_never_gets_ready_goes_back(kept: KeptService) -> None:
    to_canary(kept)
    kept.states[CANARY] = State.STARTING
    kept.step()
    assert stage_of(kept) is Stage.CANARY
    kept.pass_days(0, seconds=300)
    kept.step()
    assert last(kept) is Stage.ROLLED_BACK


def test_a_canary_whose_requests_fail_goes_back(kept: KeptService) -> None:
    to_canary(kept)
    kept.readings = {"2": Reading(50, 5), "1": Reading(500, 0)}
    kept.step()
    assert last(kept) is Stage.ROLLED_BACK
    assert "10.0% of its requests fail" in kept.life().past[-1].reason


def test_a_slow_canary_goes_back_and_a_slow_machine_is_not_its_fault(kept: KeptService) -> None:
    to_canary(kept)
    kept.readings = {"2": Reading(50, 0, 0.4), "1": Reading(500, 0, 0.35)}
    kept.step()
    assert stage_of(kept) is Stage.CANARY
    kept.readings = {"2": Reading(50, 0, 0.4), "1": Reading(500, 0, 0.05)}
    kept.step()
    assert last(kept) is Stage.ROLLED_BACK
    assert "p95 400 ms" in kept.life().past[-1].reason


def test_three_trainings_fail_and_then_nobody_tries_again_unasked(kept: KeptService) -> None:
    kept.ask(Type.RETRAIN_REQUESTED)
    for _ in range(3):
        kept.step()
        kept.finish(Progress.FAILED)
        kept.step()
        kept.pass_days(0, seconds=400)
    kept.step()
    assert last(kept) is Stage.FAILED
    assert kept.types().count("training.started") == 3
    assert "out of memory" in kept.life().blocked
    kept.pass_days(100)
    kept.step()
    assert Type.STALE not in kept.types()
    kept.ask(Type.RETRAIN_REQUESTED, "r2")
    kept.step()
    assert stage_of(kept) is Stage.TRAINING
    assert kept.life().blocked == ""


def test_a_failed_training_pauses(kept: KeptService) -> None:
    kept.ask(Type.RETRAIN_REQUESTED)
    kept.step()
    kept.finish(Progress.FAILED)
    kept.step()
    assert kept.types().count("training.started") == 1
    kept.pass_days(0, seconds=11)
    kept.step()
    assert kept.types().count("training.started") == 2


def test_one_training_at_a_time(kept: KeptService) -> None:
    kept.busy = True
    kept.ask(Type.RETRAIN_REQUESTED)
    kept.step()
    assert stage_of(kept) is Stage.BEGUN
    kept.busy = False
    kept.step()
    assert stage_of(kept) is Stage.TRAINING


def test_a_monitor_that_is_away_is_waited_for_and_that_is_said_once(kept: KeptService) -> None:
    kept.watch = None
    kept.ask(Type.RETRAIN_REQUESTED)
    for _ in range(3):
        kept.step()
    assert kept.types() == ["lifecycle.retrain-requested", "cycle.begun", "cycle.held"]
    assert kept.events[-1].data["reason"] == "no training: the monitor does not answer"


def test_somebody_who_promotes_by_hand_supersedes_a_cycle(kept: KeptService) -> None:
    to_canary(kept)
    kept.stages = {"1": "final", "2": "challenger", "3": "champion"}
    kept.step()
    assert last(kept) is Stage.REJECTED
    assert kept.life().past[-1].reason == "superseded: version 3 is champion now, not 1"
    assert kept.champions == ["3"]
    assert {r.name for r in kept.routes} == {"main"}


def test_an_apply_of_another_version_supersedes_a_cycle(kept: KeptService) -> None:
    to_canary(kept)
    kept.routes = tuple(dataclasses.replace(r, version="3") if r.name == "main" else r for r in kept.routes)
    kept.step()
    assert last(kept) is Stage.REJECTED
    assert kept.main == "3"


def test_a_rollout_at_once_and_the_way_back(kept: KeptService) -> None:
    kept.stages["2"] = "draft"
    kept.ask(Type.ROLLOUT_REQUESTED, version="2")
    kept.step()
    assert (last(kept), kept.main, kept.champions) == (Stage.PROMOTED, "2", ["2"])
    kept.ask(Type.ROLLBACK_REQUESTED, "r2")
    kept.step()
    assert (last(kept), kept.main, kept.champions) == (Stage.ROLLED_BACK, "1", ["1"])
    assert kept.stages["2"] == "final"
    assert kept.life().before == ()


def test_a_rollout_by_canary_is_judged(kept: KeptService) -> None:
    kept.stages["2"] = "draft"
    kept.ask(Type.ROLLOUT_REQUESTED, version="2", share=0.25)
    kept.step()
    assert stage_of(kept) is Stage.CANARY
    assert [round(r.weight, 3) for r in kept.routes] == [1.0, 0.333]
    kept.compare("canary", "2", (160, 90), outcomes=200)
    kept.step()
    assert (last(kept), kept.main, kept.stages["2"]) == (Stage.ROLLED_BACK, "1", "retired")


def test_a_main_route_that_does_not_come_up_goes_back(kept: KeptService) -> None:
    kept.states["main"] = State.STARTING
    kept.stages["2"] = "draft"
    kept.ask(Type.ROLLOUT_REQUESTED, version="2")
    kept.step()
    assert (kept.main, kept.champions) == ("2", ["1"])
    kept.pass_days(0, seconds=300)
    kept.step()
    assert (last(kept), kept.main, kept.champions) == (Stage.ROLLED_BACK, "1", ["1"])


def test_a_rollback_ends_the_cycle_under_way(kept: KeptService) -> None:
    to_canary(kept)
    kept.ask(Type.ROLLBACK_REQUESTED, "r2")
    kept.step()
    assert (last(kept), kept.main) == (Stage.ROLLED_BACK, "1")
    assert kept.life().requests == ()


def test_a_rollback_ends_a_training(kept: KeptService) -> None:
    kept.ask(Type.RETRAIN_REQUESTED)
    kept.step()
    token = next(iter(kept.jobs))
    kept.ask(Type.ROLLBACK_REQUESTED, "r2")
    kept.step()
    assert kept.jobs[token] is Progress.FAILED
    assert last(kept) is Stage.ROLLED_BACK


@pytest.mark.parametrize(
    ("kind", "data", "why"),
    [
        (Type.ROLLBACK_REQUESTED, {}, "no version answered before delay-risk@1"),
        (Type.ROLLOUT_REQUESTED, {"version": "9"}, "there is no delay-risk@9"),
        (Type.ROLLOUT_REQUESTED, {"version": "1"}, "delay-risk@1 answers already"),
        (Type.ROLLOUT_REQUESTED, {"version": "2", "share": 1.5}, "a share between 0 and 1, not 1.5"),
    ],
)
def test_what_cannot_be_done_is_refused(
    kept: KeptService, kind: Type, data: dict[str, str | float], why: str
) -> None:
    kept.stages["2"] = "draft"
    kept.ask(kind, "r1", **data)
    kept.step()
    assert kept.life().cycle is None
    assert [e.type for e in kept.events] == [kind, "cycle.held"]
    assert why in str(kept.events[-1].data["reason"])


def test_a_model_that_is_not_kept_can_be_rolled_out_but_not_tried(kept: KeptService) -> None:
    kept.plan = dataclasses.replace(PLAN, pipeline="")
    kept.stages["2"] = "draft"
    kept.ask(Type.RETRAIN_REQUESTED)
    kept.ask(Type.ROLLOUT_REQUESTED, "r2", version="2", share=0.1)
    kept.ask(Type.ROLLOUT_REQUESTED, "r3", version="2")
    kept.step()
    assert [e.type for e in kept.events[3:5]] == ["cycle.held", "cycle.held"]
    assert (last(kept), kept.main) == (Stage.PROMOTED, "2")


def test_one_cycle_at_a_time(kept: KeptService) -> None:
    to_shadow(kept)
    kept.ask(Type.RETRAIN_REQUESTED, "r2")
    kept.step()
    assert kept.types().count("cycle.begun") == 1
    assert "one at a time" in str(kept.events[-1].data["reason"])
    assert kept.cycle.request == "r1"


def test_a_plan_without_trials_promotes_at_once(kept: KeptService) -> None:
    kept.plan = dataclasses.replace(PLAN, shadow=0.0, canary=0.0)
    kept.ask(Type.RETRAIN_REQUESTED)
    kept.step()
    kept.finish()
    kept.step()
    assert (last(kept), kept.main) == (Stage.PROMOTED, "2")


def test_training_the_same_model_again_changes_nothing(kept: KeptService) -> None:
    kept.outcome = Trained("1", 5000, held_out=900, difference=0.0, standard_error=0.0)
    kept.ask(Type.RETRAIN_REQUESTED)
    kept.step()
    kept.finish()
    kept.step()
    assert last(kept) is Stage.REJECTED
    assert kept.champions == ["1"]


def test_an_answer_that_the_registry_does_not_know_fails_the_cycle(kept: KeptService) -> None:
    kept.ask(Type.RETRAIN_REQUESTED)
    kept.step()
    kept.finish()
    kept.lost = True
    kept.step()
    assert last(kept) is Stage.FAILED
    assert kept.life().blocked == "the registry has no version '2'"


def test_a_sleeping_service_is_promoted_too(kept: KeptService) -> None:
    kept.routes = tuple(dataclasses.replace(r, replicas=0) for r in kept.routes)
    kept.stages["2"] = "draft"
    kept.ask(Type.ROLLOUT_REQUESTED, version="2")
    kept.step()
    assert (last(kept), kept.main, kept.routes[0].replicas) == (Stage.PROMOTED, "2", 0)


def test_the_monitor_learns_the_profile_of_what_answers(kept: KeptService) -> None:
    kept.step()
    assert kept.taught == ["1"]
    to_canary(kept)
    assert kept.taught == ["1", "2"]


def test_days_are_days_of_the_data(kept: KeptService) -> None:
    to_canary(kept)
    kept.compare("canary", "2", (800, 800))
    kept.pass_days(0.5, seconds=30 * DAY)
    kept.step()
    assert stage_of(kept) is Stage.CANARY


def test_no_trial_before_the_monitor_sees_the_version_that_answers(kept: KeptService) -> None:
    kept.stages["2"] = "draft"
    assert kept.watch is not None
    kept.watch = dataclasses.replace(kept.watch, live="0")
    kept.ask(Type.ROLLOUT_REQUESTED, version="2", share=0.1)
    kept.step()
    kept.step()
    assert kept.types()[-1] == Type.HELD
    assert kept.events[-1].data["reason"] == "no trial: the monitor does not see version 1 answer yet"
    kept.watch = dataclasses.replace(kept.watch, live="1")
    kept.step()
    assert stage_of(kept) is Stage.CANARY
