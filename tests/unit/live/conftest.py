"""Runs tests on a session in memory."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from stratum.testing.live_stage import Stage

Play = Callable[[Stage], Awaitable[None]]


@pytest.fixture
def play() -> Callable[[Play], None]:
    """Runs a test on a stage."""

    def run(act: Play) -> None:
        async def on_stage() -> None:
            await asyncio.wait_for(act(Stage()), 30)

        asyncio.run(on_stage())

    return run
