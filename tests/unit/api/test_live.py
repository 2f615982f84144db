"""``/api/live``."""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message

from stratum.api.app import create_app
from stratum.core.errors import TransientError
from stratum.runtime.views import Json
from stratum.testing.fakes_view import FakePlatform

Ask = Callable[..., httpx.Response]


class Script(FakePlatform):
    """Lets one thing happen before each look; the server stops after the last one."""

    def play(self, app: Starlette, *steps: Mapping[str, object]) -> None:
        self.app, self.steps = app, list(steps)

    def events(self, name: str, limit: int) -> Json:
        step = self.steps.pop(0)
        for attribute, value in step.items():
            setattr(self, attribute, value)
        if not self.steps:
            self.app.state.stopping.set()
        return super().events(name, limit)


@pytest.fixture
def script(view: FakePlatform) -> Script:
    view.__class__ = Script
    assert isinstance(view, Script)
    return view


def frames(asking: Ask, script: Script, *steps: Mapping[str, object]) -> list[tuple[str, dict[str, object]]]:
    app = create_app(script, None, interval=0.001)
    script.play(app, *steps)
    text = asking(app, "/api/live?application=app").text
    said = [block.split("\n") for block in text.strip().split("\n\n")]
    assert said[0] == ["retry: 1000"]
    return [(event.removeprefix("event: "), json.loads(data[6:])) for event, data in said[1:]]


def test_each_look_sends_the_status_and_events_only_once(asking: Ask, script: Script) -> None:
    told = frames(asking, script, {}, {}, {"history": [{"id": "3"}, {"id": "2"}]})
    assert [name for name, _ in told] == ["status", "events", "status", "status", "events"]
    assert told[0][1]["components"]
    assert told[-1][1] == {"events": [{"id": "3"}]}


def test_trouble_is_told_and_passes(asking: Ask, script: Script) -> None:
    error = TransientError("the state is locked")
    told = frames(asking, script, {"failure": error}, {"failure": None}, {})
    assert [name for name, _ in told[:2]] == ["trouble", "status"]
    assert told[0][1] == {"error": {"code": "unavailable", "message": "the state is locked", "hint": ""}}


def test_an_unknown_application_is_refused_before_the_stream(get: Ask) -> None:
    assert get("/api/live?application=nope").status_code == 404
    assert get("/api/live").status_code == 422


def test_the_feed_ends_when_the_client_leaves(view: FakePlatform) -> None:
    async def listen() -> list[Message]:
        app = create_app(view, None, interval=0.001)
        sent: list[Message] = []
        gone = asyncio.Event()

        async def send(message: Message) -> None:
            sent.append(message)
            if len(sent) == 4:
                gone.set()

        async def receive() -> Message:
            await gone.wait()
            return {"type": "http.disconnect"}

        scope = {
            "type": "http", "method": "GET", "path": "/api/live", "query_string": b"application=app",
            "headers": [(b"host", b"localhost")], "asgi": {"spec_version": "2.3"},
        }  # fmt: skip
        await asyncio.wait_for(app(scope, receive, send), 5)
        return sent

    sent = asyncio.run(listen())
    assert sent[0]["status"] == 200
    assert (b"content-type", b"text/event-stream; charset=utf-8") in sent[0]["headers"]


def test_the_feed_is_not_held_back_by_compression(asking: Ask, script: Script, tmp_path: Path) -> None:
    app = create_app(script, tmp_path, interval=0.001)
    script.play(app, {})
    answer = asking(app, "/api/live?application=app")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in answer.headers
