"""How the rows of an automatic training are held out, and in how many folds they are searched: pure."""

import datetime
from typing import Final

import numpy as np

from stratum.core.bundles import ColumnType
from stratum.core.errors import InvalidInputError
from stratum.data.logic.profiling import QUANTILES
from stratum.data.types import ColumnProfile, Numbers, TableProfile
from stratum.training.types import SplitSpec

SOME_ROWS: Final = 10_000
_FOLDS: Final = 5
_FEWER_FOLDS: Final = 3
_FEWEST_GROUPS: Final = 4


def split_for(profile: TableProfile, time: str, group: str) -> SplitSpec:
    """How rows are held out: by chance, the last ones in time, or whole groups.

    Args:
        profile: What the table holds.
        time: A column of times; empty for none.
        group: A column of groups; empty for none.

    Raises:
        InvalidInputError: If both are named, the times are none or all the same, or the groups too few.
    """
    share = 0.2 if profile.rows <= SOME_ROWS else 0.1
    if time and group:
        raise InvalidInputError("rows are held out by time or by group, not by both", "give one of them")
    if time:
        return SplitSpec("time", time, boundary=_boundary(_column(profile, time), share))
    if group:
        return SplitSpec("group", _grouping(_column(profile, group)).name, fraction=share)
    return SplitSpec("random", fraction=share)


def folds_for(profile: TableProfile, group: str) -> int:
    """Parts of the rows in the search; no more than there are groups to train on."""
    folds = _FOLDS if profile.rows <= SOME_ROWS else _FEWER_FOLDS
    return min(folds, _column(profile, group).distinct // 2) if group else folds


def _column(profile: TableProfile, name: str) -> ColumnProfile:
    return next(c for c in profile.columns if c.name == name)


def _boundary(column: ColumnProfile, share: float) -> str:
    if column.type != ColumnType.TIMESTAMP:
        raise InvalidInputError(
            f"{column.name} holds {column.type}, not times", "name a column of times, or leave --time out"
        )
    numbers = column.numbers
    if numbers is None or numbers.most - numbers.least < 1:
        raise InvalidInputError(f"all rows have the same {column.name}", "leave --time out")
    moment = min(max(round(_quantile(numbers, 1 - share)), int(numbers.least) + 1), int(numbers.most))
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _quantile(numbers: Numbers, share: float) -> float:
    """Where about a share of the values lies below: between the quantiles that are known of them."""
    return float(np.interp(share, (0, *QUANTILES, 1), (numbers.least, *numbers.quantiles, numbers.most)))


def _grouping(column: ColumnProfile) -> ColumnProfile:
    if column.distinct < _FEWEST_GROUPS:
        raise InvalidInputError(
            f"{column.name} has {column.distinct} groups: too few to learn from some and ask others",
            "name a column of more groups, or leave --group out",
        )
    return column
