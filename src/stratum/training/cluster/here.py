"""A cluster of this machine: a scheduler and workers as processes, for as long as a run."""

import contextlib
import multiprocessing
import shutil
import tempfile
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Final

from stratum.core.clock import Clock
from stratum.core.errors import TransientError
from stratum.training.cluster.parts import run_scheduler, run_worker
from stratum.training.cluster.trust import enrol
from stratum.training.cluster.types import SchedulerSpec, WorkerSpec
from stratum.training.hands import end_with_parent
from stratum.training.ports import Meeting

LOOPBACK: Final = "127.0.0.1"
_PATIENCE: Final = 60.0
_GRACE: Final = 5.0


class LocalCluster:
    """Scheduler and workers as processes of this machine; they end with the process that made them.

    Args:
        folder: Its own.
        workers: How many.
        clock: For its certificates.
    """

    def __init__(self, folder: Path, workers: int, clock: Clock) -> None:
        self._folder = folder
        self._context = multiprocessing.get_context("spawn")
        self._clock = clock
        self._workers: dict[int, SpawnProcess] = {}
        self._scheduler, address = self._start_scheduler()
        self.meeting = Meeting(address, enrol(folder, "client", clock), shared=True)
        for number in range(workers):
            self._workers[number] = self._start_worker(number, address)

    @property
    def pids(self) -> list[int]:
        """Process ids of the workers that live."""
        return [p.pid for p in self._workers.values() if p.pid is not None and p.is_alive()]

    def mend(self) -> None:
        """Start a worker in place of each that has died."""
        for number, process in self._workers.items():
            if not process.is_alive():
                self._workers[number] = self._start_worker(number, self.meeting.address)

    def close(self) -> None:
        """End all of them."""
        for process in (*self._workers.values(), self._scheduler):
            process.terminate()
        for process in (*self._workers.values(), self._scheduler):
            process.join(_GRACE)
            if process.is_alive():
                process.kill()
                process.join()

    def _start_scheduler(self) -> tuple[SpawnProcess, str]:
        spec = SchedulerSpec(LOOPBACK, 0, str(enrol(self._folder, "scheduler", self._clock)))
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_scheduler, args=(spec, self._folder, theirs))
        process.start()
        theirs.close()
        try:
            if ours.poll(_PATIENCE):
                return process, str(ours.recv())
        except EOFError:
            process.join(_GRACE)
        process.kill()
        raise TransientError("the scheduler of a local cluster did not start", "train with another executor")

    def _start_worker(self, number: int, address: str) -> SpawnProcess:
        name = f"worker-{number}"
        spec = WorkerSpec(name, LOOPBACK, 0, address, str(enrol(self._folder, name, self._clock)))
        process = self._context.Process(target=_worker, args=(spec, self._folder / name))
        process.start()
        return process


@contextlib.contextmanager
def local_cluster(workers: int, clock: Clock) -> Iterator[LocalCluster]:
    """A cluster of this machine, in a folder that ends with it."""
    folder = Path(tempfile.mkdtemp(prefix="stratum-cluster-"))
    try:
        cluster = LocalCluster(folder, workers, clock)
        try:
            yield cluster
        finally:
            cluster.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _scheduler(spec: SchedulerSpec, folder: Path, pipe: Connection) -> None:
    end_with_parent()
    run_scheduler(spec, folder, pipe.send)


def _worker(spec: WorkerSpec, folder: Path) -> None:
    end_with_parent()
    folder.mkdir(exist_ok=True)
    run_worker(spec, folder)
