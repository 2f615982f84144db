"""The life of a program, in this process."""

import asyncio
import os
import signal

import pytest

from stratum.core.errors import PermanentError
from stratum.streaming.programs.life import live


def test_work_that_ends_is_a_success() -> None:
    done: list[str] = []

    async def work() -> None:
        done.append("work")

    assert live(work) == 0
    assert done == ["work"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_work_in_order(number: signal.Signals) -> None:
    done: list[str] = []

    async def work() -> None:
        try:
            os.kill(os.getpid(), number)
            await asyncio.Event().wait()
        finally:
            done.append("closed")

    assert live(work) == 0
    assert done == ["closed"]


def test_an_error_goes_to_whoever_started_the_program() -> None:
    async def work() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            await asyncio.Event().wait()

    async def fail() -> None:
        raise PermanentError("port taken")

    with pytest.raises(PermanentError, match="port taken"):
        live(work)
