"""Figures, parity and gains of answers that are neither classes nor values."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import threadpoolctl

from stratum.core.bundles import OUTPUTS, SKOPS
from stratum.core.errors import InvalidInputError
from stratum.serving.logic.rows import PredictionWriter
from stratum.testing.contracts.framework import MIXED, NUMBERS, make_columns
from stratum.testing.pipelines import number_plan, visits_pipeline
from stratum.training.evaluating import exported
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.logic import clusters, graphs, judging
from stratum.training.logic.algorithms import ALGORITHMS, Algorithm
from stratum.training.logic.checks import check_task
from stratum.training.logic.choice import METRICS, UNTARGETED
from stratum.training.logic.targets import places_of, target_values
from stratum.training.logic.weighted import weighted
from stratum.training.types import CandidateSpec, FitOrder

POINTS = np.array([[0.0, 0], [0, 1], [9, 0], [9, 1]])
NEAR = np.array([[0.0, 9], [1, 9], [9, 0], [9, 1]])
TRUTH = np.array([0, 0, 1, 1])
SCORES = np.array([-2.0, 1, -1, 3])


@pytest.mark.parametrize("classes", [("long", "a", "word"), (7, 2, 30)])
def test_places_of_classes_are_theirs_and_an_unknown_class_has_none(classes: tuple[object, ...]) -> None:
    truth = np.array([classes[2], classes[0], classes[0], classes[1]], object)
    assert places_of(classes, truth).tolist() == [2, 0, 0, 1]
    with pytest.raises(KeyError):
        places_of(classes[:2], truth)


@pytest.mark.parametrize(
    "algorithm", [a for a in ALGORITHMS.values() if a.task in UNTARGETED], ids=lambda one: one.name
)
def test_the_file_repeats_the_model(algorithm: Algorithm, told_forms: Mapping[str, str]) -> None:
    # an ellipsoid has no inside where columns add up to one
    plan = NUMBERS if algorithm.name == "EllipticEnvelope" else MIXED
    order = FitOrder(CandidateSpec("one", "sklearn", algorithm.name, {}), algorithm.task, plan, 7)
    framework, columns = SklearnFramework(), make_columns()
    framework.check(order.candidate, algorithm.task)
    with threadpoolctl.threadpool_limits(1):
        model = framework.fit(order, columns, np.zeros(len(columns["length"])))
    answers = model.predict(columns)
    found = exported(algorithm.task, model, answers, columns)
    assert graphs.rejection(found.parity, found.graph.form) is None
    # centres that are rows of these: float32 does not repeat their distance from themselves
    centred = algorithm.name == "AffinityPropagation"
    assert found.graph.form == (SKOPS if centred else told_forms[algorithm.name]), found.reason
    outputs = graphs.run_graph(found.graph, columns)
    assert len(outputs) == len(OUTPUTS[algorithm.task])
    assert judging.answered(algorithm.task, outputs) == pytest.approx(answers, abs=1e-3)
    sealed = graphs.run_graph(model.seal(), columns)
    assert [one.shape for one in sealed] == [one.shape for one in outputs]
    assert [one.dtype for one in sealed] == [one.dtype for one in outputs]


def test_a_row_at_a_centre_has_a_distance() -> None:
    order = FitOrder(CandidateSpec("one", "sklearn", "AffinityPropagation", {}), "clustering", MIXED, 7)
    columns = make_columns()
    model = SklearnFramework().fit(order, columns, np.zeros(len(columns["length"])))
    outputs = graphs.run_graph(model.export(), columns)
    assert outputs[1] == pytest.approx(model.predict(columns), abs=0.02)


def test_clusters_have_figures_where_there_are_two() -> None:
    found = judging.measured("clustering", (), POINTS, NEAR)
    assert found["silhouette"] == pytest.approx(0.889, abs=1e-3)
    assert list(found) == ["silhouette", "davies_bouldin", "calinski_harabasz"]
    assert judging.measured("clustering", (), POINTS, np.zeros((4, 2))) == {}
    drawn, confusion = judging.drawn("clustering", (), POINTS, NEAR)
    assert drawn["sizes"] == [(0.0, 2.0), (1.0, 2.0)]
    assert [x for x, _ in drawn["cluster 0"]] == [-4.5, -4.5]
    assert confusion == []


@pytest.mark.parametrize(
    ("task", "classes", "truth", "predicted"),
    [
        ("classification", ("no", "yes"), np.array(["no", "yes"] * 20, object), 2),
        ("classification", tuple(range(12)), np.arange(48) % 12, 12),
        ("regression", (), np.arange(-20.0, 20.0), 0),
        ("anomaly", (), np.arange(40) % 2, 0),
        ("anomaly", (), np.full(40, -1), 0),
        ("clustering", (), np.arange(80.0).reshape(40, 2), 3),
    ],
)
def test_one_figure_is_that_of_all(
    task: str, classes: tuple[object, ...], truth: np.ndarray, predicted: int
) -> None:
    chance = np.random.default_rng(3)
    answers = chance.random((len(truth), predicted)) if predicted else chance.normal(size=len(truth))
    every = judging.measured(task, classes, truth, answers)
    for name in METRICS[task]:
        one = judging.figure(task, name, classes, truth, answers)
        assert one == pytest.approx(every.get(name, np.nan), nan_ok=True), name


def test_points_are_deviations_and_frequent_values() -> None:
    plan = dataclasses.replace(number_plan("a"), categories=("b",), minimum={"b": 2})
    columns = {
        "a": np.array([1.0, 3.0, np.nan, 5.0]),
        "b": np.array(["x", "x", "y", "z"], dtype=object),
    }
    training = np.array([True, True, True, False])
    assert clusters.space(plan, columns, training).tolist() == [[-1, 1], [1, 1], [0, 0], [3, 0]]


def test_anomalies_have_figures_where_somebody_knows_them() -> None:
    found = judging.measured("anomaly", (), TRUTH, SCORES)
    assert found["flagged"] == found["recall"] == found["precision"] == found["f1"] == 0.5
    assert found["roc_auc"] == 0.75
    assert judging.measured("anomaly", (), np.full(4, -1), SCORES) == {"flagged": 0.5}
    drawn = weighted("anomaly", TRUTH, SCORES, np.ones((1, 4)))
    assert {name: values[0] for name, values in drawn.items()} == pytest.approx(found)
    assert judging.drawn("anomaly", (), TRUTH, SCORES)[1] == [[1, 1], [1, 1]]


def test_gains_are_told_row_by_row() -> None:
    assert judging.gains("anomaly", TRUTH, np.array([-1, -1, 1, 1]), SCORES).tolist() == [0, 1, 1, 0]
    mixed = NEAR[[0, 2, 1, 3]]
    assert (judging.gains("clustering", POINTS, NEAR, mixed) > 0).all()


def test_labels_of_anomalies_are_0_and_1() -> None:
    assert target_values("anomaly", np.array([0.0, 1.0])).tolist() == [0, 1]
    for wrong in (np.array(["odd"], dtype=object), np.array([2.0])):
        with pytest.raises(InvalidInputError, match="by 1"):
            target_values("anomaly", wrong)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"target": ""}, "has no target"),
        ({"task": "clustering", "metric": "silhouette"}, "clustering has no target"),
        ({"task": "anomaly", "target": "", "metric": "roc_auc"}, "needs rows that are known"),
        ({"task": "anomaly", "target": "", "metric": "flagged"}, "which of 2 candidates is better"),
    ],
)
def test_a_task_has_what_it_needs(changes: dict[str, str], told: str, tmp_path: Path) -> None:
    spec = dataclasses.replace(visits_pipeline(tmp_path / "visits.csv"), **changes)  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match=told):
        check_task(spec)


def test_answers_are_written_for_each_row() -> None:
    writer = PredictionWriter("m", "1", ())
    groups = writer.write(("cluster", "distances"), [np.array([1]), np.array([[2.0, 1.5]])])
    assert json.loads(groups)["predictions"] == [{"cluster": 1, "distances": [2.0, 1.5]}]
    odd = writer.write(("score", "anomaly"), [np.array([[0.5]]), np.array([[True]])])
    assert json.loads(odd)["predictions"] == [{"score": 0.5, "anomaly": True}]
