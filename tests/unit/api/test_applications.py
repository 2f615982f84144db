"""``/api/applications``."""

from collections.abc import Callable

import httpx
import pytest

from stratum.monitoring.logic.resolutions import RESOLUTIONS
from stratum.testing.fakes_view import FakePlatform

Ask = Callable[..., httpx.Response]


def test_workspace_names_its_applications(get: Ask) -> None:
    answer = get("/api/workspace")
    assert answer.status_code == 200
    assert answer.json()["applications"] == ["app"]
    assert answer.headers["cache-control"] == "no-store"


def test_application_is_the_view_s_answer(get: Ask, view: FakePlatform) -> None:
    assert get("/api/applications/app").json() == view.applications["app"]


def test_status_holds_components_and_hosts(get: Ask) -> None:
    status = get("/api/applications/app/status").json()
    assert status["deployed"] is True
    assert status["components"][0]["metrics"]["component_cpu_cores"] == 0.25
    assert [host["name"] for host in status["hosts"]] == ["fog-1"]


def test_series_of_several_metrics_and_a_time(get: Ask) -> None:
    address = "/api/applications/app/series?metric=component_cpu_cores,queue_pending&seconds=20"
    series = get(address).json()["series"]
    assert {one["metric"] for one in series} == {"component_cpu_cores", "queue_pending"}
    assert all(len(one["points"]) == 4 for one in series)


def test_series_go_back_as_far_as_readings_are_kept(get: Ask) -> None:
    address, kept = "/api/applications/app/series?metric=component_cpu_cores&seconds=", RESOLUTIONS[-1].keep
    assert [get(f"{address}{seconds}").status_code for seconds in (kept, kept + 1)] == [200, 422]


def test_events_are_cut_at_the_limit(get: Ask) -> None:
    assert [e["id"] for e in get("/api/applications/app/events?limit=1").json()["events"]] == ["2"]
    assert len(get("/api/applications/app/events").json()["events"]) == 2


@pytest.mark.parametrize("path", ["", "/status", "/series?metric=x", "/events"])
def test_unknown_application(get: Ask, path: str) -> None:
    answer = get(f"/api/applications/nope{path}")
    assert answer.status_code == 404
    assert answer.json()["error"] == {
        "code": "not-found",
        "message": "there is no application nope",
        "hint": "known: app",
    }


@pytest.mark.parametrize(
    "query",
    ["series", "series?metric=", "series?metric=a&seconds=soon", "events?limit=0", "events?limit=1e9"],
)
def test_bad_parameters_are_refused_with_a_hint(get: Ask, query: str) -> None:
    answer = get(f"/api/applications/app/{query}")
    assert answer.status_code == 422
    assert answer.json()["error"]["hint"]
