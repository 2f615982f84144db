"""The model that every server serves: a forest of 100 trees on scikit-learn's breast cancer data, as ONNX."""

import dataclasses
from pathlib import Path

import msgspec
import numpy as np
from onnx import ModelProto

from stratum.core.bundles import GRAPH, MANIFEST, Column, ColumnType, GraphInput, Lineage, Manifest
from stratum.core.digests import canonical_json, digest_bytes

NAME = "breast-cancer"
VERSION = "1"
SEED = 7


@dataclasses.dataclass(frozen=True)
class Subject:
    """What is served and asked.

    Attributes:
        bundle: Directory of the bundle.
        body: A request for one row, as the Open Inference Protocol has it.
        label: What scikit-learn says of that row.
        probabilities: The same.
    """

    bundle: Path
    body: bytes
    label: int
    probabilities: list[float]


def make_subject(directory: Path) -> Subject:
    """Train the forest, write its bundle into ``directory`` and ask scikit-learn about one row."""
    from skl2onnx import to_onnx
    from sklearn.datasets import load_breast_cancer
    from sklearn.ensemble import RandomForestClassifier

    data = load_breast_cancer()
    rows = data.data.astype(np.float32)
    forest = RandomForestClassifier(100, random_state=SEED).fit(rows, data.target)
    graph = to_onnx(forest, rows[:1], options={"zipmap": False}, initial_types=None, target_opset=18)
    _name_input(graph)
    bundle = directory / "bundle"
    bundle.mkdir(parents=True, exist_ok=True)
    _write_bundle(bundle, graph.SerializeToString(), [str(name) for name in data.feature_names])
    row = rows[:1]
    values = [float(value) for value in row[0]]
    tensor = {"name": "input", "shape": [1, len(values)], "datatype": "FP32", "data": values}
    return Subject(
        bundle=bundle,
        body=msgspec.json.encode({"id": "1", "inputs": [tensor]}),
        label=int(forest.predict(row)[0]),
        probabilities=[float(chance) for chance in forest.predict_proba(row)[0]],
    )


def _name_input(graph: ModelProto) -> None:
    """Call the graph's only input ``input``, as bundles do."""
    old = graph.graph.input[0].name
    graph.graph.input[0].name = "input"
    for node in graph.graph.node:
        for index, name in enumerate(node.input):
            if name == old:
                node.input[index] = "input"


def _write_bundle(bundle: Path, graph: bytes, columns: list[str]) -> None:
    manifest = Manifest(
        name=NAME,
        task="classification",
        inputs=tuple(Column(name, ColumnType.NUMBER) for name in columns),
        labels=("0", "1"),
        preparation=(),
        graph_inputs=(GraphInput("input", "float32", tuple(columns)),),
        files={GRAPH: digest_bytes(graph)},
        algorithm="RandomForest",
        parameters={"trees": 100},
        metrics={},
        lineage=Lineage(pipeline="", data={}, commit="", packages={}, seed=SEED),
    )
    (bundle / GRAPH).write_bytes(graph)
    (bundle / MANIFEST).write_bytes(canonical_json(dataclasses.asdict(manifest)))
