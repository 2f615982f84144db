"""The words of staleness: what a detector says."""

import dataclasses
import enum


class Kind(enum.StrEnum):
    """What a detector looks at. Who decides what follows weighs the kinds differently."""

    INPUT = "input"
    PREDICTION = "prediction"
    ERROR = "error"
    AGE = "age"


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
