"""What the faces see of a workspace in which nothing runs yet."""

from pathlib import Path

import pytest

from stratum.core.errors import NotFoundError
from stratum.core.events import Event
from stratum.deployment.types import ComponentSpec, Kind, Observed, Probe, Scrape, State
from stratum.monitoring.types import MACHINE, Target
from stratum.runtime.examples import example_files, example_names
from stratum.runtime.platform import Platform, event_view
from stratum.runtime.settings import Settings, read_settings
from stratum.runtime.targets import component_targets, targets
from stratum.runtime.wiring import Parts, new_id

SPEC = ComponentSpec(
    name="scorer",
    element="app/scorer",
    type="ModelService",
    host="fog-1",
    address="127.0.0.2",
    kind=Kind.SERVICE,
    command=("true",),
    files={},
    ports={},
    readiness=Probe("tcp"),
    scrape=Scrape("prometheus", "http://127.0.0.2:8080/metrics"),
)
RUNNING = Observed("scorer", State.READY, pid=42)


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = Parts(Settings(tmp_path / "flights"))
    made.workspace.create(example_files("01-flights"), "first")
    return made


@pytest.fixture
def platform(parts: Parts) -> Platform:
    return Platform(parts)


def test_the_workspace_names_what_is_in_it(platform: Platform, parts: Parts) -> None:
    told = platform.workspace()
    assert told["applications"] == ["flight-delays"]
    assert told["pipelines"] == ["delay-risk"]
    assert (told["branch"], told["dirty"]) == ("main", False)
    assert told["commit"] == parts.workspace.revision().commit


def test_an_application_is_shown_placed(platform: Platform) -> None:
    told = platform.application("flight-delays")
    hosts = told["hosts"]
    components = told["components"]
    assert isinstance(hosts, list)
    assert isinstance(components, list)
    assert {h["tier"] for h in hosts} == {"edge", "fog", "cloud"}
    assert [c["name"] for c in components if c["placed"]] == ["scorer", "processor"]
    assert told["findings"] == []


def test_a_broken_application_shows_its_findings(platform: Platform, parts: Parts) -> None:
    path = parts.workspace.root / "application.yaml"
    path.write_text(path.read_text().replace("hostedOn: cloud-1", "hostedOn: cloud-7"))
    findings = platform.application("flight-delays")["findings"]
    assert isinstance(findings, list)
    assert {f["severity"] for f in findings} == {"error"}
    assert all("application.yaml:" in f["position"] for f in findings)


def test_what_is_not_deployed_says_so(platform: Platform) -> None:
    told = platform.status("flight-delays")
    assert told["deployed"] is False
    assert told["components"] == told["hosts"] == []
    assert platform.events("flight-delays", 10) == {"events": []}
    assert platform.series("flight-delays", ["queue_pending"], 60) == {"series": []}


def test_events_of_all_parts_of_an_application_are_shown(platform: Platform, parts: Parts) -> None:
    for number, source in enumerate((
        "/lifecycle/flight-delays",
        "/lifecycle/other",
        "/resources/flight-delays",
    )):
        parts.journal.append(Event(str(number), source, "a.b", "scorer", float(number)))
    told = platform.events("flight-delays", 10)["events"]
    assert isinstance(told, list)
    assert [event["id"] for event in told] == ["2", "0"]


def test_why_an_element_is_as_it_is(platform: Platform, parts: Parts) -> None:
    parts.journal.append(Event("1", "/lifecycle/flight-delays", "model.stale", "scorer", 1.0))
    parts.journal.append(Event("2", "/lifecycle/flight-delays", "cycle.begun", "scorer", 2.0, {"cause": "1"}))
    steps = platform.why("scorer", 1)["steps"]
    assert isinstance(steps, list)
    assert [(step["level"], step["type"]) for step in steps] == [(0, "cycle.begun"), (1, "model.stale")]


def test_unknown_names_are_refused(platform: Platform) -> None:
    with pytest.raises(NotFoundError, match="no Application 'x'"):
        platform.status("x")
    with pytest.raises(NotFoundError, match="no training run 'y'"):
        platform.run("y")
    with pytest.raises(NotFoundError, match="no training run"):
        platform.run_file("../..", "run.json")


def test_an_empty_registry(platform: Platform) -> None:
    assert platform.models() == {"models": []}
    assert platform.runs() == {"runs": []}


def test_an_event_tells_people_things_and_not_specifications() -> None:
    event = Event(
        "1",
        "s",
        "component.ready",
        "a",
        5.0,
        {"reason": "answers", "saw": {"n": 1}, "by": "me", "token": "t"},
    )
    assert event_view(event)["data"] == {"reason": "answers", "saw": {"n": 1}, "by": "me"}
    assert event_view(event)["time"] == 5.0


def test_a_running_component_is_measured_from_outside_and_inside() -> None:
    outside = Target("process", "scorer", pid=42, host="fog-1")
    inside = Target("prometheus", "scorer", url="http://127.0.0.2:8080/metrics")
    assert component_targets(SPEC, RUNNING, "process") == [outside, inside]


def test_only_the_machine_is_measured_where_nothing_runs(parts: Parts) -> None:
    assert targets(parts) == [MACHINE]


def test_the_examples_are_complete() -> None:
    assert "01-flights" in example_names()
    assert {"application.yaml", "infrastructure.yaml", "pipeline.yaml"} <= set(example_files("01-flights"))
    with pytest.raises(NotFoundError, match="no example 'moon'") as caught:
        example_files("moon")
    assert "01-flights" in caught.value.hint


def test_a_named_workspace_goes_before_all(tmp_path: Path) -> None:
    assert read_settings(str(tmp_path)).workspace == tmp_path.resolve()
    assert read_settings(str(tmp_path)).workers >= 1


def test_the_page_is_on_port_7777_unless_told_otherwise(tmp_path: Path) -> None:
    assert read_settings(str(tmp_path)).port == 7777
    assert read_settings(str(tmp_path)).host == "127.0.0.1"


def test_ids_are_new_each_time() -> None:
    assert len({new_id() for _ in range(100)}) == 100
