"""What is read and how it is prepared, as values."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PACKAGE: Final = "package:"
"""How the path of a file inside of an installed package begins."""


@dataclasses.dataclass(frozen=True, slots=True)
class SourceSpec:
    """A place that rows come from.

    Attributes:
        name: The block's name; queries know the table by it.
        kind: Entry-point name of the source, such as ``csv``.
        attributes: What the kind needs, such as ``path``; paths are absolute or ``package:NAME/PATH``.
    """

    name: str
    kind: str
    attributes: Mapping[str, object]


@dataclasses.dataclass(frozen=True, slots=True)
class Fetched:
    """What a source brought.

    Attributes:
        path: The file that holds it now.
        format: What the file is, one of ``stratum.data.formats.reading.FORMATS``.
        place: Where it came from, as errors call it; no secrets.
    """

    path: Path
    format: str
    place: str


@dataclasses.dataclass(frozen=True, slots=True)
class StepSpec:
    """A step of preparation.

    Attributes:
        name: The block's name.
        kind: Such as ``sql``, ``select``, ``filter``, ``fill``, ``encode``, ``scale``, ``date_parts``.
        inputs: Names of the sources or steps before it.
        attributes: What the kind needs.
    """

    name: str
    kind: str
    inputs: tuple[str, ...]
    attributes: Mapping[str, object]


Cell = float | int | str | bool | None
"""A value as JSON says it; text is cut to a bounded length, times are ISO 8601."""


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of a table.

    Attributes:
        block: The source or step that makes it.
        rows: Number of all rows.
        columns: Name and stored type of each column.
        first: Its first rows, each as many cells as there are columns.
        digests: SHA-256 of the content of each source behind it, by name.
    """

    block: str
    rows: int
    columns: tuple[tuple[str, str], ...]
    first: tuple[tuple[Cell, ...], ...]
    digests: Mapping[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class Numbers:
    """Figures of a column of numbers, or of times in seconds since 1970 UTC; missing values are left out.

    Attributes:
        least: The least value.
        most: The most.
        mean: Their mean.
        deviation: Their standard deviation.
        quantiles: At 5, 25, 50, 75 and 95 of 100.
        edges: Edges of the bins of the histogram, one more than there are bins.
        counts: Values in each bin.
        outliers: Values further than 1.5 times the distance of the quartiles from the nearer quartile; None
            where the quartiles are equal, for then the rule tells nothing.
    """

    least: float
    most: float
    mean: float
    deviation: float
    quantiles: tuple[float, ...]
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    outliers: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Association:
    """How much a column tells of the target.

    Attributes:
        measure: ``pearson``, ``rank`` (2·AUC - 1), ``eta`` (correlation ratio) or ``cramer`` (Cramér's V).
        value: From -1 to 1 for ``pearson`` and ``rank``, else from 0 to 1.
    """

    measure: str
    value: float


@dataclasses.dataclass(frozen=True, slots=True)
class Correlation:
    """How much two columns of numbers or times go up and down together.

    Attributes:
        first: The earlier column.
        second: The later one.
        value: Spearman's rank correlation, from -1 to 1.
    """

    first: str
    second: str
    value: float


@dataclasses.dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What a column holds, as far as rows of it were looked at.

    Attributes:
        name: Its name.
        type: What it holds in the platform's words, such as ``number``.
        stored: The stored type, such as ``int64``.
        missing: Number of missing values.
        distinct: Number of different known values.
        numbers: Figures; None where it holds no numbers and no times, or none is known.
        top: The most frequent values with their counts, for what holds no numbers.
        association: With the target; None where there is none to tell.
        infinite: Number of infinite values, which no other figure counts.
    """

    name: str
    type: str
    stored: str
    missing: int
    distinct: int
    numbers: Numbers | None
    top: tuple[tuple[str, int], ...]
    association: Association | None = None
    infinite: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Remark:
    """Something about a table that somebody who trains on it should know.

    Attributes:
        code: ``constant``, ``missing``, ``infinite``, ``copy``, ``identifier``, ``leak``, ``imbalance``,
            ``mixed`` or ``duplicate-rows``.
        column: The column; empty where it is about the rows.
        text: What was found, and what helps.
    """

    code: str
    column: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class TableProfile:
    """What a table holds.

    Attributes:
        rows: Number of all rows.
        looked: Number of rows that were looked at; fewer than ``rows`` where the table is large.
        left_out: Number of columns beyond the most that are looked at.
        duplicates: Rows, of those looked at, that equal an earlier one.
        target: The column that a model predicts; empty where the table does not have it.
        balance: The classes of the target with their counts; empty where it holds numbers.
        columns: Each column, in order.
        remarks: What should be known.
        correlations: The pairs of columns that go together most, strongest first.
    """

    rows: int
    looked: int
    left_out: int
    duplicates: int
    target: str
    balance: tuple[tuple[str, int], ...]
    columns: tuple[ColumnProfile, ...]
    remarks: tuple[Remark, ...]
    correlations: tuple[Correlation, ...] = ()
