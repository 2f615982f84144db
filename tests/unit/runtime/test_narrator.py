"""The story of a run from a real workspace: documents, deployments, journal, readings, registry."""

import dataclasses
from pathlib import Path
from typing import Any

import msgspec
import pytest

from stratum.core.bundles import GRAPH
from stratum.core.errors import NotFoundError
from stratum.core.events import Event
from stratum.core.journal import Entry
from stratum.core.samples import Sample
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
)
from stratum.runtime.examples import example_files
from stratum.runtime.narrator import former_services
from stratum.runtime.platform import Platform
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.bundles import write_bundle, write_numeric_bundle
from stratum.testing.fakes import CountingIds, FakeBackend, ManualClock, MemoryJournal

APPLICATION = "flight-delays"
SERVICE = "scorer"


def component(name: str) -> ComponentSpec:
    return ComponentSpec(
        name, f"{APPLICATION}/{SERVICE}", "ModelService", "fog-1", "127.20.0.4", Kind.SERVICE,
        ("server", "{port}"), {}, {"http": 8080}, Probe("tcp", "127.20.0.4", 8080),
    )  # fmt: skip


def spec(maximum: int = 4) -> ServiceSpec:
    route = Route("main", "3", Artifact("d3", "/b/3"), "fog-1", "127.20.0.4", 1, Limits(0.5, 2**28))
    return ServiceSpec(
        SERVICE, component(SERVICE), component(SERVICE), 9100, (route,), minimum=1, maximum=maximum
    )


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = Parts(Settings(tmp_path / "flights"))
    made.workspace.create(example_files("01-flights"), "first")
    return made


def deployments(parts: Parts) -> Deployments:
    clock = parts.clock
    return Deployments(parts.journal, clock, CountingIds(), {"local": FakeBackend()}, parts.deployments_root)


def told(parts: Parts) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(Platform(parts).story(APPLICATION, 600)))
    return found


def promote(found: Deployments) -> None:
    change = RouteChange("main", version="4", artifact=Artifact("d4", "/b/4"))
    found.change(APPLICATION, SERVICE, [change], by="lifecycle", reason="better", saw={"accuracy": 0.8})


def test_what_was_never_deployed_is_told_from_its_document(parts: Parts) -> None:
    story = told(parts)
    (service,) = story["services"]
    assert (story["running"], service["running"], service["routes"]) == (False, False, [])
    assert (service["name"], service["model"]) == (SERVICE, "delay-risk")
    assert service["objective"] == {"p95Latency": 0.1, "errorRate": 0.01}


def test_routes_follow_their_changes_and_the_decisions_say_why(parts: Parts) -> None:
    found = deployments(parts)
    found.apply(APPLICATION, Desired(services=(spec(),)))
    promote(found)
    story = told(parts)
    (service,) = story["services"]
    assert [(route["name"], route["version"]) for route in service["routes"]] == [("main", "4")]
    assert (service["minimum"], service["maximum"]) == (1, 4)
    newest = story["decisions"][0]
    assert (newest["type"], newest["subject"], newest["reason"]) == ("deployment.routes", SERVICE, "better")
    assert newest["saw"] == {"accuracy": 0.8}


def test_after_the_end_the_last_routes_and_the_history_are_told(parts: Parts) -> None:
    found = deployments(parts)
    found.apply(APPLICATION, Desired(services=(spec(),)))
    promote(found)
    found.apply(APPLICATION, Desired(services=(spec(),), components=(component("board"),)))
    found.destroy(APPLICATION)
    story = told(parts)
    (service,) = story["services"]
    assert (story["running"], service["running"]) == (False, False)
    assert [(one["version"], one["ready"]) for one in service["routes"]] == [("4", 0)]
    assert [one["type"] for one in story["decisions"]] == [
        "deployment.destroyed",
        "deployment.desired",
        "deployment.routes",
        "deployment.desired",
    ]


