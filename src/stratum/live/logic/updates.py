"""Updates of Yjs (version 1) from outside, looked at before they are applied: typed text and nothing else."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Final

from stratum.live.logic.vectors import number

_GONE, _DELETED, _STRING = 0, 1, 4
_LEFT, _RIGHT, _KEY = 0x80, 0x40, 0x20
_KIND: Final = 0x1F


@dataclasses.dataclass(slots=True)
class Outline:
    """What an update brings and what it builds on, by writer.

    Attributes:
        begins: Unit at which what it brings begins.
        ends: Unit behind it.
        needs: Unit behind the last that it builds on or deletes.
    """

    begins: dict[int, int] = dataclasses.field(default_factory=dict)
    ends: dict[int, int] = dataclasses.field(default_factory=dict)
    needs: dict[int, int] = dataclasses.field(default_factory=dict)

    def fits(self, known: Mapping[int, int]) -> bool:
        """Whether all that it builds on is known or brought by itself."""
        if any(known.get(writer, 0) < begin for writer, begin in self.begins.items()):
            return False
        both = {w: max(known.get(w, 0), self.ends.get(w, 0)) for w in known.keys() | self.ends.keys()}
        return all(both.get(writer, 0) >= end for writer, end in self.needs.items())

    def need(self, writer: int, end: int) -> None:
        """Note something that it builds on."""
        self.needs[writer] = max(self.needs.get(writer, 0), end)


def outline(update: bytes) -> Outline:
    """What an update brings and builds on.

    Raises:
        ValueError: If it is none, or brings anything but text typed in texts that are there.
    """
    reader, found = _Reader(update), Outline()
    for _ in reader.count():
        structs, writer, begin = reader.number(), reader.number(), reader.number()
        if writer in found.begins:
            raise ValueError("a writer comes twice")
        end = begin
        for _ in range(structs):
            end += reader.struct(found)
        found.begins[writer], found.ends[writer] = begin, end
    for _ in reader.count():
        writer = reader.number()
        for _ in reader.count():
            begin, length = reader.number(), reader.number()
            found.need(writer, begin + length)
    if not reader.is_done:
        raise ValueError("bytes behind the end")
    return found


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    @property
    def is_done(self) -> bool:
        return self._place == len(self._data)

    def number(self) -> int:
        value, self._place = number(self._data, self._place)
        return value

    def count(self) -> Iterator[int]:
        """As many numbers as the next one says; each thing that is counted takes a byte at least."""
        return iter(range(self.number()))

    def struct(self, found: Outline) -> int:
        """Read one struct; gives how many units it has."""
        info = self._byte()
        kind = info & _KIND
        if kind == _GONE:
            return self._length()
        for _ in range(bool(info & _LEFT) + bool(info & _RIGHT)):
            self._identity(found)
        if not info & (_LEFT | _RIGHT):
            if self.number() != 0 or info & _KEY:
                raise ValueError("it brings what is no text of a file")
            self._identity(found)
        if kind == _DELETED:
            return self._length()
        if kind == _STRING:
            return self._string()
        raise ValueError("it brings what is no text")

    def _byte(self) -> int:
        if self.is_done:
            raise ValueError("it ends too early")
        self._place += 1
        return self._data[self._place - 1]

    def _identity(self, found: Outline) -> None:
        writer, unit = self.number(), self.number()
        found.need(writer, unit + 1)

    def _length(self) -> int:
        length = self.number()
        if not length:
            raise ValueError("something without a length")
        return length

    def _string(self) -> int:
        """Units of a text are those of UTF-16."""
        size = self.number()
        content = self._data[self._place : self._place + size]
        if len(content) < size or not size:
            raise ValueError("it ends too early")
        self._place += size
        return len(content.decode("utf-8").encode("utf-16-le")) // 2
