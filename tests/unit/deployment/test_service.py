"""The use cases of the deployment over fakes."""

import dataclasses
from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.deployment.logic.records import Launch
from stratum.deployment.service import Deployments
from stratum.deployment.types import (
    ComponentSpec,
    Desired,
    Kind,
    Limits,
    ReplicaState,
    Route,
    RouteChange,
    State,
    Verb,
)
from stratum.testing.components import make_desired, make_route, make_service, make_spec
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


SERVICE = make_service("s")
RUNS = Desired((A,), (SERVICE,))


def change(service: Deployments, *changes: RouteChange) -> tuple[Route, ...]:
    return service.change("app", "s", changes, by="resources", reason="load 80 %", saw={"load": 0.8})


def test_a_service_is_a_gateway_and_replicas(service: Deployments) -> None:
    service.apply("app", RUNS)
    assert [spec.name for spec in service.desired("app")] == ["a", "s", "s-1"]
    assert list(service.desired("app")[1].live) == ["routes.yaml"]
    (state,) = service.services("app")
    assert (state.spec, state.routes) == (SERVICE, SERVICE.routes)
    assert state.replicas == (ReplicaState("s-1", "main", 1, State.PENDING, 0, 0.0, "1", "host-1"),)
    assert service.services("other") == ()


def test_a_change_of_routes_is_an_event_with_its_reason_and_numbers(
    service: Deployments, journal: MemoryJournal
) -> None:
    service.apply("app", RUNS)
    (route,) = change(service, RouteChange("main", replicas=3))
    assert route.replicas == 3
    event = journal.read()[-1].event
    assert (event.type, event.subject) == ("deployment.routes", "s")
    assert event.data == {
        "service": "s",
        "changes": [{"name": "main", "drop": False, "replicas": 3}],
        "by": "resources",
        "reason": "load 80 %",
        "saw": {"load": 0.8},
    }
    assert [r.slot for r in service.services("app")[0].replicas] == [1, 2, 3]


def test_two_writers_do_not_undo_each_other(service: Deployments, journal: MemoryJournal) -> None:
    other = Deployments(journal, ManualClock(), CountingIds("other"), {"local": FakeBackend()}, ROOT)
    service.apply("app", RUNS)
    change(service, RouteChange("main", replicas=3))
    change(other, RouteChange("main", cpu=2.0))
    (route,) = change(service, RouteChange("main", weight=2.0))
    assert (route.replicas, route.limits.cpu, route.weight) == (3, 2.0, 2.0)


def test_a_change_that_changes_nothing_is_not_recorded(service: Deployments, journal: MemoryJournal) -> None:
    service.apply("app", RUNS)
    assert change(service, RouteChange("main", replicas=1)) == SERVICE.routes
    assert len(journal.read()) == 1


def test_a_change_of_something_unknown_or_out_of_bounds_is_refused(
    service: Deployments, journal: MemoryJournal
) -> None:
    with pytest.raises(NotFoundError, match="never applied"):
        change(service, RouteChange("main"))
    service.apply("app", RUNS)
    with pytest.raises(NotFoundError, match="no service 'x'") as caught:
        service.change("app", "x", [], by="b", reason="r", saw={})
    assert caught.value.hint == "known: s"
    with pytest.raises(InvalidInputError, match="9 replicas"):
        change(service, RouteChange("main", replicas=9))
    assert len(journal.read()) == 1


def test_applying_again_keeps_the_routes_in_force(service: Deployments, journal: MemoryJournal) -> None:
    service.apply("app", RUNS)
    change(service, RouteChange("main", replicas=3))
    service.apply("app", RUNS)
    assert len(journal.read()) == 2
    service.apply("app", Desired((A, make_spec("c")), (SERVICE,)))
    assert service.services("app")[0].routes[0].replicas == 3


def test_a_rollback_restores_what_ran_with_its_routes(service: Deployments) -> None:
    service.apply("app", RUNS)
    with pytest.raises(NotFoundError, match="nothing else before"):
        service.rollback("app")
    two = make_route("2")
    change(service, RouteChange("main", version="2", artifact=two.artifact), RouteChange("main", replicas=2))
    service.apply("app", Desired((), (make_service("s", make_route("3")),)))
    assert service.services("app")[0].routes == (make_route("3", replicas=2),)
    steps = service.rollback("app")
    assert (Verb.START, "a") in {(action.verb, action.component) for action in steps.actions}
    assert service.services("app")[0].routes == (make_route("2", replicas=2),)
    assert next(spec.name for spec in service.desired("app")) == "a"
    assert str(service.history("app", 1)[0].data["reason"]).startswith("rolled back")
    service.rollback("app")
    assert service.services("app")[0].routes == (make_route("3", replicas=2),)


def test_the_engine_is_recorded(service: Deployments) -> None:
    assert service.engine("app") == ""
    service.apply("app", Desired((A,), engine="docker"))
    assert service.engine("app") == "docker"
    service.apply("app", Desired((A,)))
    assert service.engine("app") == "local"


@pytest.mark.parametrize(
    ("desired", "message"),
    [
        (Desired((make_spec("s"),), (SERVICE,)), "two components of one name: s"),
        (Desired((make_spec("s-7"),), (SERVICE,)), "two components of one name: s-7"),
        (Desired((), (SERVICE, SERVICE)), "two components of one name: s"),
        (Desired((), (dataclasses.replace(SERVICE, name="t"),)), "gateway of service t is called s"),
        (Desired((), (dataclasses.replace(SERVICE, routes=()),)), "one route called main"),
        (Desired((), (dataclasses.replace(SERVICE, minimum=0),)), "may sleep"),
        (Desired((), (dataclasses.replace(SERVICE, minimum=3, maximum=2),)), "3 to 2 replicas"),
        (Desired((make_spec("a", "s-1"),), (SERVICE,)), "depends on s-1"),
    ],
)
def test_a_service_that_cannot_work_is_refused(service: Deployments, desired: Desired, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        service.apply("app", desired)
