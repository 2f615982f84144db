"""What a table holds: figures of each column, what it tells of the target, and what should be known of it."""

import collections
import dataclasses
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from stratum.core.bundles import ColumnType
from stratum.data.logic.association import association
from stratum.data.logic.cells import Coded, coded, numbers, ordered
from stratum.data.logic.correlation import correlations
from stratum.data.logic.remarks import remarks
from stratum.data.logic.tables import column_type
from stratum.data.types import ColumnProfile, Numbers, TableProfile

MOST_COLUMNS = 200
"""Columns that are looked at."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BINS = 24
TOP = 12
"""Most frequent values that are told."""
OUTLYING = 1.5
"""How many times the distance of the quartiles a value may be off the nearer one before it is an outlier."""
_FEW = 20
"""A target of whole numbers with at most as many values is a class."""


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """A column with the values that figures are made of.

    Attributes:
        name: Its name.
        kind: What it holds in the platform's words.
        stored: The stored type.
        coded: Its values by number.
        numbers: Its values as numbers; None where it holds none.
    """

    name: str
    kind: ColumnType
    stored: str
    coded: Coded
    numbers: np.ndarray | None


def profile_table(table: pa.Table, rows: int, target: str = "") -> TableProfile:
    """What a table holds. At most ``MOST_COLUMNS`` columns are looked at, the target always.

    Args:
        table: The rows that are looked at, at least one.
        rows: Number of all rows of the table that these come from.
        target: The column that a model predicts; one that the table lacks counts as none.
    """
    names = _chosen(table.column_names, target)
    looks = {name: _look(name, table.column(name)) for name in names}
    wanted = looks.get(target)
    columns = tuple(_profile(look, wanted) for look in looks.values())
    duplicates = _duplicates([look.coded.codes for look in looks.values()])
    balance = _counts(wanted.coded, len(wanted.coded.values)) if wanted and is_class(wanted) else ()
    found = TableProfile(
        rows=rows,
        looked=table.num_rows,
        left_out=table.num_columns - len(names),
        duplicates=duplicates,
        target=target if wanted else "",
        balance=balance[:_FEW],
        columns=columns,
        remarks=(),
        correlations=correlations({n: look.numbers for n, look in looks.items() if look.numbers is not None}),
    )
    codes = {name: look.coded for name, look in looks.items()}
    return dataclasses.replace(found, remarks=remarks(found, codes))


def is_class(look: Look) -> bool:
    """Whether a target is a class rather than a quantity."""
    if look.kind in {ColumnType.CATEGORY, ColumnType.BOOLEAN}:
        return True
    return look.kind is ColumnType.INTEGER and len(look.coded.values) <= _FEW


def _chosen(names: Sequence[str], target: str) -> tuple[str, ...]:
    first = names[:MOST_COLUMNS]
    return (*first[:-1], target) if target in names and target not in first else tuple(first)


def _look(name: str, column: pa.ChunkedArray) -> Look:
    return Look(name, column_type(column.type), str(column.type), coded(column), numbers(column))


def _profile(look: Look, target: Look | None) -> ColumnProfile:
    told = None
    if target is not None and target.name != look.name:
        figures = None if is_class(target) else target.numbers
        told = association(look.numbers, look.coded, ordered(target.coded), figures)
    figures_of = _numbers(look.numbers) if look.numbers is not None else None
    return ColumnProfile(
        name=look.name,
        type=str(look.kind),
        stored=look.stored,
        missing=int((~look.coded.known).sum()),
        distinct=len(np.unique(look.coded.codes[look.coded.known])),
        numbers=figures_of,
        top=() if figures_of else _counts(look.coded, TOP),
        association=told,
        infinite=0 if look.numbers is None else int((look.coded.known & np.isnan(look.numbers)).sum()),
    )


def _numbers(values: np.ndarray) -> Numbers | None:
    known = values[np.isfinite(values)]
    if not len(known):
        return None
    least, most = float(known.min()), float(known.max())
    # a histogram of values that do not vary, or that vary less than their precision, is one bin
    spread = most - least > np.spacing(max(abs(least), abs(most))) * BINS
    counts, edges = np.histogram(known, bins=BINS) if spread else (np.array([len(known)]), [least, most])
    return Numbers(
        least=least,
        most=most,
        mean=float(known.mean()),
        deviation=float(known.std()),
        quantiles=tuple(float(q) for q in np.quantile(known, QUANTILES)),
        edges=tuple(float(edge) for edge in edges),
        counts=tuple(int(count) for count in counts),
        outliers=_outliers(known),
    )


def _outliers(known: np.ndarray) -> int | None:
    low, high = np.quantile(known, (0.25, 0.75))
    if low == high:
        return None
    most = OUTLYING * (high - low)
    return int(((known < low - most) | (known > high + most)).sum())


def _counts(values: Coded, most: int) -> tuple[tuple[str, int], ...]:
    """The most frequent values with their counts; equal counts by value."""
    seen = collections.Counter(values.codes[values.known].tolist())
    told = sorted(((values.values[code], count) for code, count in seen.items()), key=lambda p: (-p[1], p[0]))
    return tuple(told[:most])


def _duplicates(columns: Sequence[np.ndarray]) -> int:
    """How many rows equal an earlier one."""
    rows = np.ascontiguousarray(np.stack(columns, axis=1))
    whole = rows.view([("", rows.dtype)] * rows.shape[1]).ravel()
    return len(whole) - len(np.unique(whole))
