"""Which TCP sockets a process has, and what went through them."""

import ctypes
import os
import socket
import stat
import threading
from collections.abc import Callable, Collection, Mapping, Sequence

from stratum.monitoring.logic.sockets import Socket, parse_answer, request
from stratum.monitoring.logic.usage import Account, Use

_PATIENCE = 0.25
_CHUNK = 2**16
_MOST_SOCKETS = 8192
_ROUNDS_UNKNOWN = 3
_LOOKS_A_ROUND = 512
_SOCK_DIAG = 4
_CLONE_NEWNET = 0x40000000


def read_sockets(namespace: str = "") -> tuple[Socket, ...] | None:
    """The TCP sockets of a network; None where the kernel does not tell or there are too many.

    Args:
        namespace: Such as ``/proc/42/ns/net``, which only root may look into; empty for that of this process.
    """
    found: list[Socket] = []
    try:
        with _open_inside(namespace) if namespace else _open() as kernel:
            kernel.settimeout(_PATIENCE)
            for family in (socket.AF_INET, socket.AF_INET6):
                found += _read_family(kernel, family)
    except OSError:
        return None
    return tuple(found) if len(found) <= _MOST_SOCKETS else None


def _open() -> socket.socket:
    return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _SOCK_DIAG)


def _open_inside(namespace: str) -> socket.socket:
    """A socket stays in the network that it was made in, so a thread that ends at once goes there."""
    made: list[socket.socket] = []
    thread = threading.Thread(target=_enter, args=(namespace, made), daemon=True)
    thread.start()
    thread.join()
    if not made:
        raise PermissionError(namespace)
    return made[0]


def _enter(namespace: str, made: list[socket.socket]) -> None:
    try:
        descriptor = os.open(namespace, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if ctypes.CDLL(None).setns(descriptor, _CLONE_NEWNET) == 0:
            made.append(_open())
    finally:
        os.close(descriptor)


def _read_family(kernel: socket.socket, family: int) -> Sequence[Socket]:
    found: list[Socket] = []
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
        sockets: Gives all sockets of a network namespace; None where they cannot be read.
        descriptors: Gives the numbers of a process's sockets, and how many descriptors it looked at.
    """

    def __init__(
        self,
        sockets: Callable[[str], Sequence[Socket] | None] = read_sockets,
        descriptors: Callable[[int], tuple[Collection[int], int]] = read_descriptors,
    ) -> None:
        self._read = sockets
        self._descriptors = descriptors
        self._now: Mapping[int, Socket] | None = None
        self._owners: dict[int, int] = {}
        self._unknown: dict[int, int] = {}
        self._next_look: dict[int, int] = {}
        self._asked: dict[int, int] = {}
        self._round = 0

    def turn(self, namespace: str = "") -> None:
        """Read all sockets anew.

        Args:
            namespace: Path of the network namespace; empty for that of this process.
        """
        self._round += 1
        found = self._read(namespace)
        self._now = None if found is None else {one.inode: one for one in found if one.inode}
        inodes = self._now or {}
        self._owners = {inode: pid for inode, pid in self._owners.items() if inode in inodes}
        self._unknown = {
            inode: self._unknown.get(inode, self._round) for inode in inodes if inode not in self._owners
        }
        self._asked = {pid: when for pid, when in self._asked.items() if self._round - when <= 1}
        self._next_look = {pid: when for pid, when in self._next_look.items() if pid in self._asked}

    def accounts(self, pids: Sequence[int]) -> Mapping[Account, Use]:
        """An account for each socket of these processes, and one that says so where they have none.

        Nothing where sockets cannot be read: no figure is better than 0.
        """
        if self._now is None:
            return {}
        for pid in pids:
            self._asked[pid] = self._round
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
