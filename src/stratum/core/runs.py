"""Runs of numbers: what stays in its order while the rest moves."""

import bisect
from collections.abc import Sequence


def rising(places: Sequence[int]) -> list[int]:
    """Numbers of the items of the longest run whose places rise.

    Args:
        places: A place for each item, no two the same.
    """
    ends: list[int] = []
    tails: list[int] = []
    before: list[int | None] = []
    for number, place in enumerate(places):
        at = bisect.bisect_left(ends, place)
        before.append(tails[at - 1] if at else None)
        ends[at : at + 1], tails[at : at + 1] = [place], [number]
    found: list[int] = []
    last = tails[-1] if tails else None
    while last is not None:
        found.append(last)
        last = before[last]
    return found[::-1]
