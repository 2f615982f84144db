"""Which columns of numbers go up and down together: Spearman's rank correlation of pairs, at bounded cost."""

import itertools
from collections.abc import Mapping
from typing import Final

import numpy as np

from stratum.data.logic.association import ranks
from stratum.data.types import Correlation

MOST_COLUMNS: Final = 20
"""Columns whose pairs are looked at: those with the most known values."""
MOST_ROWS: Final = 5_000
"""Rows that are looked at; of more a random sample, the same each time."""
MOST_PAIRS: Final = 10
"""Pairs that are told."""
LEAST: Final = 0.3
"""A weaker correlation is not told."""
_FEWEST: Final = 10
"""Rows that both columns have to be known in: fewer agree by chance."""
_SEED: Final = 7


def correlations(columns: Mapping[str, np.ndarray]) -> tuple[Correlation, ...]:
    """The pairs with the strongest rank correlation, over the rows where both are known, strongest first.

    Args:
        columns: Numbers by name, NaN where missing, shape (rows,) each.
    """
    taken = _sampled(columns)
    known = {name: ~np.isnan(values) for name, values in taken.items()}
    widest = sorted(taken, key=lambda name: -int(known[name].sum()))[:MOST_COLUMNS]
    ranked = {name: ranks(values) for name, values in taken.items() if known[name].all()}
    found = []
    for first, second in itertools.combinations([name for name in taken if name in widest], 2):
        if first in ranked and second in ranked:
            told = _correlation(ranked[first], ranked[second])
        else:
            both = known[first] & known[second]
            told = _correlation(ranks(taken[first][both]), ranks(taken[second][both]))
        if abs(told) >= LEAST:
            found.append(Correlation(first, second, told))
    return tuple(sorted(found, key=lambda pair: -abs(pair.value))[:MOST_PAIRS])


def _sampled(columns: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    rows = max((len(values) for values in columns.values()), default=0)
    if rows <= MOST_ROWS:
        return dict(columns)
    places = np.random.default_rng(_SEED).choice(rows, MOST_ROWS, replace=False)
    return {name: values[places] for name, values in columns.items()}


def _correlation(first: np.ndarray, second: np.ndarray) -> float:
    """From -1 to 1; 0 where too few rows tell, or one of them does not vary."""
    if len(first) < _FEWEST or np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return round(float(np.clip(np.corrcoef(first, second)[0, 1], -1.0, 1.0)), 4)
