"""Parts of the held-out rows by value of a column."""

import itertools
from collections.abc import Iterator
from typing import Final

import numpy as np

from stratum.training.logic.targets import is_missing

MOST_VALUES: Final = 12
_PARTS: Final = 4
OTHER, MISSING = "other values", "missing"


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
