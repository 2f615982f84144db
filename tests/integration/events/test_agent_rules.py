"""Rules kept by an agent that is killed by force: what was missed is answered, and nothing twice."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stratum.core.events import Event
from stratum.core.journal import Query
from stratum.deployment.agent.pulse import read_pulse
from stratum.deployment.types import Probe
from stratum.runtime.agent import PULSE
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts, new_id
from stratum.testing.components import make_desired, make_spec
from stratum.testing.waiting import wait_until

RULES = """\
stratum: 1
kind: Rules
name: care
rules:
  alarm:
    on: {type: machine.runs}
    when: event.data.heat > 80
    do: {action: emit, with: {type: alarm.raised, data: {heat: {cel: event.data.heat}}}}
  after:
    on: {type: alarm.raised}
    do: {action: emit, with: {type: alarm.heard}}
"""
LASTING = make_spec(
    "lasting", command=("/bin/sleep", "300"), readiness=Probe("exit"), after_ready=("/bin/true",)
)


class Site:
    """A workspace with an agent that is a process of its own."""

    def __init__(self, root: Path) -> None:
        (root / "rules.yaml").write_text(RULES)
        self.root = root
        self.parts = Parts(Settings(root))

    def agent(self) -> int:
        """Its process; a command starts it where it is missing."""
        command = [sys.executable, "-m", "stratum", "status", "app", "--workspace", str(self.root)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return self.pid()

    def pid(self) -> int:
        """The agent's process; 0 where none looks."""
        pulse = read_pulse(self.parts.state / PULSE)
        return 0 if pulse is None else pulse.pid

    def kill_agent(self) -> None:
        end(self.agent(), signal.SIGKILL)

    def tell(self, heat: int) -> None:
        data = {"heat": heat}
        self.parts.journal.append(Event(new_id(), "/user", "machine.runs", "m", self.parts.clock.now(), data))

    def heats(self) -> list[str]:
        found = self.parts.journal.find(Query(type="alarm.raised"))
        return sorted(str(entry.event.data["heat"]) for entry in found)

    def heard(self) -> int:
        return len(self.parts.journal.find(Query(type="alarm.heard")))


def end(pid: int, how: signal.Signals) -> None:
    """End an agent; one that has nothing to do may have ended by itself."""
    if pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, how)
        wait_until(lambda: not psutil.pid_exists(pid) or is_zombie(pid), 30, "the end of the agent")


def is_zombie(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    site.parts.deployments.apply("app", make_desired(LASTING))
    yield site
    site.parts.deployments.destroy("app")
    wait_until(lambda: not site.parts.deployments.status("app"), 60, "the end of the application")
    end(site.pid(), signal.SIGTERM)


@pytest.mark.slow
def test_rules_go_on_where_a_killed_agent_stopped(site: Site) -> None:
    site.agent()
    wait_until(lambda: site.parts.journal.recall("rule:care/alarm"), 60, "the rules in force")
    for heat in (81, 70, 82):
        site.tell(heat)
    site.kill_agent()
    site.tell(83)
    for _ in range(2):
        site.kill_agent()
    site.agent()
    wait_until(lambda: site.heard() >= 3, 60, "the answers")
    site.kill_agent()
    site.agent()
    site.tell(84)
    wait_until(lambda: site.heard() >= 4, 60, "the last answer")
    assert site.heats() == ["81", "82", "83", "84"]
    assert site.heard() == 4
    assert len(site.parts.journal.find(Query(type="rule.fired"))) == 8
