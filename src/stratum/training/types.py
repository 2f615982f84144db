"""What is trained and what comes out, as values."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final

from stratum.core.bundles import ONNX, Column, Forecast, GraphInput, ModelProfile
from stratum.data.types import SourceSpec, StepSpec
from stratum.training.evaluation import (
    Comparison,
    Cost,
    EvaluationSpec,
    Explanation,
    LearningPoint,
    Range,
    Slice,
)


@dataclasses.dataclass(frozen=True, slots=True)
class SplitSpec:
    """How rows are divided.

    Attributes:
        method: ``time`` (rows before ``boundary`` train, the others test), ``random``, ``stratified`` (a
            random share of each value of ``column``), ``group`` (all rows of a value on one side) or ``each``
            (some rows of each value of ``column``: the last ones by ``order``, else random ones).
        column: The column that the method looks at; empty for ``random``.
        boundary: ISO 8601 time in UTC.
        fraction: Share of rows held out by a split that is not by time.
        order: Of ``each``: the column of times whose last rows are held out; empty for random ones.
    """

    method: str
    column: str = ""
    boundary: str = ""
    fraction: float = 0.25
    order: str = ""

    @property
    def moment(self) -> str:
        """The column of times that divides; empty for a split that is not by time."""
        return self.column if self.method == "time" else ""

    @property
    def aside(self) -> str:
        """The column that is no feature unless a step makes it one: times and groups of other rows differ."""
        return self.column if self.method in {"time", "group"} else ""


@dataclasses.dataclass(frozen=True, slots=True)
class Pairs:
    """What recommendations are made from.

    Attributes:
        user: The column that names who is recommended something.
        item: The column that names what is recommended.
        length: Items of a list, at most.
        liked: Held-out rows with at least this value are what lists should name; None for all rows.
        rated: Whether a candidate estimates values, so that the baseline has to as well.
    """

    user: str
    item: str
    length: int = 10
    liked: float | None = None
    rated: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Window:
    """The newest labelled rows, for a model that replaces one. ISO 8601 times in UTC.

    Attributes:
        since: Rows before this moment are left out; empty for none.
        until: What was not known at this moment is left out: later rows, and rows whose outcome came later.
        held_out: Rows from here on test; the model that is kept is then fitted on all rows once more.
    """

    since: str
    until: str
    held_out: str


@dataclasses.dataclass(frozen=True, slots=True)
class CandidateSpec:
    """An algorithm to try.

    Attributes:
        name: The block's name.
        framework: Entry-point name, such as ``sklearn``.
        algorithm: The framework's name of the estimator, such as ``HistGradientBoostingClassifier``.
        parameters: Passed to it; unknown ones are an error that names the known ones.
        members: Of an ensemble, the candidates that answer together.
        needs: What it asks of the worker of a cluster that fits it: ``cores``, ``memory`` in bytes, ``gpus``,
            and one of each ``label:NAME=VALUE``.
    """

    name: str
    framework: str
    algorithm: str
    parameters: Mapping[str, object]
    members: tuple["CandidateSpec", ...] = ()
    needs: Mapping[str, float] = dataclasses.field(default_factory=dict)


MAJORITY = "majority"
POPULAR = "popular"
NAIVE = "seasonal naive"
"""The baseline of forecasts: the value of the same place of the last season that is known."""
RULES: Final = {"recommendation": POPULAR, "forecasting": NAIVE}
"""The baseline that looks at no feature, by task; ``MAJORITY`` of all others."""


@dataclasses.dataclass(frozen=True, slots=True)
class ForecastSpec:
    """What is asked of forecasts.

    Attributes:
        horizon: Steps ahead.
        season: Rows of a season; 1 for none.
        series: The column that names the series of a row; empty where there is one series.
    """

    horizon: int
    season: int = 1
    series: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class PipelineSpec:
    """A checked pipeline, ready to run.

    Attributes:
        name: Also the name of the model.
        sources: Where rows come from.
        steps: In an order that respects their inputs; the last one feeds the candidates.
        target: The column to predict.
        task: One of ``stratum.core.bundles.OUTPUTS``.
        identifier: A column that names the row; kept out of the features. Empty where there is none.
        split: How rows are held out.
        candidates: At least one.
        metric: The figure that chooses, such as ``roc_auc``; taken on the validation rows.
        baselines: ``majority`` or names of single columns to fit a logistic (or linear) model on.
        seed: The seed of every random choice.
        digest: Digest of the document.
        outcome_time: The column that says when the target becomes known; empty where it is known at once.
        window: Which rows are taken; None for all.
        refit: Whether the model that is kept is fitted once more, on the held-out rows too.
        evaluation: What else is to be found out, and what the chosen model may need.
        pairs: Of a recommendation, its columns; None for other tasks.
        forecast: What is asked of forecasts; None for other tasks.
        units: By block, those of columns that it gives; blocks come after their inputs.
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
    outcome_time: str = ""
    window: Window | None = None
    refit: bool = False
    evaluation: EvaluationSpec = dataclasses.field(default_factory=EvaluationSpec)
    pairs: Pairs | None = None
    forecast: ForecastSpec | None = None
    units: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)

    @property
    def column_units(self) -> Mapping[str, str]:
        """The unit of each column: as the last step tells it; where sources differ, none is known."""
        sources, found = {source.name for source in self.sources}, dict[str, str]()
        for block, units in self.units.items():
            for column, unit in units.items():
                agreed = block not in sources or found.get(column, unit) == unit
                found[column] = unit if agreed else ""
        return {column: unit for column, unit in found.items() if unit}

    @property
    def learns(self) -> str:
        """What a framework is asked to learn: one step of a forecast is a regression."""
        return "regression" if self.forecast else self.task


