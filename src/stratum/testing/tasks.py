"""Tasks for executors; in a module of their own, because workers import what they run."""

import dataclasses
import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping
from pathlib import Path

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


@dataclasses.dataclass(frozen=True)
class Copy:
    """A task that writes one file with the content of others; satisfies ``Portable``."""

    source: Path
    target: Path
    needs: Mapping[str, float] = dataclasses.field(default_factory=dict)

    @property
    def reads(self) -> tuple[Path, ...]:
        """A file or a folder."""
        return (self.source,)

    @property
    def writes(self) -> tuple[Path, ...]:
        """The copy."""
        return (self.target,)

    def moved(self, places: Mapping[Path, Path]) -> "Copy":
        """The same task with its files elsewhere."""
        return Copy(places.get(self.source, self.source), places.get(self.target, self.target))


def copied(task: Copy, _tell: Tell) -> str:
    """Do a ``Copy``; the folder that it was done in."""
    files = [task.source] if task.source.is_file() else sorted(task.source.rglob("*.txt"))
    task.target.write_bytes(b"".join(file.read_bytes() for file in files))
    return str(task.target.parent)


def waits_for(gate: Path, tell: Tell) -> int:
    """Says which process does the task and which one made it, and waits for a file; that process."""
    made_by = multiprocessing.parent_process()
    tell(f"{os.getpid()} {made_by.pid if made_by else 0}")
    while not gate.exists():
        threading.Event().wait(0.05)
    return os.getpid()
