"""Which TCP sockets a process has, and what went through them."""

import os
import socket
import stat
from collections.abc import Callable, Collection, Mapping, Sequence

from stratum.monitoring.logic.sockets import Socket, parse_answer, request
from stratum.monitoring.logic.usage import Account, Use

_PATIENCE = 0.25
_CHUNK = 2**16
_MOST_SOCKETS = 8192
_ROUNDS_UNKNOWN = 3
_LOOKS_A_ROUND = 512
_SOCK_DIAG = 4


def read_sockets() -> tuple[Socket, ...] | None:
    """The TCP sockets of the machine's network; None where the kernel does not tell or there are too many."""
    found: list[Socket] = []
    try:
        for family in (socket.AF_INET, socket.AF_INET6):
            found += _read_family(family)
            if len(found) > _MOST_SOCKETS:
                return None
    except OSError:
        return None
    return tuple(found)


def _read_family(family: int) -> Sequence[Socket]:
    found: list[Socket] = []
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _SOCK_DIAG) as kernel:
        kernel.settimeout(_PATIENCE)
        kernel.send(request(family))
        ended = False
        while not ended and len(found) <= _MOST_SOCKETS:
            some, ended = parse_answer(kernel.recv(_CHUNK))
            found += some
    return found


def read_descriptors(pid: int) -> tuple[Collection[int], int]:
    """Numbers of the sockets that a process has open, and how many descriptors were looked at."""
    inodes, looked = set(), 0
    try:
        with os.scandir(f"/proc/{pid}/fd") as entries:
            for entry in entries:
                looked += 1
                try:
                    status = entry.stat()
                except OSError:
                    continue
                if stat.S_ISSOCK(status.st_mode):
                    inodes.add(status.st_ino)
    except OSError:
        pass
    return inodes, looked


class SocketBook:
    """Knows whose socket is whose. Looks at the descriptors of a process only when it has to.

    Args:
        sockets: Gives all sockets; None where they cannot be read.
        descriptors: Gives the numbers of a process's sockets, and how many descriptors it looked at.
    """

    def __init__(
        self,
        sockets: Callable[[], Sequence[Socket] | None] = read_sockets,
        descriptors: Callable[[int], tuple[Collection[int], int]] = read_descriptors,
    ) -> None:
        self._read = sockets
        self._descriptors = descriptors
        self._now: Mapping[int, Socket] | None = None
        self._owners: dict[int, int] = {}
        self._unknown: dict[int, int] = {}
        self._next_look: dict[int, int] = {}
        self._round = 0

    def turn(self, pids: Collection[int]) -> None:
        """Read all sockets anew.

        Args:
            pids: Every process that lives.
        """
        self._round += 1
        found = self._read()
        self._now = None if found is None else {one.inode: one for one in found if one.inode}
        inodes = self._now or {}
        self._owners = {inode: pid for inode, pid in self._owners.items() if inode in inodes}
        self._unknown = {
            inode: self._unknown.get(inode, self._round) for inode in inodes if inode not in self._owners
        }
        self._next_look = {pid: when for pid, when in self._next_look.items() if pid in pids}

    def accounts(self, pids: Sequence[int]) -> Mapping[Account, Use]:
        """An account for each socket of these processes, and one that says so where they have none.

        Nothing where sockets cannot be read: no figure is better than 0.
        """
        if self._now is None:
            return {}
        for pid in pids:
            if self._has_to_look(pid):
                self._look(pid)
        wanted = frozenset(pids)
        found: dict[Account, Use] = {("sockets",): Use(received=0.0, sent=0.0)}
        for inode, pid in self._owners.items():
            if pid in wanted:
                one = self._now[inode]
                found["socket", one.cookie] = Use(received=float(one.received), sent=float(one.sent))
        return found

    def _has_to_look(self, pid: int) -> bool:
        """At a process that is new, and at all while there are sockets of which nobody knows whose they are.

        One that stays unknown for some rounds is of somebody else.
        """
        if pid not in self._next_look:
            return True
        recent = any(self._round - since < _ROUNDS_UNKNOWN for since in self._unknown.values())
        return recent and self._round >= self._next_look[pid]

    def _look(self, pid: int) -> None:
        inodes, looked = self._descriptors(pid)
        self._next_look[pid] = self._round + 1 + looked // _LOOKS_A_ROUND
        for inode in inodes:
            if self._unknown.pop(inode, None) is not None:
                self._owners[inode] = pid
