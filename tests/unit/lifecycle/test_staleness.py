"""When a model is called stale, and when a change is only worth a note."""

import dataclasses

import pytest

from stratum.drift.types import Kind, Verdict
from stratum.lifecycle.logic.plan import DAY
from stratum.lifecycle.records import Type
from stratum.testing.kept import PLAN, KeptService


def verdict(kind: Kind, detector: str, column: str = "", *, drifted: bool = True) -> Verdict:
    """What a detector says."""
    return Verdict(
        detector, kind, column, 0.7, 0.5, drifted, 4000, f"{detector} of {column or 'errors'}: 0.7"
    )


@pytest.fixture
def kept() -> KeptService:
    return KeptService()


def say(kept: KeptService, *verdicts: Verdict) -> None:
    """Let the monitor have these verdicts."""
    assert kept.watch is not None
    kept.watch = dataclasses.replace(kept.watch, verdicts=verdicts)


def test_an_old_model_is_stale_once_until_the_pause_is_over(kept: KeptService) -> None:
    kept.pass_days(58)
    kept.step()
    assert kept.types() == []
    kept.pass_days(1)
    kept.step()
    kept.pass_days(6.9)
    kept.step()
    assert kept.types() == ["model.stale"]
    told = kept.events[0].data
    assert told["reason"] == "the model is 60.0 d old, 60 d are allowed"
    assert told["version"] == "1"
    kept.pass_days(0.2)
    kept.step()
    assert kept.types() == ["model.stale", "model.stale"]


def test_errors_that_drift_make_it_stale(kept: KeptService) -> None:
    say(kept, verdict(Kind.ERROR, "adwin"), verdict(Kind.ERROR, "fhddm", drifted=False))
    kept.step()
    assert kept.types() == ["model.stale"]
    assert kept.events[0].data["reason"] == "adwin: adwin of errors: 0.7"


def test_inputs_that_drift_are_a_note_for_each_detector_and_version(kept: KeptService) -> None:
    say(
        kept,
        verdict(Kind.INPUT, "ks", "hour"),
        verdict(Kind.INPUT, "ks", "wind"),
        verdict(Kind.PREDICTION, "score"),
    )
    for _ in range(3):
        kept.step()
    assert kept.types() == ["model.drifted", "model.drifted"]
    assert kept.events[0].data["saw"] == {"hour": 0.7, "wind": 0.7}


def test_a_cycle_gives_it_a_rest(kept: KeptService) -> None:
    kept.pass_days(70)
    kept.stages["2"] = "draft"
    kept.ask(Type.ROLLOUT_REQUESTED, version="2")
    kept.step()
    assert kept.watch is not None
    kept.watch = dataclasses.replace(kept.watch, live="2", age=80 * DAY)
    kept.step()
    assert Type.STALE not in kept.types()
    kept.watch = dataclasses.replace(kept.watch, data_time=kept.watch.data_time + 7 * DAY)
    kept.step()
    assert kept.types()[-1] == Type.STALE


def test_data_that_begin_again_have_had_their_rest(kept: KeptService) -> None:
    kept.pass_days(70)
    kept.step()
    assert kept.watch is not None
    kept.watch = dataclasses.replace(kept.watch, data_time=kept.watch.data_time - 60 * DAY)
    kept.step()
    assert kept.types() == ["model.stale", "model.stale"]


@pytest.mark.parametrize("away", ["monitor", "keep", "version", "age"])
def test_nothing_is_told_without_the_numbers(kept: KeptService, away: str) -> None:
    kept.pass_days(70)
    assert kept.watch is not None
    if away == "monitor":
        kept.watch = None
    elif away == "keep":
        kept.plan = dataclasses.replace(PLAN, pipeline="")
    elif away == "version":
        kept.watch = dataclasses.replace(kept.watch, live="0")
    else:
        kept.watch = dataclasses.replace(kept.watch, age=None)
    kept.step()
    assert kept.types() == []


def test_nothing_is_told_while_a_cycle_is_under_way(kept: KeptService) -> None:
    kept.ask(Type.RETRAIN_REQUESTED)
    kept.step()
    kept.pass_days(70)
    kept.step()
    assert Type.STALE not in kept.types()
