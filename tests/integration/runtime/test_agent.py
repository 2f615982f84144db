"""The agent as a process: killed, held up, and what commands believe meanwhile."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stratum.deployment.agent.pulse import Pulse, read_pulse
from stratum.deployment.types import ComponentSpec, Observed, Probe, State
from stratum.runtime.agent import PULSE
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.components import make_desired, make_spec
from stratum.testing.waiting import wait_until

# What commands do: ask for a look, then answer; or wait until everything is as it should be.
ASK = """
import sys
from pathlib import Path
from stratum.runtime.agent import ensure_agent
from stratum.runtime.operating.orders import settle
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
parts = Parts(Settings(Path(sys.argv[1])))
ensure_agent(parts)
if sys.argv[2] == "settle":
    settle(parts, "app", 30.0, lambda _: None)
for one in parts.deployments.status("app"):
    print(one.name, one.state, one.pid)
"""


def lasting(name: str, *depends_on: str, wait: str = "0") -> ComponentSpec:
    """A service without a port that is ready when its preparation of ``wait`` seconds is done."""
    return make_spec(
        name,
        *depends_on,
        command=("/bin/sleep", "120"),
        readiness=Probe("exit"),
        after_ready=("/bin/sleep", wait),
    )


class Site:
    """A workspace whose agent and commands are processes of their own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.parts = Parts(Settings(root))

    def command(self, what: str) -> "subprocess.Popen[str]":
        arguments = [sys.executable, "-c", ASK, str(self.root), what]
        return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)

    def answer(self, what: str) -> dict[str, tuple[str, int]]:
        """What a command says of each component: its state and its process."""
        return read_answer(self.command(what))

    def pulse(self) -> Pulse | None:
        return read_pulse(self.parts.state / PULSE)

    def agent(self) -> int:
        wait_until(self.pulse, 20, "an agent")
        pulse = self.pulse()
        assert pulse is not None
        return pulse.pid

    def seen(self) -> dict[str, Observed]:
        return {one.name: one for one in self.parts.deployments.status("app")}

    def kill(self, *pids: int) -> None:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not any(is_running(pid) for pid in pids), 10, "the end of what was killed")


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def read_answer(command: "subprocess.Popen[str]") -> dict[str, tuple[str, int]]:
    said, _ = command.communicate(timeout=60)
    assert command.returncode == 0, said
    lines = [line.split() for line in said.splitlines()]
    return {name: (state, int(pid)) for name, state, pid in lines}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    site.parts.deployments.apply("app", make_desired(lasting("a"), lasting("b", "a")))
    yield site
    site.parts.deployments.destroy("app")
    site.answer("settle")
    # With nothing left to do it ends by itself after a while; this only makes it quicker.
    if (pulse := site.pulse()) is not None:
        os.kill(pulse.pid, signal.SIGTERM)
    wait_until(lambda: site.pulse() is None, 30, "the end of the agent")


@pytest.mark.slow
def test_after_a_kill_of_everything_the_answer_is_what_is_alive(site: Site) -> None:
    before = site.answer("settle")
    agent = site.agent()
    site.kill(agent, *(pid for _, pid in before.values()))
    asked = site.answer("look")
    assert not set(asked.values()) & set(before.values())
    after = site.answer("settle")
    assert {state for state, _ in after.values()} == {"ready"}
    assert all(is_running(pid) for _, pid in after.values())
    assert not {pid for _, pid in after.values()} & {pid for _, pid in before.values()}
    assert site.agent() != agent


@pytest.mark.slow
def test_an_agent_that_is_killed_while_a_command_waits_is_replaced(site: Site) -> None:
    specs = [lasting("a"), lasting("b", "a", wait="2")]
    site.parts.deployments.apply("app", make_desired(*specs))
    waiting = site.command("settle")
    first = site.agent()
    wait_until(lambda: "preparing" in site.seen()["b"].reason, 20, "the preparation of b")
    site.kill(first)
    assert {state for state, _ in read_answer(waiting).values()} == {"ready"}
    assert site.agent() != first
    assert {one.restarts for one in site.seen().values()} == {0}


@pytest.mark.slow
def test_an_agent_that_is_held_up_is_not_believed(site: Site) -> None:
    before = site.answer("settle")
    agent = site.agent()
    os.kill(agent, signal.SIGSTOP)
    site.kill(before["b"][1])
    waiting = site.command("look")
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(1.5)
    os.kill(agent, signal.SIGCONT)
    assert read_answer(waiting)["b"] != ("ready", before["b"][1])
    assert site.agent() == agent


@pytest.mark.slow
def test_many_commands_at_once_end_up_with_one_agent(site: Site) -> None:
    answers = [read_answer(command) for command in [site.command("settle") for _ in range(3)]]
    assert answers[0] == answers[1] == answers[2]
    assert {state for state, _ in answers[0].values()} == {"ready"}
    assert site.answer("look") == answers[0]
    agents = [p.pid for p in psutil.process_iter(["cmdline"]) if is_agent(p.info["cmdline"], site.root)]
    wait_until(lambda: not any(map(is_running, set(agents) - {site.agent()})), 10, "the others leave")


def is_agent(arguments: list[str] | None, root: Path) -> bool:
    return (arguments or [])[-2:] == ["stratum.runtime.agent", str(root)]


@pytest.mark.slow
def test_what_was_applied_before_runs_again(site: Site) -> None:
    site.answer("settle")
    site.parts.deployments.apply("app", make_desired(lasting("a")))
    assert set(site.answer("settle")) == {"a"}
    command = [sys.executable, "-m", "stratum", "apply", "app", "--previous", "--workspace", str(site.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "b" in {name for name, one in site.seen().items() if one.state is State.READY}
