"""Whose sockets are whose: with a kernel as an argument, and with the real one."""

import os
import socket
from collections.abc import Collection, Sequence
from pathlib import Path

from stratum.monitoring.logic.sockets import Socket
from stratum.monitoring.sockets import SocketBook, read_descriptors, read_sockets


class Kernel:
    """Sockets and their owners; counts the looks at descriptors."""

    def __init__(self) -> None:
        self.sockets: list[Socket] | None = []
        self.owners: dict[int, set[int]] = {}
        self.looks: list[int] = []
        self.size = 10
        self.namespaces: list[str] = []

    def read(self, namespace: str) -> Sequence[Socket] | None:
        self.namespaces.append(namespace)
        return self.sockets

    def descriptors(self, pid: int) -> tuple[Collection[int], int]:
        self.looks.append(pid)
        return self.owners.get(pid, set()), self.size


def book(kernel: Kernel) -> SocketBook:
    return SocketBook(kernel.read, kernel.descriptors)


def received(book: SocketBook, *pids: int) -> float:
    return sum(use.received or 0.0 for use in book.accounts(pids).values())


def test_each_process_has_its_own_sockets() -> None:
    kernel = Kernel()
    kernel.sockets = [Socket(5, 1, 100, 10), Socket(6, 2, 7, 8), Socket(0, 3, 999, 999)]
    kernel.owners = {1: {5}, 2: {6, 44}}
    found = book(kernel)
    found.turn()
    assert (received(found, 1), received(found, 2)) == (100.0, 7.0)
    assert received(found, 1, 2) == 107.0


def test_no_sockets_are_a_figure_and_sockets_that_cannot_be_read_are_none() -> None:
    kernel = Kernel()
    found = book(kernel)
    found.turn()
    assert [use.sent for use in found.accounts([1]).values()] == [0.0]
    kernel.sockets = None
    found.turn()
    assert found.accounts([1]) == {}


def test_descriptors_are_looked_at_once_and_again_for_a_new_socket_only() -> None:
    kernel = Kernel()
    kernel.sockets, kernel.owners = [Socket(5, 1, 1, 1)], {1: {5}}
    found = book(kernel)
    for _ in range(5):
        found.turn()
        found.accounts([1])
    assert kernel.looks == [1]
    kernel.sockets, kernel.owners = [Socket(5, 1, 1, 1), Socket(6, 2, 9, 9)], {1: {5, 6}}
    found.turn()
    assert received(found, 1) == 10.0
    assert kernel.looks == [1, 1]


def test_a_socket_of_somebody_else_is_not_looked_for_for_ever() -> None:
    kernel = Kernel()
    kernel.sockets = [Socket(5, 1, 1, 1)]
    found = book(kernel)
    for _ in range(20):
        found.turn()
        found.accounts([1])
    assert len(kernel.looks) == 3


def test_a_process_with_many_descriptors_is_looked_at_less_often() -> None:
    kernel = Kernel()
    kernel.size = 5 * 512
    found = book(kernel)
    for number in range(12):
        kernel.sockets = [Socket(100 + number, number, 1, 1)]
        found.turn()
        found.accounts([1])
    assert len(kernel.looks) == 2


def test_a_process_that_was_started_later_is_looked_at() -> None:
    kernel = Kernel()
    kernel.sockets, kernel.owners = [Socket(5, 1, 50, 1)], {9: {5}}
    found = book(kernel)
    for _ in range(10):
        found.turn()
        found.accounts([1])
    found.turn()
    assert received(found, 9) == 50.0


def test_the_real_kernel_tells_what_went_through_a_connection() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
        server.accept()[0] as peer,
    ):
        client.sendall(b"x" * 70_000)
        left = 70_000
        while left:
            left -= len(peer.recv(left))
        found = {one.inode: one for one in read_sockets() or ()}
        own, _ = read_descriptors(os.getpid())
        assert found[os.fstat(peer.fileno()).st_ino].received == 70_000
        assert os.fstat(client.fileno()).st_ino in own
    assert read_descriptors(2**30) == (set(), 0)


def test_a_network_is_looked_into_where_it_is_named() -> None:
    kernel = Kernel()
    found = book(kernel)
    found.turn("/proc/7/ns/net")
    found.turn()
    assert kernel.namespaces == ["/proc/7/ns/net", ""]


def test_a_network_that_is_not_there_tells_nothing() -> None:
    assert read_sockets("/proc/1073741824/ns/net") is None


def test_who_looked_into_another_network_is_back_in_its_own() -> None:
    own = Path("/proc/thread-self/ns/net").readlink()
    read_sockets("/proc/1/ns/net")
    assert Path("/proc/thread-self/ns/net").readlink() == own
