"""Several worker processes."""

from collections.abc import Callable, Generator, Iterable, Iterator
from multiprocessing.connection import wait

from stratum.training.hands import TOLD, Hand, begin_loading
from stratum.training.ports import Task, TaskEvent, Tell, Workforce


class ProcessExecutor:
    """Runs tasks in processes of their own; satisfies ``Executor``.

    Workers live on from task to task, so that libraries load once. One that dies (out of memory, a crash in
    compiled code) fails its task only and is replaced.

    Args:
        workers: How many at a time.
    """

    def __init__(self, workers: int = 2) -> None:
        self.workers = max(1, workers)
        begin_loading()

    def run(
        self,
        function: Callable[[Task, Tell], object],
        tasks: Iterable[Task],
        tell: Callable[[int, str], None],
    ) -> Generator[TaskEvent]:
        """Tasks in order, several at a time."""
        waiting = enumerate(tasks)
        busy: list[Hand] = []
        try:
            while len(busy) < self.workers and (item := next(waiting, None)):
                yield _give(Hand(function), busy, item)
            while busy:
                yield from self._collect(function, busy, waiting, tell)
        finally:
            for worker in busy:
                worker.stop()

    def _collect(
        self,
        function: Callable[[Task, Tell], object],
        busy: list[Hand],
        waiting: Iterator[tuple[int, Task]],
        tell: Callable[[int, str], None],
    ) -> Iterator[TaskEvent]:
        ready = wait([w.pipe for w in busy])
        for worker in [w for w in busy if w.pipe in ready]:
            event = worker.receive()
            if event is not None and event.state == TOLD:
                tell(event.index, event.error)
                continue
            busy.remove(worker)
            if event is None:
                yield TaskEvent(worker.index, "failed", error=worker.cause())
                if item := next(waiting, None):
                    yield _give(Hand(function), busy, item)
                continue
            # the worker goes on while whoever listens looks at its result
            item = next(waiting, None)
            started = [_give(worker, busy, item)] if item else []
            if not started:
                worker.stop()
            yield event
            yield from started


def make(force: Workforce) -> ProcessExecutor:
    """The executor; see ``Workforce``.

    Raises:
        InvalidInputError: If a cluster was named.
    """
    force.refuse_cluster("processes")
    return ProcessExecutor(force.workers)


def _give(worker: Hand, busy: list[Hand], item: tuple[int, Task]) -> TaskEvent:
    index, task = item
    busy.append(worker)
    worker.give(index, task)
    return TaskEvent(index, "started")
