"""How far two distributions are apart, from counts over the same cells."""

import math

import numpy as np
from scipy import stats

from stratum.drift.types import Counts, Values


def largest_distance(one: Counts, other: Counts) -> float:
    """Of Kolmogorov and Smirnov: the largest distance of the cumulated shares."""
    return float(np.abs(np.cumsum(one) / one.sum() - np.cumsum(other) / other.sum()).max())


def critical_distance(alpha: float, one: int, other: int) -> float:
    """The largest distance that samples of these sizes from one distribution exceed with chance ``alpha``."""
    return float(stats.kstwo.isf(alpha, max(1, round(one * other / (one + other)))))


def chi_square(expected: Values, rows: int, counts: Counts) -> float:
    """Pearson's statistic of two samples: shares ``expected`` of ``rows`` rows, and counts."""
    mine, total = expected * rows, counts.sum()
    sums = mine + counts
    used = sums > 0
    gap = math.sqrt(total / rows) * mine[used] - math.sqrt(rows / total) * counts[used]
    return float((gap * gap / sums[used]).sum())


def critical_chi_square(alpha: float, cells: int) -> float:
    """What two samples of one distribution over so many cells exceed with chance ``alpha``."""
    return float(stats.chi2.isf(alpha, max(1, cells - 1)))


def stability_index(expected: Values, counts: Counts) -> float:
    """The population stability index; half a value more in each cell gives an empty one a share."""
    total, cells = counts.sum(), len(counts)
    its = (counts + 0.5) / (total + 0.5 * cells)
    mine = (expected * total + 0.5) / (total + 0.5 * cells)
    return float(((its - mine) * np.log(its / mine)).sum())
