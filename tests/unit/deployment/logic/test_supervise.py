"""The rules of supervision: state in, instruction out."""

import dataclasses
from typing import Any

import pytest

from stratum.deployment.logic.endings import Policy
from stratum.deployment.logic.records import (
    Answer,
    Application,
    Carry,
    Handle,
    Look,
    Record,
    Sighting,
)
from stratum.deployment.logic.services import expand
from stratum.deployment.logic.supervise import Effect, Instruction, decide, hook_failed, waiting_for
from stratum.deployment.types import Artifact, ComponentSpec, Limits, State
from stratum.testing.components import make_spec, make_task

NOW = 1000.0
POLICY = Policy(grace=10.0, failures=3)
HANDLE, HOOK = Handle("t1", 7, "b", "/d"), Handle("t2", 8, "b", "/d", "hook")
YES, NO = Answer(ok=True), Answer(ok=False, message="refused", failures=1)


def application(*specs: ComponentSpec, records: tuple[Record, ...] = (), revision: int = 1) -> Application:
    known = {record.component: record for record in records}
    return expand(Application("app", components=specs, revision=revision, records=known))


def record(spec: ComponentSpec, state: State, **changes: Any) -> Record:
    known = {State.STARTING, State.READY, State.UNREADY, State.STOPPING}
    base = Record(
        spec.name, state, "so far", spec.digest(), 1, spec.depends_on, since=990.0, started=990.0, token="t1",
        handle=HANDLE if state in known else None, pid=7, settings=spec.settings(),
    )  # fmt: skip
    return dataclasses.replace(base, **changes)


def alive(pid: int = 77, memory: int = 0, handle: Handle = HANDLE) -> Look:
    return Look(handle, alive=True, pid=pid, memory=memory)


def dead(status: int | None = 1, handle: Handle = HANDLE) -> Look:
    return Look(handle, alive=False, status=status)


def one(app: Application, now: float = NOW, **seen: Sighting) -> Instruction:
    (instruction,) = decide(app, seen, now, POLICY)
    return instruction


def nothing(app: Application, now: float = NOW, **seen: Sighting) -> bool:
    return decide(app, seen, now, POLICY) == ()


A, B = make_spec("a"), make_spec("b", "a")
HOOKED = make_spec("a", after_ready=("/bin/true",))
TASK = make_task("t")


class TestStarting:
    def test_what_needs_nothing_starts_with_a_full_record(self) -> None:
        found = one(application(A, revision=4))
        assert found.effect is Effect.START
        assert found.record == Record(
            "a", State.STARTING, "starting", A.digest(), revision=4, since=NOW, started=NOW,
            settings=A.settings(), adjusted=NOW,
        )  # fmt: skip

    def test_what_needs_others_waits_for_them(self) -> None:
        app = application(A, B)
        assert [i.record.component for i in decide(app, {}, NOW, POLICY)] == ["a"]
        assert waiting_for(app, "b") == ("a",)
        assert waiting_for(app, "a") == waiting_for(app, "stranger") == ()

    @pytest.mark.parametrize(
        "state", [State.STARTING, State.UNREADY, State.STOPPING, State.BACKING_OFF, State.DONE, State.FAILED]
    )
    def test_a_service_that_is_not_ready_does_not_count(self, state: State) -> None:
        app = application(A, B, records=(record(A, state, since=NOW, started=NOW, retry=NOW + 9),))
        assert waiting_for(app, "b") == ("a",)
        assert "b" not in {i.record.component for i in decide(app, {"a": Sighting(alive())}, NOW, POLICY)}

    def test_a_service_that_is_seen_to_have_ended_does_not_count_any_more(self) -> None:
        app = application(A, B, records=(record(A, State.READY),))
        assert [i.record.component for i in decide(app, {"a": Sighting(dead())}, NOW, POLICY)] == ["a"]
        assert waiting_for(app, "b") == ()
        assert waiting_for(app, "b", {"a"}) == ("a",)

    def test_a_ready_service_of_an_old_specification_does_not_count(self) -> None:
        app = application(A, B, records=(record(A, State.READY, digest="old"),))
        assert waiting_for(app, "b") == ("a",)

    def test_a_task_counts_when_it_is_done(self) -> None:
        after = make_spec("b", "t")
        app = application(TASK, after, records=(record(TASK, State.DONE),))
        assert waiting_for(app, "b") == ()
        assert one(app).record.component == "b"

    def test_a_dependency_that_does_not_exist_is_never_ready(self) -> None:
        assert nothing(application(B))
        assert waiting_for(application(B), "b") == ("a",)


