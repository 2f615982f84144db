"""The bundle: a trained model as a directory that every target can check and run.

A bundle holds ``manifest.json`` (this module says what is in it) and the files that the manifest
names with their digests. Its identity is the digest of the manifest, so equal training gives equal
bundles. Nothing in a bundle is ever unpickled.
"""

import dataclasses
import enum
from collections.abc import Mapping, Sequence

from stratum.core.digests import digest_value

FORMAT = "stratum.bundle/1"
MANIFEST = "manifest.json"
SIGNATURE = "signature.json"
"""Who vouches for the bundle; beside what the manifest names, so that its identity stays the same."""
MEASURED = "measured.json"
"""What the model was measured to need, signed by who measured it; beside it for the same reason."""
BESIDE = (SIGNATURE, MEASURED)
"""Files that may lie beside those of the manifest and travel with them; each is an envelope, signed."""
GRAPH = "model.onnx"
ONNX = "onnx"
SKOPS = "skops"
RESIZE = "resize_images"
"""The step of a preparation that reads images."""
FILES: Mapping[str, str] = {ONNX: GRAPH, SKOPS: "model.skops"}
"""The file of a model by its form."""
OUTPUTS: Mapping[str, tuple[str, ...]] = {
    "classification": ("label", "probabilities"),
    "regression": ("prediction",),
    "clustering": ("cluster", "distances"),
    "anomaly": ("score", "anomaly"),
    "recommendation": ("items", "scores", "known"),
    "forecasting": ("prediction",),
}
"""What a model gives for each row, by its task.

``label`` is of shape (rows,), ``probabilities`` (rows, classes), ``prediction`` (rows, 1).
``cluster`` (rows,) is the place of the smallest of ``distances`` (rows, clusters).
``anomaly`` (rows, 1) is whether ``score`` (rows, 1) is above 0.
``items`` (rows, length) are texts, best first, and ``scores`` theirs; where a list ends early, the rest is
empty texts and NaN. ``known`` (rows, 1) is whether the model knows the user: others get what most users have.
A model of forecasts gives one step, and is asked again with its own answers; see ``Forecast``.
"""


class ColumnType(enum.StrEnum):
    """What a column of a row holds, as JSON says it."""

    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CATEGORY = "category"
    TIMESTAMP = "timestamp"


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column of the rows that a model takes or gives.

    Attributes:
        name: As in the data.
        type: What it holds. Timestamps are ISO 8601 text in UTC.
        required: Whether a row without it, or with null in it, is refused.
        unit: Such as ``min``; empty where none is known.
    """

    name: str
    type: ColumnType
    required: bool = False
    unit: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class GraphInput:
    """An input tensor of the ONNX graph.

    Attributes:
        name: The tensor's name.
        dtype: ``float32``, ``int64`` or ``string``.
        columns: The prepared columns it holds, in order: shape is (rows, len(columns)).
    """

    name: str
    dtype: str
    columns: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Lineage:
    """Where a model comes from: everything that is needed to make it again.

    Attributes:
        pipeline: Digest of the pipeline document.
        data: Digest of each source, by name.
        commit: Commit of the workspace; empty outside of one.
        packages: Version of each library that shaped the model.
        seed: The seed of every random choice.
        window: Which rows were taken where not all were: ``since``, ``until``, ``held_out``; ISO 8601 in UTC.
        parents: Digest of the bundle of each model that it was trained against, by ``name@version`` as the
            registry of that training has it; empty for a first one.
    """

    pipeline: str
    data: Mapping[str, str]
    commit: str
    packages: Mapping[str, str]
    seed: int
    window: Mapping[str, str] = dataclasses.field(default_factory=dict)
    parents: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Licences:
    """Under which terms the parts of a model stand.

    Attributes:
        data: Of the data that it learned from, as its pipeline states it; empty where it does not.
        libraries: Of each library that made it, by name.
    """

    data: str = ""
    libraries: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether anything is told."""
        return bool(self.data or self.libraries)


@dataclasses.dataclass(frozen=True, slots=True)
class Variant:
    """The same model in a graph that needs less.

    Attributes:
        name: How it was made, such as ``int8``.
        file: Its graph, a file of the bundle.
        size: Bytes of the graph.
        differences: By how much its held-out figures differ from the model's own, by name.
    """

    name: str
    file: str
    size: int
    differences: Mapping[str, float]


@dataclasses.dataclass(frozen=True, slots=True)
class Latency:
    """How long a server took to answer, in seconds: ``median`` and ``p95`` of requests of ``rows`` rows."""

    rows: int
    median: float
    p95: float


