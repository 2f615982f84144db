"""What every executor of training promises. Subclass, and provide the fixture ``executor``."""

import threading
from collections.abc import Iterator

import pytest

from stratum.core.errors import InvalidInputError
from stratum.training.ports import Executor, TaskEvent, Tell

Told = list[tuple[int, str]]


def square(number: int, tell: Tell) -> int:
    """A task that fails for 3, as tasks fail, and for 4, as the platform's own errors do."""
    tell("looking")
    if number == 3:
        raise ValueError("three is not allowed")
    if number == 4:
        raise InvalidInputError("four is not allowed", "take five")
    tell("squaring")
    return number * number


def stuck(_number: int, tell: Tell) -> int:
    """A task that never ends by itself."""
    tell("stuck")
    threading.Event().wait()
    return 0


def unheard(_index: int, _word: str) -> None:
    """For those who do not listen."""


class ExecutorContract:
    """The promises of ``stratum.training.ports.Executor``."""

    @pytest.fixture
    def told(self) -> Told:
        """What the tasks of ``events`` said."""
        return []

    @pytest.fixture
    def events(self, executor: Executor, told: Told) -> list[TaskEvent]:
        """Of six tasks, two of which fail."""
        return list(executor.run(square, [0, 1, 2, 3, 4, 5], lambda *said: told.append(said)))

    def test_each_task_starts_and_ends_once(self, events: list[TaskEvent]) -> None:
        for index in range(6):
            states = [e.state for e in events if e.index == index]
            assert states[0] == "started"
            assert states[1:] in (["finished"], ["failed"])

    def test_results_come_back(self, events: list[TaskEvent]) -> None:
        results = {e.index: e.result for e in events if e.state == "finished"}
        assert results == {0: 0, 1: 1, 2: 4, 5: 25}

    def test_a_task_may_follow_from_what_was_found(self, executor: Executor) -> None:
        found: list[object] = []
        limit = 3

        def tasks() -> Iterator[int]:
            while len(found) < limit:
                yield 5

        events = executor.run(square, tasks(), unheard)
        found.extend(event.result for event in events if event.state == "finished")
        assert limit <= len(found) <= limit + 4
        assert set(found) == {25}

    def test_a_failure_is_of_its_task_only(self, events: list[TaskEvent]) -> None:
        errors = {e.index: e.error for e in events if e.state == "failed"}
        assert set(errors) == {3, 4}
        assert errors[3] == "ValueError: three is not allowed"
        assert errors[4].startswith("four is not allowed")

    def test_what_a_task_says_is_heard_in_its_order(self, events: list[TaskEvent], told: Told) -> None:
        assert len(events) == 12
        for index in range(6):
            words = [word for one, word in told if one == index]
            assert words == ["looking"] if index in {3, 4} else ["looking", "squaring"]

    def test_it_is_heard_between_start_and_end_in_the_callers_thread(self, executor: Executor) -> None:
        log: list[tuple[str, bool]] = []
        here = threading.current_thread()
        running = executor.run(square, [2], lambda _, w: log.append((w, threading.current_thread() is here)))
        log.extend((event.state, True) for event in running)
        assert log == [("started", True), ("looking", True), ("squaring", True), ("finished", True)]

    def test_no_tasks_give_no_events(self, executor: Executor) -> None:
        assert list(executor.run(square, [], unheard)) == []

    def test_an_executor_serves_again(self, executor: Executor) -> None:
        assert [e.result for e in executor.run(square, [2], unheard) if e.state == "finished"] == [4]
        assert [e.result for e in executor.run(square, [5], unheard) if e.state == "finished"] == [25]

    def test_closing_early_ends_it(self, executor: Executor) -> None:
        running = executor.run(square, [0, 1, 2], unheard)
        assert next(running).state == "started"
        running.close()
        assert list(running) == []

    def test_whoever_hears_a_task_may_end_all_of_them(self, executor: Executor) -> None:
        def cancel(_index: int, word: str) -> None:
            raise KeyboardInterrupt(word)

        running = executor.run(stuck, [0, 1, 2], cancel)
        with pytest.raises(KeyboardInterrupt, match="stuck"):
            list(running)
        assert list(running) == []
