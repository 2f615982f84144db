"""The resource manager at work: the real deployments, journal and samples; processes are only told of."""

import dataclasses
import itertools
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest

from stratum.core.events import Event
from stratum.core.journal import Query
from stratum.core.samples import Sample
from stratum.core.topology import Resources
from stratum.deployment.logic import fold
from stratum.deployment.logic.records import Record
from stratum.deployment.service import Deployments
from stratum.deployment.types import (
    Artifact,
    ComponentSpec,
    Desired,
    Kind,
    Limits,
    Probe,
    Route,
    RouteChange,
    ServiceSpec,
    State,
)
from stratum.monitoring.store import SampleStore
from stratum.resources.types import Bounds, Objective, Rules
from stratum.runtime.gauging import RULED, Survey
from stratum.runtime.managing import ResourceKeeper
from stratum.testing.fakes import CountingIds, FakeBackend, ManualClock, MemoryJournal

GIB = 2**30
APP = "flights"
LIMITS = Limits(0.5, GIB)
FREE = Limits()
RULES = Rules(
    "utilisation",
    Bounds(1, 6, Resources(0.5, GIB), Resources(1.0, GIB)),
    Objective(0.1),
    cooldown=5.0,
    idle=30.0,
    suitable=("fog-1", "cloud-1"),
)
SURVEY = Survey(
    {"scorer": RULES},
    {"fog-1": Resources(2.5, 8 * GIB), "cloud-1": Resources(8.0, 32 * GIB)},
    {"fog-1": "127.0.0.1", "cloud-1": "127.0.0.2"},
)


def component(name: str, *, host: str = "fog-1", limits: Limits = FREE) -> ComponentSpec:
    probe = Probe("http", "127.0.0.1", 8080, "/ready")
    return ComponentSpec(
        name,
        f"{APP}/{name}",
        "X",
        host,
        "127.0.0.1",
        Kind.SERVICE,
        ("serve", name),
        {},
        {"port": 8080},
        probe,
        limits=limits,
    )


def desired(minimum: int = 1, taken: float = 0.5) -> Desired:
    replica = dataclasses.replace(
        component("scorer"), limits=LIMITS, command=("serve", "{port}", "{artifact}")
    )
    route = Route("main", "3", Artifact("d1", "/bundles/d1"), "fog-1", "127.0.0.1", max(1, minimum), LIMITS)
    waker = None if minimum else component("scorer-activator")
    gateway = component("scorer")
    service = ServiceSpec("scorer", replica, gateway, 8080, (route,), waker, minimum, 6, Limits(1.0, GIB))
    return Desired((component("broker", limits=Limits(taken, GIB)),), (service,))


@dataclasses.dataclass
class House:
    """A workspace with one service, its clock, and what was measured in it."""

    journal: MemoryJournal
    clock: ManualClock
    deployments: Deployments
    samples: SampleStore

    def keeper(self) -> ResourceKeeper:
        """A new one, as after a restart of the agent."""
        ids = CountingIds(f"keeper-{len(self.journal.read())}")
        return ResourceKeeper(self.deployments, self.samples, self.journal, ids)

    def note(self, survey: Survey) -> None:
        """The rules as an apply notes them."""
        data = {"reason": "applied", "survey": msgspec.to_builtins(survey)}
        number = len(self.journal.read())
        self.journal.append(Event(f"note-{number}", f"/resources/{APP}", RULED, APP, self.clock.now(), data))

    def start(self) -> None:
        """Every replica that should run answers from now on."""
        specs = {spec.name: spec for spec in self.deployments.desired(APP)}
        for replica in self.deployments.services(APP)[0].replicas:
            if replica.state is not State.READY:
                record = Record(
                    replica.name, State.READY, digest=specs[replica.name].digest(), pid=100 + replica.slot,
                    started=self.clock.now(), service="scorer",
                )  # fmt: skip
                data, ids = fold.record_data(record), CountingIds(f"ready-{replica.name}-{self.clock.now()}")
                event = Event(
                    ids(), fold.source_of(APP), "component.ready", replica.name, self.clock.now(), data
                )
                self.journal.append(event)

    def run(self, keeper: ResourceKeeper, seconds: int, **levels: float) -> None:
        """Let seconds pass, each with these readings, and new replicas answer at once."""
        for _ in range(seconds):
            self.clock.advance(1.0)
            self.read(**levels)
            keeper.step(self.clock.now())
            self.start()

    def read(self, **levels: float) -> None:
        """Measure once. ``used`` is a share of what is allowed."""
        now, main = self.clock.now(), self.main
        allowed = main.replicas * main.limits.cpu
        values = {
            "requests_per_second": levels.get("rate"),
            "latency_p95_seconds": levels.get("p95"),
            "requests_waiting": levels.get("waiting"),
        }
        if "used" in levels:
            values |= {"service_cpu_cores": levels["used"] * allowed, "service_cpu_limit_cores": allowed}
        self.samples.write([Sample(m, "scorer", now, v) for m, v in values.items() if v is not None])

    @property
    def main(self) -> Route:
        """The route as it should be."""
        return self.deployments.services(APP)[0].routes[0]

    def told(self, kind: str = "*") -> list[Event]:
        """What the manager has said, oldest first."""
        query = Query(source=f"/resources/{APP}", type=f"resources.{kind}", limit=1000)
        found = [entry.event for entry in reversed(self.journal.find(query))]
        return [event for event in found if event.type != RULED]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    journal, clock = MemoryJournal(), ManualClock()
    deployments = Deployments(journal, clock, CountingIds(), {"local": FakeBackend()}, tmp_path)
    samples = SampleStore(tmp_path / "metrics.db")
    deployments.apply(APP, desired())
    made = House(journal, clock, deployments, samples)
    made.note(SURVEY)
    made.start()
    yield made
    samples.close()


