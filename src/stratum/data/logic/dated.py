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
    days, rows, rest = list[re.Match[str]](), 0, 0
    for value, count in counts:
        found = _DAY.fullmatch(value)
        if found and (not days or _shape(found) == _shape(days[0])):
            days.append(found)
            rows += count
        else:
            rest += count
    if not days or rows < NEARLY * (rows + rest):
        return ""
    column = name.replace('"', '""')
    ways = " or ".join(f"strptime(\"{column}\", '{way}')" for way in _formats(days))
    return (
        f"{name} holds days such as {days[0][0]!r}, which are read as words: write them with the year first, "
        f"or make days of them with a SqlQuery block, {ways}"
    )


def _shape(day: re.Match[str]) -> tuple[str, str, bool]:
    """The mark between the parts, that before the time, and whether seconds are told."""
    return day[2], (day[4] or "")[:1], day[5] is not None


def _formats(days: list[re.Match[str]]) -> tuple[str, ...]:
    """As which ``strptime`` reads all of them; both orders where each could be."""
    mark, before, seconds = _shape(days[0])
    clock = f"{before}%H:%M{':%S' if seconds else ''}" if before else ""
    first, second = f"%d{mark}%m{mark}%Y{clock}", f"%m{mark}%d{mark}%Y{clock}"
    if any(int(day[1]) > _MONTHS for day in days):
        return (first,)
    return (second,) if any(int(day[3]) > _MONTHS for day in days) else (first, second)