def test_readings_and_lifecycle_come_together(parts: Parts) -> None:
    found, now = deployments(parts), parts.clock.now()
    found.apply(APPLICATION, Desired(services=(spec(),)))
    for second in range(5):
        time = now - 5 + second
        parts.samples.write([
            Sample("requests_per_second", SERVICE, time, 40.0 + second),
            Sample("data_time_seconds", SERVICE, time, 1e9 + second * 86_400),
            Sample("model_accuracy_ratio", SERVICE, time, 0.8, {"version": "3"}),
            Sample("model_accuracy_ratio", SERVICE, time, 0.7, {"version": "baseline"}),
        ])
    stale = Event("s", f"/lifecycle/{APPLICATION}", "model.stale", SERVICE, now, {"reason": "old"})
    parts.journal.append(stale)
    other = Event("o", "/lifecycle/other", "model.stale", SERVICE, now, {"reason": "not ours"})
    parts.journal.append(other)
    (service,) = told(parts)["services"]
    assert [value for _, value in service["series"]["load"]] == [40.0, 41.0, 42.0, 43.0, 44.0]
    assert service["dataTime"] == 1e9 + 4 * 86_400
    assert {value for _, value in service["accuracy"]["baseline"]} == {0.7}
    assert (service["cycle"]["stage"], service["cycle"]["reason"]) == ("stale", "old")
    assert len(service["cycle"]["steps"]) == 1


def test_rules_are_told_where_they_are_about_this_application(parts: Parts) -> None:
    now = parts.clock.now()
    parts.journal.append(Event("c", f"/lifecycle/{APPLICATION}", "model.stale", SERVICE, now, {}))
    for number, (subject, cause) in enumerate([("elsewhere", "c"), (SERVICE, ""), ("elsewhere", "x")]):
        data = {"reason": "told", "cause": cause}
        parts.journal.append(Event(f"r{number}", "/rules/rules.yaml", "rule.fired", subject, now, data))
    rules = [one["id"] for one in told(parts)["decisions"] if one["source"] == "/rules/rules.yaml"]
    assert rules == ["r1", "r0"]


def register_versions(parts: Parts, folder: Path, count: int) -> None:
    whole = write_numeric_bundle(folder / "0")
    graph = (folder / "0" / GRAPH).read_bytes()
    for number in range(1, count + 1):
        made = dataclasses.replace(whole, name="delay-risk", parameters={"number": number})
        write_bundle(folder / str(number), made, graph)
        parts.registry.register(folder / str(number), "")


def test_who_answered_first_is_known_after_many_changes_of_scale(parts: Parts, tmp_path: Path) -> None:
    register_versions(parts, tmp_path / "bundles", 3)
    found = deployments(parts)
    found.apply(APPLICATION, Desired(services=(spec(),)))
    early = parts.clock.now()
    parts.samples.write([
        Sample("data_time_seconds", SERVICE, early, 1e9),
        Sample("model_age_seconds", SERVICE, early, 1e6),
    ])
    for number in range(250):
        change = RouteChange("main", replicas=2 - number % 2)
        found.change(APPLICATION, SERVICE, [change], by="resources", reason="load", saw={})
    promote(found)
    story = told(parts)
    assert [one["type"] for one in story["decisions"]].count("deployment.routes") == 40
    first = next(one for one in story["services"][0]["versions"] if str(one["version"]) == "3")
    assert first["trainedUntil"] == 1e9 - 1e6


def test_a_document_with_errors_keeps_what_it_said(parts: Parts) -> None:
    platform = Platform(parts)
    platform.story(APPLICATION, 600)
    path = parts.workspace.root / "application.yaml"
    whole = path.read_text()
    assert "model: delay-risk" in whole
    path.write_text(whole.replace("model: delay-risk", "model: 7"))
    services = platform.story(APPLICATION, 600)["services"]
    assert isinstance(services, list)
    assert [one["model"] for one in services] == ["delay-risk"]


def test_unknown_applications_are_refused(parts: Parts) -> None:
    with pytest.raises(NotFoundError):
        Platform(parts).story("x", 600)


def test_former_services_need_no_order_and_no_doubles(tmp_path: Path) -> None:
    journal = MemoryJournal()
    found = Deployments(journal, ManualClock(), CountingIds(), {"local": FakeBackend()}, tmp_path)
    found.apply(APPLICATION, Desired(services=(spec(),)))
    promote(found)
    found.destroy(APPLICATION)
    entries: tuple[Entry, ...] = journal.read()
    (state,) = former_services(APPLICATION, (*reversed(entries), *entries))
    assert [route.version for route in state.routes] == ["4"]
    assert former_services(APPLICATION, ()) == ()
    assert former_services("other", entries) == ()
