"""How much one column tells of another: Pearson, rank, correlation ratio, Cramér's V."""

import numpy as np

from stratum.data.logic.cells import MISSING, Coded
from stratum.data.types import Association

_PAIR = 2
_MOST_CLASSES = 1000


def association(
    values: np.ndarray | None, coded: Coded, target: Coded, figures: np.ndarray | None
) -> Association | None:
    """How much a column tells of the target, over the rows where both are known.

    Args:
        values: The column as numbers; None where it holds none.
        coded: The column by number of its values.
        target: The target by number of its values.
        figures: The target as numbers where it is a quantity; None where it is a class.

    Returns:
        None where fewer than two rows tell, or one of them does not vary.
    """
    known = coded.known & target.known
    if values is not None:
        known &= np.isfinite(values)
    if figures is not None:
        known &= np.isfinite(figures)
    if known.sum() < _PAIR:
        return None
    mine = coded.codes[known]
    classes = target.codes[known]
    if len(np.unique(mine)) < _PAIR or len(np.unique(classes)) < _PAIR:
        return None
    return _measured(None if values is None else values[known], mine, classes, _at(figures, known))


def _at(figures: np.ndarray | None, known: np.ndarray) -> np.ndarray | None:
    return None if figures is None else figures[known]


def _measured(
    values: np.ndarray | None, codes: np.ndarray, classes: np.ndarray, figures: np.ndarray | None
) -> Association | None:
    if figures is not None:
        if values is not None:
            return Association("pearson", _rounded(_pearson(values, figures)))
        return Association("eta", _rounded(correlation_ratio(codes, figures)))
    if values is None:
        if max(len(np.unique(codes)), len(np.unique(classes))) > _MOST_CLASSES:
            return None
        return Association("cramer", _rounded(cramers_v(codes, classes)))
    if len(np.unique(classes)) == _PAIR:
        return Association("rank", _rounded(rank_association(values, classes == classes.max())))
    return Association("eta", _rounded(correlation_ratio(classes, values)))


def _rounded(value: float) -> float:
    return round(float(np.clip(value, -1.0, 1.0)), 4)


def _pearson(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.corrcoef(first, second)[0, 1])


def rank_association(values: np.ndarray, is_one: np.ndarray) -> float:
    """2·AUC - 1: 1 where every value of the second class is above every value of the first, -1 the reverse.

    Args:
        values: Numbers, shape (rows,).
        is_one: Whether each row is of the second class; rows of both classes occur.
    """
    ones, zeros = int(is_one.sum()), int((~is_one).sum())
    above = float(ranks(values)[is_one].sum()) - ones * (ones + 1) / 2
    return 2 * above / (ones * zeros) - 1


def ranks(values: np.ndarray) -> np.ndarray:
    """The rank of each value, from 1 on; equal values share the mean of their ranks. Shape (rows,)."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[places])


def correlation_ratio(groups: np.ndarray, values: np.ndarray) -> float:
    """Eta: the share of the deviation of ``values`` that the groups explain, from 0 to 1."""
    _, places, counts = np.unique(groups, return_inverse=True, return_counts=True)
    means = np.bincount(places, values) / counts
    mean = values.mean()
    whole = float(((values - mean) ** 2).sum())
    between = float((counts * (means - mean) ** 2).sum())
    return float(np.sqrt(between / whole)) if whole > 0 else 0.0


def cramers_v(first: np.ndarray, second: np.ndarray) -> float:
    """Cramér's V of two columns of codes, from 0 to 1."""
    rows, row = np.unique(first, return_inverse=True)
    columns, column = np.unique(second, return_inverse=True)
    seen = np.bincount(row * len(columns) + column, minlength=len(rows) * len(columns))
    table = seen.reshape(len(rows), len(columns)).astype(np.float64)
    expected = table.sum(1, keepdims=True) * table.sum(0, keepdims=True) / table.sum()
    chi = float(((table - expected) ** 2 / expected).sum())
    return float(np.sqrt(chi / (table.sum() * (min(table.shape) - 1))))


def determines(codes: np.ndarray, classes: np.ndarray) -> bool:
    """Whether each value of a column goes with one class only, over the rows where both are known."""
    known = (codes != MISSING) & (classes != MISSING)
    pairs = np.unique(np.stack([codes[known], classes[known]]), axis=1)
    return len(pairs[0]) == len(np.unique(codes[known]))
