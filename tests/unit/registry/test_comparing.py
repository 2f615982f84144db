"""What differs between two versions, and where one comes from."""

import dataclasses

from stratum.core.bundles import Column, ColumnType, Latency, Lineage, Manifest, ModelProfile
from stratum.registry.logic.comparing import Difference, compare_versions
from stratum.registry.logic.lineage import Use, lineage_graph
from stratum.registry.types import ModelVersion, Stage

MANIFEST = Manifest(
    name="late",
    task="classification",
    inputs=(Column("delay", ColumnType.NUMBER, required=True, unit="min"),),
    labels=("0", "1"),
    preparation=(),
    graph_inputs=(),
    files={},
    algorithm="Tree",
    parameters={"depth": 3, "leaf": 5},
    metrics={"roc_auc": 0.7, "log_loss": 0.5},
    lineage=Lineage("p1", {"departures": "d1"}, "abcdef0123456789", {"numpy": "2.2"}, 7),
)
VERSION = ModelVersion("late", 1, Stage.FINAL, "digest", 0.0, "r1", "classification", "Tree", {})


def needing(memory: int, p95: float) -> ModelProfile:
    return ModelProfile(memory, 1.0, (Latency(1, p95 / 2, p95),), 1.0, 10)


def test_equal_versions_do_not_differ() -> None:
    assert compare_versions((VERSION, MANIFEST), (VERSION, MANIFEST)) == ()


def test_coverage_is_neither_better_high_nor_low() -> None:
    before, after = (
        dataclasses.replace(MANIFEST, metrics={"coverage": c, "mase": m}) for c, m in ((0.8, 1), (0.99, 2))
    )
    assert compare_versions((VERSION, before), (VERSION, after)) == (
        Difference("metric", "coverage", 0.8, 0.99),
        Difference("metric", "mase", 1, 2, "first"),
    )


def test_everything_that_differs_is_told_with_which_is_better() -> None:
    before = dataclasses.replace(VERSION, profiles={"": needing(100, 0.002)})
    after = dataclasses.replace(VERSION, version=2, run="r2", profiles={"": needing(80, 0.004)})
    other = dataclasses.replace(
        MANIFEST,
        inputs=(Column("delay", ColumnType.NUMBER), Column("carrier", ColumnType.CATEGORY)),
        parameters={"depth": 4, "leaf": 5},
        metrics={"roc_auc": 0.8, "log_loss": 0.4, "accuracy": 0.9},
        lineage=dataclasses.replace(MANIFEST.lineage, data={"departures": "d2"}, seed=8),
    )
    assert compare_versions((before, MANIFEST), (after, other)) == (
        Difference("metric", "roc_auc", 0.7, 0.8, "second"),
        Difference("metric", "log_loss", 0.5, 0.4, "second"),
        Difference("metric", "accuracy", None, 0.9),
        Difference("parameter", "depth", 3, 4),
        Difference("column", "delay", "number in min, required", "number"),
        Difference("column", "carrier", None, "category"),
        Difference("data", "departures", "d1", "d2"),
        Difference("made", "seed", 7, 8),
        Difference("made", "run", "r1", "r2"),
        Difference("need", "memory", 100, 80, "second"),
        Difference("need", "p95 of 1 rows", 0.002, 0.004, "first"),
    )


def test_a_graph_leads_from_data_to_services() -> None:
    version = dataclasses.replace(VERSION, origin={"parent": "3"})
    uses = (Use("shop", "scorer", runs=True, named=True), Use("shop", "spare", runs=False, named=True))
    graph = lineage_graph(version, MANIFEST, uses, {})
    assert [(node.kind, node.name) for node in graph.nodes] == [
        ("data", "departures"), ("pipeline", "late"), ("commit", "abcdef0123"), ("run", "r1"),
        ("version", "late@3"), ("version", "late@1"), ("service", "shop/scorer"), ("service", "shop/spare"),
    ]  # fmt: skip
    assert graph.edges == (
        ("data departures", "run"), ("pipeline", "run"), ("commit", "run"), ("run", "version"),
        ("parent", "version"), ("version", "service shop scorer"), ("version", "service shop spare"),
    )  # fmt: skip
    assert [node.detail for node in graph.nodes[-2:]] == ["runs it now", "is to run it"]


def test_parents_are_named_as_this_registry_names_them() -> None:
    lineage = dataclasses.replace(MANIFEST.lineage, parents={"late@9": "d9", "late@8": "d8"})
    manifest = dataclasses.replace(MANIFEST, lineage=lineage)
    version = dataclasses.replace(VERSION, version=5, origin={"parent": "3"})
    graph = lineage_graph(version, manifest, (), {"d9": "late@3"})
    assert [(node.kind, node.name, node.detail) for node in graph.nodes[-3:-1]] == [
        ("version", "late@3", "d9"), ("elsewhere", "late@8", "d8")
    ]  # fmt: skip
    assert {"parent d9", "parent d8"} < {first for first, _ in graph.edges}
    changed = compare_versions((VERSION, MANIFEST), (VERSION, manifest))
    assert changed == (Difference("made", "parents", "", "late@8, late@9"),)


def test_a_version_of_elsewhere_has_no_run_and_no_commit() -> None:
    elsewhere = dataclasses.replace(MANIFEST, lineage=dataclasses.replace(MANIFEST.lineage, commit=""))
    graph = lineage_graph(dataclasses.replace(VERSION, run=""), elsewhere, (), {})
    assert [node.name for node in graph.nodes] == ["departures", "late", "not known here", "late@1"]
