"""What follows when a process has ended."""

import dataclasses
from typing import Any

import pytest

from stratum.deployment.logic.endings import Policy, describe, ended, failed, too_much_memory
from stratum.deployment.logic.records import Handle, Look, Record
from stratum.deployment.types import State
from stratum.testing.components import make_spec, make_task

HANDLE = Handle("t1", 7, "b", "/d")
POLICY = Policy(delay=0.5, longest=30.0, stable=60.0, attempts=3)
SERVICE, TASK = make_spec("a"), make_task("a")


def running(state: State = State.READY, **changes: Any) -> Record:
    base = Record(
        "a", state, "fine", handle=HANDLE, hook=HANDLE, token="t1", hook_token="t2", pid=7, started=100.0
    )
    return dataclasses.replace(base, **changes)


def over(status: int | None, said: str = "") -> Look:
    return Look(HANDLE, alive=False, status=status, said=said)


def test_a_service_that_ends_backs_off_and_forgets_its_processes() -> None:
    record = ended(running(), over(1, "no such file"), SERVICE, 110.0, POLICY)
    assert record.state is State.BACKING_OFF
    assert record.reason == "ended with status 1: no such file; next start in 0.5 s"
    assert (record.retry, record.failures, record.since) == (110.5, 1, 110.0)
    assert (record.handle, record.hook, record.token, record.hook_token, record.pid) == (
        None,
        None,
        "",
        "",
        0,
    )


def test_a_service_that_ends_well_backs_off_too() -> None:
    record = ended(running(), over(0), SERVICE, 110.0, POLICY)
    assert record.state is State.BACKING_OFF
    assert record.reason.startswith("ended with status 0;")


def test_a_task_that_ends_well_is_done() -> None:
    record = ended(running(State.STARTING), over(0), TASK, 110.0, POLICY)
    assert (record.state, record.reason) == (State.DONE, "ended with status 0")


def test_a_task_whose_status_nobody_knows_is_tried_again() -> None:
    record = ended(running(State.STARTING), over(None), TASK, 110.0, POLICY)
    assert record.state is State.BACKING_OFF
    assert "status is unknown" in record.reason


def test_a_task_is_given_up_after_its_tries() -> None:
    record = ended(running(State.STARTING, failures=2), over(1), TASK, 110.0, POLICY)
    assert record.state is State.FAILED
    assert record.reason == "ended with status 1; given up after 3 tries"


def test_what_is_no_longer_wanted_is_stopped_and_says_why() -> None:
    asked = running(State.STOPPING, reason="no longer wanted")
    assert ended(asked, over(143), None, 110.0, POLICY).reason == "no longer wanted"
    by_itself = ended(running(), over(1), None, 110.0, POLICY)
    assert (by_itself.state, by_itself.reason) == (State.STOPPED, "ended with status 1")


def test_what_was_stopped_to_run_again_backs_off_with_the_reason_of_the_stop() -> None:
    stopping = running(State.STOPPING, reason="used 2 MiB, limit 1 MiB", then=State.BACKING_OFF, forced=True)
    record = ended(stopping, over(143), SERVICE, 110.0, POLICY)
    assert record.state is State.BACKING_OFF
    assert record.reason == "used 2 MiB, limit 1 MiB; next start in 0.5 s"
    assert (record.then, record.forced) == (State.STOPPED, False)


def test_a_stopped_task_is_not_done_whatever_its_status() -> None:
    stopping = running(State.STOPPING, then=State.BACKING_OFF)
    assert ended(stopping, over(0), TASK, 110.0, POLICY).state is State.BACKING_OFF
    assert ended(running(State.STOPPING), over(0), TASK, 110.0, POLICY).state is State.STOPPED


@pytest.mark.parametrize(
    ("failures", "delay"), [(0, 0.5), (1, 1.0), (2, 2.0), (5, 16.0), (6, 30.0), (9, 30.0), (10**6, 30.0)]
)
def test_the_delay_doubles_up_to_the_longest(failures: int, delay: float) -> None:
    record = failed(running(since=110.0, failures=failures), "why", SERVICE, POLICY)
    assert record.retry == 110.0 + delay
    assert record.failures == failures + 1


def test_a_long_run_forgets_earlier_failures() -> None:
    record = failed(running(since=160.0, failures=8), "why", SERVICE, POLICY)
    assert (record.failures, record.retry) == (1, 160.5)
    short = failed(running(since=159.0, failures=8), "why", SERVICE, POLICY)
    assert short.failures == 9


@pytest.mark.parametrize(
    ("status", "said", "words"),
    [
        (0, "bye", "ended with status 0"),
        (3, "", "ended with status 3"),
        (3, "oh", "ended with status 3: oh"),
        (128, "", "ended with status 128"),
        (137, "Killed", "was ended by SIGKILL"),
        (143, "", "was ended by SIGTERM"),
        (139, "", "was ended by SIGSEGV"),
        (128 + 33, "", "was ended by signal 33"),
        (None, "", "ended, its status is unknown"),
    ],
)
def test_an_end_in_words(status: int | None, said: str, words: str) -> None:
    assert describe(over(status, said)) == words


def test_too_much_memory_says_both_numbers() -> None:
    assert too_much_memory(300 * 2**20, 256 * 2**20) == "used 300 MiB, limit 256 MiB"


def test_what_the_backend_knows_of_an_end_is_said_with_it() -> None:
    look = dataclasses.replace(
        over(137, "last words"), cause="it needed more memory than its limit of 48 MiB"
    )
    assert describe(look) == "was ended by SIGKILL: it needed more memory than its limit of 48 MiB"
