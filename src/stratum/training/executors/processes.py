"""Several worker processes."""

import contextlib
import dataclasses
import multiprocessing
import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from stratum.training.ports import FAILURES, Task, TaskEvent, Tell, failure_text

_PATIENCE = 5.0
_TOLD = "told"


@dataclasses.dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    index: int


class ProcessExecutor:
    """Runs tasks in spawned processes; satisfies ``Executor``.

    Workers live on from task to task, so that libraries load once. One that dies (out of memory, a crash in
    compiled code) fails its task only and is replaced.

    Args:
        workers: How many at a time.
    """

    def __init__(self, workers: int = 2) -> None:
        self.workers = max(1, workers)

    def run(
        self,
        function: Callable[[Task, Tell], object],
        tasks: Iterable[Task],
        tell: Callable[[int, str], None],
    ) -> Generator[TaskEvent]:
        """Tasks in order, several at a time."""
        waiting = enumerate(tasks)
        busy: list[_Worker] = []
        try:
            while len(busy) < self.workers and (item := next(waiting, None)):
                yield _give(_start(function), busy, item)
            while busy:
                yield from self._collect(function, busy, waiting, tell)
        finally:
            for worker in busy:
                _stop(worker)

    def _collect(
        self,
        function: Callable[[Task, Tell], object],
        busy: list[_Worker],
        waiting: Iterator[tuple[int, Task]],
        tell: Callable[[int, str], None],
    ) -> Iterator[TaskEvent]:
        ready = wait([w.pipe for w in busy])
        for worker in [w for w in busy if w.pipe in ready]:
            event = _receive(worker)
            if event is not None and event.state == _TOLD:
                tell(event.index, event.error)
                continue
            busy.remove(worker)
            if event is None:
                worker.process.join(_PATIENCE)
                _stop(worker)
                yield TaskEvent(worker.index, "failed", error=_cause(worker.process.exitcode))
                if item := next(waiting, None):
                    yield _give(_start(function), busy, item)
                continue
            # the worker goes on while whoever listens looks at its result
            item = next(waiting, None)
            started = [_give(worker, busy, item)] if item else []
            if not started:
                _stop(worker)
            yield event
            yield from started


def _start(function: Callable[[Task, Tell], object]) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, function), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours, -1)


def _give(worker: _Worker, busy: list[_Worker], item: tuple[int, Task]) -> TaskEvent:
    worker.index, task = item
    busy.append(worker)
    with contextlib.suppress(BrokenPipeError):  # it died between two tasks: reading from it says so
        worker.pipe.send(task)
    return TaskEvent(worker.index, "started")


def _receive(worker: _Worker) -> TaskEvent | None:
    try:
        state, value = worker.pipe.recv()
    except (EOFError, ConnectionError):
        return None
    if state == "finished":
        return TaskEvent(worker.index, state, value)
    return TaskEvent(worker.index, state, error=value)


def _cause(code: int | None) -> str:
    how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with code {code}"
    return f"the worker process {how}" + (" (out of memory?)" if code == -signal.SIGKILL else "")


def _stop(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.terminate()
    worker.process.join(_PATIENCE)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()


def _serve(pipe: Connection, function: Callable[[Task, Tell], object]) -> None:
    """The life of a worker: a task in, its result out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C ends

    def tell(word: str) -> None:
        pipe.send((_TOLD, word))

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
