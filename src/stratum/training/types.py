"""What is trained and what comes out, as values."""

import dataclasses
from collections.abc import Mapping

from stratum.data.types import SourceSpec, StepSpec


@dataclasses.dataclass(frozen=True, slots=True)
class SplitSpec:
    """How rows are divided.

    Attributes:
        method: ``time`` (rows before ``boundary`` train, the others test) or ``random``.
        column: The timestamp column of a split by time; never a feature unless another step makes it one.
        boundary: ISO 8601 time in UTC.
        fraction: Share of rows held out by a random split.
    """

    method: str
    column: str = ""
    boundary: str = ""
    fraction: float = 0.25


@dataclasses.dataclass(frozen=True, slots=True)
class CandidateSpec:
    """An algorithm to try.

    Attributes:
        name: The block's name.
        framework: Entry-point name, such as ``sklearn``.
        algorithm: The framework's name of the estimator, such as ``HistGradientBoostingClassifier``.
        parameters: Passed to it; unknown ones are an error that names the known ones.
    """

    name: str
    framework: str
    algorithm: str
    parameters: Mapping[str, object]


@dataclasses.dataclass(frozen=True, slots=True)
class PipelineSpec:
    """A checked pipeline, ready to run.

    Attributes:
        name: Also the name of the model.
        sources: Where rows come from.
        steps: In an order that respects their inputs; the last one feeds the candidates.
        target: The column to predict.
        task: ``classification`` or ``regression``.
        identifier: A column that names the row; kept out of the features. Empty where there is none.
        split: How rows are held out.
        candidates: At least one.
        metric: The figure that chooses, such as ``roc_auc``.
        baselines: ``majority`` or names of single columns to fit a logistic (or linear) model on.
        seed: The seed of every random choice.
        digest: Digest of the document.
    """

    name: str
    description: str
    sources: tuple[SourceSpec, ...]
    steps: tuple[StepSpec, ...]
    target: str
    task: str
    identifier: str
    split: SplitSpec
    candidates: tuple[CandidateSpec, ...]
    metric: str
    baselines: tuple[str, ...]
    seed: int
    digest: str
