"""Reading what processes use, and the machine as a whole."""

import threading
from collections.abc import Mapping, Sequence

import psutil

from stratum.core.errors import TransientError
from stratum.core.samples import Sample
from stratum.monitoring.logic.usage import Identity, Usage, Use, machine_samples, usage_samples
from stratum.monitoring.types import Target

_IDLE = ("idle", "iowait")


class ProcessCollector:
    """Satisfies ``stratum.monitoring.ports.Collector`` for ``Target.pid`` and everything below it.

    Reads the machine's table of processes once for all targets of a round.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._earlier: dict[str, Usage] = {}
        self._machine: tuple[float, float, float] | None = None
        self._children: Mapping[int, Sequence[int]] = {}
        self._read_at = -1.0

    def collect(self, target: Target, now: float) -> tuple[Sample, ...]:
        """See ``Collector.collect``."""
        with self._lock:
            if target.pid == 0:
                return self._collect_machine(target.subject, now)
            if now != self._read_at:
                self._children, self._read_at = _read_children(), now
            return self._collect_tree(target, now)

    def _collect_tree(self, target: Target, now: float) -> tuple[Sample, ...]:
        processes = {}
        for pid in _tree(target.pid, self._children):
            try:
                identity, use = _read_use(psutil.Process(pid))
            except psutil.Error:
                continue
            processes[identity] = use
        if not processes:
            self._earlier.pop(target.subject, None)
            raise TransientError(f"{target.subject}: there is no process {target.pid}")
        usage = Usage(now, processes)
        samples = usage_samples(self._earlier.get(target.subject), usage, target.subject)
        self._earlier[target.subject] = usage
        return samples

    def _collect_machine(self, subject: str, now: float) -> tuple[Sample, ...]:
        # Guest time is already part of user time.
        times = psutil.cpu_times()._asdict()
        total = sum(seconds for name, seconds in times.items() if not name.startswith("guest"))
        busy = total - sum(times.get(name, 0.0) for name in _IDLE)
        old, self._machine = self._machine, (now, busy, total)
        memory = psutil.virtual_memory()
        return machine_samples(old, self._machine, memory.total - memory.available, subject)


def _read_children() -> Mapping[int, Sequence[int]]:
    children: dict[int, list[int]] = {}
    for process in psutil.process_iter():
        try:
            children.setdefault(process.ppid(), []).append(process.pid)
        except psutil.Error:
            continue
    return children


def _tree(root: int, children: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    found: list[int] = []
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting.extend(children.get(pid, ()))
    return tuple(found)


def _read_use(process: psutil.Process) -> tuple[Identity, Use]:
    with process.oneshot():
        if process.status() == psutil.STATUS_ZOMBIE:
            raise psutil.NoSuchProcess(process.pid)
        cpu = process.cpu_times()
        memory = process.memory_info().rss
        identity = (process.pid, process.create_time())
        read: float | None = None
        written: float | None = None
        try:
            storage = process.io_counters()
            read, written = float(storage.read_bytes), float(storage.write_bytes)
        except psutil.AccessDenied:
            # Another user's process tells its memory, but not what it reads and writes.
            pass
    return identity, Use(cpu.user + cpu.system, memory, read, written)
