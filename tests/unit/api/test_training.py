"""``/api/pipelines``, and training runs that are started and ended."""

import json
from collections.abc import Callable

import httpx
import pytest

from stratum.api.app import create_app
from stratum.core.errors import PermanentError
from stratum.runtime.views import Json
from stratum.testing.fakes_view import FakePlatform
from stratum.training.orders import Order, Wish

Ask = Callable[..., httpx.Response]
JSON = {"content-type": "application/json"}


@pytest.fixture
def trained(view: FakePlatform) -> FakePlatform:
    """A view with a pipeline and a run that begins when it is asked for."""
    view.lines = [{"name": "buys"}]
    view.begun = {"id": "r2", "status": "running", "candidates": []}
    return view


def post(asking: Ask, view: FakePlatform, path: str, body: object) -> httpx.Response:
    return asking(create_app(view, None), path, JSON, "POST", json.dumps(body).encode())


def test_pipelines(get: Ask, trained: FakePlatform) -> None:
    told = get("/api/pipelines").json()
    assert told["pipelines"] == trained.lines
    assert told["executors"] == ["inline", "processes"]


def test_a_training_is_started_as_it_is_asked_for(asking: Ask, trained: FakePlatform) -> None:
    answer = post(asking, trained, "/api/pipelines/buys/train", {"executor": "inline", "seed": 9})
    assert (answer.status_code, answer.json()["id"]) == (202, "r2")
    ((pipeline, order),) = trained.orders
    assert (pipeline, order.executor, order.seed) == ("buys", "inline", 9)


def test_nothing_has_to_be_said_of_it(asking: Ask, trained: FakePlatform) -> None:
    assert post(asking, trained, "/api/pipelines/buys/train", {}).status_code == 202
    assert trained.orders[0][1] == Order(by=trained.orders[0][1].by)


@pytest.mark.parametrize("body", [{"seed": "x"}, {"workers": 3}, [], {"executor": None}])
def test_what_cannot_be_read_starts_nothing(asking: Ask, trained: FakePlatform, body: object) -> None:
    answer = post(asking, trained, "/api/pipelines/buys/train", body)
    assert answer.status_code == 422
    assert "send {}" in answer.json()["error"]["hint"]
    assert trained.orders == []


def test_a_pipeline_is_searched_for(asking: Ask, trained: FakePlatform) -> None:
    body = {"data": "visits.csv", "target": "bought", "budget": 12, "metric": "f1", "seed": 3, "time": "at"}
    body |= {"trials": 9}
    assert post(asking, trained, "/api/automatic", body).status_code == 202
    ((_, order),) = trained.orders
    assert order.wish == Wish("visits.csv", "bought", 12, "f1", time="at", trials=9)
    assert order.seed == 3


def test_a_search_without_a_target_is_refused(asking: Ask, trained: FakePlatform) -> None:
    answer = post(asking, trained, "/api/automatic", {"data": "visits.csv"})
    assert answer.status_code == 422
    assert answer.json()["error"]["hint"]
    assert trained.orders == []


def test_what_cannot_be_started_is_refused(asking: Ask, trained: FakePlatform) -> None:
    assert post(asking, trained, "/api/pipelines/nope/train", {}).status_code == 404
    trained.failure = PermanentError("run r1 goes on in this workspace", "wait")
    answer = post(asking, trained, "/api/pipelines/buys/train", {})
    assert (answer.status_code, answer.json()["error"]["hint"]) == (409, "wait")


def test_a_run_tells_how_far_it_is(get: Ask, view: FakePlatform) -> None:
    view.boards["r1"] = {"going": True, "board": {"done": 1}}
    told = get("/api/runs/r1/progress").json()
    assert (told["going"], told["board"]) == (True, {"done": 1})
    assert get("/api/runs/r9/progress").status_code == 404


def test_a_run_is_asked_to_end(asking: Ask, view: FakePlatform) -> None:
    assert post(asking, view, "/api/runs/r1/cancel", {}).status_code == 202
    assert [run for run, _ in view.cancelled] == ["r1"]
    assert post(asking, view, "/api/runs/r9/cancel", {}).status_code == 404
    assert post(asking, view, "/api/runs/r1/cancel", []).status_code == 422


class Script(FakePlatform):
    """Gives one board after the other; the server stops after the last one."""

    def play(self, stop: Callable[[], None], *boards: Json) -> None:
        self.stop, self.left = stop, list(boards)

    def progress(self, run_id: str) -> Json:
        told = super().progress(run_id)
        if not self.left:
            return told
        now = self.left.pop(0)
        if not self.left:
            self.stop()
        return {**told, "board": now}


def test_the_feed_of_a_run_tells_only_what_has_changed(asking: Ask, view: FakePlatform) -> None:
    view.__class__ = Script
    assert isinstance(view, Script)
    app = create_app(view, None, interval=0.001)
    view.play(app.state.stopping.set, {"done": 0}, {"done": 0}, {"done": 0}, {"done": 1})
    text = asking(app, "/api/live?run=r1").text
    frames = [block.split("\n") for block in text.strip().split("\n\n")][1:]
    assert [frame[0] for frame in frames] == ["event: progress"] * 2
    assert [json.loads(frame[1][6:])["board"]["done"] for frame in frames] == [0, 1]


def test_an_unknown_run_has_no_feed(get: Ask) -> None:
    assert get("/api/live?run=r9").status_code == 404
    assert get("/api/live?run=r1&application=app").status_code == 422
