"""Reading what the kernel tells of TCP sockets over netlink (``sock_diag``), as ``ss -ti`` does."""

import dataclasses
import struct
from collections.abc import Iterator

MESSAGE = struct.Struct("=IHHII")
_REQUEST = struct.Struct("=BBBBI48x")
_ATTRIBUTE = struct.Struct("=HH")
_COUNTS = struct.Struct("=QQ")
_COOKIE_AT, _INODE_AT, _ATTRIBUTES_AT = 44, 68, 72
_COUNTS_AT = 120
_BY_FAMILY = 20
_DUMP = 0x301
_TCP = 6
_INFO = 2
_ERROR, _DONE = 2, 3
# Every state but the ones that carry no data: TIME_WAIT, CLOSE, LISTEN, and requests for connections.
_STATES = 0xFFF & ~(1 << 6 | 1 << 7 | 1 << 10 | 1 << 3)


@dataclasses.dataclass(frozen=True, slots=True)
class Socket:
    """A TCP socket and what went through it.

    Attributes:
        inode: Its number, as its owner's descriptors have it; 0 where nobody owns it.
        cookie: Tells it from another of the same number.
        received: Bytes.
        sent: Bytes that the other side acknowledged.
    """

    inode: int
    cookie: int
    received: int
    sent: int


def request(family: int) -> bytes:
    """The question for all TCP sockets of an address family."""
    body = _REQUEST.pack(family, _TCP, 1 << (_INFO - 1), 0, _STATES)
    return MESSAGE.pack(MESSAGE.size + len(body), _BY_FAMILY, _DUMP, 1, 0) + body


def parse_answer(data: bytes) -> tuple[tuple[Socket, ...], bool]:
    """Sockets of a part of the answer, and whether the answer ends with it; also where the kernel refuses."""
    found: list[Socket] = []
    place = 0
    while place + MESSAGE.size <= len(data):
        length, kind, *_ = MESSAGE.unpack_from(data, place)
        if kind in {_ERROR, _DONE} or length < MESSAGE.size:
            return tuple(found), True
        socket = _parse_socket(data[place + MESSAGE.size : place + length])
        if socket is not None:
            found.append(socket)
        place += (length + 3) & ~3
    return tuple(found), False


def _parse_socket(body: bytes) -> Socket | None:
    if len(body) < _ATTRIBUTES_AT:
        return None
    for kind, value in _attributes(body):
        # A kernel older than 4.1 tells less.
        if kind == _INFO and len(value) >= _COUNTS_AT + _COUNTS.size:
            sent, received = _COUNTS.unpack_from(value, _COUNTS_AT)
            (inode,) = struct.unpack_from("=I", body, _INODE_AT)
            (cookie,) = struct.unpack_from("=Q", body, _COOKIE_AT)
            return Socket(inode, cookie, received, sent)
    return None


def _attributes(body: bytes) -> Iterator[tuple[int, bytes]]:
    place = _ATTRIBUTES_AT
    while place + _ATTRIBUTE.size <= len(body):
        length, kind = _ATTRIBUTE.unpack_from(body, place)
        if length < _ATTRIBUTE.size:
            return
        yield kind, body[place + _ATTRIBUTE.size : place + length]
        place += (length + 3) & ~3
