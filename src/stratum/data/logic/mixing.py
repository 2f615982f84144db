"""Columns of text that hold numbers nearly throughout: one stray word makes all of a column text."""

import math
from collections.abc import Iterable
from typing import Final

MOSTLY: Final = 0.5
"""A column with a smaller share of numbers is text."""
_LONGEST: Final = 40


def mixed_text(name: str, counts: Iterable[tuple[str, int]]) -> str:
    """What should be known of a column of text that holds numbers in most of its rows, but not in all.

    Args:
        name: The column.
        counts: Its values, each with the number of rows that have it.

    Returns:
        What was found, and what helps; empty where the column is not of this kind.
    """
    numbers, others = 0, list[tuple[int, str]]()
    for value, count in counts:
        if _is_number(value):
            numbers += count
        else:
            others.append((count, value))
    rest = sum(count for count, _ in others)
    if not others or numbers <= MOSTLY * (numbers + rest):
        return ""
    example = max(others, key=lambda one: (one[0], one[1]))[1][:_LONGEST]
    return (
        f"{name} holds numbers in {numbers} of {numbers + rest} rows and text such as {example!r} "
        "in the others: all of it counts as text, correct the data or take the numbers with a SqlQuery block"
    )


def _is_number(value: str) -> bool:
    try:
        return math.isfinite(float(value))
    except ValueError:
        return False
