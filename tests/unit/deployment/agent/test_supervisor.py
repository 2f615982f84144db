"""The supervisor's step over fakes: what it does, what it journals, what a crash in between leaves."""

import dataclasses
import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from stratum.core.errors import TransientError
from stratum.core.events import Event
from stratum.deployment.agent.supervisor import Means, Supervisor
from stratum.deployment.logic.records import Handle, Look
from stratum.deployment.service import Deployments
from stratum.deployment.types import (
    ComponentSpec,
    Desired,
    Limits,
    Observed,
    Probe,
    RouteChange,
    State,
)
from stratum.testing.components import make_desired, make_route, make_service, make_spec, make_task
from stratum.testing.fakes import (
    CountingIds,
    FakeBackend,
    FakeProber,
    InlineWorkers,
    ManualClock,
    MemoryJournal,
)

ROOT = Path("/nowhere")
WORKERS = InlineWorkers()


class FullJournal(MemoryJournal):
    """A journal whose medium may be full."""

    room = 10**9

    def append(self, event: Event) -> int:
        if self.room <= 0:
            raise TransientError("the journal is full")
        self.room -= 1
        return super().append(event)


class GoneBackend(FakeBackend):
    """An engine that may be gone."""

    gone = False

    def look(self, handles: Sequence[Handle]) -> Mapping[str, Look]:
        self._answer()
        return super().look(handles)

    def end(self, handle: Handle, *, force: bool) -> None:
        self._answer()
        super().end(handle, force=force)

    def _answer(self) -> None:
        if self.gone:
            raise TransientError("no answer")


class Site:
    """A machine, a journal, and whoever supervises just now."""

    def __init__(self) -> None:
        self.journal, self.backend, self.prober = FullJournal(), GoneBackend(), FakeProber()
        self.clock, self.ids = ManualClock(), CountingIds()
        self.docker = GoneBackend()
        self.backends = {"local": self.backend, "docker": self.docker}
        self.deployments = Deployments(self.journal, self.clock, self.ids, self.backends, ROOT)
        self.supervisor = self.another()

    def another(self) -> Supervisor:
        means = Means(self.backends, self.prober, WORKERS)
        return Supervisor(self.journal, means, self.clock, self.ids, ROOT)

    def steps(self, count: int = 8, seconds: float = 0.1) -> None:
        for _ in range(count):
            self.supervisor.step()
            self.clock.advance(seconds)

    def apply(self, *specs: ComponentSpec) -> None:
        self.deployments.apply("app", make_desired(*specs))
        self.steps()

    def status(self, name: str) -> Observed:
        return next(item for item in self.deployments.status("app") if item.name == name)

    def states(self) -> dict[str, State]:
        return {item.name: item.state for item in self.deployments.status("app")}

    def types(self, subject: str) -> list[str]:
        events = reversed(self.deployments.history("app"))
        return [event.type.removeprefix("component.") for event in events if event.subject == subject]


@pytest.fixture
def site() -> Site:
    return Site()


def test_components_come_up_in_order_and_the_next_plan_is_empty(site: Site) -> None:
    specs = [make_spec("c", "b"), make_spec("b", "a"), make_spec("a"), make_task("t", "c")]
    site.apply(*specs)
    site.steps(8)
    assert site.states() == {"a": State.READY, "b": State.READY, "c": State.READY, "t": State.DONE}
    assert [Path(process.launch.directory).name for process in site.backend.processes] == ["a", "b", "c", "t"]
    assert site.deployments.plan("app", make_desired(*specs)).actions == ()


def test_the_directory_is_that_of_application_and_component(site: Site) -> None:
    site.apply(make_spec("a", command=("run", "{dir}/spec.json")))
    (process,) = site.backend.processes
    assert process.launch.directory == "/nowhere/app/a"
    assert process.launch.command == ("run", "/nowhere/app/a/spec.json")


def test_a_start_is_journaled_before_it_is_done(site: Site) -> None:
    site.apply(make_spec("a"))
    meant, started, ready = (e for e in reversed(site.deployments.history("app")) if e.subject == "a")
    assert (meant.data["token"], meant.data["handle"]) == (site.backend.processes[0].handle.token, None)
    assert started.data["handle"] is not None
    assert (ready.type, ready.data["pid"]) == ("component.ready", 1)


def test_settled_components_add_nothing_to_the_journal(site: Site) -> None:
    site.apply(make_spec("a"), make_task("t"))
    before = len(site.journal.read())
    site.steps(20, seconds=60.0)
    assert len(site.journal.read()) == before


