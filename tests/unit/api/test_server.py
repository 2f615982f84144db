"""A real server on a loopback address."""

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from stratum.api.app import create_app
from stratum.api.face import serve_page
from stratum.api.server import PageServer, bind
from stratum.core.errors import InvalidInputError
from stratum.runtime.listening import Listening
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.fakes_view import FakePlatform

HELLO = (
    b"GET /flood HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
FULL = b"\x81\x84\x00\x00\x00\x00full"
GOODBYE = b"\x88\x82\x00\x00\x00\x00\x03\xe8"
"""A text and a close frame of a client, as they are masked."""


def started(app: Starlette, listener: socket.socket) -> tuple[PageServer, threading.Thread]:
    ready = threading.Event()
    server = PageServer(app, ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    assert ready.wait(10)
    return server, thread


@pytest.fixture
def running(view: FakePlatform) -> Iterator[tuple[PageServer, str, threading.Thread]]:
    listener = bind("127.0.0.1", 0)
    server, thread = started(create_app(view, None, interval=0.01), listener)
    yield server, f"http://127.0.0.1:{listener.getsockname()[1]}", thread
    server.should_exit = True
    thread.join(10)
    listener.close()


def test_an_open_feed_does_not_hold_the_server_back(
    running: tuple[PageServer, str, threading.Thread],
) -> None:
    server, address, thread = running
    with httpx.stream("GET", f"{address}/api/live?application=app") as feed:
        lines = feed.iter_lines()
        assert next(lines) == "retry: 1000"
        server.should_exit = True
        assert list(lines)
    thread.join(5)
    assert not thread.is_alive()


def test_a_peer_that_left_and_reads_nothing_does_not_hinder_the_end() -> None:
    """Its connection is there for what it has not read; the end of the application still comes."""
    ended, full, left = threading.Event(), threading.Event(), threading.Event()

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        ended.set()

    async def flood(socket: WebSocket) -> None:
        await socket.accept()
        sending = asyncio.create_task(_send_on(socket))
        await socket.receive_text()
        full.set()
        assert (await socket.receive())["type"] == "websocket.disconnect"
        left.set()
        sending.cancel()

    app = Starlette(routes=[WebSocketRoute("/flood", flood)], lifespan=lifespan)
    app.state.stopping = asyncio.Event()
    listener = bind("127.0.0.1", 0)
    server, thread = started(app, listener)
    with socket.create_connection(listener.getsockname()) as peer:
        peer.sendall(HELLO)
        assert peer.recv(1) == b"H"
        peer.sendall(FULL)
        assert full.wait(10)
        peer.sendall(GOODBYE)
        assert left.wait(10)
        server.should_exit = True
        thread.join(10)
    assert not thread.is_alive()
    assert ended.is_set()
    assert server.server_state.connections == set()


async def _send_on(socket: WebSocket) -> None:
    """Send until nothing more goes out, and wait for that."""
    while True:
        await socket.send_text("x" * 1_000_000)


def test_a_taken_port_is_said_clearly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(InvalidInputError) as caught:
            bind("127.0.0.1", port)
    assert str(port) in caught.value.message
    assert "--port" in caught.value.hint


FOR_OTHERS = [
    Listening("0.0.0.0", 0),
    Listening("10.1.2.3", 0),
    Listening("::", 0),
    Listening("127.0.0.1", 0, ("a.org",)),
]


@pytest.mark.parametrize("listening", FOR_OTHERS)
def test_other_machines_are_not_served_without_accounts(
    view: FakePlatform, tmp_path: Path, listening: Listening
) -> None:
    with pytest.raises(InvalidInputError, match="reached from other machines") as caught:
        serve_page(view, None, Parts(Settings(tmp_path)), listening)
    assert "stratum users add" in caught.value.hint


def test_where_a_server_listens() -> None:
    assert not Listening("localhost", 1).is_open
    assert all(listening.is_open for listening in FOR_OTHERS)
    assert Listening("::1", 7777).address == "http://[::1]:7777"
    assert Listening("a.org", 443, certificate=Path("c"), key=Path("k")).address == "https://a.org:443"


PROGRAM = """
import sys
from pathlib import Path
from stratum.api.face import serve_page
from stratum.runtime.listening import Listening
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.flights_view import flights_platform
view, parts = flights_platform(lambda: 1.0, Path()), Parts(Settings(Path()))
serve_page(view, None, parts, Listening("127.0.0.1", 0), on_ready=lambda: print("ready", flush=True))
print("stopped", flush=True)
"""


def test_ctrl_c_ends_it_in_good_order() -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "stopped\n"
    assert process.returncode == 0
