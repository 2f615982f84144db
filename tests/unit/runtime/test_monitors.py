"""Asking monitors in threads: what they say, what is told them, and silence."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest

from stratum.lifecycle.types import Watch
from stratum.runtime.monitors import Monitors
from stratum.testing.fakes import ManualClock
from stratum.testing.waiting import wait_until

PATIENCE = 30.0
WATCH = Watch("scorer", "1", 1_370_000_000.0, 10, 10, 8, 86_400.0, None, None)


class Monitor(ThreadingHTTPServer):
    """Answers as a monitor does.

    Attributes:
        body: Of its answers.
        orders: What it was told.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.body = msgspec.json.encode(WATCH)
        self.orders: list[tuple[str, str, object]] = []


class Door(BaseHTTPRequestHandler):
    """One question."""

    server: Monitor

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["content-length"]))
        self.server.orders.append((self.command, self.path, json.loads(text)))
        self._answer()

    def do_DELETE(self) -> None:
        self.do_POST()

    def _answer(self) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def monitor() -> Iterator[Monitor]:
    with Monitor() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1000.0)


@pytest.fixture
def monitors(clock: ManualClock) -> Iterator[Monitors]:
    with ThreadPoolExecutor(2) as workers:
        yield Monitors(workers, clock)


def address(monitor: Monitor) -> str:
    return f"http://127.0.0.1:{monitor.server_address[1]}"


def heard(monitors: Monitors, url: str) -> Watch | None:
    return monitors.watch(url)[0]


def test_what_a_monitor_says(monitors: Monitors, monitor: Monitor) -> None:
    first, trouble = monitors.watch(address(monitor))
    assert (first, trouble) == (None, "")
    wait_until(lambda: heard(monitors, address(monitor)) == WATCH, PATIENCE, "its answer")


def test_one_that_falls_silent_is_believed_for_a_while(
    monitors: Monitors, monitor: Monitor, clock: ManualClock
) -> None:
    url = address(monitor)
    wait_until(lambda: heard(monitors, url) is not None, PATIENCE, "its answer")
    monitor.body = b"{"
    clock.advance(1.0)
    assert heard(monitors, url) == WATCH
    clock.advance(10.0)
    wait_until(lambda: "makes no sense" in monitors.watch(url)[1], PATIENCE, "the trouble")
    assert heard(monitors, url) is None


def test_one_that_is_not_there(monitors: Monitors) -> None:
    wait_until(lambda: "cannot be read" in monitors.watch("http://127.0.0.1:9")[1], PATIENCE, "the trouble")


def test_an_order_is_given_once_and_again_after_a_while(
    monitors: Monitors, monitor: Monitor, clock: ManualClock
) -> None:
    url = address(monitor)
    for _ in range(3):
        monitors.order(url, "POST", "/shadow", {"version": "2"})
    monitors.order(url, "DELETE", "/shadow", {})
    wait_until(lambda: len(monitor.orders) == 2, PATIENCE, "both orders")
    assert sorted(monitor.orders, key=str) == [
        ("DELETE", "/shadow", {}),
        ("POST", "/shadow", {"version": "2"}),
    ]
    clock.advance(3.0)

    def again() -> bool:
        monitors.order(url, "POST", "/shadow", {"version": "2"})
        return len(monitor.orders) == 3

    wait_until(again, PATIENCE, "the order again")
