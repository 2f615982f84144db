"""Plans, operations, services and logs over HTTP."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from stratum.api.app import create_app, operate
from stratum.api.routes.operating import Following
from stratum.core.operations import NewSize, Order, Retrain, Rollback, Rollout
from stratum.runtime.operating.service import OperatingView
from stratum.testing.fakes_operating import FakeOperating
from stratum.testing.fakes_view import FakePlatform

Ask = Callable[..., httpx.Response]
HOME = "/api/applications/app"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def operating() -> FakeOperating:
    made = FakeOperating()
    made.services = {"scorer": {"name": "scorer"}}
    made.written = {"scorer-1": ["one", "Two", "three"]}
    return made


@pytest.fixture
def app(view: FakePlatform, operating: FakeOperating) -> Starlette:
    satisfied: OperatingView = operating
    app = create_app(view, None)
    operate(app, satisfied)
    return app


@pytest.fixture
def post(app: Starlette, asking: Ask) -> Ask:
    def post(path: str, body: object) -> httpx.Response:
        content = json.dumps(body).encode()
        return asking(app, path, method="POST", headers=JSON, content=content)

    return post


def test_a_plan_is_what_an_order_would_do(app: Starlette, asking: Ask) -> None:
    told = asking(app, f"{HOME}/plan?to=previous&at=v1").json()
    assert (told["to"], told["at"], told["review"], told["actions"]) == ("previous", "v1", "m.w", [])
    refused = asking(app, f"{HOME}/plan?to=moon")
    assert (refused.status_code, refused.json()["error"]["hint"]) == (422, "known: model, previous, nothing")


def test_an_order_is_carried_out_in_the_name_of_whoever_asks(
    app: Starlette, asking: Ask, post: Ask, operating: FakeOperating
) -> None:
    asked = {"to": "nothing", "review": "m.w", "confirm": "app", "reason": " over\nnow "}
    assert post(f"{HOME}/operations", asked).json() == {"operation": "o1"}
    order = Order("nothing", review="m.w", confirm="app", reason="over now")
    assert operating.orders == [("app", order, "the page")]
    (one,) = asking(app, f"{HOME}/operations").json()["operations"]
    assert (one["id"], one["stage"], one["by"]) == ("o1", "waiting", "the page")
    assert asking(app, "/api/applications/other/operations").json() == {"operations": []}


def test_what_has_moved_on_is_a_conflict(post: Ask, operating: FakeOperating) -> None:
    answer = post(f"{HOME}/operations", {"review": "old"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "failed")
    assert "has changed since this plan was reviewed" in answer.json()["error"]["message"]
    assert operating.orders == []


@pytest.mark.parametrize("body", [{"to": "moon"}, {"review": 1}, {"more": 1}, [], "x"])
def test_an_order_that_is_none_is_refused(post: Ask, body: object) -> None:
    answer = post(f"{HOME}/operations", body)
    assert answer.status_code == 422
    assert "application/json" in answer.json()["error"]["hint"]


def test_size_and_versions_are_asked_for(post: Ask, operating: FakeOperating) -> None:
    home = f"{HOME}/services/scorer"
    assert post(f"{home}/size", {"replicas": 2, "reason": "rush"}).status_code == 200
    assert operating.sizes == [("scorer", NewSize(replicas=2, reason="rush"), "the page")]
    for body in (
        {"do": "rollout", "version": "3", "share": 0.1},
        {"do": "rollback"},
        {"do": "retrain", "reason": "new year"},
    ):
        assert post(f"{home}/versions", body).status_code == 200
    wishes = [wish for _, wish, _ in operating.wishes]
    assert wishes == [Rollout("3", 0.1), Rollback(), Retrain("new year")]
    assert post(f"{home}/versions", {"do": "sing"}).status_code == 422
    assert post(f"{HOME}/services/none/size", {}).status_code == 404


def test_a_service_tells_its_bounds(app: Starlette, asking: Ask) -> None:
    assert asking(app, f"{HOME}/services/scorer").json() == {"name": "scorer"}
    missing = asking(app, f"{HOME}/services/none")
    assert (missing.status_code, missing.json()["error"]["hint"]) == (404, "known: scorer")


def test_the_last_lines_that_hold_a_text(app: Starlette, asking: Ask) -> None:
    path = f"{HOME}/logs/scorer-1"
    assert asking(app, path).json()["lines"] == ["one", "Two", "three"]
    assert asking(app, f"{path}?search=t&lines=1").json()["lines"] == ["three"]
    assert asking(app, f"{path}?lines=9999").status_code == 422
    assert asking(app, f"{HOME}/logs/none?follow").status_code == 404


def test_a_log_is_followed_line_by_line(operating: FakeOperating) -> None:
    following = Following(operating, ("app", "scorer-1"), "t", 2)
    assert data(following) == {"lines": ["Two", "three"], "first": True}
    assert data(following) is None
    operating.written["scorer-1"] += ["four", "ten", "twelve"]
    assert data(following) == {"lines": ["ten", "twelve"], "first": False}


def data(following: Following) -> object:
    """What one look sends; None for nothing."""
    sent = list(following.look())
    return json.loads(sent[0].partition("data: ")[2]) if sent else None


def test_following_ends_with_the_server(app: Starlette, asking: Ask) -> None:
    app.state.stopping.set()
    answer = asking(app, f"{HOME}/logs/scorer-1?follow")
    assert answer.headers["content-type"].startswith("text/event-stream")


def test_where_nothing_is_operated_that_is_said(view: FakePlatform, page: Path, asking: Ask) -> None:
    answer = asking(create_app(view, page), "/api/overview")
    assert (answer.status_code, answer.json()["error"]["hint"]) == (404, "start a server with: stratum up")


def test_the_overview_is_given_in_its_order(app: Starlette, asking: Ask, operating: FakeOperating) -> None:
    operating.glances = [{"name": "b"}, {"name": "a"}]
    assert [one["name"] for one in asking(app, "/api/overview").json()["applications"]] == ["b", "a"]
