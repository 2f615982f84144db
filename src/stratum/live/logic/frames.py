"""A journal as bytes: frames with their length and a checksum, so that a torn one is known."""

import struct
import zlib
from typing import Final

_HEAD: Final = struct.Struct("<II")
LARGEST: Final = 1 << 30
"""Bytes that one frame may have; a longer one is taken for damage."""


def framed(payload: bytes) -> bytes:
    """A payload in its frame."""
    return _HEAD.pack(len(payload), _sum(payload)) + payload


def unframed(data: bytes) -> tuple[list[bytes], int]:
    """The payloads of all frames before the first that is torn or damaged, and where that begins."""
    found: list[bytes] = []
    place = 0
    while len(data) - place >= _HEAD.size:
        size, checksum = _HEAD.unpack_from(data, place)
        begin = place + _HEAD.size
        payload = data[begin : begin + size]
        if size > LARGEST or len(payload) < size or _sum(payload) != checksum:
            break
        found.append(payload)
        place = begin + size
    return found, place


def _sum(payload: bytes) -> int:
    # The length goes into the sum: a frame of zeros, as a file system may leave it, is no frame.
    return zlib.crc32(payload, zlib.crc32(_HEAD.pack(len(payload), 0x5EED)))
