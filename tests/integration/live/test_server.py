"""Two people and a real server: over a network, killed while they type, and strangers at the door."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from stratum.core.edits import SetValue, edit_to_plain
from stratum.live.protocol import LARGEST
from stratum.runtime.examples import example_files
from stratum.runtime.platform import Platform
from stratum.runtime.session import live_session
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.live import Page
from stratum.testing.live_server import LiveServer
from stratum.testing.repositories import git
from stratum.testing.site import Site

APP, PIPELINE = "application.yaml", "pipeline.yaml"
PATIENCE = 30.0


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = Parts(Settings(tmp_path / "flights"))
    made.workspace.create(example_files("01-flights"), "first")
    return made


@pytest.fixture
def site(parts: Parts) -> Iterator[Site]:
    site = Site(Platform(parts), None, session=lambda: live_session(parts))
    site.start()
    yield site
    site.stop()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Connections that end with the test."""
    with ExitStack() as stack:
        yield stack


class Visitor:
    """A page on a real connection."""

    def __init__(self, stack: ExitStack, address: str, page: Page) -> None:
        self.page = page
        place = f"{address.replace('http', 'ws')}/api/session"
        self.socket: ClientConnection = stack.enter_context(connect(place))
        self.socket.send(page.hello())
        self.until(lambda told: told["told"] == "state")

    def until(self, is_it: Callable[[dict[str, object]], object]) -> dict[str, object]:
        """Hear messages up to one."""
        while True:
            told = dict(self.page.hear(str(self.socket.recv(PATIENCE))))
            if is_it(told):
                return told

    def answered(self, text: str) -> dict[str, object]:
        """Send a submission and hear what becomes of it."""
        self.socket.send(text)
        return self.until(lambda told: told.get("id") == json.loads(text)["id"])


def memory(number: int, value: str) -> str:
    edit = edit_to_plain(SetValue(APP, "broker", "requires.memory", value))
    return json.dumps({"do": "edits", "id": number, "edits": [edit]})


def test_two_people_over_a_network(site: Site, parts: Parts, stack: ExitStack) -> None:
    ada, bo = (Visitor(stack, site.address, Page(name, name)) for name in ("Ada", "Bo"))
    assert ada.answered(memory(1, "200 MiB"))["told"] == "done"
    assert bo.answered(bo.page.typed(1, PIPELINE, 0, 0, "# Bo was here\n"))["told"] == "done"
    ada.until(lambda told: told["told"] == "saved" and ada.page.saved == 2)
    assert ada.page.texts == bo.page.texts
    for file in (APP, PIPELINE):
        assert (parts.workspace.root / file).read_text() == ada.page.texts[file]
    assert bo.answered(memory(2, "too much"))["told"] == "refused"
    site.stop()
    assert git(parts.workspace.root, "status", "--porcelain") == ""
    assert git(parts.workspace.root, "log", "-1", "--format=%an") in {"Ada", "Bo"}


def test_a_page_comes_again_after_the_server_did(site: Site, stack: ExitStack) -> None:
    ada = Visitor(stack, site.address, Page("ada", "Ada"))
    first = ada.answered(memory(1, "200 MiB"))
    site.stop()
    with pytest.raises(ConnectionClosed):
        ada.until(lambda _: False)
    site.start()
    ada.page.answers.clear()
    again = Visitor(stack, site.address, ada.page)
    assert again.answered(memory(1, "200 MiB")) == first


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
def test_strangers_are_refused_before_a_word(site: Site, headers: dict[str, str]) -> None:
    asked = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    told = httpx.get(f"{site.address}/api/session", headers={**asked, **key, **headers})
    assert told.status_code == 403
    with httpx.stream("GET", f"{site.address}/api/session", headers={**asked, **key}) as own:
        assert own.status_code == 101


def test_too_large_a_message_ends_the_connection_and_nothing_else(site: Site, stack: ExitStack) -> None:
    ada, bo = (Visitor(stack, site.address, Page(name, name)) for name in ("Ada", "Bo"))
    ada.socket.send("x" * (LARGEST + 1))
    with pytest.raises(ConnectionClosed) as closed:
        ada.until(lambda _: False)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009
    assert bo.answered(memory(1, "200 MiB"))["told"] == "done"


def test_bytes_are_no_message(site: Site, stack: ExitStack) -> None:
    ada = Visitor(stack, site.address, Page("ada", "Ada"))
    ada.socket.send(b"\x00\xff")
    assert "cannot be read" in str(ada.until(lambda told: told["told"] == "trouble")["problem"])


class Typist(threading.Thread):
    """Types numbered lines until the server is gone, then sends again what was not answered."""

    def __init__(self, stack: ExitStack, address: str, name: str) -> None:
        super().__init__()
        self.visitor = Visitor(stack, address, Page(name, name))
        self.file = {"Ada": APP, "Bo": PIPELINE}[name]
        self.sent: dict[int, str] = {}
        self.busy = threading.Event()

    def run(self) -> None:
        """Type."""
        page = self.visitor.page
        try:
            for number in range(1, 100_000):
                self.sent[number] = page.typed(number, self.file, 0, 0, f"# {page.name} {number}.\n")
                self.visitor.answered(self.sent[number])
                if number == 10:
                    self.busy.set()
        except (ConnectionClosed, OSError):
            return


@contextmanager
def started(root: Path) -> Iterator[LiveServer]:
    """A server as a process of its own, killed at the end."""
    server = LiveServer(root)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@pytest.mark.slow
def test_a_kill_while_two_type_loses_nothing_and_does_nothing_twice(parts: Parts, stack: ExitStack) -> None:
    root = parts.workspace.root
    with started(root) as server:
        typists = [Typist(stack, server.address, name) for name in ("Ada", "Bo")]
        for typist in typists:
            typist.start()
        assert all(typist.busy.wait(PATIENCE) for typist in typists)
        server.kill()
    for typist in typists:
        typist.join(PATIENCE)
    saved = max(typist.visitor.page.saved for typist in typists)
    assert saved > 0
    with started(root) as server:
        for typist in typists:
            goes_on(typist, Visitor(stack, server.address, typist.visitor.page), saved, root)


def goes_on(typist: Typist, again: Visitor, saved: int, root: Path) -> None:
    page, file = again.page, typist.file
    told, last = dict(page.answers), max(typist.sent)
    assert page.seq >= saved
    for number in range(max(1, last - 1), last + 1):
        assert again.answered(typist.sent[number])["told"] == "done"
        assert told.get(number, page.answers[number]) == page.answers[number]
    lines = [line for line in page.texts[file].splitlines() if line.startswith(f"# {page.name} ")]
    assert sorted(lines) == sorted(f"# {page.name} {number}." for number in range(1, last + 1))
    again.answered(page.typed(last + 1, file, 0, 0, "# The end.\n"))
    again.until(lambda told: told["told"] == "saved" and page.saved == page.seq)
    assert (root / file).read_text() == page.texts[file]
