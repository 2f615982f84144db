"""What every executor of training promises. Subclass, and provide the fixture ``executor``."""

import pytest

from stratum.core.errors import InvalidInputError
from stratum.training.ports import Executor, TaskEvent


def square(number: int) -> int:
    """A task that fails for 3, as tasks fail, and for 4, as the platform's own errors do."""
    if number == 3:
        raise ValueError("three is not allowed")
    if number == 4:
        raise InvalidInputError("four is not allowed", "take five")
    return number * number


class ExecutorContract:
    """The promises of ``stratum.training.ports.Executor``."""

    @pytest.fixture
    def events(self, executor: Executor) -> list[TaskEvent]:
        """Of six tasks, two of which fail."""
        return list(executor.run(square, [0, 1, 2, 3, 4, 5]))

    def test_each_task_starts_and_ends_once(self, events: list[TaskEvent]) -> None:
        for index in range(6):
            states = [e.state for e in events if e.index == index]
            assert states[0] == "started"
            assert states[1:] in (["finished"], ["failed"])

    def test_results_come_back(self, events: list[TaskEvent]) -> None:
        results = {e.index: e.result for e in events if e.state == "finished"}
        assert results == {0: 0, 1: 1, 2: 4, 5: 25}

    def test_a_failure_is_of_its_task_only(self, events: list[TaskEvent]) -> None:
        errors = {e.index: e.error for e in events if e.state == "failed"}
        assert set(errors) == {3, 4}
        assert errors[3] == "ValueError: three is not allowed"
        assert errors[4].startswith("four is not allowed")

    def test_no_tasks_give_no_events(self, executor: Executor) -> None:
        assert list(executor.run(square, [])) == []

    def test_an_executor_serves_again(self, executor: Executor) -> None:
        assert [e.result for e in executor.run(square, [2]) if e.state == "finished"] == [4]
        assert [e.result for e in executor.run(square, [5]) if e.state == "finished"] == [25]

    def test_closing_early_ends_it(self, executor: Executor) -> None:
        running = executor.run(square, [0, 1, 2])
        assert next(iter(running)).state == "started"
        close = getattr(running, "close", None)
        assert close is not None
        close()
        assert list(running) == []
