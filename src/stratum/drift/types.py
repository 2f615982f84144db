"""The words of staleness: what a detector looks at, is compared with, and says."""

import dataclasses
import enum
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Values: TypeAlias = npt.NDArray[Any]
"""Values of one column, in the order in which they came."""

State: TypeAlias = Mapping[str, object]
"""What a detector knows, as plain JSON data."""

Counts: TypeAlias = npt.NDArray[np.int64]


class Kind(enum.StrEnum):
    """What a detector looks at. Who decides what follows weighs the kinds differently."""

    INPUT = "input"
    PREDICTION = "prediction"
    ERROR = "error"
    AGE = "age"


class Takes(enum.StrEnum):
    """What values a detector is fed with.

    ``numbers`` are floats with NaN for missing, ``categories`` texts with None for missing, ``scores``
    probabilities, ``errors`` 1 for a wrong prediction and 0 for a right one, ``ages`` seconds of data time
    since the newest training row.
    """

    NUMBERS = "numbers"
    CATEGORIES = "categories"
    SCORES = "scores"
    ERRORS = "errors"
    AGES = "ages"


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What a detector says of one column now.

    Attributes:
        detector: Its entry-point name, such as ``ks``.
        kind: What it looks at.
        column: Of which column of the rows; empty for predictions, errors and age.
        statistic: What it measured.
        threshold: What the statistic is held against.
        drifted: Whether the world has changed, as far as this detector can see.
        samples: Values that it has seen since it began.
        reason: In words, for people.
    """

    detector: str
    kind: Kind
    column: str
    statistic: float
    threshold: float
    drifted: bool
    samples: int
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class Reference:
    """A column as it was in the training rows.

    Attributes:
        takes: ``numbers`` or ``categories``.
        rows: Number of training rows.
        missing: Share of missing values.
        sample: Values of a column of numbers at even ranks, ascending.
        frequencies: Share of each of the most frequent values of a column of categories.
    """

    takes: Takes
    rows: int
    missing: float = 0.0
    sample: tuple[float, ...] = ()
    frequencies: Mapping[str, float] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Profile:
    """The training rows of a model.

    Attributes:
        columns: Each column that can be compared, by name.
        newest: Newest moment of each column of times, in seconds since 1970-01-01 UTC.
    """

    columns: Mapping[str, Reference]
    newest: Mapping[str, float]


@dataclasses.dataclass(frozen=True, slots=True)
class Setup:
    """What a detector is made from.

    Attributes:
        name: Its entry-point name.
        column: Which column it is for; empty for scores, errors and ages.
        reference: That column in the training rows; None for scores, errors and ages.
        columns: How many columns are tested beside each other: a test of many must be stricter with each.
        parameters: By name, in place of the detector's defaults.
    """

    name: str
    column: str = ""
    reference: Reference | None = None
    columns: int = 1
    parameters: Mapping[str, float] = dataclasses.field(default_factory=dict)
