"""The agent: one process per workspace that supervises its components and measures them.

``python -m stratum.runtime.agent DIR``. Commands start it where it is missing; it ends by itself when
nothing has to run any more. Killing it harms nothing: components go on, and the next agent adopts them.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from stratum.core.errors import StratumError, TransientError
from stratum.deployment.agent.lock import SupervisorLock
from stratum.deployment.agent.supervisor import Supervisor
from stratum.deployment.probes import ThreadProber
from stratum.deployment.types import ComponentSpec, Observed, State
from stratum.monitoring.agent.sampler import Sampler
from stratum.monitoring.types import MACHINE, Target
from stratum.runtime import plugins
from stratum.runtime.settings import read_settings
from stratum.runtime.wiring import Parts, new_id

STEP = 0.15
SAMPLE_EVERY = 1.0
IDLE_ROUNDS = 40
MEASURED = frozenset({State.READY, State.UNREADY})
LOCK = "agent.lock"
LOG = "agent.log"


def ensure_agent(parts: Parts) -> None:
    """Start the agent of a workspace unless one runs, and return when it has taken the lock.

    Raises:
        TransientError: If it did not come up within 15 s; the message ends with what it logged last.
    """
    if _is_running(parts):
        return
    parts.state.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "stratum.runtime.agent", str(parts.workspace.root)]
    with (parts.state / LOG).open("ab") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=parts.state
        )
    deadline = parts.clock.monotonic() + 15
    waiter = threading.Event()
    while not _is_running(parts):
        if process.poll() is not None or parts.clock.monotonic() > deadline:
            tail = (parts.state / LOG).read_text(encoding="utf-8", errors="replace")[-400:]
            raise TransientError(f"the agent did not start: {tail.strip() or 'no output'}")
        waiter.wait(0.02)


def _is_running(parts: Parts) -> bool:
    lock = SupervisorLock.acquire(parts.state / LOCK)
    if lock is None:
        return True
    lock.release()
    return False


class Agent:
    """Supervision and measurement in one loop."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._supervisor = Supervisor(
            parts.journal,
            parts.backend,
            ThreadProber(parts.clock),
            parts.clock,
            new_id,
            parts.deployments_root,
        )
        collectors = plugins.load_all("stratum.monitoring.collectors")
        self._sampler = Sampler({name: make() for name, make in collectors.items()}, parts.samples)
        self._sampled = 0.0
        self._idle = 0

    def step(self) -> bool:
        """One round; False when nothing has had to run for a while."""
        self._supervisor.step()
        now = self._parts.clock.now()
        if now - self._sampled >= SAMPLE_EVERY:
            self._sampled = now
            self._sampler.step(targets(self._parts), now)
        self._idle = self._idle + 1 if self._supervisor.idle() else 0
        return self._idle < IDLE_ROUNDS

    def close(self) -> None:
        """End the threads; components go on."""
        self._sampler.close()


def targets(parts: Parts) -> list[Target]:
    """What is measured: the machine, each running component, and what components tell of themselves."""
    found = [MACHINE]
    for application in parts.deployments.applications():
        specs = {spec.name: spec for spec in parts.deployments.desired(application)}
        for one in parts.deployments.status(application):
            if one.pid and one.state in MEASURED and one.name in specs:
                found += component_targets(specs[one.name], one)
    return found


def component_targets(spec: ComponentSpec, one: Observed) -> Sequence[Target]:
    """What is read of one running component."""
    of_process = Target("process", spec.name, pid=one.pid, host=spec.host)
    if spec.scrape is None:
        return [of_process]
    return [of_process, Target(spec.scrape.kind, spec.name, url=spec.scrape.url)]


def run(root: str) -> int:
    """Hold the lock and go round until told to stop or nothing is left to do."""
    parts = Parts(read_settings(root))
    stop = threading.Event()
    lock = _take_lock(parts, stop)
    if lock is None:
        return 0
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    agent = Agent(parts)
    try:
        _go_round(agent, stop)
    finally:
        agent.close()
        lock.release()
    return 0


def _take_lock(parts: Parts, stop: threading.Event) -> SupervisorLock | None:
    """The lock; tries a few times, because somebody may hold it just to see whether it is free."""
    for _ in range(20):
        lock = SupervisorLock.acquire(parts.state / LOCK)
        if lock is not None:
            return lock
        stop.wait(0.05)
    return None


def _go_round(agent: Agent, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            if not agent.step():
                return
        except StratumError as error:
            sys.stderr.write(f"{error}\n")
            sys.stderr.flush()
            stop.wait(1.0)
        stop.wait(STEP)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1] if len(sys.argv) > 1 else str(Path.cwd())))
