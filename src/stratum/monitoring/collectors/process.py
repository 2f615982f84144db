"""Reading what processes use, and the machine as a whole."""

import os
import threading
from collections.abc import Mapping

from stratum.core.errors import TransientError
from stratum.monitoring.logic.machine import Machine, machine_samples
from stratum.monitoring.logic.procfs import (
    Stat,
    parse_disks,
    parse_interfaces,
    parse_pairs,
    parse_processors,
    tree,
)
from stratum.monitoring.logic.usage import Account, Usage, Use, usage_samples
from stratum.monitoring.procfs import Table, read_file, read_table
from stratum.monitoring.sockets import SocketBook
from stratum.monitoring.types import Target, Told

_TICK = 1 / os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_KIBIBYTE = 1024
# Whatever keeps its bytes in memory, in a file or on other disks would be counted twice.
_NO_DISKS = ("loop", "ram", "zram", "dm-", "md", "sr", "fd")


class ProcessCollector:
    """Satisfies ``stratum.monitoring.ports.Collector`` for ``Target.pid`` and everything below it.

    Reads the machine's processes and sockets once for all targets of a round.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._earlier: dict[str, Usage] = {}
        self._machine: Machine | None = None
        self._table = Table({})
        self._sockets = SocketBook()
        self._read_at = -1.0

    def collect(self, target: Target, now: float) -> Told:
        """See ``Collector.collect``."""
        with self._lock:
            if target.pid == 0:
                old, self._machine = self._machine, read_machine(now)
                return Told(machine_samples(old, self._machine, target.subject))
            if now != self._read_at:
                self._table, self._read_at = read_table(), now
                self._sockets.turn()
            return self._collect_tree(target, now)

    def _collect_tree(self, target: Target, now: float) -> Told:
        known = (self._table.processes.get(pid) for pid in tree(target.pid, self._table.children))
        stats = [stat for stat in known if stat is not None]
        if all(stat.ended for stat in stats):
            self._earlier.pop(target.subject, None)
            raise TransientError(f"{target.subject}: there is no process {target.pid}")
        accounts: dict[Account, Use] = {("process", stat.pid, stat.birth): _read_use(stat) for stat in stats}
        usage = Usage(now, {**accounts, **self._sockets.accounts([stat.pid for stat in stats])})
        samples = usage_samples(self._earlier.get(target.subject), usage, target.subject)
        self._earlier[target.subject] = usage
        return Told(samples)


def read_machine(now: float) -> Machine:
    """The counts of this machine; what it does not tell is 0."""
    busy, total, cores = parse_processors(read_file("/proc/stat") or b"")
    memory = parse_pairs(read_file("/proc/meminfo") or b"")
    read, written = parse_disks(read_file("/proc/diskstats") or b"", _disks())
    received, sent = parse_interfaces(read_file("/proc/self/net/dev") or b"")
    used = (memory.get("MemTotal", 0) - memory.get("MemAvailable", 0)) * _KIBIBYTE
    return Machine(now, busy * _TICK, total * _TICK, cores, used, read, written, received, sent)


def _disks() -> frozenset[str]:
    try:
        with os.scandir("/sys/block") as entries:
            return frozenset(entry.name for entry in entries if not entry.name.startswith(_NO_DISKS))
    except OSError:
        return frozenset()


def _read_use(stat: Stat) -> Use:
    storage: Mapping[str, int] = {}
    if not stat.ended:
        # Another user's process tells its memory, but not what it reads and writes.
        storage = parse_pairs(read_file(f"/proc/{stat.pid}/io") or b"")
    read, written = storage.get("read_bytes"), storage.get("write_bytes")
    return Use(
        cpu=stat.ticks * _TICK,
        ended=stat.ticks_of_children * _TICK,
        memory=stat.pages * _PAGE,
        read=None if read is None else float(read),
        written=None if written is None else float(written),
    )
