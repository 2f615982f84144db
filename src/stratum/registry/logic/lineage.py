"""Where a version comes from and where it answers, as a graph."""

import dataclasses
from collections.abc import Iterator, Sequence

from stratum.core.bundles import Manifest
from stratum.registry.types import ModelVersion


@dataclasses.dataclass(frozen=True, slots=True)
class Node:
    """Something that a version comes from, or that comes of it.

    Attributes:
        id: Unique in the graph.
        kind: ``prediction``, ``data``, ``pipeline``, ``commit``, ``run``, ``version`` or ``service``.
        name: What people call it.
        detail: A digest or an id; empty where there is none.
    """

    id: str
    kind: str
    name: str
    detail: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Graph:
    """A graph of nodes; each edge leads from what was there before to what came of it, by id."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Use:
    """A model service of an application.

    Attributes:
        application: Its name.
        service: Name of the component.
        runs: Whether it runs the version now.
        named: Whether the model of the application names the version.
    """

    application: str
    service: str
    runs: bool
    named: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Prediction:
    """An answer that was stored.

    Attributes:
        id: Of the row that was asked about.
        source: Where the row came from.
        sent: When it was sent, in seconds since 1970-01-01 UTC.
        predicted: When it was answered.
        model: Name of the model that answered.
        version: Its version.
        label: What it said; a number for a regression.
        probability: How sure it was of the last class; None where it says none.
    """

    id: str
    source: str
    sent: float
    predicted: float
    model: str
    version: str
    label: object
    probability: float | None


def prediction_graph(prediction: Prediction, version: ModelVersion, manifest: Manifest) -> Graph:
    """Data, pipeline, commit, run and version behind a stored prediction.

    Args:
        prediction: The prediction.
        version: The version that answered.
        manifest: Of its bundle.
    """
    behind = lineage_graph(version, manifest, ())
    node = Node("prediction", "prediction", prediction.id, f"said {prediction.label} of {prediction.source}")
    return Graph((*behind.nodes, node), (*behind.edges, ("version", node.id)))


def lineage_graph(version: ModelVersion, manifest: Manifest, uses: Sequence[Use]) -> Graph:
    """Data, pipeline, commit and run behind a version, the version that it replaces, and who uses it.

    Args:
        version: The version.
        manifest: Of its bundle.
        uses: Services that name or run it.
    """
    its = Node("version", "version", f"{version.name}@{version.version}", version.digest)
    before = tuple(_before(version, manifest))
    run = Node("run", "run", version.run or "not known here", version.run)
    parent = tuple(_parent(version))
    after = tuple(map(_use, uses))
    edges = [(node.id, run.id) for node in before]
    edges += [
        (run.id, its.id),
        *((node.id, its.id) for node in parent),
        *((its.id, node.id) for node in after),
    ]
    return Graph((*before, run, *parent, its, *after), tuple(edges))


def _before(version: ModelVersion, manifest: Manifest) -> Iterator[Node]:
    lineage = manifest.lineage
    for name, digest in lineage.data.items():
        yield Node(f"data {name}", "data", name, digest)
    yield Node("pipeline", "pipeline", version.name, lineage.pipeline)
    if lineage.commit:
        yield Node("commit", "commit", lineage.commit[:10], lineage.commit)


def _parent(version: ModelVersion) -> Iterator[Node]:
    parent = str(version.origin.get("parent") or "")
    if parent:
        yield Node("parent", "version", f"{version.name}@{parent}", parent)


def _use(use: Use) -> Node:
    told = "runs it now" if use.runs else "is to run it"
    return Node(
        f"service {use.application} {use.service}", "service", f"{use.application}/{use.service}", told
    )
