"""Figures over the rows of a key that are strictly earlier; training, serving and notebooks have these lines.

Imports numpy alone.
"""

from typing import Final

import numpy as np

PAST: Final = ("lag", "mean", "min", "max", "sum", "count")


def past_figures(
    keys: np.ndarray, times: np.ndarray, values: np.ndarray, figure: str, rows: int
) -> np.ndarray:
    """For each row a figure over the rows of its key that are strictly earlier; NaN where there are none.

    Neither the row itself nor one of the same moment counts. Missing values are left out.

    Args:
        keys: Whole numbers, shape (rows,).
        times: Whole numbers that grow with time.
        values: Floats.
        figure: ``lag`` takes the value ``rows`` rows before; the others are over the last ``rows`` rows.
        rows: How far it looks back.
    """
    order = np.lexsort((np.arange(len(keys)), times, keys))
    keys, times, values = keys[order], times[order], values[order]
    places = np.arange(len(keys))
    other = np.append(True, keys[1:] != keys[:-1])[: len(keys)]
    later = other | np.append(True, times[1:] != times[:-1])[: len(keys)]
    first, end = (np.maximum.accumulate(np.where(starts, places, 0)) for starts in (other, later))
    found = np.full(len(values), np.nan)
    most = max(1, 4_000_000 // rows)  # values that are held at once
    for start in range(0, len(values), most):
        part = slice(start, start + most)
        back = end[part, None] - back_from(figure, rows)
        past = np.where(back >= first[part, None], values[np.maximum(back, 0)], np.nan)
        found[part] = figure_of(past, figure)
    back = np.empty(len(found))
    back[order] = found
    return back


def back_from(figure: str, rows: int) -> np.ndarray:
    """How many rows before a row those lie that a figure is over, the earliest first."""
    return np.array([rows]) if figure == "lag" else np.arange(rows, 0, -1)


def figure_of(past: np.ndarray, figure: str) -> np.ndarray:
    """The figure of earlier values, shape (rows,), of each row of ``past``, shape (rows, values)."""
    known = ~np.isnan(past)
    count = known.sum(axis=1).astype(np.float64)
    match figure:
        case "lag":
            return np.asarray(past[:, 0])
        case "count":
            return np.asarray(count)
        case "min":
            found = np.where(known, past, np.inf).min(axis=1)
        case "max":
            found = np.where(known, past, -np.inf).max(axis=1)
        case _:
            found = np.where(known, past, 0.0).sum(axis=1) / (np.maximum(count, 1) if figure == "mean" else 1)
    return np.asarray(np.where(count > 0, found, np.nan))