class TestStartLost:
    """The supervisor ended between writing down a start and writing down its process."""

    LOST = record(A, State.STARTING, handle=None, restarts=2, failures=3)

    def test_a_process_that_is_found_is_adopted(self) -> None:
        found = one(application(A, records=(self.LOST,)), a=Sighting(alive()))
        assert found == Instruction(Effect.NONE, dataclasses.replace(self.LOST, handle=HANDLE))

    def test_without_a_process_it_starts_anew_and_counts_no_restart(self) -> None:
        found = one(application(A, records=(self.LOST,)))
        assert found.effect is Effect.START
        assert (found.record.restarts, found.record.failures, found.record.token) == (2, 3, "")
        assert found.record.started == NOW

    def test_without_a_process_and_no_longer_wanted_it_is_stopped(self) -> None:
        found = one(application(records=(self.LOST,)))
        assert (found.effect, found.record.state) == (Effect.NONE, State.STOPPED)

    def test_without_a_process_a_changed_one_is_stopped_first(self) -> None:
        changed = make_spec("a", host="other")
        assert one(application(changed, records=(self.LOST,))).record.state is State.STOPPED


class TestBecomingReady:
    def test_it_is_ready_when_it_answers_and_shows_its_program(self) -> None:
        app = application(A, records=(record(A, State.STARTING),))
        assert nothing(app, a=Sighting(alive()))
        assert nothing(app, a=Sighting(alive(), probe=NO))
        found = one(app, a=Sighting(alive(), probe=YES))
        assert (found.effect, found.record.state, found.record.pid) == (Effect.NONE, State.READY, 77)
        assert found.record.reason == "ready 10.0 s after its start"

    def test_too_late_it_is_stopped_and_runs_again(self) -> None:
        app = application(A, records=(record(A, State.STARTING, started=NOW - 30.1),))
        found = one(app, a=Sighting(alive(), probe=NO))
        assert (found.effect, found.record.state) == (Effect.TERMINATE, State.STOPPING)
        assert found.record.reason == "not ready within 30 s: refused"
        assert found.record.then is State.BACKING_OFF

    def test_on_the_last_moment_it_may_still_become_ready(self) -> None:
        app = application(A, records=(record(A, State.STARTING, started=NOW - 30.0),))
        assert one(app, a=Sighting(alive(), probe=YES)).record.state is State.READY

    def test_a_task_is_never_ready_but_may_be_late(self) -> None:
        assert nothing(
            application(TASK, records=(record(TASK, State.STARTING),)), t=Sighting(alive(), probe=YES)
        )
        late = application(TASK, records=(record(TASK, State.STARTING, started=NOW - 31),))
        assert one(late, t=Sighting(alive())).record.reason == "not ready within 30 s: still running"


