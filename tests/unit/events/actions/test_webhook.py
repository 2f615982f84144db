"""The webhook against a real server on the loopback."""

import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from stratum.core.errors import DeniedError, InvalidInputError, NotFoundError, PermanentError, TransientError
from stratum.core.events import Event
from stratum.events.actions.webhook import Webhook
from stratum.events.types import Mandate
from stratum.testing.fakes import MemoryJournal, MemoryPowers

EVENT = Event("e-1", "/lifecycle/flights", "model.stale", "scorer", 50.0, {"reason": "ü"})
MANDATE = Mandate("m-1", "rule a/b", "e-1", "because", 60.0, "/rules/a")


class Hook(ThreadingHTTPServer):
    """Answers as it is told, and notes what it got."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.got: list[tuple[Mapping[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class Answer(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        status, headers = self.server.answers.pop(0) if self.server.answers else (204, {})
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def post(url: str, secrets: Mapping[str, str] | None = None, **values: object) -> None:
    Webhook().run(EVENT, {"url": url, **values}, MANDATE, MemoryPowers(MemoryJournal(), secrets))


def test_the_server_gets_a_cloudevent(hook: Hook) -> None:
    post(hook.url)
    ((headers, body),) = hook.got
    assert headers["Content-Type"] == "application/cloudevents+json"
    assert json.loads(body)["data"] == {"reason": "ü"}
    assert json.loads(body)["id"] == "e-1"
    assert "Authorization" not in headers


def test_the_secret_comes_from_the_environment(hook: Hook) -> None:
    post(hook.url, {"TOKEN": "s3cr3t"}, secret="TOKEN")
    assert hook.got[0][0]["Authorization"] == "Bearer s3cr3t"


def test_a_secret_that_is_not_there_or_cannot_be_sent_is_a_failure_that_does_not_tell_it(hook: Hook) -> None:
    with pytest.raises(NotFoundError):
        post(hook.url, {}, secret="TOKEN")
    for value in ("s3cr3t\r\nX: y", "s3cr3tü", ""):
        with pytest.raises(PermanentError) as caught:
            post(hook.url, {"TOKEN": value}, secret="TOKEN")
        assert "s3cr3t" not in str(caught.value)
        assert "TOKEN" in caught.value.message
    assert hook.got == []


@pytest.mark.parametrize(("status", "headers", "delay"), [
    (500, {}, 1.0), (503, {"Retry-After": "7"}, 7.0), (429, {"Retry-After": "soon"}, 1.0), (408, {}, 1.0),
])  # fmt: skip
def test_some_answers_ask_for_another_attempt(
    hook: Hook, status: int, headers: dict[str, str], delay: float
) -> None:
    hook.answers = [(status, headers)]
    with pytest.raises(TransientError, match=f"answered {status}") as caught:
        post(hook.url)
    assert caught.value.delay == delay


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_a_refusal_is_final(hook: Hook, status: int) -> None:
    hook.answers = [(status, {})]
    with pytest.raises(PermanentError, match=f"answered {status}"):
        post(hook.url)


def test_redirections_are_not_followed(hook: Hook) -> None:
    hook.answers = [(307, {"Location": "/elsewhere"})]
    with pytest.raises(PermanentError, match="answered 307"):
        post(hook.url, {"TOKEN": "s3cr3t"}, secret="TOKEN")
    assert len(hook.got) == 1


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with Hook() as server:
        url = server.url
    with pytest.raises(TransientError, match="cannot be reached"):
        post(url)


def test_a_server_that_does_not_answer_is_tried_again() -> None:
    with Hook() as silent, pytest.raises(TransientError, match="cannot be reached"):
        post(silent.url, timeout=0.2)


@pytest.mark.parametrize("url", ["http://[::1", "http://\u0000/", "ftp://example.org/", "nonsense"])
def test_an_address_that_is_none_is_final(url: str) -> None:
    with pytest.raises(InvalidInputError, match="not the address of a web server"):
        post(url)


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "https://[::1]/"]
)
def test_a_closed_place_is_not_spoken_to(url: str) -> None:
    with pytest.raises(DeniedError, match="nothing is sent to"):
        post(url, {"TOKEN": "s3cr3t"}, secret="TOKEN")
