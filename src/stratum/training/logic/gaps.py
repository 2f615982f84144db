"""The largest gap of a figure between parts of the held-out rows."""

import dataclasses
from collections.abc import Sequence
from typing import Final

from stratum.training.evaluation import Slice

FEW_ROWS: Final = 30
"""Slices with fewer rows have no say in the largest gap."""


@dataclasses.dataclass(frozen=True, slots=True)
class Gap:
    """The largest gap of a figure between the values of a column.

    Attributes:
        column: The column.
        size: Largest minus smallest figure.
        low: Value with the smallest figure.
        high: Value with the largest figure.
        words: For people.
    """

    column: str
    size: float
    low: str
    high: str
    words: str


def gaps(slices: Sequence[Slice], metric: str) -> tuple[Gap, ...]:
    """The largest gap of each column with at least two slices of enough rows, in the order of the columns."""
    found = []
    for column in dict.fromkeys(s.column for s in slices):
        told = [s for s in slices if s.column == column and metric in s.metrics and s.rows >= FEW_ROWS]
        if len(told) >= 2:
            found.append(_gap(column, told, metric))
    return tuple(found)


def _gap(column: str, told: Sequence[Slice], metric: str) -> Gap:
    low, high = min(told, key=lambda s: s.metrics[metric]), max(told, key=lambda s: s.metrics[metric])
    size = high.metrics[metric] - low.metrics[metric]
    apart = low.interval and high.interval and low.interval[1] < high.interval[0]
    sure = "their intervals do not meet" if apart else "their intervals meet"
    ends = [f"{one.metrics[metric]:.4f} for {one.value}" for one in (low, high)]
    words = f"{column}: the largest gap of {metric} is {size:.4f}, from {ends[0]} to {ends[1]}; {sure}"
    return Gap(column, size, low.value, high.value, words)
