"""The life of a program: from its start to SIGTERM."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop

from stratum.core.errors import StratumError

LOG = logging.getLogger("stratum.streaming")


def live(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    """Run ``work`` until it ends, fails or SIGTERM or SIGINT comes, and return the exit status.

    ``work`` is cancelled on a signal; it must be safe to kill at any point anyway.

    Raises:
        StratumError: If ``work`` does.
    """
    write_log()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_until_told(work))
    return 0


def write_log() -> None:
    """Send the program's log to its standard error, which the platform keeps."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    LOG.setLevel(logging.INFO)


async def _until_told(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    task = asyncio.ensure_future(work())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        try:
            await task
        except ExceptionGroup as group:
            raise first_of(group) from group


def first_of(group: ExceptionGroup[Exception]) -> Exception:
    """The error to tell people of several that came at once: ours before others'."""
    ours, others = group.split(StratumError)
    chosen: ExceptionGroup[Exception] | None = ours or others
    error: Exception = chosen or group
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