class TestHook:
    APP = application(HOOKED, records=(record(HOOKED, State.STARTING),))
    RUNNING = application(HOOKED, records=(record(HOOKED, State.STARTING, hook_token="t2", hook=HOOK),))
    LOST = application(HOOKED, records=(record(HOOKED, State.STARTING, hook_token="t2"),))

    def test_it_starts_when_the_component_answers(self) -> None:
        assert nothing(self.APP, a=Sighting(alive(), probe=NO))
        found = one(self.APP, a=Sighting(alive(), probe=YES))
        assert (found.effect, found.record.state) == (Effect.HOOK, State.STARTING)

    def test_the_component_is_ready_when_it_ended_well(self) -> None:
        assert nothing(self.RUNNING, a=Sighting(alive(), alive(handle=HOOK), YES))
        assert one(self.RUNNING, a=Sighting(alive(), dead(0, HOOK), YES)).record.state is State.READY

    def test_ended_badly_the_component_is_stopped_and_runs_again(self) -> None:
        found = one(self.RUNNING, a=Sighting(alive(), dead(3, HOOK), YES))
        assert (found.effect, found.record.then) == (Effect.TERMINATE, State.BACKING_OFF)
        assert found.record.reason == "its preparation ended with status 3"

    def test_a_lost_one_is_adopted_or_runs_once_more(self) -> None:
        adopted = one(self.LOST, a=Sighting(alive(), alive(handle=HOOK), YES))
        assert (adopted.effect, adopted.record.hook) == (Effect.NONE, HOOK)
        assert one(self.LOST, a=Sighting(alive(), None, YES)).effect is Effect.HOOK

    def test_one_that_never_ends_is_too_late(self) -> None:
        found = one(self.RUNNING, NOW + 60, a=Sighting(alive(), alive(handle=HOOK), YES))
        assert found.record.reason == "not ready within 30 s: its preparation has not ended"

    def test_one_that_cannot_start_stops_the_component(self) -> None:
        after = hook_failed(record(HOOKED, State.STARTING), "disk full", NOW)
        assert (after.state, after.then, after.since) == (State.STOPPING, State.BACKING_OFF, NOW)
        assert after.reason == "its preparation could not be started: disk full"


class TestRunning:
    READY = application(A, records=(record(A, State.READY),))
    UNREADY = application(A, records=(record(A, State.UNREADY),))

    def test_a_ready_component_is_left_alone(self) -> None:
        assert nothing(self.READY, a=Sighting(alive(), probe=YES))
        assert nothing(self.READY, a=Sighting(alive()))
        assert nothing(self.READY)

    def test_failing_probes_make_it_unready_only_in_a_row(self) -> None:
        assert nothing(self.READY, a=Sighting(alive(), probe=Answer(False, "refused", 2)))
        found = one(self.READY, a=Sighting(alive(), probe=Answer(False, "refused", 3)))
        assert (found.effect, found.record.state, found.record.reason) == (
            Effect.NONE,
            State.UNREADY,
            "refused",
        )

    def test_an_unready_component_becomes_ready_again_by_itself(self) -> None:
        assert nothing(self.UNREADY, a=Sighting(alive(), probe=NO))
        assert one(self.UNREADY, a=Sighting(alive(), probe=YES)).record.state is State.READY

    @pytest.mark.parametrize("state", [State.STARTING, State.READY, State.UNREADY])
    def test_too_much_memory_stops_it_to_run_again(self, state: State) -> None:
        limited = make_spec("a", limits=Limits(memory=2**20))
        app = application(limited, records=(record(limited, state),))
        found = one(app, a=Sighting(alive(memory=2**21), probe=YES))
        assert (found.effect, found.record.then) == (Effect.TERMINATE, State.BACKING_OFF)
        assert found.record.reason == "used 2 MiB, limit 1 MiB"

    def test_memory_at_the_limit_or_without_one_is_fine(self) -> None:
        limited = make_spec("a", limits=Limits(memory=2**20))
        app = application(limited, records=(record(limited, State.READY),))
        assert nothing(app, a=Sighting(alive(memory=2**20), probe=YES))
        assert nothing(self.READY, a=Sighting(alive(memory=2**40), probe=YES))

    @pytest.mark.parametrize("state", [State.STARTING, State.READY, State.UNREADY])
    def test_an_end_is_swept_up_and_backs_off(self, state: State) -> None:
        found = one(application(A, records=(record(A, state),)), a=Sighting(dead(137)))
        assert (found.effect, found.record.state) == (Effect.KILL, State.BACKING_OFF)
        assert found.record.reason == "was ended by SIGKILL; next start in 0.5 s"


