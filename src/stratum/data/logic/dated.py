"""Columns of text that hold days with the year last: their order is not known, so they are read as words."""

import re
from collections.abc import Iterable
from typing import Final

NEARLY: Final = 0.95
"""A column with a smaller share of days is text."""
_DAY: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2\d{4}([ T]\d{1,2}:\d{2}(:\d{2})?)?")
_MONTHS: Final = 12


def day_text(name: str, counts: Iterable[tuple[str, int]]) -> str:
    """What should be known of a column of text that holds days as ``31/12/2023``.

    Args:
        name: The column.
        counts: Its values, each with the number of rows that have it.

    Returns:
        What was found, and what helps; empty where the column is not of this kind.
    """
    example: re.Match[str] | None = None
    rows = rest = left = middle = 0
    for value, count in counts:
        found = _DAY.fullmatch(value)
        if found and (example is None or _shape(found) == _shape(example)):
            example, rows = example or found, rows + count
            left, middle = max(left, int(found[1])), max(middle, int(found[3]))
        else:
            rest += count
    if example is None or rows < NEARLY * (rows + rest):
        return ""
    formats = _formats(example, left, middle)
    if not formats:
        return ""
    column = name.replace('"', '""')
    ways = " or ".join(f"strptime(\"{column}\", '{one}')" for one in formats)
    return (
        f"{name} holds days such as {example[0]!r}, which are read as words: write them with the year first, "
        f"or make days of them with a SqlQuery block, {ways}"
    )


def _shape(day: re.Match[str]) -> tuple[str, str, bool]:
    """The mark between the parts, that before the time, and whether seconds are told."""
    return day[2], (day[4] or "")[:1], day[5] is not None


def _formats(example: re.Match[str], left: int, middle: int) -> list[str]:
    """As which ``strptime`` reads all of them: one order, both where each could be, or none.

    Args:
        example: One of them.
        left: The largest first part.
        middle: The largest second part.
    """
    mark, before, seconds = _shape(example)
    clock = f"{before}%H:%M{':%S' if seconds else ''}" if before else ""
    orders = ((f"%d{mark}%m", middle), (f"%m{mark}%d", left))
    return [f"{order}{mark}%Y{clock}" for order, month in orders if month <= _MONTHS]