def with_rules(house: House, **changes: object) -> None:
    rules = dataclasses.replace(RULES, **changes)  # type: ignore[arg-type]
    house.note(dataclasses.replace(SURVEY, rules={"scorer": rules}))


def test_load_raises_limits_then_adds_replicas_and_says_why(house: House) -> None:
    keeper = house.keeper()
    house.run(keeper, 8, rate=50.0, used=0.95)
    assert (house.main.replicas, house.main.limits.cpu) == (1, 1.0)
    (resized,) = house.told()
    assert (resized.type, resized.subject) == ("resources.resized", "scorer")
    assert resized.data["reason"] == "1 x 0.5 cores -> 1 x 1 core: utilisation 95% is above 70%"
    saw = resized.data["saw"]
    assert isinstance(saw, Mapping)
    assert (saw["utilisation_ratio"], saw["host_free_cpu"]) == (pytest.approx(0.95), 2.0)
    assert resized.data["before"] == {"replicas": 1, "cpu": 0.5, "memory": GIB, "host": "fog-1"}
    assert resized.data["after"] == {"replicas": 1, "cpu": 1.0, "memory": GIB, "host": "fog-1"}
    house.run(keeper, 8, rate=90.0, used=0.95)
    assert (house.main.replicas, house.main.limits.cpu) == (2, 1.0)
    assert [event.type for event in house.told()] == ["resources.resized", "resources.scaled"]


def test_the_routes_say_who_changed_them(house: House) -> None:
    house.run(house.keeper(), 8, rate=50.0, used=0.95)
    (entry,) = house.journal.find(Query(source=fold.source_of(APP), type=fold.ROUTES))
    assert (entry.event.subject, entry.event.data["by"]) == ("scorer", "resources")
    assert entry.event.data["changes"] == [{"name": "main", "drop": False, "cpu": 1.0}]


def test_it_looks_once_a_second_only(house: House) -> None:
    keeper = house.keeper()
    house.run(keeper, 5, rate=50.0, used=0.95)
    before = len(house.journal.read())
    house.clock.advance(0.4)
    keeper.step(house.clock.now())
    assert len(house.journal.read()) == before


def test_what_other_components_take_is_not_free(house: House) -> None:
    house.deployments.apply(APP, desired(taken=1.5))
    keeper = house.keeper()
    with_rules(house, suitable=("fog-1",))
    house.run(keeper, 40, rate=90.0, used=0.95)
    # 2.5 cores less 1.5 of the broker is 1: one replica with one core, and no second
    assert (house.main.replicas, house.main.limits.cpu) == (1, 1.0)
    (held,) = house.told("held")
    assert "fog-1 is full" in str(held.data["reason"])


def test_so_is_what_another_application_takes(house: House) -> None:
    house.deployments.apply("other", Desired((component("hog", limits=Limits(1.5, GIB)),)))
    keeper = house.keeper()
    with_rules(house, suitable=("fog-1",))
    house.run(keeper, 20, rate=90.0, used=0.95)
    # 2.5 less 0.5 less 1.5 is 0.5, and that it has already
    assert (house.main.replicas, house.main.limits.cpu) == (1, 0.5)


def test_a_canary_takes_its_part_and_is_not_scaled(house: House) -> None:
    canary = RouteChange("canary", version="4", artifact=Artifact("d2", "/bundles/d2"), replicas=3, cpu=0.5)
    house.deployments.change(APP, "scorer", (canary,), by="test", reason="try", saw={})
    with_rules(house, suitable=("fog-1",))
    house.run(house.keeper(), 20, rate=90.0, used=0.95)
    routes = {route.name: route for route in house.deployments.services(APP)[0].routes}
    assert routes["canary"].replicas == 3
    assert (routes["main"].replicas, routes["main"].limits.cpu) == (1, 0.5)


def test_a_full_host_is_left_for_another(house: House) -> None:
    house.deployments.apply(APP, desired(taken=1.5))
    house.run(house.keeper(), 25, rate=90.0, used=0.95)
    moved = house.told("migrated")[0]
    assert (house.main.host, house.main.address) == ("cloud-1", "127.0.0.2")
    assert "fog-1 -> cloud-1: fog-1 is full" in str(moved.data["reason"])
    after = moved.data["after"]
    assert isinstance(after, Mapping)
    assert (after["host"], after["replicas"]) == ("cloud-1", 2)


