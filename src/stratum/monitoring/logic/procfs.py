"""Reading the texts of ``/proc``. What a kernel does not tell is None or 0, never an exception."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence

_SECTOR = 512


@dataclasses.dataclass(frozen=True, slots=True)
class Stat:
    """A line of ``/proc/<pid>/stat``: times in ticks of the kernel, memory in pages."""

    pid: int
    parent: int
    ended: bool
    ticks: int
    ticks_of_children: int
    birth: int
    pages: int


def parse_stat(text: bytes) -> Stat | None:
    """A process; None where the text is none of a process."""
    # The name of the program is in parentheses and may hold anything, parentheses and blanks included.
    head, _, tail = text.rpartition(b")")
    fields = tail.split()
    if len(fields) < 22:
        return None
    return Stat(
        pid=int(head.partition(b" ")[0]),
        parent=int(fields[1]),
        ended=fields[0] in {b"Z", b"X"},
        ticks=int(fields[11]) + int(fields[12]),
        ticks_of_children=int(fields[13]) + int(fields[14]),
        birth=int(fields[19]),
        pages=int(fields[21]),
    )


def tree(root: int, children: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    """``root`` and everything below it."""
    found: list[int] = []
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting.extend(children.get(pid, ()))
    return tuple(found)


def parse_pairs(text: bytes) -> Mapping[str, int]:
    """Lines of a name and a whole number, as ``/proc/<pid>/io``, ``meminfo`` and control groups have them."""
    found = {}
    for line in text.split(b"\n"):
        words = line.split()
        if len(words) >= 2 and words[1].lstrip(b"-").isdigit():
            found[words[0].rstrip(b":").decode(errors="replace")] = int(words[1])
    return found


def parse_interfaces(text: bytes) -> tuple[float, float]:
    """Bytes received and sent at the interfaces of ``/proc/<pid>/net/dev``, loopback left out."""
    received = sent = 0.0
    for line in text.split(b"\n"):
        name, colon, counts = line.partition(b":")
        fields = counts.split()
        if colon and name.strip() != b"lo" and len(fields) >= 9:
            received += int(fields[0])
            sent += int(fields[8])
    return received, sent


def parse_disks(text: bytes, disks: Collection[str]) -> tuple[float, float]:
    """Bytes read from and written to the whole disks in ``/proc/diskstats``."""
    read = written = 0.0
    for line in text.split(b"\n"):
        fields = line.split()
        if len(fields) >= 10 and fields[2].decode(errors="replace") in disks:
            read += int(fields[5]) * _SECTOR
            written += int(fields[9]) * _SECTOR
    return read, written


def parse_processors(text: bytes) -> tuple[int, int, int]:
    """Busy ticks, all ticks and number of processors, from ``/proc/stat``."""
    busy = total = cores = 0
    for line in text.split(b"\n"):
        words = line.split()
        if not words or not words[0].startswith(b"cpu"):
            continue
        if words[0] == b"cpu":
            # user nice system idle iowait irq softirq steal; the time of guests is part of user.
            ticks = [int(word) for word in words[1:9]]
            total = sum(ticks)
            busy = total - sum(ticks[3:5])
        else:
            cores += 1
    return busy, total, cores
