"""A merge of texts by lines: what one side changed is taken, and what both changed is told."""

import dataclasses
import difflib
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from stratum.core.runs import rising

_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_COMPARED: Final = 1_000_000
"""Lines times lines up to which a part without lines of its own is compared in full."""
Pair = tuple[int, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Joined:
    """A text from two sides.

    Attributes:
        text: The text; where both changed the same lines, ours.
        other: The same with theirs in those places.
        clashes: How many such places there are.
    """

    text: str
    other: str
    clashes: int


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends; only a line feed ends one."""
    return _LINE.findall(text)


def joined(base: str, ours: str, theirs: str) -> Joined:
    """Merge two texts that came of one.

    Changes of lines that stand directly beside each other count as changes of the same lines.
    """
    if theirs in {base, ours}:
        return Joined(ours, ours, 0)
    if ours == base:
        return Joined(theirs, theirs, 0)
    found: tuple[list[str], list[str]] = ([], [])
    clashes = 0
    for old, mine, other in _chunks(lines_of(base), lines_of(ours), lines_of(theirs)):
        is_clash = mine != old and other not in (old, mine)
        clashes += is_clash
        one = other if mine == old else mine
        found[0].extend(one)
        found[1].extend(other if is_clash else one)
    return Joined("".join(found[0]), "".join(found[1]), clashes)


def _chunks(
    base: list[str], ours: list[str], theirs: list[str]
) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """The three texts cut where the lines that all of them have begin and end."""
    mine, other = dict(aligned(base, ours)), dict(aligned(base, theirs))
    at, begun = (0, 0, 0), 0
    for number in sorted(mine.keys() & other.keys()):
        end = (number, mine[number], other[number])
        if end != at:
            same = base[begun : at[0]]
            yield same, same, same
            yield base[at[0] : end[0]], ours[at[1] : end[1]], theirs[at[2] : end[2]]
            begun = number
        at = (end[0] + 1, end[1] + 1, end[2] + 1)
    same = base[begun : at[0]]
    yield same, same, same
    yield base[at[0] :], ours[at[1] :], theirs[at[2] :]


def aligned(first: Sequence[str], second: Sequence[str]) -> list[Pair]:
    """Pairs of the numbers of lines that stay the same, from the first to the last.

    Lines that each side has once are compared first, so that moved blocks of common lines do not mislead, and
    a text with few changes costs time in proportion to its length.
    """
    found: list[Pair] = []
    waiting = [(0, len(first), 0, len(second))]
    while waiting:
        begin, end, start, stop = waiting.pop()
        while begin < end and start < stop and first[begin] == second[start]:
            found.append((begin, start))
            begin, start = begin + 1, start + 1
        while begin < end and start < stop and first[end - 1] == second[stop - 1]:
            end, stop = end - 1, stop - 1
            found.append((end, stop))
        if begin == end or start == stop:
            continue
        anchors = _anchors(first, second, (begin, end), (start, stop))
        if not anchors:
            found += _compared(first, second, (begin, end), (start, stop))
            continue
        found += anchors
        edges = [(begin - 1, start - 1), *anchors, (end, stop)]
        waiting += [(a + 1, c, b + 1, d) for (a, b), (c, d) in itertools.pairwise(edges) if c > a + 1]
    return sorted(found)


def _anchors(first: Sequence[str], second: Sequence[str], one: Pair, other: Pair) -> list[Pair]:
    """The longest run of lines that both have once, in the order of both."""
    counts = [Counter(lines[a:b]) for lines, (a, b) in ((first, one), (second, other))]
    where = {second[n]: n for n in range(*other)}
    pairs = [
        (n, where[line]) for n in range(*one) if counts[0][line := first[n]] == 1 and counts[1].get(line) == 1
    ]
    return [pairs[number] for number in rising([place for _, place in pairs])]


def _compared(first: Sequence[str], second: Sequence[str], one: Pair, other: Pair) -> list[Pair]:
    left, right = first[slice(*one)], second[slice(*other)]
    if len(left) * len(right) > _COMPARED:
        return []
    blocks = difflib.SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return [(one[0] + b.a + n, other[0] + b.b + n) for b in blocks for n in range(b.size)]
