"""State vectors of Yjs: how much of each writer somebody has."""

from collections.abc import Mapping
from typing import Final

_MOST: Final = 100_000


def read_vector(data: bytes) -> Mapping[int, int]:
    """How many units are known of each writer.

    Raises:
        ValueError: If the bytes are no state vector.
    """
    count, place = number(data, 0)
    if count > _MOST:
        raise ValueError("too many writers")
    found: dict[int, int] = {}
    for _ in range(count):
        writer, place = number(data, place)
        found[writer], place = number(data, place)
    if place != len(data):
        raise ValueError("bytes behind the end")
    return found


def covers(mine: Mapping[int, int], theirs: Mapping[int, int]) -> bool:
    """Whether nothing is known there that is not known here."""
    return all(mine.get(writer, 0) >= count for writer, count in theirs.items())


def number(data: bytes, place: int) -> tuple[int, int]:
    """A number written with seven bits in a byte, the lowest first, and the place behind it."""
    value, shift = 0, 0
    while place < len(data) and shift <= 63:
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
        shift += 7
    raise ValueError("a number that does not end")
