"""Where a version comes from and where it answers, as a graph."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from stratum.core.bundles import Manifest
from stratum.registry.types import ModelVersion


@dataclasses.dataclass(frozen=True, slots=True)
class Node:
    """Something that a version comes from, or that comes of it.

    Attributes:
        id: Unique in the graph.
        kind: ``prediction``, ``data``, ``pipeline``, ``commit``, ``run``, ``version``, ``service``, or
            ``elsewhere`` for a version that another registry has.
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


def prediction_graph(
    prediction: Prediction, version: ModelVersion, manifest: Manifest, known: Mapping[str, str]
) -> Graph:
    """Data, pipeline, commit, run and version behind a stored prediction.

    Args:
        prediction: The prediction.
        version: The version that answered.
        manifest: Of its bundle.
        known: The versions of the registry, by digest of their bundles.
    """
    behind = lineage_graph(version, manifest, (), known)
    node = Node("prediction", "prediction", prediction.id, f"said {prediction.label} of {prediction.source}")
    return Graph((*behind.nodes, node), (*behind.edges, ("version", node.id)))


def lineage_graph(
    version: ModelVersion, manifest: Manifest, uses: Sequence[Use], known: Mapping[str, str]
) -> Graph:
    """Data, pipeline, commit and run behind a version, the versions before it, and who uses it.

    Args:
        version: The version.
        manifest: Of its bundle.
        uses: Services that name or run it.
        known: The versions of the registry, by digest of their bundles.
    """
    its = Node("version", "version", f"{version.name}@{version.version}", version.digest)
    before = tuple(_before(version, manifest))
    run = Node("run", "run", version.run or "not known here", version.run)
    parents = tuple(_parents(version, manifest, known))
    after = tuple(map(_use, uses))
    edges = [(node.id, run.id) for node in before]
    edges += [
        (run.id, its.id),
        *((node.id, its.id) for node in parents),
        *((its.id, node.id) for node in after),
    ]
    return Graph((*before, run, *parents, its, *after), tuple(edges))


def _before(version: ModelVersion, manifest: Manifest) -> Iterator[Node]:
    lineage = manifest.lineage
    for name, digest in lineage.data.items():
        yield Node(f"data {name}", "data", name, digest)
    yield Node("pipeline", "pipeline", version.name, lineage.pipeline)
    if lineage.commit:
        yield Node("commit", "commit", lineage.commit[:10], lineage.commit)


def _parents(version: ModelVersion, manifest: Manifest, known: Mapping[str, str]) -> Iterator[Node]:
    """The version that answered when a cycle trained, and the models that it was trained against."""
    parent, told = str(version.origin.get("parent") or ""), manifest.lineage.parents
    if parent and f"{version.name}@{parent}" not in {known.get(digest) for digest in told.values()}:
        yield Node("parent", "version", f"{version.name}@{parent}", parent)
    for name, digest in told.items():
        here = known.get(digest)
        yield Node(f"parent {digest}", "version" if here else "elsewhere", here or name, digest)


def _use(use: Use) -> Node:
    told = "runs it now" if use.runs else "is to run it"
    return Node(
        f"service {use.application} {use.service}", "service", f"{use.application}/{use.service}", told
    )
