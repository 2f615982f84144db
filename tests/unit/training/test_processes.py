"""Workers that die, and how long they live."""

import os

import pytest

from stratum.testing.contracts.executor import unheard
from stratum.testing.tasks import fragile, process_id, stays
from stratum.training.executors.processes import ProcessExecutor


def test_a_worker_that_dies_fails_its_task_only() -> None:
    events = list(ProcessExecutor(2).run(fragile, [0, 1, 2, 3, 4], unheard))
    finished = {e.index: e.result for e in events if e.state == "finished"}
    errors = {e.index: e.error for e in events if e.state == "failed"}
    assert finished == {0: 0, 3: 3, 4: 4}
    assert errors[1] == "the worker process was killed by signal 9 (out of memory?)"
    assert errors[2] == "the worker process ended with code 5"


def test_workers_live_on_from_task_to_task_and_end_with_the_run() -> None:
    events = list(ProcessExecutor(1).run(process_id, [0, 1, 2], unheard))
    pids = {e.result for e in events if e.state == "finished"}
    assert len(pids) == 1
    (pid,) = pids
    assert isinstance(pid, int)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_workers_that_are_busy_end_with_whoever_cancels() -> None:
    pids: list[int] = []

    def cancel(_index: int, word: str) -> None:
        pids.append(int(word))
        if len(pids) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(ProcessExecutor(2).run(stays, [0, 1], cancel))
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