@dataclasses.dataclass(frozen=True, slots=True)
class ModelProfile:
    """What a model needs, measured on a server of its own; measured anew, it is still the same bundle.

    Attributes:
        memory: The most bytes that the process held, from its start to its last answer.
        start: Seconds from its start until it was ready.
        latency: By number of rows, fewest first.
        score: Compute score of the machine that measured; see ``probing.logic.scoring``.
        size: Bytes of the graph.
        differences: As in ``Variant``; empty for the model as it was trained.
        by: Key of who measured it, where that was in another workspace; empty where it was in this one.
    """

    memory: int
    start: float
    latency: tuple[Latency, ...]
    score: float
    size: int
    differences: Mapping[str, float] = dataclasses.field(default_factory=dict)
    by: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Forecast:
    """How a model of one step is asked for many: with windows over earlier rows and its own answers.

    Attributes:
        time: The column of times.
        series: The column that names the series of a row; empty where there is one series.
        target: What is forecast.
        horizon: Steps ahead, at most.
        season: Rows of a season; 1 for none.
        every: From one row of a series to the next: a count of ``unit``.
        unit: ``s`` for seconds, ``M`` for months, ``E`` for months whose last days are the dates.
        windows: Features of earlier rows (``name``, ``of``, ``is``, ``rows``), see ``data.logic.past``.
        scales: By series, the mean size of a seasonal difference of the training rows.
        low: By step, from the answer to the low end of its interval, in scales.
        high: The same to the high end.
    """

    time: str
    series: str
    target: str
    horizon: int
    season: int
    every: int
    unit: str
    windows: tuple[Mapping[str, object], ...]
    scales: Mapping[str, float] = dataclasses.field(default_factory=dict)
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()

    @property
    def reach(self) -> int:
        """Rows before the first step that the windows need."""
        return max(int(str(window["rows"])) for window in self.windows)

    @property
    def answers(self) -> tuple[str, ...]:
        """What a caller gets for each step of each series."""
        return ("time", *(("series",) if self.series else ()), "forecast", "low", "high")

    def asked(self, features: Sequence[Column]) -> tuple[Column, ...]:
        """The columns of a caller's rows; ``features`` are those that the preparation takes."""
        own = [Column(self.time, ColumnType.TIMESTAMP, required=True)]
        own += [Column(self.series, ColumnType.CATEGORY, required=True)] if self.series else []
        own += [Column(self.target, ColumnType.NUMBER)]
        past = (Column(str(w["of"]), ColumnType.NUMBER, required=True) for w in self.windows)
        made = {w["name"] for w in self.windows}
        known = (c for c in features if c.name not in made)
        # the first that says something of a column is right
        return tuple({c.name: c for c in reversed((*own, *known, *past))}.values())[::-1]

    def known(self, asked: Sequence[Column]) -> tuple[str, ...]:
        """The columns that a row of the future has to hold beside its time and series."""
        return tuple(c.name for c in asked if c.name not in {self.time, self.series, self.target})


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself.

    Attributes:
        name: Name of the model.
        task: One of ``OUTPUTS``.
        inputs: The columns of a row, before preparation.
        labels: The class labels in the order of the probabilities; empty for other tasks.
        preparation: Row-wise steps done before the graph, as data; ``stratum.data.logic.rows`` runs them.
        graph_inputs: The tensors of the graph, after preparation.
        files: SHA-256 of each further file of the bundle, by relative name; the model's own among them.
        algorithm: The algorithm's type name, such as ``HistGradientBoosting``.
        parameters: Its parameters.
        metrics: Held-out figures by name.
        lineage: Where it comes from.
        variants: The same model in other graphs.
        graph: The file of the model that is served.
        form: How that file says it: ``onnx``, or ``skops`` where ONNX cannot.
        reason: Why it is not in ONNX; empty where it is.
        forecast: How it is asked for many steps; None for other tasks.
        licences: Of its data and of the libraries that made it.
    """

    name: str
    task: str
    inputs: tuple[Column, ...]
    labels: tuple[str, ...]
    preparation: tuple[Mapping[str, object], ...]
    graph_inputs: tuple[GraphInput, ...]
    files: Mapping[str, str]
    algorithm: str
    parameters: Mapping[str, object]
    metrics: Mapping[str, float]
    lineage: Lineage
    format: str = FORMAT
    variants: tuple[Variant, ...] = ()
    graph: str = GRAPH
    form: str = ONNX
    reason: str = ""
    forecast: Forecast | None = None
    licences: Licences = Licences()

    @property
    def outputs(self) -> tuple[str, ...]:
        """What a caller gets."""
        return self.forecast.answers if self.forecast else OUTPUTS[self.task]

    @property
    def images(self) -> bool:
        """Whether rows hold images, whose preparation needs Pillow."""
        return any(step.get("step") == RESIZE for step in self.preparation)

    def variant(self, name: str) -> Variant | None:
        """The variant of that name, or None."""
        return next((each for each in self.variants if each.name == name), None)

    def digest(self) -> str:
        """The identity of the bundle: SHA-256 over the canonical JSON of this manifest."""
        return digest_value(self.document())

    def document(self) -> dict[str, object]:
        """As JSON has it, without what there is none of: a forecast, parents, licences."""
        told = dataclasses.asdict(self)
        if self.forecast is None:
            del told["forecast"]
        if not self.lineage.parents:
            del told["lineage"]["parents"]
        if not self.licences.any:
            del told["licences"]
        return told
