"""Waiting in tests for something real, with a deadline instead of a guess."""

import threading
import time
from collections.abc import Callable

_PAUSE = 0.01


def wait_until(condition: Callable[[], object], seconds: float = 10.0, what: str = "the condition") -> None:
    """Return as soon as ``condition()`` is true.

    Raises:
        AssertionError: If it is not within ``seconds``; says ``what`` was waited for.
    """
    end = time.perf_counter() + seconds
    pause = threading.Event()
    while not condition():
        if time.perf_counter() > end:
            raise AssertionError(f"{what} did not come within {seconds:g} s")
        pause.wait(_PAUSE)
