"""Reading what a container uses, from the control groups and network namespace of one of its processes."""

import threading
from collections.abc import Mapping
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
from stratum.monitoring.logic.procfs import parse_interfaces, parse_pairs, parse_stat
from stratum.monitoring.logic.usage import Account, Usage, Use, usage_samples
from stratum.monitoring.procfs import read_file
from stratum.monitoring.types import Target, Told

Folders = Mapping[str, str]


class ContainerCollector:
    """Satisfies ``stratum.monitoring.ports.Collector`` for the container that ``Target.pid`` runs in.

    Args:
        proc: Where the kernel tells of processes.
    """

    def __init__(self, proc: Path = Path("/proc")) -> None:
        self._proc = str(proc)
        self._lock = threading.Lock()
        self._earlier: dict[str, Usage] = {}
        self._mounts: Mapping[str, Mount] = {}

    def collect(self, target: Target, now: float) -> Told:
        """See ``Collector.collect``."""
        with self._lock:
            accounts = self._accounts(target.pid)
            if not accounts:
                self._earlier.pop(target.subject, None)
                raise TransientError(f"{target.subject}: there is no container with process {target.pid}")
            usage = Usage(now, accounts)
            samples = usage_samples(self._earlier.get(target.subject), usage, target.subject)
            self._earlier[target.subject] = usage
            return Told(samples)

    def _accounts(self, pid: int) -> Mapping[Account, Use]:
        memberships = parse_memberships(self._text(f"{pid}/cgroup"))
        self._mounts = self._mounts or parse_mounts(self._text("self/mountinfo"))
        found = folders(memberships, self._mounts)
        # A kernel may have both; version 2 counts nothing where version 1 has the controllers.
        if "memory" in found or "cpuacct" in found:
            accounts = self._read_v1(found)
        else:
            accounts = _read_v2(found[UNIFIED]) if UNIFIED in found else {}
        return {**accounts, **self._network(pid)} if accounts else {}

    def _read_v1(self, found: Folders) -> Mapping[Account, Use]:
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
        return {**accounts, **self._storage_v1(blocks or cpu, blocks)} if accounts else {}

    def _storage_v1(self, members: str, blocks: str) -> Mapping[Account, Use]:
        """What its processes gave to storage; else what the group did.

        Version 1 counts for a group only what its processes themselves brought to the disk, and for nobody
        what the kernel wrote later.
        """
        accounts: dict[Account, Use] = {}
        for pid in (read_file(f"{members}/cgroup.procs") or b"").split():
            stat = parse_stat(self._bytes(f"{pid.decode()}/stat"))
            counts = parse_pairs(self._bytes(f"{pid.decode()}/io"))
            if stat is not None and "write_bytes" in counts:
                use = Use(read=float(counts["read_bytes"]), written=float(counts["write_bytes"]))
                accounts["storage", stat.pid, stat.birth] = use
        text = None if accounts else read_file(f"{blocks}/blkio.throttle.io_service_bytes_recursive")
        return accounts if text is None else {("storage", blocks): read_storage_v1(text)}

    def _network(self, pid: int) -> Mapping[Account, Use]:
        """The container's interfaces; nothing where it shares those of the machine."""
        namespace = self._namespace(str(pid))
        text = self._bytes(f"{pid}/net/dev")
        if not text or not namespace or namespace == self._namespace("self"):
            return {}
        received, sent = parse_interfaces(text)
        return {("network", namespace): Use(received=received, sent=sent)}

    def _namespace(self, pid: str) -> str:
        try:
            return str(Path(f"{self._proc}/{pid}/ns/net").readlink())
        except OSError:
            return ""

    def _bytes(self, name: str) -> bytes:
        return read_file(f"{self._proc}/{name}") or b""

    def _text(self, name: str) -> str:
        return self._bytes(name).decode(errors="replace")


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