class TestAgain:
    def backing_off(self, **changes: Any) -> Application:
        return application(A, records=(record(A, State.BACKING_OFF, failures=2, **changes),))

    def test_it_waits_for_its_time_and_counts_the_restart(self) -> None:
        assert nothing(self.backing_off(retry=NOW + 0.1))
        found = one(self.backing_off(retry=NOW, restarts=4))
        assert (found.effect, found.record.restarts, found.record.failures) == (Effect.START, 5, 2)

    def test_a_clock_that_was_set_back_does_not_keep_it_waiting(self) -> None:
        assert one(self.backing_off(retry=NOW + 3600)).effect is Effect.START

    def test_a_changed_specification_does_not_wait_and_counts_anew(self) -> None:
        changed = make_spec("a", host="other")
        app = application(
            changed, records=(record(A, State.BACKING_OFF, retry=NOW + 9, restarts=3, failures=3),)
        )
        assert (one(app).record.restarts, one(app).record.failures) == (0, 0)

    def test_a_task_that_is_done_stays_done_until_it_changes(self) -> None:
        assert nothing(application(TASK, records=(record(TASK, State.DONE),)))
        changed = make_task("t", command=("/bin/true", "again"))
        assert one(application(changed, records=(record(TASK, State.DONE),))).effect is Effect.START

    def test_a_failed_task_is_tried_again_when_it_is_applied_again(self) -> None:
        records = (record(TASK, State.FAILED, failures=5),)
        assert nothing(application(TASK, records=records, revision=1))
        found = one(application(TASK, records=records, revision=2))
        assert (found.effect, found.record.failures, found.record.revision) == (Effect.START, 0, 2)

    def test_what_was_stopped_starts_when_it_is_wanted_again(self) -> None:
        assert one(application(A, records=(record(A, State.STOPPED),))).effect is Effect.START


class TestStopping:
    def test_the_unwanted_is_asked_to_end(self) -> None:
        found = one(application(records=(record(A, State.READY),)), a=Sighting(alive()))
        assert (found.effect, found.record.state) == (Effect.TERMINATE, State.STOPPING)
        assert (found.record.reason, found.record.then) == ("no longer wanted", State.STOPPED)

    def test_dependents_end_first(self) -> None:
        app = application(records=(record(A, State.READY), record(B, State.READY)))
        seen = {"a": Sighting(alive()), "b": Sighting(alive())}
        assert [i.record.component for i in decide(app, seen, NOW, POLICY)] == ["b"]
        stopping = application(records=(record(A, State.READY), record(B, State.STOPPING, since=NOW)))
        assert decide(stopping, seen, NOW, POLICY) == ()
        assert (
            one(application(records=(record(A, State.READY),)), a=Sighting(alive())).record.component == "a"
        )

    def test_a_replacement_does_not_wait_for_dependents_that_stay(self) -> None:
        changed = make_spec("a", host="other")
        app = application(changed, B, records=(record(A, State.READY), record(B, State.READY)))
        found = one(app, a=Sighting(alive()), b=Sighting(alive(), probe=YES))
        assert (found.record.component, found.record.reason) == ("a", "specification changed")

    def test_what_does_not_end_in_time_is_killed_again_and_again(self) -> None:
        app = application(records=(record(A, State.STOPPING, since=NOW - 10, reason="no longer wanted"),))
        assert nothing(app, a=Sighting(alive()))
        found = one(app, NOW + 1, a=Sighting(alive()))
        assert (found.effect, found.record.since, found.record.forced) == (Effect.KILL, NOW + 1, True)
        assert found.record.reason == "no longer wanted; did not end within 10 s, killed"
        again = one(application(records=(found.record,)), NOW + 12, a=Sighting(alive()))
        assert (again.effect, again.record.reason) == (Effect.KILL, found.record.reason)

    def test_an_end_is_swept_up_and_stopped(self) -> None:
        app = application(records=(record(A, State.STOPPING, reason="no longer wanted"),))
        found = one(app, a=Sighting(dead(143)))
        assert (found.effect, found.record.state) == (Effect.KILL, State.STOPPED)
        assert found.record.reason == "no longer wanted"

    def test_what_is_not_there_needs_nothing(self) -> None:
        assert nothing(application())
        assert nothing(application(records=(record(A, State.STOPPED),)))


