"""The agent: one round, one turn after the other, and nothing to start where nothing is wanted."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from stratum.deployment.agent.lock import SupervisorLock
from stratum.deployment.agent.pulse import read_pulse
from stratum.runtime.agent import LOCK, PULSE, Agent, bound_log, ensure_agent, supervise_in_turn
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.components import make_desired, make_spec


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = Parts(Settings(tmp_path))
    made.state.mkdir()
    return made


class Turns:
    """A named fake of one supervisor's turns: what is wanted after each, and what it did."""

    def __init__(self, path: Path, wanted: Sequence[bool]) -> None:
        self.path = path
        self.answers = iter(wanted)
        self.told: list[str] = []

    def take(self) -> SupervisorLock | None:
        return SupervisorLock.acquire(self.path)

    def rounds(self) -> None:
        self.told.append("rounds" if SupervisorLock.acquire(self.path) is None else "rounds without a lock")

    def wanted(self) -> bool:
        lock = SupervisorLock.acquire(self.path)
        self.told.append("looks with the lock" if lock is None else "looks")
        if lock is not None:
            lock.release()
        return next(self.answers)


def test_what_came_to_be_wanted_at_the_end_of_a_turn_is_seen(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "lock", [True, False])
    supervise_in_turn(turns.take, turns.rounds, turns.wanted)
    assert turns.told == ["rounds", "looks", "rounds", "looks"]
    lock = turns.take()
    assert lock is not None
    lock.release()


def test_who_does_not_get_the_lock_leaves_it_to_the_other(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "lock", [])
    other = turns.take()
    assert other is not None
    supervise_in_turn(turns.take, turns.rounds, turns.wanted)
    assert turns.told == []
    other.release()


def test_the_lock_is_given_back_by_who_fails(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "lock", [])

    def fail() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        supervise_in_turn(turns.take, fail, turns.wanted)
    lock = turns.take()
    assert lock is not None
    lock.release()


def test_nothing_is_started_where_nothing_should_run(parts: Parts) -> None:
    ensure_agent(parts)
    parts.deployments.apply("app", make_desired(make_spec("a")))
    parts.deployments.destroy("app")
    ensure_agent(parts)
    assert read_pulse(parts.state / PULSE) is None
    assert not (parts.state / LOCK).exists()


def test_a_round_shows_when_its_look_began(parts: Parts) -> None:
    agent, before = Agent(parts), parts.clock.now()
    assert agent.step()
    pulse = read_pulse(parts.state / PULSE)
    assert pulse is not None
    assert before - 1e-3 <= pulse.looked <= parts.clock.now()
    agent.rest()
    assert read_pulse(parts.state / PULSE) is None
    agent.close()


@pytest.mark.parametrize(("size", "left"), [(0, 0), (10, 10), (11, 0)])
def test_a_long_log_is_emptied_under_its_writer(tmp_path: Path, size: int, left: int) -> None:
    path = tmp_path / "agent.log"
    bound_log(path, 10)
    with path.open("ab") as log:
        log.write(b"x" * size)
        log.flush()
        bound_log(path, 10)
        assert path.stat().st_size == left
        log.write(b"on")
    assert path.stat().st_size == left + 2


def test_an_agent_whose_workspace_is_gone_ends(parts: Parts) -> None:
    agent = Agent(parts)
    assert agent.step()
    # In one step: what it measures is still written, beside whoever removes files one by one.
    parts.state.rename(parts.state.with_name("gone"))
    assert not agent.step()
    agent.rest()
    agent.close()