def test_the_hook_runs_to_its_end_after_each_start(site: Site) -> None:
    site.apply(make_spec("a", after_ready=("/bin/true",)))
    assert site.status("a").state is State.READY
    site.backend.crash("a")
    site.steps(12)
    roles = [process.launch.role for process in site.backend.processes]
    assert roles == ["main", "hook", "main", "hook"]
    assert site.status("a").state is State.READY


def test_dependents_wait_for_the_hook(site: Site) -> None:
    site.apply(make_spec("a", after_ready=("/bin/sleep", "9")), make_spec("b", "a"))
    assert site.states() == {"a": State.STARTING, "b": State.PENDING}
    assert len(site.backend.running("a", "hook")) == 1
    site.backend.running("a", "hook")[0].alive = False
    site.backend.processes[1].status = 0
    site.steps()
    assert site.states() == {"a": State.READY, "b": State.READY}


def test_a_hook_that_fails_takes_its_component_down_and_both_run_again(site: Site) -> None:
    site.apply(make_spec("a", after_ready=("/bin/false",)))
    assert site.status("a").state is State.BACKING_OFF
    assert site.status("a").reason == "its preparation ended with status 1; next start in 0.5 s"
    assert site.backend.running() == ()


def test_a_hook_that_cannot_start_is_tried_again_with_its_component(site: Site) -> None:
    spec = make_spec("a", after_ready=("/bin/true",))
    site.prober.silent = {1}
    site.apply(spec)
    site.backend.refusals["a"] = "disk full"
    site.prober.silent = set()
    site.steps(3)
    assert "could not be started: disk full" in site.status("a").reason
    site.backend.refusals.clear()
    site.steps(16)
    assert site.status("a").state is State.READY


def test_a_crash_is_told_and_followed_by_a_start_after_its_delay(site: Site) -> None:
    site.apply(make_spec("a"))
    site.backend.crash("a", status=3)
    site.steps(1)
    assert (site.status("a").state, site.status("a").pid) == (State.BACKING_OFF, 0)
    assert site.status("a").reason == "ended with status 3; next start in 0.5 s"
    site.steps(3)
    assert site.status("a").state is State.BACKING_OFF
    site.steps(5)
    assert (site.status("a").state, site.status("a").restarts) == (State.READY, 1)
    assert len(site.backend.running("a")) == 1


def test_delays_grow_while_it_keeps_failing_and_the_service_is_never_given_up(site: Site) -> None:
    site.deployments.apply("app", make_desired(make_spec("a", command=("/bin/false",))))
    site.steps(1200)
    starts = [
        e.time for e in reversed(site.deployments.history("app", 10**6)) if e.data.get("reason") == "started"
    ]
    gaps = [round(later - earlier) for earlier, later in itertools.pairwise(starts)]
    assert gaps[:6] == sorted(gaps[:6])
    assert max(gaps) == 30
    assert site.status("a").restarts == len(starts) - 1


def test_a_task_is_given_up_and_tried_again_when_applied_again(site: Site) -> None:
    task = make_task("t", command=("/bin/false",))
    site.deployments.apply("app", make_desired(task))
    site.steps(200)
    assert site.status("t").state is State.FAILED
    assert len(site.backend.processes) == 5
    site.deployments.apply("app", make_desired(task))
    site.steps(1)
    assert len(site.backend.processes) == 6


def test_a_start_that_is_refused_backs_off_with_the_reason(site: Site) -> None:
    site.backend.refusals["a"] = "port 80 is taken"
    site.apply(make_spec("a"))
    assert site.status("a").state is State.BACKING_OFF
    assert site.status("a").reason.startswith("port 80 is taken; next start in")
    site.backend.refusals.clear()
    site.steps(12)
    assert site.status("a").state is State.READY


def test_too_much_memory_stops_and_starts_again(site: Site) -> None:
    site.apply(make_spec("a", limits=Limits(memory=256 * 2**20)))
    site.backend.grow("a", 300 * 2**20)
    site.steps(2)
    assert site.status("a").reason.startswith("used 300 MiB, limit 256 MiB")
    site.steps(12)
    assert (site.status("a").state, site.status("a").restarts) == (State.READY, 1)


def test_probes_decide_between_ready_and_unready(site: Site) -> None:
    site.apply(make_spec("a", readiness=Probe("tcp", "127.0.0.1", 7)))
    site.prober.silent = {7}
    site.steps(1)
    assert (site.status("a").state, site.status("a").reason) == (State.UNREADY, "port 7 is silent")
    site.prober.silent = set()
    site.steps(1)
    assert site.status("a").state is State.READY
    assert len(site.backend.processes) == 1


