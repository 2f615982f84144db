"""The activator over ASGI messages; replicas are answers of httpx's own transport for tests."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from stratum.runtime.clock import SystemClock
from stratum.serving.programs.activator import Activator, read_targets
from stratum.serving.types import ActivatorSpec
from stratum.testing.waiting import wait_until

SPEC = ActivatorSpec("scorer", "127.0.0.9", 20000, queue=2, patience=5.0, body_limit=100)
Answer = Callable[[httpx.Request], httpx.Response]


class Asked:
    """An activator whose replicas answer as told, and what it said."""

    def __init__(self, targets: Path, answer: Answer, spec: ActivatorSpec = SPEC) -> None:
        self.targets = targets
        self.client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        self.activator = Activator(spec, targets, SystemClock(), self.client)

    async def ask(self, path: str = "/v2/models/m/infer", body: bytes = b"{}") -> tuple[int, bytes]:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"a=1",
            "headers": [(b"host", b"scorer"), (b"content-type", b"application/json"), (b"x-id", b"7")],
        }
        await self.activator(scope, receive, send)
        return sent[0]["status"], sent[1]["body"]

    def wake(self, *urls: str) -> None:
        self.targets.write_text(json.dumps(urls))


@pytest.fixture
def targets(tmp_path: Path) -> Path:
    path = tmp_path / "targets.json"
    path.write_text("[]")
    return path


def echo(request: httpx.Request) -> httpx.Response:
    said = {"url": str(request.url), "body": request.content.decode(), "id": request.headers.get("x-id")}
    return httpx.Response(201, json=said, headers={"x-model": "m"})


async def until(condition: Callable[[], bool]) -> None:
    await asyncio.to_thread(wait_until, condition, 20)


def test_a_request_goes_to_a_replica_as_it_came(targets: Path) -> None:
    async def run() -> None:
        asked = Asked(targets, echo)
        asked.wake("http://127.0.0.9:20001")
        code, content = await asked.ask()
        assert code == 201
        assert json.loads(content) == {
            "url": "http://127.0.0.9:20001/v2/models/m/infer?a=1",
            "body": "{}",
            "id": "7",
        }
        assert asked.activator.held.starts == 0

    asyncio.run(run())


def test_requests_wait_until_a_replica_is_ready(targets: Path) -> None:
    async def run() -> None:
        asked = Asked(targets, echo)
        waiting = [asyncio.create_task(asked.ask()) for _ in range(2)]
        await until(lambda: asked.activator.held.waiting == 2)
        assert b"stratum_waiting_requests 2" in (await asked.ask("/.activator/metrics"))[1]
        assert (await asked.ask("/.activator/ready"))[0] == 200
        asked.wake("http://127.0.0.9:20001")
        assert [code for code, _ in await asyncio.gather(*waiting)] == [201, 201]
        held = asked.activator.held
        assert (held.waiting, held.forwarded, held.refused, held.starts) == (0, 2, 0, 1)
        assert 0 < held.seconds < 20
        assert "stratum_cold_start_seconds_count 1" in held.exposition()

    asyncio.run(run())


def test_too_many_are_turned_away_at_once(targets: Path) -> None:
    async def run() -> None:
        asked = Asked(targets, echo)
        waiting = [asyncio.create_task(asked.ask()) for _ in range(2)]
        await until(lambda: asked.activator.held.waiting == 2)
        code, content = await asked.ask()
        assert (code, json.loads(content)) == (
            503,
            {"error": "2 requests already wait for the model to wake"},
        )
        asked.wake("http://127.0.0.9:20001")
        await asyncio.gather(*waiting)
        assert asked.activator.held.refused == 1

    asyncio.run(run())


def test_nobody_waits_for_ever(targets: Path) -> None:
    async def run() -> None:
        asked = Asked(targets, echo, ActivatorSpec("s", "127.0.0.9", 1, patience=0.1))
        code, content = await asked.ask()
        assert (code, json.loads(content)) == (503, {"error": "the model did not wake within 0.1 s"})
        assert (asked.activator.held.waiting, asked.activator.held.refused) == (0, 1)

    asyncio.run(run())


def test_a_replica_that_takes_no_connection_is_asked_again_or_another(targets: Path) -> None:
    tries: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        tries.append(str(request.url.port))
        if len(tries) < 3:
            raise httpx.ConnectError("refused")
        return httpx.Response(200)

    async def run() -> None:
        asked = Asked(targets, answer)
        asked.wake("http://127.0.0.9:20001", "http://127.0.0.9:20002")
        assert (await asked.ask())[0] == 200
        assert set(tries) == {"20001", "20002"}

    asyncio.run(run())


def test_a_large_body_is_not_held(targets: Path) -> None:
    async def run() -> None:
        asked = Asked(targets, echo)
        assert (await asked.ask(body=b"x" * 101))[0] == 413
        assert asked.activator.held.waiting == 0

    asyncio.run(run())


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}', "[1]"])
def test_a_file_of_targets_that_cannot_be_read_names_nobody(targets: Path, text: str) -> None:
    targets.write_text(text)
    assert read_targets(targets) == ()
    assert read_targets(targets.with_name("none")) == ()
