"""Parts of the held-out rows by value of a column, and the largest gap between them."""

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from stratum.training.evaluation import Slice
from stratum.training.logic.targets import is_missing

FEW_ROWS: Final = 30
"""Slices with fewer rows have no say in the largest gap."""
MOST_VALUES: Final = 12
_PARTS: Final = 4
OTHER, MISSING = "other values", "missing"


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


def masks(values: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Names and masks of the parts of a column: its values, quarters of its numbers, what is missing.

    Of more than ``MOST_VALUES`` texts the most frequent have a part of their own.

    Args:
        values: Shape (rows,), no times.
    """
    missing = is_missing(values)
    if values.dtype.kind == "f" and len(np.unique(values[~missing])) > MOST_VALUES:
        yield from _ranges(values, missing)
    else:
        yield from _values(values, missing)
    if missing.any():
        yield MISSING, missing


def _ranges(values: np.ndarray, missing: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    ends = np.unique(np.quantile(values[~missing], np.linspace(0, 1, _PARTS + 1)))
    for place, (low, high) in enumerate(itertools.pairwise(ends)):
        last = place == len(ends) - 2
        inside = (values >= low) & ((values <= high) if last else (values < high))
        yield f"{low:g} to {'' if last else 'below '}{high:g}", inside & ~missing


def _values(values: np.ndarray, missing: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    known, counts = np.unique(values[~missing].astype(str), return_counts=True)
    kept = sorted(known[np.argsort(-counts, kind="stable")][:MOST_VALUES].tolist())
    texts = values.astype(str)
    for value in kept:
        yield _short(value), (texts == value) & ~missing
    rest = ~np.isin(texts, kept) & ~missing
    if rest.any():
        yield OTHER, rest


def _short(value: str) -> str:
    return value.removesuffix(".0")


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
