"""One task after the other, in this process."""

import functools
from collections.abc import Callable, Generator, Iterable

from stratum.training.ports import FAILURES, Task, TaskEvent, Tell, Workforce, failure_text


class InlineExecutor:
    """Runs tasks where it is called; satisfies ``Executor``. For tests and small data."""

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


def make(force: Workforce) -> InlineExecutor:
    """The executor; see ``Workforce``.

    Raises:
        InvalidInputError: If a cluster was named.
    """
    force.refuse_cluster("inline")
    return InlineExecutor()
