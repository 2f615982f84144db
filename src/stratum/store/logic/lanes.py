"""The graph of commits drawn beside them: each line of history has a lane of its own."""

import dataclasses
import itertools
from collections.abc import Iterable, Iterator

from stratum.store.types import Commit

_SIGNS = dict(zip(itertools.product((False, True), repeat=4), " ╶╴─╷╭╮┬╵╰╯┴│├┤┼", strict=True))
"""Signs by where lines leave them: up, down, to the left, to the right."""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """Where a commit stands, and the lines around it.

    Attributes:
        commit: The commit.
        lane: Its lane, counted from 0.
        before: Which lanes are taken above it.
        ends: Lanes that end in it: other commits that follow from it.
        after: Which lanes are taken below it.
        begins: Lanes of its other parents.
    """

    commit: Commit
    lane: int
    before: tuple[bool, ...]
    ends: tuple[int, ...]
    after: tuple[bool, ...]
    begins: tuple[int, ...]


def rows(commits: Iterable[Commit]) -> Iterator[Row]:
    """Lanes of commits that come newest first, none before those that follow from it."""
    waiting: list[str | None] = []
    for commit in commits:
        before = _taken(waiting)
        here = [lane for lane, wanted in enumerate(waiting) if wanted == commit.id]
        lane = here[0] if here else _free(waiting)
        for place in here:
            waiting[place] = None
        begins = []
        for number, parent in enumerate(commit.parents):
            if number and parent in waiting:
                begins.append(waiting.index(parent))
                continue
            place = lane if not number else _free(waiting)
            waiting[place] = parent
            if number:
                begins.append(place)
        while waiting and waiting[-1] is None:
            waiting.pop()
        yield Row(commit, lane, before, tuple(here[1:]), _taken(waiting), tuple(begins))


def drawn(row: Row) -> tuple[str, str, str]:
    """A row as text: the line above the commit where lanes end in it, its own, and the line below.

    The first and the last one are empty where nothing begins or ends.
    """
    width = max(len(row.before), len(row.after), row.lane + 1)
    before, after = ([_at(taken, lane) for lane in range(width)] for taken in (row.before, row.after))
    beside = [before[lane] and lane not in {row.lane, *row.ends} for lane in range(width)]
    through = [beside[lane] or lane == row.lane for lane in range(width)]
    own = " ".join("●" if n == row.lane else "│" if taken else " " for n, taken in enumerate(beside))
    above = _line(before, through, (row.lane, *row.ends)) if row.ends else ""
    below = _line(through, after, (row.lane, *row.begins)) if row.begins else ""
    return above, own.rstrip(), below


def _line(above: list[bool], below: list[bool], joined: tuple[int, ...]) -> str:
    """A line that joins lanes, between those that are taken above and below it."""
    first, last = min(joined), max(joined)
    text = ""
    for lane, (up, down) in enumerate(zip(above, below, strict=True)):
        left, right = first < lane <= last, first <= lane < last
        text += _SIGNS[up, down, left, right] + ("─" if right else " ")
    return text.rstrip()


def _at(taken: tuple[bool, ...], lane: int) -> bool:
    return lane < len(taken) and taken[lane]


def _taken(waiting: list[str | None]) -> tuple[bool, ...]:
    return tuple(wanted is not None for wanted in waiting)


def _free(waiting: list[str | None]) -> int:
    """The first lane that nobody has."""
    if None not in waiting:
        waiting.append(None)
    return waiting.index(None)
