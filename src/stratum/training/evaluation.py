"""What is asked about candidates beside their figures, and what was found out, as values."""

import dataclasses
from collections.abc import Mapping
from typing import Final

UNTOLD: Final = "no difference can be told"
"""The verdict of a comparison whose test finds nothing."""
Range = tuple[float, float]
"""Low and high end of a 95 % interval."""


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """What the chosen model may need at most; None where nothing is asked.

    Attributes:
        latency: Seconds within which 95 of 100 requests of one row are answered.
        memory: Bytes that the process of its server holds at most.
        size: Bytes of its graph.
        host: Type of the hosts meant; empty for the machine that measures.
        score: Compute score of such a host; 0 where it is not known.
        hourly: What such a host costs an hour; 0 where it is not known.
    """

    latency: float | None = None
    memory: float | None = None
    size: float | None = None
    host: str = ""
    score: float = 0.0
    hourly: float = 0.0

    @property
    def any(self) -> bool:
        """Whether anything is asked."""
        return any(most is not None for most in (self.latency, self.memory, self.size))


@dataclasses.dataclass(frozen=True, slots=True)
class EvaluationSpec:
    """What a pipeline asks to be found out.

    Attributes:
        folds: Of the cross-validation that chooses; 0 for one validation part.
        slices: Columns for whose values the figures are told apart.
        learning_curve: Whether candidates are fitted on parts of the training rows too.
        explain: Whether Shapley values of the chosen model are estimated.
        limits: What the chosen model may need at most.
        intended_use: For the model card.
        licence: Of the data, for the model card.
    """

    folds: int = 0
    slices: tuple[str, ...] = ()
    learning_curve: bool = False
    explain: bool = False
    limits: Limits = dataclasses.field(default_factory=Limits)
    intended_use: str = ""
    licence: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Slice:
    """Held-out figures of the rows with one value of a column.

    Attributes:
        column: As in the data.
        value: A text, or a range of numbers.
        rows: How many there are.
        metrics: Their figures; without those that the rows do not have.
        interval: Of the figure that chooses; None where there is none.
    """

    column: str
    value: str
    rows: int
    metrics: Mapping[str, float]
    interval: Range | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class LearningPoint:
    """The figure that chooses after fitting on ``rows`` training rows: on these, and on held-out rows."""

    rows: int
    training: float
    held_out: float


@dataclasses.dataclass(frozen=True, slots=True)
class Cost:
    """What a candidate was measured to need in the server's runtime.

    Attributes:
        latency: Seconds for one row: the 95th percentile, on the machine that measured.
        expected: The same on the hosts that are asked about, by compute scores; as ``latency`` where unknown.
        memory: The most bytes that its server held.
        size: Bytes of its graph.
        start: Seconds until its server was ready.
        million: Price of a million predictions on such a host, in its currency, one after the other; 0 where
            no price is known.
    """

    latency: float
    expected: float
    memory: int
    size: int
    start: float
    million: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Comparison:
    """The chosen candidate beside another one.

    Attributes:
        other: Name of the other one.
        metric: The figure compared.
        test: ``McNemar``, ``DeLong``, ``paired bootstrap`` or ``corrected t``.
        rows: ``held-out rows``, or ``folds``.
        difference: Figure of the chosen one minus that of the other.
        interval: Of the difference, without correction.
        p: That so large a difference comes by chance, two-sided, corrected by Holm for all comparisons.
        verdict: ``better``, ``worse`` or ``UNTOLD``.
    """

    other: str
    metric: str
    test: str
    rows: str
    difference: float
    interval: Range
    p: float
    verdict: str


@dataclasses.dataclass(frozen=True, slots=True)
class RowExplanation:
    """The Shapley values of one row.

    Attributes:
        prediction: What the model says of it.
        values: The row before preparation, as text.
        contributions: By column; they add up to the prediction minus the base.
    """

    prediction: float
    values: Mapping[str, str]
    contributions: Mapping[str, float]


@dataclasses.dataclass(frozen=True, slots=True)
class Explanation:
    """Shapley values of the chosen model, over a sample of held-out rows.

    Attributes:
        output: What is explained: a label whose probability it is, or ``prediction``.
        base: Mean prediction over the background rows.
        rows: So many rows were explained.
        background: So many rows stand in for a column that is left out.
        shares: Mean size of the contributions by column, largest first.
        examples: Rows with the lowest, the middle and the highest prediction.
    """

    output: str
    base: float
    rows: int
    background: int
    shares: Mapping[str, float]
    examples: tuple[RowExplanation, ...] = ()
