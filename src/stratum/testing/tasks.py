"""Tasks for executors; in a module of their own, because workers import what they run."""

import os
import signal
import threading

import threadpoolctl

from stratum.training.ports import Tell


def fragile(number: int, _tell: Tell) -> int:
    """The number; but 1 kills its process, and 2 leaves it, both without an answer."""
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 2:
        os._exit(5)
    return number


def process_id(_number: int, _tell: Tell) -> int:
    """The process that does the task."""
    return os.getpid()


def stays(_number: int, tell: Tell) -> None:
    """Says which process does the task, and never ends."""
    tell(str(os.getpid()))
    threading.Event().wait()


def thread_counts(_number: int, _tell: Tell) -> list[int]:
    """Threads that each numeric library of the process may use."""
    return [int(pool["num_threads"]) for pool in threadpoolctl.threadpool_info()]
