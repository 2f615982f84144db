"""A keeper that breaks stops neither the agent nor the other keepers."""

import logging
from pathlib import Path

import pytest

from stratum.core.errors import TransientError
from stratum.runtime.agent import Agent
from stratum.runtime.keepers import Keeper
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts


class Broken:
    """Breaks in its own way each time."""

    def __init__(self, errors: list[Exception]) -> None:
        self.errors = errors

    def step(self, now: float) -> None:
        del now
        if self.errors:
            raise self.errors.pop(0)

    def close(self) -> None:
        pass


class Counting:
    """Counts its turns."""

    def __init__(self) -> None:
        self.turns = 0

    def step(self, now: float) -> None:
        del now
        self.turns += 1

    def close(self) -> None:
        pass


def test_others_have_their_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    errors = [TransientError("busy"), TransientError("busy"), ZeroDivisionError("absurd")]
    broken, counting = Broken(errors), Counting()

    def chosen(_: Parts) -> tuple[Keeper, ...]:
        return broken, counting

    monkeypatch.setattr("stratum.runtime.agent.keepers", chosen)
    agent = Agent(Parts(Settings(workspace=tmp_path)))
    try:
        with caplog.at_level(logging.ERROR):
            for _ in range(4):
                agent.step()
    finally:
        agent.rest()
        agent.close()
    assert counting.turns == 4
    assert [r.getMessage() for r in caplog.records] == ["Broken failed", "Broken failed"]
    assert "absurd" in caplog.text
