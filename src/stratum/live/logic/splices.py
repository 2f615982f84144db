"""Texts compared: the parts that differ, as small as is useful, by characters or by whole lines."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final

from stratum.live.types import Splice, Splices, Texts

_MOST: Final = 4000
"""Lines that are compared with each other; beyond it what differs is one part."""


def splices(before: str, after: str) -> Splices:
    """The parts that differ: lines are matched, then what two lines share at their ends is left out."""
    return tuple(_trimmed(before, part) for part in line_splices(before, after))


def line_splices(before: str, after: str) -> Splices:
    """The whole lines that differ."""
    if before == after:
        return ()
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    head = _shared(old, new)
    tail = _shared(old[: head - 1 if head else None : -1], new[: head - 1 if head else None : -1])
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    start = sum(map(len, old[:head]))
    return tuple(_parts(*middle, start))


def spliced(text: str, parts: Iterable[Splice]) -> str:
    """A text with parts of it replaced."""
    for part in reversed(tuple(parts)):
        text = f"{text[: part.start]}{part.added}{text[part.end :]}"
    return text


def inverted(before: str, parts: Splices) -> Splices:
    """What leads back: the splices of the text after some that give the text before them."""
    moved = accumulate((len(p.added) - p.removed for p in parts), initial=0)
    return tuple(
        Splice(p.start + by, len(p.added), before[p.start : p.end])
        for p, by in zip(parts, moved, strict=False)
    )


def differing(before: Texts, after: Texts) -> Mapping[str, Splices]:
    """The whole lines that differ, by file; of a file that is gone all, of a new one none."""
    return {
        file: line_splices(before[file], after.get(file, "")) if file in before else ()
        for file in sorted(before.keys() | after.keys())
        if before.get(file) != after.get(file)
    }


def _parts(old: Sequence[str], new: Sequence[str], start: int) -> Iterator[Splice]:
    """What differs between lists of lines of which neither ends are alike."""
    places = [0, *accumulate(map(len, old))]
    if max(len(old), len(new)) > _MOST:
        yield Splice(start, places[-1], "".join(new))
        return
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind != "equal":
            yield Splice(start + places[first], places[last] - places[first], "".join(new[begin:end]))


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines, or characters, at the beginning are alike."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _trimmed(text: str, part: Splice) -> Splice:
    removed = text[part.start : part.end]
    head = _shared(removed, part.added)
    rest = removed[head:], part.added[head:]
    tail = _shared(rest[0][::-1], rest[1][::-1])
    return Splice(part.start + head, len(rest[0]) - tail, rest[1][: len(rest[1]) - tail])
