"""A process that does tasks one after the other: libraries load once, a crash costs one task."""

import contextlib
import multiprocessing
import multiprocessing.forkserver
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from typing import Final

from stratum.training.ports import FAILURES, Task, TaskEvent, Tell, failure_text

TOLD: Final = "told"
"""State of an event that is a word of a task that goes on."""
_PATIENCE = 5.0
_PRELOADED = "stratum.training.preloaded"


def begin_loading() -> None:
    """Start the process that hands are forked from, where there is none; returns before it has loaded.

    It loads the libraries of training, once for all hands, and computes nothing: no thread of it is at
    work when it forks. It ends with this process.
    """
    multiprocessing.get_context("forkserver").set_forkserver_preload([_PRELOADED])
    multiprocessing.forkserver.ensure_running()


class Hand:
    """A process that knows the libraries; it ends with the process that made it, however that ends.

    Args:
        function: Does each task.
    """

    def __init__(self, function: Callable[[Task, Tell], object]) -> None:
        begin_loading()
        context = multiprocessing.get_context("forkserver")
        self.index = -1
        self.pipe, theirs = context.Pipe()
        self.process: ForkServerProcess = context.Process(target=_serve, args=(theirs, function), daemon=True)
        self.process.start()
        theirs.close()

    def give(self, index: int, task: object) -> None:
        """Have a task done; ``receive`` tells of it under ``index``."""
        self.index = index
        with contextlib.suppress(BrokenPipeError):  # it died between two tasks: reading from it says so
            self.pipe.send(task)

    def receive(self) -> TaskEvent | None:
        """The next word or the end of the task; None where the process has died. Waits for it."""
        try:
            state, value = self.pipe.recv()
        except (EOFError, ConnectionError):
            return None
        if state == "finished":
            return TaskEvent(self.index, state, value)
        return TaskEvent(self.index, state, error=value)

    def cause(self) -> str:
        """What a process that has died came to; it is stopped then."""
        self.process.join(_PATIENCE)
        self.stop()
        code = self.process.exitcode
        killed = code is not None and code < 0
        how = f"was killed by signal {-(code or 0)}" if killed else f"ended with code {code}"
        return f"the worker process {how}" + (" (out of memory?)" if code == -signal.SIGKILL else "")

    def stop(self) -> None:
        """End the process, by force where it does not listen."""
        self.pipe.close()
        self.process.terminate()
        self.process.join(_PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def end_with_parent() -> None:
    """Have this process end when the one that made it does."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def look() -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=look, name="end with parent", daemon=True).start()


def _serve(pipe: Connection, function: Callable[[Task, Tell], object]) -> None:
    """The life of a worker: a task in, its result out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C ends
    end_with_parent()

    def tell(word: str) -> None:
        pipe.send((TOLD, word))

    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = ("finished", function(task, tell))
        except FAILURES as error:
            answer = ("failed", failure_text(error))
        pipe.send(answer)
