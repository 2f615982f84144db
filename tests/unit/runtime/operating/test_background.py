"""Orders that go on by themselves: what is refused before, and what is told of those that were killed."""

from pathlib import Path
from typing import Literal

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.core.operations import Order
from stratum.deployment.agent.lock import SupervisorLock
from stratum.runtime.examples import example_files
from stratum.runtime.operating.background import START, begin, known
from stratum.runtime.operating.orders import FOLDER, alive, lives
from stratum.runtime.operating.records import Type, operation_event
from stratum.runtime.operating.reviews import review
from stratum.runtime.operating.service import Operating
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts, new_id

APP = "departure-hub"


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = Parts(Settings(tmp_path / "ws"))
    made.workspace.create(example_files("17-shared-broker"), "first")
    (made.state / FOLDER).mkdir(parents=True)
    return made


def tell(parts: Parts, operation: str, kind: Type, ago: float = 0.0) -> None:
    now = parts.clock.now() - ago
    parts.journal.append(operation_event(new_id(), APP, operation, kind, now, {"reason": "told"}))


def stages(parts: Parts) -> dict[str, str]:
    return {one.id: one.stage for one in known(parts, APP)}


def test_one_that_nobody_carries_out_any_more_was_interrupted(parts: Parts) -> None:
    tell(parts, "killed", Type.RECORDED)
    tell(parts, "over", Type.DONE, ago=9.0)
    tell(parts, "alive", Type.PREPARING, ago=9.0)
    lock = SupervisorLock.acquire(parts.state / FOLDER / "alive.lock")
    assert lock is not None
    assert stages(parts) == {"killed": "interrupted", "over": "done", "alive": "preparing"}
    lock.release()
    assert stages(parts)["alive"] == "interrupted"


def test_one_that_was_just_asked_for_gets_time_to_begin(parts: Parts) -> None:
    tell(parts, "new", Type.ASKED)
    tell(parts, "old", Type.ASKED, ago=2 * START)
    assert stages(parts) == {"new": "asked", "old": "interrupted"}


def test_looking_whether_one_lives_leaves_nothing_behind(parts: Parts) -> None:
    assert not lives(parts, "nobody")
    assert list((parts.state / FOLDER).iterdir()) == []


def test_somebody_who_looks_takes_nobody_the_sign_of_life(parts: Parts) -> None:
    looking = SupervisorLock.acquire(parts.state / FOLDER / "new.lock")
    assert looking is not None
    with alive(parts, "new", pause=lambda _: looking.release()):
        assert lives(parts, "new")
    assert not lives(parts, "new")


@pytest.mark.parametrize("to", ["model", "previous", "nothing"])
def test_nothing_is_reviewed_or_begun_of_an_application_that_does_not_exist(
    parts: Parts, to: Literal["model", "previous", "nothing"]
) -> None:
    with pytest.raises(NotFoundError, match="'nope'"):
        review(parts, "nope", Order(to))
    with pytest.raises(NotFoundError, match="'nope'"):
        begin(parts, "nope", Order(to, review="a.b", confirm="nope"), "ada")
    assert known(parts, "nope") == ()
    if to != "previous":
        with pytest.raises(NotFoundError, match="'nope'"):
            Operating(parts).plan("nope", Order(to))


@pytest.mark.parametrize(
    ("order", "error", "said"),
    [
        (Order(), InvalidInputError, "an order names the review"),
        (Order("nothing", review="a.b", confirm="hub"), InvalidInputError, "is not confirmed"),
        (
            Order("nothing", review="a.b", confirm=APP),
            PermanentError,
            "the model of departure-hub has changed",
        ),
    ],
)
def test_what_was_not_reviewed_or_confirmed_is_not_begun(
    parts: Parts, order: Order, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        begin(parts, APP, order, "ada")
    assert known(parts, APP) == ()
