"""A cycle whose service runs no more ends from its life alone."""

import pytest

from stratum.core.events import Event
from stratum.lifecycle.logic.fold import fold_from
from stratum.lifecycle.logic.leaving import farewell, trainings
from stratum.lifecycle.logic.scene import Stop
from stratum.lifecycle.records import SOURCE, Job, Life, Stage, Type
from stratum.testing.kept import KeptService

WHY = "the application was destroyed"


@pytest.fixture
def kept() -> KeptService:
    return KeptService()


def after(life: Life) -> Life:
    """The life when its farewell was told."""
    tell = farewell(life, WHY)
    assert tell is not None
    event = Event("bye", f"{SOURCE}{life.application}", tell.type, life.service, 9e9, dict(tell.data))
    key = (life.application, life.service)
    return fold_from({key: life}, [event])[key]


def test_a_training_is_stopped_and_its_cycle_ends_with_the_reason(kept: KeptService) -> None:
    kept.ask(Type.RETRAIN_REQUESTED)
    kept.step()
    assert kept.cycle.stage is Stage.TRAINING
    assert kept.cycle.job is not None
    assert trainings(kept.life()) == (Stop(kept.cycle.job),)
    left = after(kept.life())
    assert left.cycle is None
    assert (left.past[-1].stage, left.past[-1].reason, left.past[-1].ended) == (Stage.REJECTED, WHY, 9e9)
    assert left.blocked == ""


def test_a_training_that_was_not_told_of_yet_is_stopped_by_its_token(kept: KeptService) -> None:
    kept.ask(Type.RETRAIN_REQUESTED)
    begun = kept.decided()
    assert len(begun) == 1
    kept.step(1)
    assert kept.cycle.stage is Stage.BEGUN
    assert trainings(kept.life()) == (Stop(Job(f"{kept.cycle.id}-1")),)
    assert after(kept.life()).cycle is None


def test_the_versions_to_go_back_to_stay(kept: KeptService) -> None:
    kept.ask(Type.ROLLOUT_REQUESTED, version="1")
    kept.step()
    kept.ask(Type.RETRAIN_REQUESTED, "r2")
    kept.step()
    assert after(kept.life()).before == kept.life().before


def test_without_a_cycle_nothing_ends(kept: KeptService) -> None:
    assert trainings(kept.life()) == ()
    assert farewell(kept.life(), WHY) is None
