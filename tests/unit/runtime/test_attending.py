"""A program that is watched is started again, until it is told to end or ends too often."""

import sys
from pathlib import Path

from stratum.deployment.logic.endings import Policy
from stratum.runtime.attending import attend
from stratum.runtime.clock import SystemClock

EAGER = Policy(delay=0.0, attempts=5)
THIRD_TIME_STAYS = """
import os, pathlib, signal, sys
runs = pathlib.Path(sys.argv[1])
with runs.open("a") as file:
    file.write(f"{os.getpid()}\\n")
if len(runs.read_text().splitlines()) < 3:
    sys.exit(3)
os.kill(os.getppid(), signal.SIGTERM)
signal.pause()
"""


def test_it_is_started_again_and_ends_with_the_watch(tmp_path: Path) -> None:
    told: list[str] = []
    command = [sys.executable, "-c", THIRD_TIME_STAYS, str(tmp_path / "runs")]
    assert attend(command, SystemClock(), told.append, EAGER) == 0
    assert told == ["it ended with status 3; next start in 0 s"] * 2
    started = [int(pid) for pid in (tmp_path / "runs").read_text().split()]
    assert len(started) == 3
    assert not any(Path(f"/proc/{pid}").exists() for pid in started)


def test_one_that_ends_too_often_is_given_up() -> None:
    told: list[str] = []
    command = [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]
    policy = Policy(delay=0.0, attempts=2)
    assert attend(command, SystemClock(), told.append, policy) == 1
    assert told == ["it was ended by SIGKILL; next start in 0 s", "given up after 2 tries"]
