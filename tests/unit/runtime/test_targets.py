"""Which components are read how, and what makes up a service."""

import dataclasses
from pathlib import Path

from stratum.deployment.types import (
    Artifact,
    Limits,
    Observed,
    ReplicaState,
    Route,
    Scrape,
    ServiceSpec,
    ServiceState,
    State,
)
from stratum.monitoring.types import Service, Target
from stratum.runtime.targets import component_targets, database_targets, measured_service
from stratum.testing.components import make_spec

SCRAPE = Scrape("prometheus", "http://127.0.0.9:8080/metrics")


def replica(slot: int, route: str, version: str, state: State = State.READY, **more: bool) -> ReplicaState:
    return ReplicaState(f"scorer-{slot}", route, slot, state, 100 + slot, 1.0, version, "fog-1", **more)


def route(name: str, version: str, replicas: int, cpu: float = 0.5, **more: bool) -> Route:
    artifact = Artifact(f"digest-{version}", f"/bundles/{version}")
    return Route(name, version, artifact, "fog-1", "127.0.0.2", replicas, Limits(cpu), **more)


def state(routes: tuple[Route, ...], *replicas: ReplicaState) -> ServiceState:
    part = make_spec("part")
    return ServiceState(ServiceSpec("scorer", part, part, 8080, routes), routes, replicas)


def test_a_component_that_runs_is_measured_from_outside_and_inside() -> None:
    spec = make_spec("scorer-1", scrape=SCRAPE, service="scorer")
    running = Observed("scorer-1", State.READY, pid=42)
    assert component_targets(spec, running, "container") == [
        Target("container", "scorer-1", pid=42, host="host-1"),
        Target("prometheus", "scorer-1", url=SCRAPE.url, service="scorer"),
    ]


def test_one_that_does_not_run_is_not_measured() -> None:
    for one in (
        Observed("a", State.STARTING, pid=42),
        Observed("a", State.READY),
        Observed("a", State.FAILED),
    ):
        assert component_targets(make_spec("a", scrape=SCRAPE), one, "process") == []


def test_the_monitor_of_a_model_tells_of_its_service() -> None:
    running = Observed("scorer-monitor", State.READY, pid=42)
    _, inside = component_targets(make_spec("scorer-monitor", scrape=SCRAPE), running, "process")
    assert inside.service == "scorer"


def test_an_embedded_database_is_measured_though_its_task_has_ended(tmp_path: Path) -> None:
    (tmp_path / "archive.db").touch()
    assert database_targets("archive", tmp_path) == [
        Target("files", "archive", path=str(tmp_path / "archive.db"))
    ]
    assert database_targets("other", tmp_path) == []


def test_a_service_counts_what_answers_and_no_mirrors() -> None:
    routes = (route("main", "3", 2), route("canary", "4", 1), route("shadow", "5", 1, mirror=True))
    found = measured_service(
        state(
            routes,
            replica(1, "main", "3"),
            replica(2, "main", "3", State.STARTING),
            replica(3, "canary", "4"),
            replica(4, "shadow", "5"),
            replica(5, "main", "2", leaving=True),
        )
    )
    assert found == Service(
        "scorer",
        ready=2,
        desired=3,
        cpu_limit=1.0,
        serving=frozenset({"scorer-1", "scorer-2", "scorer-3", "scorer-5"}),
        versions={"scorer-1": "3", "scorer-2": "3", "scorer-3": "4", "scorer-4": "5", "scorer-5": "2"},
        routes={"route-main": "3", "route-main-before": "2", "route-canary": "4", "route-shadow": "5"},
    )


def test_one_replica_without_a_limit_leaves_the_service_without_one() -> None:
    routes = (route("main", "3", 1), route("canary", "4", 1, cpu=0.0))
    both = state(routes, replica(1, "main", "3"), replica(2, "canary", "4"))
    assert measured_service(both).cpu_limit == 0.0
    assert measured_service(dataclasses.replace(both, replicas=both.replicas[:1])).cpu_limit == 0.5


def test_a_service_that_sleeps_has_nothing() -> None:
    assert measured_service(state((route("main", "3", 0),))) == Service("scorer", routes={"route-main": "3"})
