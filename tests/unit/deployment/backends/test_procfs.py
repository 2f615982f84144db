"""Reading the process table of this machine."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from stratum.deployment.backends import procfs
from stratum.testing.waiting import wait_until

NOBODY = 2**22 - 1


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["/bin/sleep", "30"], env={"STRATUM_START": "token-of-a-test"})
    yield process
    process.kill()
    process.wait(10)


def test_a_process_is_in_the_table_with_its_parent(sleeper: subprocess.Popen[bytes]) -> None:
    table = procfs.read_table()
    assert table[sleeper.pid].parent == os.getpid()
    assert procfs.read_process(sleeper.pid) is not None
    assert table[sleeper.pid].birth >= table[os.getpid()].birth


def test_what_does_not_exist_is_nothing(sleeper: subprocess.Popen[bytes]) -> None:
    assert procfs.read_process(NOBODY) is None
    assert procfs.read_token(NOBODY) == ""
    assert procfs.read_arguments(NOBODY) == ()
    assert procfs.read_inner_pid(NOBODY) == 0


def test_a_token_is_found_where_it_is_carried(sleeper: subprocess.Popen[bytes]) -> None:
    wait_until(lambda: procfs.read_token(sleeper.pid))
    assert procfs.read_token(sleeper.pid) == "token-of-a-test"
    assert procfs.read_tokens()[sleeper.pid] == "token-of-a-test"
    assert os.getpid() not in procfs.read_tokens()


def test_arguments_and_the_inner_pid_are_read(sleeper: subprocess.Popen[bytes]) -> None:
    # A process that has just begun its program shows no arguments for a moment.
    wait_until(lambda: procfs.read_arguments(sleeper.pid))
    assert procfs.read_arguments(sleeper.pid) == ("/bin/sleep", "30")
    assert procfs.read_inner_pid(sleeper.pid) > 0


def test_a_signal_reaches_only_the_process_that_was_meant(sleeper: subprocess.Popen[bytes]) -> None:
    process = procfs.read_process(sleeper.pid)
    assert process is not None
    assert not procfs.send(sleeper.pid, process.birth + 1, signal.SIGKILL)
    assert sleeper.poll() is None
    assert procfs.send(sleeper.pid, process.birth, signal.SIGTERM)
    assert sleeper.wait(10) == -signal.SIGTERM
    assert not procfs.send(NOBODY, 0, signal.SIGTERM)


def test_a_zombie_is_dead() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    wait_until(lambda: (found := procfs.read_process(process.pid)) is not None and found.dead)
    assert procfs.read_table()[process.pid].dead
    process.wait(10)


def test_bound_processes_are_counted_by_core(sleeper: subprocess.Popen[bytes]) -> None:
    own = os.sched_getaffinity(0)
    assert procfs.bound_cores([sleeper.pid]) == dict.fromkeys(own, 0)
    core = min(own)
    os.sched_setaffinity(sleeper.pid, {core})
    expected = 1 if len(own) > 1 else 0
    assert procfs.bound_cores([sleeper.pid, NOBODY])[core] == expected


def test_a_boot_has_one_name() -> None:
    assert procfs.read_boot() == procfs.read_boot() != ""
