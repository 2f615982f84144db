"""The bundle: a trained model as a directory that every target can check and run.

A bundle holds ``manifest.json`` (this module says what is in it) and the files that the manifest
names with their digests. Its identity is the digest of the manifest, so equal training gives equal
bundles. Nothing in a bundle is ever unpickled.
"""

import dataclasses
import enum
from collections.abc import Mapping

from stratum.core.digests import digest_value

FORMAT = "stratum.bundle/1"
MANIFEST = "manifest.json"
SIGNATURE = "signature.json"
"""Who vouches for the bundle; beside what the manifest names, so that its identity stays the same."""
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
}
"""What a model gives for each row, by its task.

``label`` is of shape (rows,), ``probabilities`` (rows, classes), ``prediction`` (rows, 1).
``cluster`` (rows,) is the place of the smallest of ``distances`` (rows, clusters).
``anomaly`` (rows, 1) is whether ``score`` (rows, 1) is above 0.
``items`` (rows, length) are texts, best first, and ``scores`` theirs; where a list ends early, the rest is
empty texts and NaN. ``known`` (rows, 1) is whether the model knows the user: others get what most users have.
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
    """

    pipeline: str
    data: Mapping[str, str]
    commit: str
    packages: Mapping[str, str]
    seed: int
    window: Mapping[str, str] = dataclasses.field(default_factory=dict)


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
    """

    memory: int
    start: float
    latency: tuple[Latency, ...]
    score: float
    size: int
    differences: Mapping[str, float] = dataclasses.field(default_factory=dict)


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

    @property
    def images(self) -> bool:
        """Whether rows hold images, whose preparation needs Pillow."""
        return any(step.get("step") == RESIZE for step in self.preparation)

    def variant(self, name: str) -> Variant | None:
        """The variant of that name, or None."""
        return next((each for each in self.variants if each.name == name), None)

    def digest(self) -> str:
        """The identity of the bundle: SHA-256 over the canonical JSON of this manifest."""
        return digest_value(dataclasses.asdict(self))
