"""Tiny bundles with graphs written by hand, for tests of what serves them. Needs ``onnx``."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from onnx import NodeProto, TensorProto, ValueInfoProto, helper

from stratum.core.bundles import MANIFEST, Column, ColumnType, GraphInput, Lineage, Manifest
from stratum.core.digests import canonical_json, digest_bytes

OPSETS = (("", 18), ("ai.onnx.ml", 3))
IR_VERSION = 9
_FLOAT, _INT64, _STRING = TensorProto.FLOAT, TensorProto.INT64, TensorProto.STRING


def write_bundle(directory: Path, manifest: Manifest, graph: bytes) -> Manifest:
    """Write ``graph`` and ``manifest`` into ``directory``; the manifest with the graph's digest."""
    complete = dataclasses.replace(manifest, files={manifest.graph: digest_bytes(graph)})
    directory.mkdir(parents=True, exist_ok=True)
    (directory / manifest.graph).write_bytes(graph)
    (directory / MANIFEST).write_bytes(canonical_json(complete.document()))
    return complete


def write_numeric_bundle(directory: Path, *, required: bool = False) -> Manifest:
    """A classifier of three numbers ``a``, ``b``, ``c``: ``label`` is 1 where a + b + c > 0."""
    columns = tuple(Column(name, ColumnType.NUMBER, required) for name in "abc")
    manifest = _manifest("sum-sign", "classification", columns, labels=("0", "1"))
    return write_bundle(directory, manifest, _classifier([_value("input", _FLOAT, 3)], [], "input", 3))


def write_mixed_bundle(directory: Path) -> Manifest:
    """A classifier of ``carrier`` (text), ``delay`` (number) and ``scheduled`` (time, required).

    Its preparation adds ``hour`` and says ``??`` for a carrier that is missing; ``label`` is 1 where
    delay + hour + 100 · (carrier is AA) > 0.
    """
    columns = (
        Column("carrier", ColumnType.CATEGORY),
        Column("delay", ColumnType.NUMBER, unit="min"),
        Column("scheduled", ColumnType.TIMESTAMP, required=True),
    )
    preparation = (
        {"step": "date_parts", "column": "scheduled", "parts": ["hour"]},
        {"step": "fill", "column": "carrier", "value": "??"},
        {"step": "fill", "column": "delay", "value": 0.0},
    )
    names = ("carrier", "delay", "hour")
    manifest = dataclasses.replace(
        _manifest("late", "classification", columns, labels=("0", "1")),
        preparation=preparation,
        graph_inputs=tuple(GraphInput(n, "string" if n == "carrier" else "float32", (n,)) for n in names),
    )
    inputs = [_value(name, _STRING if name == "carrier" else _FLOAT, 1) for name in names]
    coded = helper.make_node(
        "LabelEncoder",
        ["carrier"],
        ["coded"],
        domain="ai.onnx.ml",
        keys_strings=["AA"],
        values_floats=[100.0],
        default_float=0.0,
    )
    joined = helper.make_node("Concat", ["coded", "delay", "hour"], ["joined"], axis=1)
    return write_bundle(directory, manifest, _classifier(inputs, [coded, joined], "joined", 3))


def write_regression_bundle(directory: Path) -> Manifest:
    """A regression: ``prediction`` is the whole number ``n`` plus one where ``flag`` holds."""
    columns = (Column("n", ColumnType.INTEGER), Column("flag", ColumnType.BOOLEAN))
    manifest = _manifest("count", "regression", columns)
    nodes = [
        _constant("axis", _INT64, [1], [1]),
        helper.make_node("ReduceSum", ["input", "axis"], ["prediction"], keepdims=1),
    ]
    outputs = [_value("prediction", _FLOAT, 1)]
    return write_bundle(directory, manifest, _model(nodes, [_value("input", _FLOAT, 2)], outputs))


def _manifest(name: str, task: str, columns: Sequence[Column], labels: tuple[str, ...] = ()) -> Manifest:
    return Manifest(
        name=name,
        task=task,
        inputs=tuple(columns),
        labels=labels,
        preparation=(),
        graph_inputs=(GraphInput("input", "float32", tuple(column.name for column in columns)),),
        files={},
        algorithm="Handmade",
        parameters={},
        metrics={},
        lineage=Lineage(pipeline="", data={}, commit="", packages={}, seed=0),
    )


def _classifier(inputs: list[ValueInfoProto], nodes: list[NodeProto], source: str, width: int) -> bytes:
    """Two classes by the sign of the row sum of ``source``: softmax of (0, sum)."""
    steps = [
        _constant("weights", _FLOAT, [width, 2], [0.0, 1.0] * width),
        helper.make_node("MatMul", [source, "weights"], ["scores"]),
        helper.make_node("Softmax", ["scores"], ["probabilities"], axis=1),
        helper.make_node("ArgMax", ["scores"], ["label"], axis=1, keepdims=0),
    ]
    outputs = [helper.make_tensor_value_info("label", _INT64, [None]), _value("probabilities", _FLOAT, 2)]
    return _model([*nodes, *steps], inputs, outputs)


def _model(nodes: list[NodeProto], inputs: list[ValueInfoProto], outputs: list[ValueInfoProto]) -> bytes:
    graph = helper.make_graph(nodes, "graph", inputs, outputs)
    opsets = [helper.make_opsetid(domain, version) for domain, version in OPSETS]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
    content: bytes = model.SerializeToString()
    return content


def _value(name: str, kind: int, width: int) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, [None, width])


def _constant(name: str, kind: int, shape: list[int], values: list[float]) -> NodeProto:
    return helper.make_node("Constant", [], [name], value=helper.make_tensor(name, kind, shape, values))