def test_what_does_not_become_ready_runs_again(site: Site) -> None:
    site.prober.silent = {1}
    site.apply(make_spec("a"))
    site.steps(33, seconds=1.0)
    assert site.status("a").restarts == 1
    assert "not ready within 30 s: port 1 is silent" in " ".join(
        str(event.data["reason"]) for event in site.deployments.history("app")
    )


def test_a_changed_component_is_replaced_alone(site: Site) -> None:
    site.apply(make_spec("a"), make_spec("b", "a"))
    site.apply(make_spec("a", host="other"), make_spec("b", "a"))
    site.steps(12)
    names = [Path(process.launch.directory).name for process in site.backend.processes]
    assert names == ["a", "b", "a"]
    assert site.states() == {"a": State.READY, "b": State.READY}


def test_destroy_stops_in_reverse_order_and_leaves_nothing(site: Site) -> None:
    site.apply(make_spec("a"), make_spec("b", "a"), make_spec("c", "b"))
    site.steps(12)
    assert not site.supervisor.idle()
    site.deployments.destroy("app")
    site.steps(12)
    stopped = [e.subject for e in reversed(site.deployments.history("app")) if e.type == "component.stopped"]
    assert stopped == ["c", "b", "a"]
    assert site.backend.running() == ()
    assert site.supervisor.idle()


def test_what_does_not_end_is_killed_after_its_grace(site: Site) -> None:
    site.backend.stubborn.add("a")
    site.apply(make_spec("a"))
    site.deployments.destroy("app")
    site.steps(9, seconds=1.0)
    assert len(site.backend.running("a")) == 1
    site.steps(5, seconds=1.0)
    assert site.backend.running() == ()
    reasons = [str(event.data["reason"]) for event in site.deployments.history("app", 2)]
    assert reasons[0] == "no longer wanted; did not end within 10 s, killed"


def test_a_new_supervisor_adopts_what_runs(site: Site) -> None:
    site.apply(make_spec("a"), make_spec("b", "a"))
    before = len(site.journal.read())
    site.supervisor = site.another()
    site.steps(20)
    assert len(site.backend.processes) == 2
    assert len(site.journal.read()) == before


def test_a_new_supervisor_sees_what_ended_meanwhile(site: Site) -> None:
    site.apply(make_spec("a"))
    site.backend.crash("a", status=None)
    site.supervisor = site.another()
    site.steps(1)
    assert site.status("a").reason.startswith("ended, its status is unknown")


def test_a_full_journal_starts_nothing_and_recovers(site: Site) -> None:
    site.deployments.apply("app", make_desired(make_spec("a")))
    site.journal.room = 0
    with pytest.raises(TransientError):
        site.supervisor.step()
    assert site.backend.processes == []
    site.journal.room = 1
    with pytest.raises(TransientError):
        site.supervisor.step()
    assert len(site.backend.processes) == 1
    site.journal.room = 10**9
    site.steps()
    assert len(site.backend.processes) == 1
    assert site.status("a").state is State.READY


def test_two_applications_do_not_touch_each_other(site: Site) -> None:
    site.apply(make_spec("a"))
    site.deployments.apply("other", make_desired(dataclasses.replace(make_spec("a"), host="second")))
    site.steps()
    site.deployments.destroy("app")
    site.steps()
    assert [p.launch.directory for p in site.backend.running()] == ["/nowhere/other/a"]
    assert site.deployments.applications() == ("other",)


def test_the_logs_of_what_runs_are_kept_bounded(site: Site) -> None:
    site.apply(make_spec("a"), make_task("t"))
    site.backend.trimmed.clear()
    site.supervisor.step()
    assert site.backend.trimmed == {"a"}
    site.deployments.destroy("app")
    site.steps(8, 5.0)
    site.backend.trimmed.clear()
    site.supervisor.step()
    assert site.backend.trimmed == set()


