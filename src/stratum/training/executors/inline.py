"""One task after the other, in this process."""

import functools
from collections.abc import Callable, Generator, Iterable

from stratum.training.ports import FAILURES, Task, TaskEvent, Tell, failure_text


class InlineExecutor:
    """Runs tasks where it is called; satisfies ``Executor``. For tests and small data.

    Args:
        workers: Taken so that all executors are made alike; there is always one.
    """

    def __init__(self, workers: int = 1) -> None:
        self.workers = min(workers, 1)

    def run(
        self,
        function: Callable[[Task, Tell], object],
        tasks: Iterable[Task],
        tell: Callable[[int, str], None],
    ) -> Generator[TaskEvent]:
        """Each task in order."""
        for index, task in enumerate(tasks):
            yield TaskEvent(index, "started")
            try:
                result = function(task, functools.partial(tell, index))
            except FAILURES as error:
                yield TaskEvent(index, "failed", error=failure_text(error))
            else:
                yield TaskEvent(index, "finished", result)