@dataclasses.dataclass(frozen=True, slots=True)
class Components:
    """Principal components: ``count`` of them take the place of the numbers ``columns``."""

    columns: tuple[str, ...]
    count: int


@dataclasses.dataclass(frozen=True, slots=True)
class Selection:
    """Which prepared inputs the algorithm gets.

    Attributes:
        method: ``f-test`` or ``information`` (mutual information with the target), which keep the best, or
            ``variance``, which keeps those that vary by more.
        count: How many are kept.
        variance: Inputs with no more than this variance are left out.
    """

    method: str
    count: int = 10
    variance: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Transform:
    """What one of ``logic.transformers`` makes of columns of numbers, which its own take the place of.

    Attributes:
        block: Name of its block.
        name: Of the class.
        parameters: Those of the class that differ from its defaults.
        columns: Taken together, in any order.
    """

    block: str
    name: str
    parameters: Mapping[str, object]
    columns: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Balance:
    """Classes of the fitted rows made alike by chance; rows that are measured stay as they are.

    Attributes:
        method: ``over`` draws rows of rare classes again, ``under`` leaves out rows of frequent ones.
        ratio: Rows of the rarest class for each row of the most frequent one, at least; in (0, 1].
    """

    method: str
    ratio: float = 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class FeaturePlan:
    """Which columns a model takes and what is done to them; a pure function of specification and table.

    Attributes:
        inputs: Columns of a row before preparation.
        preparation: Row-wise steps as data, run by ``stratum.data.logic.rows`` before the graph.
        numbers: Prepared numeric features, in order.
        categories: Prepared text features, in order.
        imputation: One of ``logic.sketch.STATISTICS`` for numeric features that get one.
        encoding: ``onehot``, ``ordinal`` or ``target`` for each category.
        minimum: Rows a category's value must have in training to get a code of its own.
        scaling: One of ``logic.sketch.SCALINGS`` for numeric features that get one.
        components: None where columns stay as they are.
        transforms: What is made of numbers after that, in order.
        selection: None where all inputs are kept.
        balance: None where rows stay as they are.
        weight: The column that says how much a row counts in fitting; empty where all count alike.
        pairs: Of a recommendation, its columns; None for other tasks.
        forecast: How the windows among the inputs are made again for each step; None for other tasks.
    """

    inputs: tuple[Column, ...]
    preparation: tuple[Mapping[str, object], ...]
    numbers: tuple[str, ...]
    categories: tuple[str, ...]
    imputation: Mapping[str, str]
    encoding: Mapping[str, str]
    minimum: Mapping[str, int]
    scaling: Mapping[str, str]
    components: Components | None = None
    transforms: tuple[Transform, ...] = ()
    selection: Selection | None = None
    balance: Balance | None = None
    weight: str = ""
    pairs: Pairs | None = None
    forecast: Forecast | None = None

    @property
    def item(self) -> str:
        """The column of what is recommended, which is read and is no input; empty for other tasks."""
        return self.pairs.item if self.pairs else ""

    @property
    def features(self) -> tuple[str, ...]:
        """All prepared features: numbers first."""
        return (*self.numbers, *self.categories)

    @property
    def asked(self) -> tuple[Column, ...]:
        """The columns of a caller's rows."""
        return self.forecast.asked(self.inputs) if self.forecast else self.inputs


