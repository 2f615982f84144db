"""Asking components whether they are ready: a few threads, short patience, latest answers."""

import concurrent.futures
import http.client
import socket
from collections.abc import Mapping

from stratum.core.clock import Clock
from stratum.deployment.logic.records import Answer
from stratum.deployment.ports import Question
from stratum.deployment.types import Probe

_PATIENCE = 0.5
_THREADS = 4
_OK = 200


class ThreadProber:
    """Satisfies ``stratum.deployment.ports.Prober``: one slow component does not hold up the others.

    Not safe for several threads; one supervisor uses it.

    Args:
        clock: Decides when to ask again.
        patience: Seconds that a connection and each part of its answer may take.
    """

    def __init__(self, clock: Clock, patience: float = _PATIENCE) -> None:
        self._clock = clock
        self._patience = patience
        self._pool = concurrent.futures.ThreadPoolExecutor(_THREADS, "probe")
        self._running: dict[str, concurrent.futures.Future[str]] = {}
        self._answers: dict[str, Answer] = {}
        self._asked: dict[str, float] = {}

    def ask(self, questions: Mapping[str, Question]) -> Mapping[str, Answer]:
        """See ``Prober.ask``."""
        for known in (self._answers, self._asked, self._running):
            for key in known.keys() - questions.keys():
                del known[key]
        now = self._clock.monotonic()
        for key, question in questions.items():
            self._collect(key, now)
            idle = key not in self._running
            if idle and now - self._asked.get(key, float("-inf")) >= question.every:
                self._running[key] = self._pool.submit(ask_once, question.probe, self._patience)
        return dict(self._answers)

    def close(self) -> None:
        """End the threads; waits for the probes under way."""
        self._pool.shutdown(cancel_futures=True)

    def _collect(self, key: str, now: float) -> None:
        running = self._running.get(key)
        if running is None or not running.done():
            return
        del self._running[key]
        self._asked[key] = now
        problem = running.result()
        before = self._answers.get(key, Answer(ok=False)).failures
        self._answers[key] = Answer(not problem, problem, before + 1 if problem else 0)


def ask_once(probe: Probe, patience: float = _PATIENCE) -> str:
    """Ask, and return what is wrong; empty if the answer is yes.

    A kind that needs no asking (``exit``) is answered with yes.
    """
    try:
        match probe.kind:
            case "tcp":
                socket.create_connection((probe.address, probe.port), patience).close()
            case "http":
                return _ask_http(probe, patience)
    except TimeoutError:
        return f"{probe.address}:{probe.port} did not answer within {patience:g} s"
    except (OSError, http.client.HTTPException) as error:
        return f"{probe.address}:{probe.port}: {getattr(error, 'strerror', None) or type(error).__name__}"
    return ""


def _ask_http(probe: Probe, patience: float) -> str:
    connection = http.client.HTTPConnection(probe.address, probe.port, timeout=patience)
    try:
        connection.request("GET", probe.path or "/")
        status = connection.getresponse().status
    finally:
        connection.close()
    return "" if status == _OK else f"{probe.path or '/'} answered {status}"
