"""Where the control groups of a process are, and what their files say; versions 1 and 2 of the API."""

import dataclasses
from collections.abc import Mapping

from stratum.monitoring.logic.procfs import parse_pairs
from stratum.monitoring.logic.usage import Use

UNIFIED = ""
"""Names the one hierarchy of version 2 among the controllers of version 1."""


@dataclasses.dataclass(frozen=True, slots=True)
class Mount:
    """Where a hierarchy of control groups is seen, and which of its folders that shows."""

    point: str
    root: str


def parse_mounts(text: str) -> Mapping[str, Mount]:
    """The hierarchies of ``/proc/self/mountinfo`` by controller; ``UNIFIED`` for that of version 2."""
    found: dict[str, Mount] = {}
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        fields, types = before.split(), after.split()
        if len(fields) < 5 or len(types) < 3 or types[0] not in {"cgroup", "cgroup2"}:
            continue
        names = [UNIFIED] if types[0] == "cgroup2" else types[2].split(",")
        for name in names:
            found.setdefault(name, Mount(fields[4], fields[3]))
    return found


def parse_memberships(text: str) -> Mapping[str, str]:
    """The group of a process in each hierarchy, from ``/proc/<pid>/cgroup``."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        _, colon, rest = line.partition(":")
        names, second, path = rest.partition(":")
        if colon and second:
            found |= dict.fromkeys(names.split(","), path)
    return found


def folders(memberships: Mapping[str, str], mounts: Mapping[str, Mount]) -> Mapping[str, str]:
    """The folder of a process's group by controller."""
    found = {}
    for name, path in memberships.items():
        mount = mounts.get(name)
        if mount is not None:
            inside = path.removeprefix(mount.root.rstrip("/")).strip("/")
            found[name] = f"{mount.point}/{inside}".rstrip("/")
    return found


def read_cpu_v1(usage: bytes, stat: bytes) -> Use:
    """From ``cpuacct.usage`` and ``cpu.stat``."""
    pairs = parse_pairs(stat)
    words = usage.split()
    return Use(
        cpu=int(words[0]) / 1e9 if words and words[0].isdigit() else None,
        periods=_float(pairs, "nr_periods"),
        throttled=float(pairs.get("nr_throttled", 0)),
    )


def read_cpu_v2(stat: bytes) -> Use:
    """From ``cpu.stat``."""
    pairs = parse_pairs(stat)
    used = pairs.get("usage_usec")
    return Use(
        cpu=None if used is None else used / 1e6,
        periods=_float(pairs, "nr_periods"),
        throttled=float(pairs.get("nr_throttled", 0)),
    )


def read_memory(usage: bytes, stat: bytes, inactive: str) -> Use:
    """The working set: what is charged, less file pages that nobody has used of late.

    Args:
        usage: ``memory.usage_in_bytes`` or ``memory.current``.
        stat: ``memory.stat``.
        inactive: Name of the inactive file pages in ``stat``.
    """
    words = usage.split()
    if not words or not words[0].isdigit():
        return Use()
    return Use(memory=max(0, int(words[0]) - parse_pairs(stat).get(inactive, 0)))


def read_storage_v1(text: bytes) -> Use:
    """From ``blkio.throttle.io_service_bytes_recursive``: lines of device, way and bytes."""
    sums = {b"Read": 0.0, b"Write": 0.0}
    for line in text.split(b"\n"):
        words = line.split()
        if len(words) == 3 and words[1] in sums and words[2].isdigit():
            sums[words[1]] += int(words[2])
    return Use(read=sums[b"Read"], written=sums[b"Write"])


def read_storage_v2(text: bytes) -> Use:
    """From ``io.stat``: a line for each device with ``rbytes=`` and ``wbytes=``."""
    sums = {b"rbytes": 0.0, b"wbytes": 0.0}
    for word in text.split():
        name, _, number = word.partition(b"=")
        if name in sums and number.isdigit():
            sums[name] += int(number)
    return Use(read=sums[b"rbytes"], written=sums[b"wbytes"])


def _float(pairs: Mapping[str, int], name: str) -> float | None:
    return float(pairs[name]) if name in pairs else None
