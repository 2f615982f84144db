"""Reading what a container uses, from its control groups and the sockets of its processes."""

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from stratum.core.errors import TransientError
from stratum.monitoring.logic.cgroups import (
    UNIFIED,
    Mount,
    folders,
    parse_memberships,
    parse_mounts,
    read_cpu_v1,
    read_cpu_v2,
    read_memory,
    read_storage_v1,
    read_storage_v2,
)
from stratum.monitoring.logic.procfs import parse_pairs, parse_stat
from stratum.monitoring.logic.usage import Account, Usage, Use, usage_samples
from stratum.monitoring.procfs import read_file
from stratum.monitoring.sockets import SocketBook
from stratum.monitoring.types import Target, Told

Folders = Mapping[str, str]


class ContainerCollector:
    """Satisfies ``stratum.monitoring.ports.Collector`` for the container that ``Target.pid`` runs in.

    Args:
        proc: Where the kernel tells of processes.
        sockets: Makes what knows whose socket is whose, for each network namespace.
    """

    def __init__(self, proc: Path = Path("/proc"), sockets: Callable[[], SocketBook] = SocketBook) -> None:
        self._proc = str(proc)
        self._make_book = sockets
        self._lock = threading.Lock()
        self._earlier: dict[str, Usage] = {}
        self._mounts: Mapping[str, Mount] = {}
        self._books: dict[str, SocketBook] = {}
        self._turned: set[str] = set()
        self._read_at = -1.0

    def collect(self, target: Target, now: float) -> Told:
        """See ``Collector.collect``."""
        with self._lock:
            if now != self._read_at:
                self._begin_round(now)
            accounts = self._accounts(target.pid)
            if not accounts:
                self._earlier.pop(target.subject, None)
                raise TransientError(f"{target.subject}: there is no container with process {target.pid}")
            usage = Usage(now, accounts)
            samples = usage_samples(self._earlier.get(target.subject), usage, target.subject)
            self._earlier[target.subject] = usage
            return Told(samples)

    def _begin_round(self, now: float) -> None:
        # A network that nobody asked for in the round before has no container any more.
        self._books = {name: book for name, book in self._books.items() if name in self._turned}
        self._turned, self._read_at = set(), now

    def _accounts(self, pid: int) -> Mapping[Account, Use]:
        memberships = parse_memberships(self._text(f"{pid}/cgroup"))
        self._mounts = self._mounts or parse_mounts(self._text("self/mountinfo"))
        found = folders(memberships, self._mounts)
        # A kernel may have both; version 2 counts nothing where version 1 has the controllers.
        if "memory" in found or "cpuacct" in found:
            members = _members(found.get("blkio") or found.get("cpuacct", ""))
            accounts = self._read_v1(found, members)
        else:
            members = _members(found.get(UNIFIED, ""))
            accounts = _read_v2(found[UNIFIED]) if UNIFIED in found else {}
        return {**accounts, **self._network(pid, members)} if accounts else {}

    def _read_v1(self, found: Folders, members: Sequence[int]) -> Mapping[Account, Use]:
        cpu, memory, blocks = (found.get(name, "") for name in ("cpuacct", "memory", "blkio"))
        accounts: dict[Account, Use] = {}
        usage = read_file(f"{cpu}/cpuacct.usage")
        if usage is not None:
            stat = read_file(f"{found.get('cpu', cpu)}/cpu.stat") or b""
            accounts["cpu", cpu] = read_cpu_v1(usage, stat)
        held = read_file(f"{memory}/memory.usage_in_bytes")
        if held is not None:
            stat = read_file(f"{memory}/memory.stat") or b""
            accounts["memory", memory] = read_memory(held, stat, "total_inactive_file")
        return {**accounts, **self._storage_v1(members, blocks)} if accounts else {}

    def _storage_v1(self, members: Sequence[int], blocks: str) -> Mapping[Account, Use]:
        """What its processes gave to storage; else what the group did.

        Version 1 counts for a group only what its processes themselves brought to the disk, and for nobody
        what the kernel wrote later.
        """
        accounts: dict[Account, Use] = {}
        for pid in members:
            stat = parse_stat(self._bytes(f"{pid}/stat"))
            counts = parse_pairs(self._bytes(f"{pid}/io"))
            if stat is not None and "write_bytes" in counts:
                use = Use(read=float(counts["read_bytes"]), written=float(counts["write_bytes"]))
                accounts["storage", stat.pid, stat.birth] = use
        text = None if accounts else read_file(f"{blocks}/blkio.throttle.io_service_bytes_recursive")
        return accounts if text is None else {("storage", blocks): read_storage_v1(text)}

    def _network(self, pid: int, members: Sequence[int]) -> Mapping[Account, Use]:
        """The sockets of its processes: containers of one modelled host share its interfaces."""
        namespace = self._namespace(str(pid))
        if not namespace:
            return {}
        book = self._books.setdefault(namespace, self._make_book())
        if namespace not in self._turned:
            self._turned.add(namespace)
            book.turn("" if namespace == self._namespace("self") else f"{self._proc}/{pid}/ns/net")
        return book.accounts(members)

    def _namespace(self, pid: str) -> str:
        try:
            return str(Path(f"{self._proc}/{pid}/ns/net").readlink())
        except OSError:
            return ""

    def _bytes(self, name: str) -> bytes:
        return read_file(f"{self._proc}/{name}") or b""

    def _text(self, name: str) -> str:
        return self._bytes(name).decode(errors="replace")


def _members(folder: str) -> Sequence[int]:
    """Processes of a control group."""
    return [int(word) for word in (read_file(f"{folder}/cgroup.procs") or b"").split()]


def _read_v2(folder: str) -> Mapping[Account, Use]:
    accounts: dict[Account, Use] = {}
    cpu = read_file(f"{folder}/cpu.stat")
    if cpu is not None:
        accounts["cpu", folder] = read_cpu_v2(cpu)
    held = read_file(f"{folder}/memory.current")
    if held is not None:
        stat = read_file(f"{folder}/memory.stat") or b""
        accounts["memory", folder] = read_memory(held, stat, "inactive_file")
    storage = read_file(f"{folder}/io.stat")
    if storage is not None:
        accounts["storage", folder] = read_storage_v2(storage)
    return accounts