@dataclasses.dataclass(frozen=True, slots=True)
class FitOrder:
    """What a framework is asked to fit.

    Attributes:
        candidate: The algorithm and its parameters.
        task: ``classification`` or ``regression``.
        plan: The features.
        seed: For every random choice.
        split: How rows are held out; what divides the rows once more follows it.
    """

    candidate: CandidateSpec
    task: str
    plan: FeaturePlan
    seed: int
    split: SplitSpec = SplitSpec("random")


@dataclasses.dataclass(frozen=True, slots=True)
class Graph:
    """A fitted model as a file.

    Attributes:
        content: The file's bytes.
        inputs: Its tensors, after preparation.
        form: ``onnx``, or ``skops`` where ONNX cannot say it.
    """

    content: bytes
    inputs: tuple[GraphInput, ...]
    form: str = ONNX


@dataclasses.dataclass(frozen=True, slots=True)
class Parity:
    """How closely the file of a model repeats the trained model on held-out rows.

    Attributes:
        labels: Share of rows with equal labels (regression: with a difference within the bound).
        max_difference: Largest absolute difference of a probability (regression: in standard deviations).
        rows: Number of rows compared.
    """

    labels: float
    max_difference: float
    rows: int


@dataclasses.dataclass(frozen=True, slots=True)
class Importance:
    """How much worse a figure gets once a column is shuffled: ``mean`` and ``spread`` over repeats."""

    name: str
    mean: float
    spread: float


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """A candidate's part in an ensemble.

    Attributes:
        name: The block's name.
        algorithm: As specified.
        weight: Its share of the answer; of a stack, the share of the sizes of its coefficients.
        left_out: Why it has no part; empty where it has one.
    """

    name: str
    algorithm: str
    weight: float
    left_out: str = ""


Points = Sequence[tuple[float, float]]


