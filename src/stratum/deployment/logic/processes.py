"""The process table of Linux as values: lines of ``/proc/PID/stat``, trees, who carries which token."""

import dataclasses
from collections.abc import Mapping, Sequence

_DEAD = frozenset("ZXx")


@dataclasses.dataclass(frozen=True, slots=True)
class Process:
    """A process of the table.

    Attributes:
        pid: Process id.
        parent: Process id of its parent.
        birth: Ticks since boot at which it began.
        pages: Resident pages of memory.
        dead: Whether it has ended and only waits to be collected.
    """

    pid: int
    parent: int
    birth: int
    pages: int
    dead: bool


def parse_stat(text: str) -> Process:
    """A process from its line; the name in parentheses may hold anything, blanks and parentheses too."""
    head, _, tail = text.rpartition(")")
    fields = tail.split()
    return Process(
        pid=int(head.partition(" ")[0]),
        parent=int(fields[1]),
        birth=int(fields[19]),
        pages=int(fields[21]),
        dead=fields[0] in _DEAD,
    )


def children_of(table: Mapping[int, Process]) -> Mapping[int, Sequence[Process]]:
    """The living children of each process that has any, oldest first."""
    children: dict[int, list[Process]] = {}
    for process in sorted(table.values(), key=lambda process: (process.birth, process.pid)):
        if not process.dead:
            children.setdefault(process.parent, []).append(process)
    return children


def descendants(children: Mapping[int, Sequence[Process]], root: int) -> tuple[Process, ...]:
    """All processes below ``root``, without it; ``children`` comes from ``children_of``."""
    found: list[Process] = []
    waiting = [root]
    while waiting:
        below = children.get(waiting.pop(), ())
        found.extend(below)
        waiting.extend(process.pid for process in below)
    return tuple(found)


def carried_token(environ: bytes, variable: str) -> str:
    """The value of ``variable`` in the text of ``/proc/PID/environ``; empty where it has none."""
    prefix = f"{variable}=".encode()
    for entry in environ.split(b"\0"):
        if entry.startswith(prefix):
            return entry[len(prefix) :].decode(errors="replace")
    return ""


def top_of(pids: frozenset[int], table: Mapping[int, Process]) -> int:
    """The one of ``pids`` whose parent is not among them, the oldest if there are several; 0 for none."""
    tops = [table[pid] for pid in pids if pid in table and table[pid].parent not in pids]
    return min(tops, key=lambda process: (process.birth, process.pid)).pid if tops else 0