class TestServices:
    SERVICE = make_service("s")

    def change(self, site: Site, *changes: RouteChange) -> None:
        site.deployments.change("app", "s", changes, by="test", reason="because", saw={})

    def targets(self, site: Site) -> list[str]:
        (gateway,) = site.backend.running("s")
        services = json.loads(gateway.launch.live["routes.yaml"])["http"]["services"]
        shares = [s for name, s in sorted(services.items()) if name.startswith("route-")]
        return [server["url"] for s in shares for server in s["loadBalancer"]["servers"]]

    def test_a_service_comes_up_with_its_bundle_on_its_host(self, site: Site) -> None:
        site.deployments.apply("app", Desired((make_spec("user", "s"),), (self.SERVICE,)))
        site.steps(12)
        assert site.states() == {"s": State.READY, "s-1": State.READY, "user": State.READY}
        assert site.backend.carried == {ROOT / "app" / ".artifacts" / "host-1": {"digest-1"}}
        (replica,) = site.backend.running("s-1")
        assert replica.launch.files == {"spec.json": "/nowhere/app/.artifacts/host-1/digest-1"}
        assert self.targets(site) == ["http://127.0.0.9:20001"]
        assert site.types("s-1")[0] == "pending"
        assert site.status("s-1").reason.startswith("ready")

    def test_limits_and_routes_change_without_a_new_start(self, site: Site) -> None:
        site.deployments.apply("app", Desired((), (self.SERVICE,)))
        site.steps(12)
        before = {one.name: one.pid for one in site.deployments.status("app")}
        self.change(site, RouteChange("main", cpu=2.0, memory=2**29))
        site.steps(4)
        (replica,) = site.backend.running("s-1")
        assert replica.launch.limits == Limits(2.0, 2**29)
        assert {one.name: one.pid for one in site.deployments.status("app")} == before
        assert site.types("s-1")[-1] == "adjusted"

    def test_a_refusal_to_adjust_is_told_and_tried_again_after_a_while(self, site: Site) -> None:
        site.deployments.apply("app", Desired((), (self.SERVICE,)))
        site.steps(12)
        site.backend.refusals["s-1"] = "disk full"
        self.change(site, RouteChange("main", cpu=2.0))
        site.steps(10)
        told = [e for e in site.deployments.history("app") if e.type == "deployment.adjust-failed"]
        assert [event.data["reason"] for event in told] == ["disk full"]
        site.backend.refusals.clear()
        site.steps(25)
        assert site.backend.running("s-1")[0].launch.limits.cpu == 2.0

    def test_the_last_good_bundle_stays_and_older_ones_go(self, site: Site) -> None:
        site.deployments.apply("app", Desired((), (self.SERVICE,)))
        site.steps(12)
        for version in "234":
            artifact = make_route(version).artifact
            self.change(site, RouteChange("main", version=version, artifact=artifact))
            site.steps(60)
        folder = ROOT / "app" / ".artifacts" / "host-1"
        assert site.backend.carried[folder] == {"digest-3", "digest-4"}
        removed = [e for e in site.deployments.history("app") if e.type == "artifact.removed"]
        assert [event.data["digests"] for event in reversed(removed)] == [("digest-1",), ("digest-2",)]

    def test_a_carry_that_was_cut_off_is_begun_again(self, site: Site) -> None:
        site.backend.refusals["host-1"] = "no route to host"
        site.deployments.apply("app", Desired((), (self.SERVICE,)))
        site.steps(3)
        assert "no route to host" in site.status("s-1").reason
        site.backend.refusals.clear()
        site.supervisor = site.another()
        site.steps(20)
        assert site.states()["s-1"] is State.READY


class TestEngines:
    def test_another_engine_takes_over_and_nothing_is_left_on_the_first(self, site: Site) -> None:
        site.apply(make_spec("a"))
        site.deployments.apply("app", make_desired(make_spec("a", address="172.30.0.2"), engine="docker"))
        site.steps()
        assert site.backend.running() == ()
        assert [Path(p.launch.directory).name for p in site.docker.running()] == ["a"]

    def test_an_engine_that_is_gone_is_told_once_and_nothing_is_lost(self, site: Site) -> None:
        site.deployments.apply("other", make_desired(make_spec("b")))
        site.deployments.apply("app", make_desired(make_spec("a"), engine="docker"))
        site.steps()
        site.docker.gone = True
        site.deployments.destroy("other")
        site.steps()
        assert site.states() == {"a": State.READY}
        assert site.deployments.status("other") == (), "the other engine goes on"
        site.docker.gone = False
        site.deployments.destroy("app")
        site.steps()
        assert site.docker.running() == ()
        kinds = [e.type for e in reversed(site.deployments.history("app")) if "engine" in e.type]
        assert kinds == ["deployment.engine-gone", "deployment.engine-back"]
        (gone,) = [e for e in site.deployments.history("app") if e.type == "deployment.engine-gone"]
        assert gone.data["reason"] == "engine docker cannot be reached: no answer"