@dataclasses.dataclass(frozen=True, slots=True)
class CandidateResult:
    """A candidate after evaluation.

    Attributes:
        name: The block's name.
        algorithm: As specified.
        parameters: As specified.
        status: ``ok``, ``failed``, or ``rejected`` by the parity gate.
        error: Why it is not ``ok``.
        seconds: Wall time from its start to its end.
        metrics: Held-out figures after fitting on all training rows.
        parity: None where it failed before.
        curves: ``roc``, ``pr`` and ``calibration``, over two classes pooled; ``scatter`` of regressions.
        confusion: Counts, true label by predicted label; empty for regression.
        labels: The classes, in the order of ``confusion``.
        validation: Figures that choose: on the validation rows, after fitting on the other training rows.
            Empty for a candidate without rivals.
        comparison: With the model that it is to replace, on the same held-out rows: ``rows``, ``difference``
            (mean gain per row: share of right answers, or squared error saved), ``standard_error``, and the
            figures of the other model, each as ``other_`` and its name; ``low_`` and ``high_`` are the
            ends of the 95 % bootstrap interval of this model's figure minus the other's.
        incomparable: Why there is no comparison with the registry's champion, where there should be one.
        importance: By column before preparation, largest first, for the figure that chooses.
        weights: What the model says itself of its prepared features, as shares; empty where it says nothing.
        intervals: 95 % bootstrap intervals of the held-out figures.
        folds: By figure, its value in each fold of a cross-validation; ``validation`` holds their means.
        slices: Held-out figures by value of the columns asked for.
        learning: From few training rows to all of them; empty where not asked.
        cost: What it was measured to need; None where it was not measured before the choice.
        broken: The limits that it breaks, each with both numbers.
        form: Of its file, ``onnx`` or ``skops``.
        reason: Why it is not in ONNX; empty where it is.
        members: Of an ensemble, those that have a part in it, and those left out.
        low: Of forecasts, by step: from an answer to the low end of its interval, in scales of its series.
        high: The same to the high end.
    """

    name: str
    algorithm: str
    parameters: Mapping[str, object]
    status: str
    error: str | None = None
    seconds: float = 0.0
    metrics: Mapping[str, float] = dataclasses.field(default_factory=dict)
    parity: Parity | None = None
    curves: Mapping[str, Points] = dataclasses.field(default_factory=dict)
    confusion: Sequence[Sequence[int]] = ()
    labels: tuple[str, ...] = ()
    validation: Mapping[str, float] = dataclasses.field(default_factory=dict)
    comparison: Mapping[str, float] = dataclasses.field(default_factory=dict)
    incomparable: str = ""
    importance: tuple[Importance, ...] = ()
    weights: Mapping[str, float] = dataclasses.field(default_factory=dict)
    intervals: Mapping[str, Range] = dataclasses.field(default_factory=dict)
    folds: Mapping[str, Sequence[float]] = dataclasses.field(default_factory=dict)
    slices: tuple[Slice, ...] = ()
    learning: tuple[LearningPoint, ...] = ()
    cost: Cost | None = None
    broken: tuple[str, ...] = ()
    form: str = ONNX
    reason: str = ""
    members: tuple[Member, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class BaselineResult:
    """A simple rule that candidates must beat.

    Attributes:
        name: ``majority`` or the column.
        metrics: Held-out figures.
    """

    name: str
    metrics: Mapping[str, float]


@dataclasses.dataclass(frozen=True, slots=True)
class ModelName:
    """The registered model of a run; ``version`` is None before it is registered."""

    name: str
    version: int | None
    digest: str


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """A training run, as ``run.json`` keeps it.

    Attributes:
        id: Name of its folder.
        pipeline: Name of the pipeline.
        task: ``classification`` or ``regression``.
        metric: The figure that chose.
        started: Seconds since 1970-01-01 UTC.
        finished: As ``started``; None until it ends.
        status: ``running``, ``ok``, ``failed`` or ``cancelled``; a run that was killed stays ``running``.
        error: Why it is not ``ok``.
        rows: Number of ``train`` and ``test`` rows.
        boundary: Time that divides them; empty for a random split.
        chosen: Name of the best candidate.
        model: The model that came out.
        candidates: In the order of the pipeline; finished ones only while the run goes on.
        baselines: As the candidates.
        data: ``sources`` (rows, columns, digest by name) and ``columns`` (name, type).
        lineage: Pipeline digest, commit, seed and package versions.
        variants: What became of the variant of the chosen model, for people.
        champion: The model that the candidates were compared with; None for none.
        fairness: Whether it may have learned from the held-out rows, for people.
        search: Of an automatic run: what was looked at, tried and chosen; empty else.
        comparisons: The chosen candidate beside each other one.
        explanation: Shapley values of the chosen model; None where not asked, or ``remarks`` says why.
        profiles: What the registered model and its variants were measured to need, by variant.
        licences: Of the libraries that made the model.
        remarks: What was asked and is not there, for people.
    """

    id: str
    pipeline: str
    task: str
    metric: str
    started: float
    finished: float | None = None
    status: str = "running"
    error: str | None = None
    rows: Mapping[str, int] = dataclasses.field(default_factory=dict)
    boundary: str = ""
    chosen: str | None = None
    model: ModelName | None = None
    candidates: tuple[CandidateResult, ...] = ()
    baselines: tuple[BaselineResult, ...] = ()
    data: Mapping[str, object] = dataclasses.field(default_factory=dict)
    lineage: Mapping[str, object] = dataclasses.field(default_factory=dict)
    variants: str = ""
    champion: ModelName | None = None
    fairness: str = ""
    search: Mapping[str, object] = dataclasses.field(default_factory=dict)
    comparisons: tuple[Comparison, ...] = ()
    explanation: Explanation | None = None
    profiles: Mapping[str, ModelProfile] = dataclasses.field(default_factory=dict)
    licences: Mapping[str, str] = dataclasses.field(default_factory=dict)
    remarks: tuple[str, ...] = ()
