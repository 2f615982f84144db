"""What runs no more: its training is ended, its cycle too, whether an agent lives or not."""

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from stratum.core.events import Event
from stratum.lifecycle.logic.scene import Progress
from stratum.lifecycle.records import SOURCE, Cycle, Job, Life, Stage, Type
from stratum.runtime.jobs import Jobs
from stratum.runtime.lives import Follower
from stratum.runtime.operating.cycles import DESTROYED, Leaving
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts, new_id
from stratum.testing.waiting import wait_until

APP, SERVICE, OTHER = "app", "scorer", "other"


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(Settings(tmp_path / "ws"))


@pytest.fixture
def jobs(parts: Parts, tmp_path: Path) -> Jobs:
    return Jobs(parts.state / "jobs", tmp_path / "lock")


@pytest.fixture
def training(jobs: Jobs) -> Iterator[Job]:
    """A training that would go on for long."""
    job = jobs.start("c1-1", (sys.executable, "-c", "import time; time.sleep(600)"))
    assert job is not None
    yield job
    jobs.stop(job)
    wait_until(lambda: is_over(jobs, job), 20, "the end of the training")


def tell(parts: Parts, type_: Type, application: str = APP, **data: object) -> None:
    """Append an event of the lifecycle of the service."""
    data = {"reason": "told", **data}
    parts.journal.append(Event(new_id(), f"{SOURCE}{application}", type_, SERVICE, parts.clock.now(), data))


def begin(parts: Parts, application: str = APP, cycle: str = "c1") -> None:
    tell(parts, Type.BEGUN, application, cycle=cycle, kind="retrain", request=cycle, champion="1")


def life(parts: Parts, application: str = APP) -> Life:
    return Follower(parts.journal).lives()[application, SERVICE]


def ended(parts: Parts) -> Cycle:
    assert life(parts).cycle is None
    return life(parts).past[-1]


def is_over(jobs: Jobs, job: Job) -> bool:
    return jobs.look(job).progress is Progress.FAILED


def test_a_training_ends_with_its_application(parts: Parts, jobs: Jobs, training: Job) -> None:
    begin(parts)
    tell(parts, Type.TRAINING_STARTED, cycle="c1", attempt=1, job=msgspec.to_builtins(training))
    Leaving(parts, APP).end()
    wait_until(lambda: is_over(jobs, training), 20, "the end of the training")
    assert (ended(parts).stage, ended(parts).reason) == (Stage.REJECTED, DESTROYED)


def test_one_that_starts_between_is_ended_too(parts: Parts, jobs: Jobs, training: Job) -> None:
    leaving = Leaving(parts, APP)
    leaving.stop()
    begin(parts)
    leaving.end()
    wait_until(lambda: is_over(jobs, training), 20, "the end of the training")
    assert ended(parts).reason == DESTROYED


def test_other_applications_go_on_and_nothing_is_told_twice(parts: Parts) -> None:
    begin(parts)
    begin(parts, OTHER, "c2")
    Leaving(parts, APP).end()
    Leaving(parts, APP).end()
    assert len(life(parts).past) == 1
    assert life(parts, OTHER).cycle is not None
