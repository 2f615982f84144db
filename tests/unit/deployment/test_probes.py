"""Probes against real sockets, and how often they are asked."""

import functools
import http.server
import socket
import threading
from collections.abc import Iterator

import pytest

from stratum.deployment.logic.records import Answer
from stratum.deployment.ports import Question
from stratum.deployment.probes import ThreadProber, ask_once
from stratum.deployment.types import Probe
from stratum.testing.fakes import ManualClock
from stratum.testing.waiting import wait_until

HERE = "127.0.0.1"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/ready" else 503)
        self.end_headers()

    def log_message(self, *args: object, **more: object) -> None:
        """Says nothing."""


@pytest.fixture
def web() -> Iterator[int]:
    server = http.server.HTTPServer((HERE, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def mute() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server((HERE, 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.create_server((HERE, 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def prober(clock: ManualClock) -> Iterator[ThreadProber]:
    prober = ThreadProber(clock, patience=0.1)
    yield prober
    prober.close()


def test_a_200_is_a_yes_and_everything_else_says_what_it_was(web: int) -> None:
    assert ask_once(Probe("http", HERE, web, "/ready")) == ""
    assert ask_once(Probe("http", HERE, web, "/other")) == "/other answered 503"
    assert ask_once(Probe("http", HERE, web)) == "/ answered 503"


def test_a_connection_is_enough_for_tcp(mute: int, free: int) -> None:
    assert ask_once(Probe("tcp", HERE, mute)) == ""
    assert ask_once(Probe("tcp", HERE, free)) == f"{HERE}:{free}: Connection refused"


def test_silence_ends_after_the_patience(mute: int) -> None:
    said = ask_once(Probe("http", HERE, mute, "/ready"), patience=0.05)
    assert said == f"{HERE}:{mute} did not answer within 0.05 s"


def test_what_is_not_http_is_a_no(free: int) -> None:
    def greet(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"SSH-2.0\r\n\r\n")

    with socket.create_server((HERE, free)) as server:
        thread = threading.Thread(target=greet, args=(server,))
        thread.start()
        said = ask_once(Probe("http", HERE, free, "/ready"))
        thread.join()
    assert said.startswith(f"{HERE}:{free}")


def test_an_exit_probe_needs_no_asking() -> None:
    assert ask_once(Probe("exit")) == ""
    assert ask_once(Probe("http", "no.such.host.invalid", 1, "/")) != ""


def test_asking_does_not_wait_and_the_answer_comes_later(prober: ThreadProber, mute: int) -> None:
    question = {"t1": Question(Probe("http", HERE, mute, "/"), 1.0)}
    assert prober.ask(question) == {}
    wait_until(lambda: prober.ask(question), what="an answer")
    assert not prober.ask(question)["t1"].ok


def test_one_slow_component_does_not_hold_up_another(prober: ThreadProber, mute: int, web: int) -> None:
    questions = {
        "slow": Question(Probe("http", HERE, mute, "/"), 1.0),
        "fast": Question(Probe("http", HERE, web, "/ready"), 1.0),
    }
    wait_until(lambda: "fast" in prober.ask(questions))
    assert prober.ask(questions)["fast"] == Answer(ok=True)


def test_failures_are_counted_in_a_row_and_each_only_after_its_time(
    prober: ThreadProber, clock: ManualClock, free: int
) -> None:
    question = {"t1": Question(Probe("tcp", HERE, free), 5.0)}

    def counted(number: int) -> bool:
        return prober.ask(question).get("t1", Answer(ok=True)).failures == number

    for number in (1, 2, 3):
        wait_until(functools.partial(counted, number))
        clock.advance(5.0)
    with socket.create_server((HERE, free)):
        wait_until(lambda: prober.ask(question)["t1"].ok)
    assert prober.ask(question)["t1"].failures == 0


def test_a_key_that_is_not_asked_any_more_is_forgotten(prober: ThreadProber, mute: int) -> None:
    question = {"t1": Question(Probe("tcp", HERE, mute), 9.0)}
    wait_until(lambda: prober.ask(question))
    assert prober.ask({}) == {}
    assert prober.ask(question) == {}
