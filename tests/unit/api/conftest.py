"""A server over a small fake platform, without a network."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from stratum.api.app import create_app
from stratum.testing.fakes_editing import FakeEditing
from stratum.testing.fakes_view import FakePlatform, Values

NOW = 1_000_000.0


def measure(subject: str, time: float) -> Values:
    return {"component_cpu_cores": 0.25 if subject == "scorer" else 0.5, "queue_pending": time % 7}


@pytest.fixture
def view(tmp_path: Path) -> FakePlatform:
    view = FakePlatform(lambda: NOW, measure, tmp_path / "runs")
    view.space = {
        "name": "ws",
        "version": "1",
        "commit": "abc",
        "branch": "main",
        "dirty": False,
        "pipelines": [],
    }
    view.applications = {"app": {"name": "app", "components": []}}
    view.components = {"scorer": {"state": "ready", "pid": 7}}
    view.hosts = ("fog-1",)
    view.history = [{"id": "2", "type": "component.ready"}, {"id": "1", "type": "component.started"}]
    view.versions = [{"name": "delay-risk", "version": 3}]
    view.trainings = [{"id": "r1", "candidates": [{"name": "a", "curves": {"roc": [[0, 0]]}}]}]
    return view


@pytest.fixture
def page(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>stratum</title>")
    (folder / "assets" / "index-1a2b.js").write_text("1;" * 2000)
    return folder


def ask(
    app: Starlette,
    path: str,
    headers: dict[str, str] | None = None,
    method: str = "GET",
    content: bytes | None = None,
    base: str = "http://127.0.0.1:7777",
    place: str = "127.0.0.1",
) -> httpx.Response:
    """One request to an application in this process."""

    async def exchange() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(place, 1))
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            return await client.request(method, path, headers=headers, content=content)

    return asyncio.run(exchange())


Ask = Callable[..., httpx.Response]


@pytest.fixture
def asking() -> Ask:
    return ask


@pytest.fixture
def get(view: FakePlatform, page: Path) -> Ask:
    app = create_app(view, page, session=FakeEditing(view))
    return lambda path, **more: ask(app, path, **more)
