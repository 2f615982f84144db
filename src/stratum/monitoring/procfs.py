"""Reading ``/proc`` and its like: plain system calls, because this happens many times a second."""

import os
from collections.abc import Mapping, Sequence

from stratum.monitoring.logic.procfs import Stat, parse_stat

_CHUNK = 2**16


def read_file(path: str) -> bytes | None:
    """All of a small file; None where it cannot be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        parts = [os.read(descriptor, _CHUNK)]
        # The kernel gives a short text in one piece.
        while len(parts[-1]) == _CHUNK:
            parts.append(os.read(descriptor, _CHUNK))
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return b"".join(parts)


def read_stat(pid: int) -> Stat | None:
    """A process as it is now; None where there is none."""
    return parse_stat(read_file(f"/proc/{pid}/stat") or b"")


class Table:
    """All processes of the machine at one time."""

    def __init__(self, processes: Mapping[int, Stat]) -> None:
        self.processes = processes
        children: dict[int, list[int]] = {}
        for stat in processes.values():
            children.setdefault(stat.parent, []).append(stat.pid)
        self.children: Mapping[int, Sequence[int]] = children


def read_table() -> Table:
    """The processes that can be seen now."""
    with os.scandir("/proc") as entries:
        pids = [int(entry.name) for entry in entries if entry.name.isdecimal()]
    found = (read_stat(pid) for pid in pids)
    return Table({stat.pid: stat for stat in found if stat is not None})
