"""The use cases of the deployment over fakes."""

import dataclasses
from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.deployment.logic.records import Launch
from stratum.deployment.service import Deployments
from stratum.deployment.types import ComponentSpec, Kind, Limits, State, Verb
from stratum.testing.components import make_desired, make_spec
from stratum.testing.fakes import CountingIds, FakeBackend, ManualClock, MemoryJournal

A, B = make_spec("a"), make_spec("b", "a")
ROOT = Path("/nowhere")


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend()


@pytest.fixture
def service(journal: MemoryJournal, backend: FakeBackend) -> Deployments:
    return Deployments(journal, ManualClock(), CountingIds(), {"local": backend}, ROOT)


def test_a_plan_records_nothing(service: Deployments, journal: MemoryJournal) -> None:
    made = service.plan("app", make_desired(B, A))
    assert [(action.verb, action.component) for action in made.actions] == [
        (Verb.START, "a"),
        (Verb.START, "b"),
    ]
    assert journal.read() == ()


def test_apply_records_the_desired_state_with_its_reason(
    service: Deployments, journal: MemoryJournal
) -> None:
    foreseen = service.plan("app", make_desired(B, A))
    assert service.apply("app", make_desired(B, A)) == foreseen
    (entry,) = journal.read()
    assert (entry.event.type, entry.event.subject) == ("deployment.desired", "app")
    assert entry.event.data["reason"] == "2 to start"
    assert service.desired("app") == (A, B)


def test_applying_the_same_again_records_nothing(service: Deployments, journal: MemoryJournal) -> None:
    service.apply("app", make_desired(A, B))
    service.apply("app", make_desired(B, A))
    assert len(journal.read()) == 1
    service.apply("app", make_desired(A))
    assert len(journal.read()) == 2


def test_another_process_sees_what_was_applied(service: Deployments, journal: MemoryJournal) -> None:
    other = Deployments(journal, ManualClock(), CountingIds("other"), {"local": FakeBackend()}, ROOT)
    service.apply("app", make_desired(A))
    assert other.desired("app") == (A,)
    assert other.applications() == service.applications() == ("app",)


def test_before_anything_ran_components_are_pending_and_say_why(service: Deployments) -> None:
    service.apply("app", make_desired(A, B))
    first, second = service.status("app")
    assert (first.state, first.reason) == (State.PENDING, "about to start")
    assert (second.state, second.reason) == (State.PENDING, "waits for a")


def test_destroy_records_once_and_tells_what_stops(service: Deployments, journal: MemoryJournal) -> None:
    service.apply("app", make_desired(A))
    assert service.destroy("app").actions == ()
    assert service.destroy("app").actions == ()
    assert [entry.event.type for entry in journal.read()] == ["deployment.desired", "deployment.destroyed"]
    assert service.desired("app") == ()
    assert service.status("app") == ()
    assert service.applications() == ()


def test_applying_nothing_destroys(service: Deployments, journal: MemoryJournal) -> None:
    assert service.apply("app", make_desired()).actions == ()
    assert journal.read() == ()
    service.apply("app", make_desired(A))
    service.apply("app", make_desired())
    assert journal.read()[-1].event.type == "deployment.destroyed"


def test_what_was_destroyed_may_be_applied_again(service: Deployments, journal: MemoryJournal) -> None:
    service.apply("app", make_desired(A))
    service.destroy("app")
    service.apply("app", make_desired(A))
    assert len(journal.read()) == 3
    assert service.desired("app") == (A,)


def test_history_is_newest_first_and_limited(service: Deployments) -> None:
    for specs in ([A], [A, B], [B, A], [A]):
        service.apply("app", make_desired(*specs))
    assert [event.data["reason"] for event in service.history("app")] == [
        "1 to start",
        "2 to start",
        "1 to start",
    ]
    assert len(service.history("app", 1)) == 1
    assert service.history("other") == ()


def test_logs_come_from_the_component_s_directory(service: Deployments, backend: FakeBackend) -> None:
    service.apply("app", make_desired(A))
    backend.start(Launch("t1", ("x",), str(ROOT / "app" / "a")))
    assert service.logs("app", "a") == ("--- start t1",)
    assert service.logs("app", "a", 0) == ()


def test_names_that_do_not_exist_are_told_with_those_that_do(service: Deployments) -> None:
    service.apply("app", make_desired(A, B))
    with pytest.raises(NotFoundError, match="no component 'c'") as caught:
        service.logs("app", "c")
    assert caught.value.hint == "known: a, b"
    with pytest.raises(NotFoundError, match="never applied") as caught:
        service.destroy("other")
    assert caught.value.hint == "applied: app"


@pytest.mark.parametrize(
    ("specs", "message"),
    [
        ([A, A], "two components of one name: a"),
        ([B], "depends on a"),
        ([make_spec("a", "a")], "circle"),
        ([make_spec("../a")], "cannot name a directory"),
        ([make_spec("")], "cannot name a directory"),
        ([make_spec("a", files={"../x": ""})], "outside"),
        ([make_spec("a", kind=Kind.TASK, after_ready=("x",))], "task a"),
    ],
)
def test_what_cannot_work_is_refused_and_not_recorded(
    service: Deployments, journal: MemoryJournal, specs: list[ComponentSpec], message: str
) -> None:
    with pytest.raises(InvalidInputError, match=message):
        service.apply("app", make_desired(*specs))
    with pytest.raises(InvalidInputError, match=message):
        service.plan("app", make_desired(*specs))
    assert journal.read() == ()


def test_a_bad_name_of_an_application_is_refused(service: Deployments) -> None:
    with pytest.raises(InvalidInputError, match="cannot name") as caught:
        service.apply("a/b", make_desired(A))
    assert "letters" in caught.value.hint


def test_a_change_is_another_desired_state(service: Deployments) -> None:
    service.apply("app", make_desired(A))
    service.apply("app", make_desired(dataclasses.replace(A, limits=Limits(memory=2**20))))
    first, second = service.history("app")
    assert (first.data["reason"], second.data["reason"]) == ("1 to start", "1 to start")
    assert first.data["digest"] != second.data["digest"]
