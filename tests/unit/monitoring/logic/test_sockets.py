"""Answers of the kernel's sock_diag, as they come and as they may be."""

import socket
import struct

from stratum.monitoring.logic.sockets import MESSAGE, Socket, parse_answer, request


def answer(inode: int, received: int, sent: int, info: int = 232) -> bytes:
    """A message as Linux 6 sends it: fixed part, an attribute of no interest, the TCP_INFO."""
    body = bytearray(72)
    struct.pack_into("=Q", body, 44, 77)
    struct.pack_into("=I", body, 68, inode)
    told = bytearray(info)
    if info >= 136:
        struct.pack_into("=QQ", told, 120, sent, received)
    attributes = struct.pack("=HHB3x", 5, 8, 0) + struct.pack("=HH", 4 + info, 2) + bytes(told)
    return MESSAGE.pack(16 + len(body) + len(attributes), 20, 2, 1, 0) + bytes(body) + attributes


DONE = MESSAGE.pack(20, 3, 2, 1, 0) + bytes(4)


def test_the_question_is_of_the_length_that_it_says() -> None:
    asked = request(socket.AF_INET)
    length, kind, flags, _, _ = MESSAGE.unpack_from(asked)
    assert (length, kind, flags) == (len(asked), 20, 0x301)
    assert (len(asked), asked[16], asked[17]) == (72, socket.AF_INET, socket.IPPROTO_TCP)


def test_sockets_are_read_until_the_end() -> None:
    data = answer(5, 1000, 20) + answer(6, 1, 2) + DONE
    assert parse_answer(data) == ((Socket(5, 77, 1000, 20), Socket(6, 77, 1, 2)), True)
    assert parse_answer(answer(5, 1000, 20)) == ((Socket(5, 77, 1000, 20),), False)


def test_a_refusal_is_the_end() -> None:
    assert parse_answer(MESSAGE.pack(36, 2, 0, 1, 0) + struct.pack("=i", -13)) == ((), True)


def test_an_old_kernel_and_a_cut_message_tell_nothing() -> None:
    assert parse_answer(answer(5, 1000, 20, info=104) + DONE) == ((), True)
    assert parse_answer(answer(5, 1000, 20)[:60])[0] == ()
    assert parse_answer(bytes(64)) == ((), True)
    assert parse_answer(b"") == ((), False)
