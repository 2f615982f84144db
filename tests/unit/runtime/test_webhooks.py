"""Webhooks with the powers of the platform: where they lead to a real server, and where they are refused."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.core.errors import DeniedError, TransientError
from stratum.core.events import Event
from stratum.core.outside import read_bounds
from stratum.deployment.service import Deployments
from stratum.effects.hosts import reach
from stratum.events.actions.webhook import Webhook
from stratum.events.types import Mandate
from stratum.runtime.powers import PlatformPowers
from stratum.testing.fakes import CountingIds, FakeBackend, ManualClock, MemoryJournal

EVENT = Event("e-1", "/lifecycle/flights", "model.stale", "scorer", 50.0)
MANDATE = Mandate("m-1", "rule a/b", "e-1", "because", 60.0, "/rules/a")


class Inner(http.server.BaseHTTPRequestHandler):
    """A service of the machine that nobody outside should reach."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append(self.headers["Host"])  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def inner() -> Iterator[tuple[int, list[str]]]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Inner) as server:
        seen: list[str] = []
        server.seen = seen  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, seen
        server.shutdown()
        thread.join()


def post(url: str, allowed: str = "") -> None:
    journal, clock = MemoryJournal(), ManualClock()
    deployments = Deployments(journal, clock, CountingIds("d"), {"local": FakeBackend()}, Path("unused"))
    bounds = read_bounds("STRATUM_WEBHOOK_HOSTS", allowed)
    powers = PlatformPowers(journal, deployments, lambda _, host: host, str, functools.partial(reach, bounds))
    Webhook().run(EVENT, {"url": url}, MANDATE, powers)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_a_service_of_this_machine_is_not_reached(host: str, inner: tuple[int, list[str]]) -> None:
    port, seen = inner
    with pytest.raises(DeniedError, match="nothing is sent") as caught:
        post(f"http://{host}:{port}/")
    assert "STRATUM_WEBHOOK_HOSTS" in caught.value.hint
    assert seen == []


def test_it_is_where_it_is_allowed_and_the_name_stays_in_the_request(inner: tuple[int, list[str]]) -> None:
    port, seen = inner
    post(f"http://localhost:{port}/", f"localhost:{port}")
    assert seen == [f"localhost:{port}"]


def test_a_name_that_leads_nowhere_may_come_back() -> None:
    with pytest.raises(TransientError, match="leads nowhere"):
        post("http://nowhere.invalid/")
