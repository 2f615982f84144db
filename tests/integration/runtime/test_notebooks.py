"""A real JupyterLab: it starts, serves the notebook, runs a cell, and leaves nothing."""

import asyncio
import json
import os
import signal
import stat
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import websockets

from stratum.core.errors import NotFoundError
from stratum.deployment.logic.processes import carried_token
from stratum.runtime.notebooks import NOTEBOOK, VARIABLE, Notebooks, Server
from stratum.testing.waiting import wait_until

pytest.importorskip("jupyterlab")
CELL: dict[str, Any] = {
    "cell_type": "code",
    "id": "a",
    "metadata": {},
    "source": "6 * 7",
    "execution_count": None,
    "outputs": [],
}
TEXT = json.dumps({"cells": [CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
REQUEST = {"code": CELL["source"], "silent": False, "store_history": False, "user_expressions": {}}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Notebooks]:
    (tmp_path / "runs/r1").mkdir(parents=True)
    (tmp_path / "runs/r1" / NOTEBOOK).write_text(TEXT)
    desk = Notebooks(tmp_path / "jupyter", tmp_path / "runs")
    yield desk
    desk.stop()


def asked(server: Server, path: str, method: str = "GET", token: str = "") -> Any:
    headers = {"Authorization": f"token {token or server.token}"}
    request = urllib.request.Request(server.address + path, method=method, headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


async def executed(server: Server, kernel: str) -> str:
    """What the cell gives when a kernel runs it."""
    address = f"ws://127.0.0.1:{server.port}/api/kernels/{kernel}/channels?token={server.token}"
    header = {"msg_id": "1", "msg_type": "execute_request", "session": "s", "username": "", "version": "5.3"}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": REQUEST, "channel": "shell"}
    async with asyncio.timeout(60), websockets.connect(address) as connection:
        await connection.send(json.dumps(message))
        async for text in connection:
            told = json.loads(text)
            if told["msg_type"] == "execute_result":
                return str(told["content"]["data"]["text/plain"])
    return ""


def carrying(mark: str) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and carried_token((folder / "environ").read_bytes(), VARIABLE) == mark:
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def test_a_notebook_is_opened_run_and_closed(desk: Notebooks, tmp_path: Path) -> None:
    address = desk.open("r1")
    server = desk.running()
    assert server is not None
    assert address == f"{server.address}/lab/tree/r1/{NOTEBOOK}?token={server.token}"
    assert asked(server, f"/api/contents/r1/{NOTEBOOK}")["content"]["cells"][0]["source"] == "6 * 7"
    kernel = asked(server, "/api/kernels", "POST")["id"]
    assert asyncio.run(executed(server, kernel)) == "42"
    assert len(carrying(server.mark)) >= 3  # the watch, the server and its kernel
    with pytest.raises(urllib.error.HTTPError, match="403"):
        asked(server, "/api/contents", token="x" * 43)

    # opened again it is the same server
    assert desk.open("r1") == address

    # the token is in files of the user alone, and in no argument and no log
    kept = tmp_path / "jupyter/server.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "jupyter").stat().st_mode) == 0o700
    assert server.token not in (tmp_path / "jupyter/log").read_text()
    assert server.token.encode() not in Path(f"/proc/{server.pid}/cmdline").read_bytes()

    assert desk.stop()
    assert carrying(server.mark) == []
    assert desk.running() is None
    holding = [p for p in tmp_path.rglob("*") if p.is_file() and server.token.encode() in p.read_bytes()]
    assert holding == []
    with pytest.raises(urllib.error.URLError):
        asked(server, "/api")
    assert not desk.stop()
    assert (tmp_path / "jupyter/notebooks/r1" / NOTEBOOK).exists()


def test_a_server_that_ends_is_started_again_at_the_same_address(desk: Notebooks) -> None:
    address = desk.open("r1")
    server = desk.running()
    assert server is not None
    (inner,) = psutil.Process(server.pid).children()
    inner.kill()

    def is_back() -> bool:
        try:
            return bool(asked(server, "/api/contents")) and inner.pid not in carrying(server.mark)
        except OSError:
            return False

    wait_until(is_back, 120, "the server that was killed")
    assert desk.open("r1") == address
    assert desk.stop()
    assert carrying(server.mark) == []


def test_what_a_watch_that_was_killed_has_left_is_ended_before_another_begins(desk: Notebooks) -> None:
    first = desk.open("r1")
    server = desk.running()
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    wait_until(lambda: desk.running() is None, 60, "the end of the watch")
    assert carrying(server.mark)
    assert desk.open("r1") != first
    assert carrying(server.mark) == []


@pytest.mark.parametrize("run", ["r2", "..", ".", "", "r1/../r1", "/etc"])
def test_only_runs_have_notebooks(desk: Notebooks, run: str) -> None:
    with pytest.raises(NotFoundError, match="has no notebook"):
        desk.open(run)
    assert desk.running() is None


def test_a_server_that_was_killed_does_not_run(desk: Notebooks, tmp_path: Path) -> None:
    (tmp_path / "jupyter").mkdir()
    (tmp_path / "jupyter/server.json").write_text(
        json.dumps({"mark": "m", "pid": os.getpid(), "port": 1, "token": "t"})
    )
    assert desk.running() is None
    assert not desk.stop()
    assert not (tmp_path / "jupyter/server.json").exists()