class TestSettings:
    LIMITED = make_spec("a", limits=Limits(2.0))

    @pytest.mark.parametrize("state", [State.STARTING, State.READY, State.UNREADY])
    def test_other_limits_are_taken_over_by_what_runs(self, state: State) -> None:
        before = record(A, state)
        found = one(application(self.LIMITED, records=(before,)), a=Sighting(alive()))
        assert found == Instruction(
            Effect.ADJUST,
            dataclasses.replace(
                before,
                settings=self.LIMITED.settings(),
                adjusted=NOW,
                reason="may now take 2 cores, without a new start",
            ),
        )

    def test_what_has_taken_them_over_is_left_alone(self) -> None:
        app = application(self.LIMITED, records=(record(self.LIMITED, State.READY),))
        assert nothing(app, a=Sighting(alive(), probe=YES))

    def test_one_that_refused_a_moment_ago_goes_on_with_the_rest(self) -> None:
        app = application(self.LIMITED, records=(record(A, State.STARTING),))
        assert one(app, a=Sighting(alive(), probe=YES, refused=True)).record.state is State.READY

    def test_one_that_has_ended_is_started_with_them(self) -> None:
        app = application(self.LIMITED, records=(record(A, State.READY),))
        assert one(app, a=Sighting(dead())).effect is Effect.KILL
        app = application(self.LIMITED, records=(record(A, State.STOPPED),))
        assert one(app).record.settings == self.LIMITED.settings()


class TestArtifacts:
    SPEC = make_spec("a", artifacts=(Artifact("0123456789abcdef", "/bundles/1"),))

    def test_artifacts_are_sent_for_before_the_start(self) -> None:
        found = one(application(self.SPEC))
        assert (found.effect, found.record.state) == (Effect.CARRY, State.PENDING)
        assert found.record.reason == "its bundle 0123456789ab is carried to host-1"

    def test_it_starts_once_they_are_there(self) -> None:
        assert nothing(application(self.SPEC), a=Sighting(carry=Carry()))
        assert one(application(self.SPEC), a=Sighting(carry=Carry(done=True))).effect is Effect.START

    def test_it_is_tried_again_later_when_they_cannot_be_carried(self) -> None:
        failed = one(application(self.SPEC), a=Sighting(carry=Carry(done=True, problem="disk full")))
        assert (failed.effect, failed.record.state) == (Effect.NONE, State.BACKING_OFF)
        assert failed.record.reason == "disk full; next start in 0.5 s"
        app = application(self.SPEC, records=(failed.record,))
        assert nothing(app, NOW + 0.4)
        again = one(app, NOW + 0.6)
        assert again.effect is Effect.CARRY
        twice = one(app, NOW + 0.6, a=Sighting(carry=Carry(done=True, problem="disk full")))
        assert (twice.record.failures, twice.record.reason) == (2, "disk full; next start in 1 s")


class TestAnotherEngine:
    def test_what_runs_on_the_engine_before_is_ended_there(self) -> None:
        app = dataclasses.replace(application(A, records=(record(A, State.READY),)), engine="docker")
        found = one(app, a=Sighting(alive()))
        assert (found.effect, found.record.engine) == (Effect.TERMINATE, "local")
        stopped = dataclasses.replace(app, records={"a": record(A, State.STOPPED)})
        assert one(stopped).record.engine == "docker"

    def test_it_does_not_count_for_others_any_more(self) -> None:
        app = dataclasses.replace(application(A, B, records=(record(A, State.READY),)), engine="docker")
        assert waiting_for(app, "b") == ("a",)
