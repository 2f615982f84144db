"""Asking the monitors of models, in threads: whoever decides never waits for one."""

import dataclasses
import json
from collections.abc import Mapping
from concurrent.futures import Executor, Future
from typing import Final

import msgspec

from stratum.core.clock import Clock
from stratum.core.errors import StratumError, TransientError
from stratum.lifecycle.types import Watch
from stratum.monitoring.fetch import fetch_text, send_text

EVERY: Final = 0.5
FRESH: Final = 10.0
"""What a monitor said is held to be true for so many seconds."""
REPEAT: Final = 3.0
PATIENCE: Final = 2.0


@dataclasses.dataclass(slots=True)
class _Heard:
    """What is known of one monitor."""

    watch: Watch | None = None
    heard: float = -FRESH
    asked: float = -FRESH
    trouble: str = ""
    question: Future[Watch] | None = None
    orders: dict[str, tuple[float, Future[None]]] = dataclasses.field(default_factory=dict)


class Monitors:
    """What the monitors say, as of the last seconds.

    Args:
        workers: Run the questions.
        clock: Says how old an answer is.
    """

    def __init__(self, workers: Executor, clock: Clock) -> None:
        self._workers = workers
        self._clock = clock
        self._known: dict[str, _Heard] = {}

    def watch(self, url: str) -> tuple[Watch | None, str]:
        """What the monitor at ``url`` said within the last seconds; else None and why.

        As long as it was not asked once, the reason is empty.
        """
        known, now = self._known.setdefault(url, _Heard()), self._clock.monotonic()
        self._listen(known, now)
        if known.question is None and now - known.asked >= EVERY:
            known.asked = now
            known.question = self._workers.submit(_state, url)
        if known.watch is None or now - known.heard > FRESH:
            return None, known.trouble
        return known.watch, ""

    def order(self, url: str, method: str, path: str, body: Mapping[str, object]) -> None:
        """Tell a monitor something, soon; saying the same again does nothing for some seconds.

        Whether it was taken shows in what the monitor says.
        """
        known, now = self._known.setdefault(url, _Heard()), self._clock.monotonic()
        text = json.dumps(body)
        key = f"{method} {path} {text}"
        said, work = known.orders.get(key, (-REPEAT, None))
        if now - said >= REPEAT and (work is None or work.done()):
            known.orders = {k: o for k, o in known.orders.items() if now - o[0] < REPEAT or not o[1].done()}
            known.orders[key] = (now, self._workers.submit(send_text, method, f"{url}{path}", text, PATIENCE))

    def _listen(self, known: _Heard, now: float) -> None:
        question = known.question
        if question is None or not question.done():
            return
        known.question = None
        error = question.exception()
        if error is None:
            known.watch, known.heard, known.trouble = question.result(), now, "the monitor fell silent"
        else:
            known.trouble = error.message if isinstance(error, StratumError) else repr(error)


def _state(url: str) -> Watch:
    text = fetch_text(f"{url}/state", PATIENCE)
    try:
        return msgspec.json.decode(text, type=Watch)
    except msgspec.DecodeError as error:
        raise TransientError(f"{url}/state makes no sense: {error}") from error