def test_it_sleeps_when_idle_and_wakes_when_somebody_waits(house: House) -> None:
    house.deployments.apply(APP, desired(minimum=0))
    with_rules(house, bounds=dataclasses.replace(RULES.bounds, minimum=0))
    keeper = house.keeper()
    house.run(keeper, 5, rate=1.0, used=0.1)
    house.run(keeper, 33, rate=0.0, used=0.0)
    assert house.main.replicas == 0
    assert str(house.told("slept")[0].data["reason"]).startswith("no request for 3")
    house.run(keeper, 60)
    assert house.main.replicas == 0
    house.run(keeper, 1, waiting=2.0)
    assert house.main.replicas == 1
    assert house.told("woken")[0].data["reason"] == "2 requests wait for it"


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ({}, "requests_per_second is not read"),
        ({"rate": math.inf, "used": 0.95}, "requests_per_second was read as inf"),
        ({"rate": -3.0, "used": 0.95}, "requests_per_second was read as -3"),
        ({"rate": 2e9, "used": 0.95}, "requests_per_second was read as 2e+09"),
        ({"rate": 50.0}, "utilisation_ratio is not read"),
    ],
)
def test_missing_or_absurd_readings_hold_and_are_told_once_a_minute(
    house: House, levels: dict[str, float], told: str
) -> None:
    house.run(house.keeper(), 76, **levels)
    assert (house.main.replicas, house.main.limits.cpu) == (1, 0.5)
    assert house.told() == house.told("held")
    times = [event.time for event in house.told()]
    assert 1 <= len(times) <= 2
    assert all(later - earlier >= 60 for earlier, later in itertools.pairwise(times))
    assert all(told in str(event.data["reason"]) for event in house.told())


def test_stale_readings_hold(house: House) -> None:
    keeper = house.keeper()
    house.run(keeper, 4, rate=50.0, used=0.95)
    house.told()
    size = house.main
    house.run(keeper, 40)
    assert house.main.limits.cpu <= max(size.limits.cpu, 1.0)
    assert "requests_per_second was last read" in str(house.told("held")[0].data["reason"])


def test_a_restart_carries_on(house: House) -> None:
    first = house.keeper()
    house.run(first, 8, rate=50.0, used=0.95)
    again = house.keeper()
    changes = len(house.told())
    house.run(again, 1, rate=50.0, used=0.95)
    assert len(house.told()) == changes, "the cool-down goes on"


def test_other_rules_count_from_the_apply_that_notes_them(house: House) -> None:
    with_rules(house, policy="none")
    keeper = house.keeper()
    house.run(keeper, 20, rate=50.0, used=0.95)
    assert house.told() == []
    with_rules(house, policy="utilisation")
    house.run(keeper, 2, rate=50.0, used=0.95)
    (event,) = house.told()
    assert event.data["policy"] == "utilisation"


def test_a_change_by_hand_begins_a_cooldown(house: House) -> None:
    with_rules(house, cooldown=20.0)
    keeper = house.keeper()
    house.run(keeper, 30, rate=1.0, used=0.5)
    house.deployments.change(APP, "scorer", (RouteChange("main", replicas=2),), by="user", reason="r", saw={})
    house.start()
    house.run(keeper, 18, rate=50.0, used=0.95)
    assert house.told() == []
    house.run(keeper, 6, rate=50.0, used=0.95)
    assert len(house.told()) == 1


def test_an_unknown_policy_holds_and_lists_the_known_ones(house: House) -> None:
    with_rules(house, policy="moon")
    house.run(house.keeper(), 20, rate=50.0, used=0.95)
    (held,) = house.told()
    assert "policy moon failed: no plug-in 'moon'" in str(held.data["reason"])
    assert "known: forecast, hpa" in str(held.data["reason"])


def test_what_the_deployment_refuses_is_told_and_not_remembered(house: House) -> None:
    with_rules(house, bounds=dataclasses.replace(RULES.bounds, ceiling=Resources(2.0, GIB)))
    house.run(house.keeper(), 40, rate=90.0, used=0.95)
    held = house.told("held")
    assert "not done: route main of scorer: cpu is" in str(held[0].data["reason"])
    assert len(held) == 1


def test_a_service_without_scaling_is_left_alone(house: House) -> None:
    house.note(dataclasses.replace(SURVEY, rules={}))
    house.run(house.keeper(), 20, rate=90.0, used=0.95)
    assert house.told() == []
    assert house.main.limits.cpu == 0.5


def test_nothing_runs_nothing_is_done(house: House) -> None:
    house.deployments.destroy(APP)
    keeper = house.keeper()
    house.clock.advance(1.0)
    keeper.step(house.clock.now())
    keeper.close()
    assert house.told() == []
