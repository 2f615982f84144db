"""Reading ``/proc``: the process table, tokens in environments, marks that name a process for good."""

import contextlib
import os
import signal
from collections.abc import Collection, Mapping
from pathlib import Path

from stratum.deployment.logic.launches import START_VARIABLE
from stratum.deployment.logic.processes import Process, carried_token, parse_stat

PAGE = os.sysconf("SC_PAGESIZE")
_PROC = Path("/proc")


def read_table() -> Mapping[int, Process]:
    """Every process of the machine, by pid; those that end while it is read may be missing."""
    found = {}
    for entry in os.scandir(_PROC):
        if entry.name.isdigit():
            process = read_process(int(entry.name))
            if process is not None:
                found[process.pid] = process
    return found


def read_process(pid: int) -> Process | None:
    """One process; None where there is none."""
    try:
        return parse_stat((_PROC / str(pid) / "stat").read_text(errors="replace"))
    except (OSError, ValueError, IndexError):
        return None


def read_boot() -> str:
    """A text that is new after each start of the machine."""
    return (_PROC / "sys/kernel/random/boot_id").read_text().strip()


def read_tokens() -> Mapping[int, str]:
    """The token of each process that carries one and may be read, by pid."""
    found = {}
    for entry in os.scandir(_PROC):
        if entry.name.isdigit():
            token = read_token(int(entry.name))
            if token:
                found[int(entry.name)] = token
    return found


def read_token(pid: int) -> str:
    """The token that a process carries; empty for none."""
    try:
        return carried_token((_PROC / str(pid) / "environ").read_bytes(), START_VARIABLE)
    except OSError:
        return ""


def read_inner_pid(pid: int) -> int:
    """The process id that a process has in its own PID namespace; 0 where there is no such process."""
    with contextlib.suppress(OSError):
        for line in (_PROC / str(pid) / "status").read_text(errors="replace").splitlines():
            if line.startswith("NSpid:"):
                return int(line.split()[-1])
    return 0


def read_arguments(pid: int) -> tuple[str, ...]:
    """The argument list of a process; empty where there is no such process."""
    try:
        content = (_PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return ()
    return tuple(part.decode(errors="replace") for part in content.split(b"\0")[:-1])


def send(pid: int, birth: int, number: signal.Signals) -> bool:
    """Send a signal to the process that began at ``birth``, and to no later one with the same pid.

    Returns:
        Whether that process was there.
    """
    try:
        file = os.pidfd_open(pid)
    except OSError:
        return False
    try:
        process = read_process(pid)
        # The file is bound to the process; if the birth read after opening fits, it is the right one.
        if process is None or process.birth != birth:
            return False
        signal.pidfd_send_signal(file, number)
    except OSError:
        return False
    finally:
        os.close(file)
    return True


def bound_cores(pids: Collection[int]) -> Mapping[int, int]:
    """For each core that this process may use, how many of ``pids`` are bound to it and not to all."""
    own = os.sched_getaffinity(0)
    users = dict.fromkeys(own, 0)
    for pid in pids:
        with contextlib.suppress(OSError):
            cores = os.sched_getaffinity(pid) & own
            if len(cores) < len(own):
                for core in cores:
                    users[core] += 1
    return users


def read_cores(pid: int) -> frozenset[int]:
    """The cores that a process is bound to; none where there is no such process."""
    try:
        return frozenset(os.sched_getaffinity(pid))
    except OSError:
        return frozenset()


def bind(pids: Collection[int], cores: Collection[int] | None) -> None:
    """Bind every thread of some processes to ``cores``, to all that this process may use for None.

    Threads that begin meanwhile inherit the cores of the one that starts them, so a second look finds those
    that a thread started before it was bound itself.
    """
    wanted = frozenset(os.sched_getaffinity(0) if cores is None else cores)
    for _ in range(2):
        for pid in pids:
            for thread in _threads(pid):
                with contextlib.suppress(OSError):
                    os.sched_setaffinity(thread, wanted)


def _threads(pid: int) -> tuple[int, ...]:
    try:
        return tuple(int(entry.name) for entry in os.scandir(_PROC / str(pid) / "task"))
    except OSError:
        return ()
