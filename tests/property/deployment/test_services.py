"""Laws of services, over random changes of routes, readiness, crashes of replicas and of the supervisor."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.core.events import Event
from stratum.deployment.agent.supervisor import Means, Supervisor
from stratum.deployment.logic.fold import fold, fold_from
from stratum.deployment.logic.leaving import DRAIN
from stratum.deployment.logic.records import Handle, Launch
from stratum.deployment.logic.snapshots import read_world, write_world
from stratum.deployment.service import Deployments
from stratum.deployment.types import Desired, RouteChange, State
from stratum.testing.components import make_route, make_service, make_spec
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
HOSTS = {"host-1": "127.0.0.9", "host-2": "127.0.0.10"}


class CrashError(BaseException):
    """The supervisor is killed here; nothing in it may catch this."""


class CrashingJournal(MemoryJournal):
    """Kills whoever appends after so many appends: before the event is stored, or right after."""

    countdown = -1
    stores = False

    def append(self, event: Event) -> int:
        self.countdown -= 1
        if self.countdown == 0:
            if self.stores:
                super().append(event)
            raise CrashError
        return super().append(event)


class WatchingBackend(FakeBackend):
    """Looks at what a gateway is told, and at who is ended while it may still send requests there."""

    def __init__(self, clock: ManualClock, ready: Callable[[], set[int]]) -> None:
        super().__init__()
        self._clock, self._ready = clock, ready
        self.told: dict[tuple[int, int], float] = {}
        """When each port was last in the configuration of a gateway that runs, by process and port."""
        self.calm = True

    def start(self, launch: Launch) -> Handle:
        name = Path(launch.directory).name
        assert not self.running(name, launch.role), f"{name} would run twice"
        ports = set(launch.ports.values())
        busy = {port for p in self.running() for port in p.launch.ports.values()}
        assert not ports & busy, f"{name} would take a port twice"
        self._hear(launch)
        return super().start(launch)

    def adjust(self, handle: Handle, launch: Launch) -> None:
        self._hear(launch)
        super().adjust(handle, launch)

    def end(self, handle: Handle, *, force: bool) -> None:
        process = self._find(handle)
        if self.calm and process is not None and process.alive:
            for port in process.launch.ports.values():
                assert port not in self._sending(), f"requests still go to port {port}"
        super().end(handle, force=force)

    def _hear(self, launch: Launch) -> None:
        if "routes.yaml" not in launch.live:
            return
        self._sending()
        targets = ports_of(launch.live["routes.yaml"])
        ready = self._ready()
        assert targets & ready or not ready, f"{targets} are told, {ready} are ready"

    def _sending(self) -> set[int]:
        """Ports that a running gateway sends to, or did until a moment ago."""
        now = self._clock.now()
        pids = {process.handle.pid for process in self.running("s")}
        for process in self.running("s"):
            ports = ports_of(process.launch.live["routes.yaml"])
            self.told |= {(process.handle.pid, port): now for port in ports}
        return {port for (pid, port), when in self.told.items() if now - when < DRAIN and pid in pids}


def ports_of(routes: str) -> set[int]:
    services = json.loads(routes)["http"]["services"]
    answers = [s["name"] for s in services["answer"].get("weighted", {"services": []})["services"]]
    urls = [server["url"] for name in answers for server in services[name]["loadBalancer"]["servers"]]
    return {int(url.rpartition(":")[2]) for url in urls}


class Site:
    """A machine with one service whose supervisor may be killed at any time."""

    def __init__(self, minimum: int) -> None:
        self.journal, self.clock, self.ids = CrashingJournal(), ManualClock(), CountingIds()
        self.backend = WatchingBackend(self.clock, self.ready_ports)
        self.prober = FakeProber()
        backends = {"local": self.backend}
        self.deployments = Deployments(self.journal, self.clock, self.ids, backends, ROOT)
        self.desired = Desired((make_spec("user", "s"),), (make_service("s", minimum=minimum),))
        self.deployments.apply("app", self.desired)
        self.supervisor = self.another()

    def another(self) -> Supervisor:
        means = Means({"local": self.backend}, self.prober, WORKERS)
        return Supervisor(self.journal, means, self.clock, self.ids, ROOT)

    def ready_ports(self) -> set[int]:
        """Replicas that could answer: ready, and not there for copies only."""
        (state,) = self.deployments.services("app") or (None,)
        if state is None or not any(r.replicas for r in state.routes if not r.mirror):
            return set()
        answering = {route.name for route in state.routes if not route.mirror}
        return {
            20000 + r.slot
            for r in state.replicas
            if r.state is State.READY and not r.leaving and r.route in answering
        }

    def step(self, seconds: float) -> None:
        try:
            self.supervisor.step()
        except CrashError:
            self.supervisor = self.another()
        self.clock.advance(seconds)

    def do(self, what: str, value: Any) -> None:
        countdown, self.journal.countdown = self.journal.countdown, -1
        match what:
            case "change":
                self.change(*value)
            case "silence":
                self.prober.silent ^= {20000 + value}
            case "crash":
                self.backend.crash(f"s-{value}")
            case "gateway":
                self.backend.crash("s")
            case "kill":
                countdown, self.journal.stores = value
            case "apply":
                self.desired = Desired(
                    self.desired.components, (make_service("s", make_route(value), minimum=self.minimum),)
                )
                self.deployments.apply("app", self.desired)
        self.journal.countdown = countdown

    @property
    def minimum(self) -> int:
        return self.desired.services[0].minimum

    def change(self, *changes: RouteChange) -> None:
        try:
            self.deployments.change("app", "s", changes, by="x", reason="y", saw={})
        except InvalidInputError:
            assert changes[0].name != "main" or changes[0].replicas == 0

    def settle(self) -> None:
        self.journal.countdown = -1
        self.prober.silent.clear()
        for _ in range(300):
            self.step(0.5)
            (state,) = self.deployments.services("app")
            if all(r.state is State.READY and not r.leaving for r in state.replicas) and all(
                one.state is State.READY for one in self.deployments.status("app")
            ):
                return
        raise AssertionError(f"not settled: {self.deployments.status('app')}")


def pinned(version: str) -> dict[str, Any]:
    return {"version": version, "artifact": make_route(version).artifact}


changes = st.one_of(
    st.integers(0, 5).map(lambda n: (RouteChange("main", replicas=n),)),
    st.sampled_from("123").map(lambda v: (RouteChange("main", **pinned(v)),)),
    st.sampled_from(sorted(HOSTS)).map(lambda h: (RouteChange("main", host=h, address=HOSTS[h]),)),
    st.sampled_from([0.5, 1.0, 2.0]).map(lambda c: (RouteChange("main", cpu=c),)),
    st.sampled_from("123").map(lambda v: (RouteChange("canary", **pinned(v), replicas=1, weight=0.1),)),
    st.sampled_from("123").map(lambda v: (RouteChange("shadow", **pinned(v), replicas=1, mirror=True),)),
    st.sampled_from(["canary", "shadow"]).map(lambda name: (RouteChange(name, drop=True),)),
    st.sampled_from("123").map(
        lambda v: (RouteChange("main", **pinned(v)), RouteChange("canary", drop=True))
    ),
)
happenings = st.one_of(
    st.tuples(st.just("change"), changes),
    st.tuples(st.just("silence"), st.integers(1, 4)),
    st.tuples(st.just("crash"), st.integers(1, 4)),
    st.tuples(st.just("gateway"), st.none()),
    st.tuples(st.just("kill"), st.tuples(st.integers(1, 9), st.booleans())),
    st.tuples(st.just("apply"), st.sampled_from("12")),
)
stories = st.lists(st.tuples(happenings, st.integers(0, 6), st.sampled_from([0.1, 1.0])), max_size=8)


def tell(site: Site, story: list[tuple[tuple[str, Any], int, float]]) -> None:
    for _ in range(8):
        site.step(0.5)
    for (what, value), rounds, seconds in story:
        site.do(what, value)
        for _ in range(rounds):
            site.step(seconds)


@settings(max_examples=50, deadline=None)
@given(story=stories, minimum=st.sampled_from([0, 1]))
def test_no_request_is_sent_to_what_ends_and_the_routes_come_true(
    story: list[tuple[tuple[str, Any], int, float]], minimum: int
) -> None:
    site = Site(minimum)
    tell(site, story)
    site.settle()
    (state,) = site.deployments.services("app")
    for route in state.routes:
        mine = [r for r in state.replicas if r.route == route.name]
        assert len(mine) == route.replicas
        assert {(r.version, r.host) for r in mine} <= {(route.version, route.host)}
    running = {Path(p.launch.directory).name for p in site.backend.running()}
    assert running == {spec.name for spec in site.deployments.desired("app")}
    limits = {r.name: next(x.limits for x in state.routes if x.name == r.route) for r in state.replicas}
    for name, limit in limits.items():
        (process,) = site.backend.running(name)
        assert process.launch.limits == limit
    site.backend.calm = False
    site.deployments.destroy("app")
    for _ in range(60):
        site.step(0.5)
    assert site.backend.running() == ()
    assert site.supervisor.idle()


@settings(max_examples=25, deadline=None)
@given(story=stories, cut=st.integers(0, 200))
def test_folding_on_from_any_place_gives_the_same(
    story: list[tuple[tuple[str, Any], int, float]], cut: int
) -> None:
    site = Site(1)
    tell(site, story)
    events = [entry.event for entry in site.journal.read()]
    head, tail = events[:cut], events[cut:]
    assert fold_from(fold(head), tail) == fold(events)
    kept = read_world(write_world(fold(head)))
    assert kept == fold(head)
    assert fold_from(kept, tail) == fold(events)


@settings(max_examples=25, deadline=None)
@given(first=changes, second=changes)
def test_two_writers_do_not_undo_each_other(
    first: tuple[RouteChange, ...], second: tuple[RouteChange, ...]
) -> None:
    """Changes of different routes give the same routes in either order."""
    if {c.name for c in first} & {c.name for c in second} or "main" in {c.name for c in (*first, *second)}:
        return
    found = []
    for order in ((first, second), (second, first)):
        site = Site(1)
        for one in order:
            site.change(*one)
        (state,) = site.deployments.services("app")
        found.append(set(state.routes))
    assert found[0] == found[1]
