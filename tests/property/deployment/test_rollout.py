"""Laws of the deployment, over random applications, crashes of components and crashes of the supervisor."""

from collections.abc import Callable, Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.core.events import Event
from stratum.deployment.agent.supervisor import Means, Supervisor
from stratum.deployment.logic.fold import fold, fold_from
from stratum.deployment.logic.order import dependency_order
from stratum.deployment.logic.plan import plan
from stratum.deployment.logic.records import Handle, Launch
from stratum.deployment.logic.snapshots import read_world, write_world
from stratum.deployment.service import Deployments
from stratum.deployment.types import ComponentSpec, State
from stratum.testing.components import make_desired, make_spec, make_task
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
NAMES = "abcde"


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


class CheckingBackend(FakeBackend):
    """Checks with every start that it is allowed to happen."""

    def __init__(self, allow: Callable[[Launch], None]) -> None:
        super().__init__()
        self.allow = allow

    def start(self, launch: Launch) -> Handle:
        self.allow(launch)
        return super().start(launch)


class Site:
    """A machine with an application whose supervisor may be killed at any time."""

    def __init__(self) -> None:
        self.journal, self.backend = CrashingJournal(), CheckingBackend(self.allow)
        self.clock, self.ids = ManualClock(), CountingIds()
        self.deployments = Deployments(self.journal, self.clock, self.ids, {"local": self.backend}, ROOT)
        self.supervisor = self.new_supervisor()

    def new_supervisor(self) -> Supervisor:
        means = Means({"local": self.backend}, FakeProber(), WORKERS)
        return Supervisor(self.journal, means, self.clock, self.ids, ROOT)

    def allow(self, launch: Launch) -> None:
        name = Path(launch.directory).name
        assert not self.backend.running(name, launch.role), f"{name} would run twice"
        wanted = {spec.name: spec for spec in self.deployments.desired("app")}
        up = {o.name for o in self.deployments.status("app") if o.state in {State.READY, State.DONE}}
        if launch.role == "main":
            assert up.issuperset(wanted[name].depends_on), f"{name} would start too early"

    def step(self) -> None:
        try:
            self.supervisor.step()
        except CrashError:
            self.supervisor = self.new_supervisor()
        self.clock.advance(1.0)

    def settle(self, specs: Sequence[ComponentSpec]) -> None:
        for _ in range(200):
            self.step()
            if not self.deployments.plan("app", make_desired(*specs)).actions and self.is_settled():
                return
        raise AssertionError(f"not settled: {self.deployments.status('app')}")

    def is_settled(self) -> bool:
        states = {item.state for item in self.deployments.status("app")}
        return states <= {State.READY, State.DONE}


@st.composite
def applications(draw: st.DrawFn) -> list[ComponentSpec]:
    """Up to five components, each needing some of those before it; some are tasks, some have hooks."""
    specs: list[ComponentSpec] = []
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=5)):
        before = [spec.name for spec in specs]
        needs = draw(st.lists(st.sampled_from(before), unique=True, max_size=3)) if before else []
        if draw(st.booleans()):
            specs.append(make_task(name, *needs))
        else:
            hook = draw(st.sampled_from([(), ("/bin/true",)]))
            host = draw(st.sampled_from(["host-1", "host-2"]))
            specs.append(make_spec(name, *needs, after_ready=hook, host=host))
    return draw(st.permutations(specs))


@settings(max_examples=60, deadline=None)
@given(first=applications(), second=applications())
def test_a_rollout_reaches_what_is_desired_and_the_next_plan_is_empty(
    first: list[ComponentSpec], second: list[ComponentSpec]
) -> None:
    site = Site()
    for specs in (first, second):
        site.deployments.apply("app", make_desired(*specs))
        site.settle(specs)
        services = {spec.name for spec in specs if spec.kind == "service"}
        assert {Path(p.launch.directory).name for p in site.backend.running()} == services
        assert not site.deployments.plan("app", make_desired(*specs)).actions


@settings(max_examples=100, deadline=None)
@given(
    specs=applications(),
    crashes=st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=4),
    ends=st.lists(st.tuples(st.integers(0, 30), st.sampled_from(NAMES)), max_size=4),
)
def test_killing_the_supervisor_anywhere_starts_nothing_twice(
    specs: list[ComponentSpec], crashes: list[tuple[int, bool]], ends: list[tuple[int, str]]
) -> None:
    site = Site()
    site.deployments.apply("app", make_desired(*specs))
    for countdown, stores in crashes:
        site.journal.countdown, site.journal.stores = countdown, stores
        for round_number in range(6):
            for at, name in ends:
                if at == round_number:
                    site.backend.crash(name)
            site.step()
    site.journal.countdown = -1
    site.settle(specs)
    if specs:
        site.deployments.destroy("app")
    for _ in range(30):
        site.step()
    assert site.backend.running() == site.backend.running(role="hook") == ()
    assert site.supervisor.idle()


@settings(max_examples=40, deadline=None)
@given(first=applications(), second=applications(), cut=st.integers(0, 200))
def test_folding_on_from_any_place_gives_the_same(
    first: list[ComponentSpec], second: list[ComponentSpec], cut: int
) -> None:
    site = Site()
    for specs in (first, second):
        site.deployments.apply("app", make_desired(*specs))
        site.settle(specs)
    events = [entry.event for entry in site.journal.read()]
    head, tail = events[:cut], events[cut:]
    assert fold_from(fold(head), tail) == fold(events)
    kept = read_world(write_world(fold(head)))
    assert kept == fold(head)
    assert fold_from(kept, tail) == fold(events)


@given(desired=applications(), known=applications())
def test_a_plan_names_each_component_once_and_respects_the_order(
    desired: list[ComponentSpec], known: list[ComponentSpec]
) -> None:
    made = plan("app", desired, [], known)
    names = [action.component for action in made.actions]
    assert sorted(names) == sorted(spec.name for spec in desired)
    place = {name: index for index, name in enumerate(names)}
    assert all(place[need] < place[spec.name] for spec in desired for need in spec.depends_on)


@given(st.dictionaries(st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES), max_size=2)))
def test_an_order_holds_every_name_once_or_there_is_a_circle(needs: dict[str, set[str]]) -> None:
    try:
        order = dependency_order(needs)
    except InvalidInputError:
        # Take away whoever needs nobody that is left: a circle is what remains.
        left = set(needs)
        while free := {name for name in left if not needs[name] & left}:
            left -= free
        assert left
        return
    assert sorted(order) == sorted(needs)
    assert all(
        order.index(need) < order.index(name) for name in needs for need in needs[name] if need in needs
    )
