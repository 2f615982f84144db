"""The agent: one process per workspace that supervises its components and measures them.

``python -m stratum.runtime.agent DIR``. Commands start it where it is missing; it ends by itself when
nothing has to run any more. Killing it harms nothing: components go on, and the next agent adopts them.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stratum.core.errors import StratumError, TransientError
from stratum.deployment.agent.lock import SupervisorLock
from stratum.deployment.agent.pulse import Heart, Pulse, read_pulse
from stratum.deployment.agent.supervisor import Means, Supervisor
from stratum.deployment.probes import ThreadProber
from stratum.runtime.detached import start_detached
from stratum.runtime.keepers import Keeper, keepers
from stratum.runtime.measuring import Measuring
from stratum.runtime.settings import read_settings
from stratum.runtime.wiring import Parts, new_id

STEP = 0.15
IDLE_ROUNDS = 40
LOCK = "agent.lock"
LOG = "agent.log"
LOG_LIMIT = 2**20
PULSE = "agent.json"
PATIENCE = 15.0


def ensure_agent(parts: Parts, within: float = 0.0) -> None:
    """Return once a living agent has looked at everything; start one where none lives.

    What the journal says afterwards is observed, not remembered from before a kill or a reboot. Nothing
    happens where nothing should run and nothing does.

    Args:
        parts: The workspace.
        within: Seconds that the look may be old at the time of this call; 0 asks for a new one.

    Raises:
        TransientError: If no agent has looked within 15 s; the message ends with what it logged last.
    """
    if not parts.deployments.applications():
        return
    wanted = parts.clock.now() - within
    deadline = parts.clock.monotonic() + PATIENCE
    waiter = threading.Event()
    child: subprocess.Popen[bytes] | None = None
    while (pulse := read_pulse(parts.state / PULSE)) is None or pulse.looked < wanted:
        if (child is not None and child.poll()) or parts.clock.monotonic() > deadline:
            raise TransientError(_silence(parts, pulse))
        # One that ended well found the lock taken, by an agent that may be gone by now.
        if pulse is None and (child is None or child.poll() == 0):
            child = _spawn(parts)
        waiter.wait(0.02)


def _spawn(parts: Parts) -> "subprocess.Popen[bytes]":
    parts.state.mkdir(parents=True, exist_ok=True)
    bound_log(parts.state / LOG)
    command = [sys.executable, "-m", "stratum.runtime.agent", str(parts.workspace.root)]
    return start_detached(command, parts.state / LOG, parts.state)


def _silence(parts: Parts, pulse: Pulse | None) -> str:
    what = "the agent did not start" if pulse is None else f"the agent (pid {pulse.pid}) looks at nothing"
    log = parts.state / LOG
    tail = log.read_text(encoding="utf-8", errors="replace")[-400:] if log.is_file() else ""
    return f"{what}: {tail.strip() or 'no output'}"


def bound_log(path: Path, limit: int = LOG_LIMIT) -> None:
    """Empty a log that has more than ``limit`` bytes; whoever writes to it goes on."""
    if path.is_file() and path.stat().st_size > limit:
        os.truncate(path, 0)


class Agent:
    """Supervision and measurement in one loop."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._carriers = ThreadPoolExecutor(1, "carry")
        means = Means(parts.backends, ThreadProber(parts.clock), self._carriers)
        self._supervisor = Supervisor(parts.journal, means, parts.clock, new_id, parts.deployments_root)
        self._keepers = (Measuring(parts), *keepers(parts))
        self._heart = Heart(parts.state / PULSE)
        self._idle = 0
        self._complaints: dict[Keeper, str] = {}

    def step(self) -> bool:
        """One round; False when nothing has had to run for a while, or the workspace is gone."""
        if not self._parts.state.is_dir():
            return False
        now = self._parts.clock.now()
        self._supervisor.step()
        self._heart.beat(now)
        for keeper in self._keepers:
            self._tend(keeper, now)
        self._idle = self._idle + 1 if self._supervisor.idle() else 0
        return self._idle < IDLE_ROUNDS

    def _tend(self, keeper: Keeper, now: float) -> None:
        """One turn of a keeper; what it breaks on is logged once, and everything else goes on."""
        try:
            keeper.step(now)
        except Exception as error:
            if self._complaints.get(keeper) != repr(error):
                bound_log(self._parts.state / LOG)
                logging.getLogger(__name__).exception("%s failed", type(keeper).__name__)
            self._complaints[keeper] = repr(error)
        else:
            self._complaints.pop(keeper, None)

    def rest(self) -> None:
        """Show that nobody looks any more. Has to come before the lock is given back."""
        self._heart.stop()

    def close(self) -> None:
        """End the threads; components go on."""
        self._carriers.shutdown(cancel_futures=True)
        for keeper in self._keepers:
            keeper.close()


def run(root: str) -> int:
    """Supervise until told to stop or nothing is left to do."""
    parts = Parts(read_settings(root))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    agent = Agent(parts)
    try:
        supervise_in_turn(
            lambda: None if stop.is_set() else _take_lock(parts, stop),
            lambda: _go_round(parts, agent, stop),
            lambda: bool(parts.deployments.applications()),
        )
    finally:
        agent.close()
    return 0


def supervise_in_turn(
    take: Callable[[], SupervisorLock | None], rounds: Callable[[], None], wanted: Callable[[], bool]
) -> None:
    """Hold the lock and go round; again, if something came to be wanted until the lock was given back.

    Whoever wrote that saw an agent that was still there, and started none.

    Args:
        take: Gives the lock; None where somebody else has it, who then sees what is wanted.
        rounds: Goes round until nothing is left to do.
        wanted: Whether something should run or still does; reads the journal.
    """
    again = True
    while again and (lock := take()) is not None:
        try:
            rounds()
        finally:
            lock.release()
        again = wanted()


def _take_lock(parts: Parts, stop: threading.Event) -> SupervisorLock | None:
    """The lock; tries a few times, because somebody may hold it just to see whether it is free."""
    for _ in range(20):
        lock = SupervisorLock.acquire(parts.state / LOCK)
        if lock is not None:
            return lock
        stop.wait(0.05)
    return None


def _go_round(parts: Parts, agent: Agent, stop: threading.Event) -> None:
    try:
        while not stop.is_set():
            try:
                if not agent.step():
                    return
            except StratumError as error:
                bound_log(parts.state / LOG)
                sys.stderr.write(f"{error}\n")
                sys.stderr.flush()
                stop.wait(1.0)
            stop.wait(STEP)
    finally:
        agent.rest()


if __name__ == "__main__":
    sys.exit(run(sys.argv[1] if len(sys.argv) > 1 else str(Path.cwd())))
