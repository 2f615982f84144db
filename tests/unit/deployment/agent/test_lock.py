"""One supervisor at a time."""

import os
import subprocess
import sys
from pathlib import Path

from stratum.deployment.agent.lock import SupervisorLock
from stratum.testing.waiting import wait_until

HOLDER = """
import sys, threading
from pathlib import Path
from stratum.deployment.agent.lock import SupervisorLock
lock = SupervisorLock.acquire(Path(sys.argv[1]))
threading.Event().wait(30)
"""


def test_the_second_gets_none_until_the_first_gives_it_back(tmp_path: Path) -> None:
    path = tmp_path / "a" / "lock"
    first = SupervisorLock.acquire(path)
    assert first is not None
    assert SupervisorLock.acquire(path) is None
    assert path.read_text() == f"{os.getpid()}\n"
    first.release()
    second = SupervisorLock.acquire(path)
    assert second is not None
    second.release()


def test_it_is_free_again_when_its_holder_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)])
    wait_until(lambda: path.exists() and path.read_text() == f"{holder.pid}\n", what="the holder")
    assert SupervisorLock.acquire(path) is None
    holder.kill()
    holder.wait(10)
    lock = SupervisorLock.acquire(path)
    assert lock is not None
    lock.release()
