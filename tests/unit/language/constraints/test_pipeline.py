from collections.abc import Callable

import pytest

from stratum.core.findings import Finding

Checker = Callable[..., list[Finding]]


def codes(findings: list[Finding]) -> list[str]:
    return [f.code for f in findings]


def test_a_whole_pipeline_is_without_findings(blocks: Checker) -> None:
    assert blocks() == []


@pytest.mark.parametrize(
    "late",
    [
        "ScaleNumbers, input: split",
        "FillMissing, input: split, columns: {size: 0}",
        "FilterRows, input: scaled, where: [{column: size, is: known}]",
        "SqlQuery, input: scaled, query: q.sql",
    ],
)
def test_blocks_in_the_wrong_order(blocks: Checker, late: str) -> None:
    findings = blocks(("  forest:", f"  wrong: {{type: {late}}}\n  forest:"))
    assert codes(findings) == ["block-unused", "pipeline-order"]
    assert "wrong" in findings[1].message
    assert findings[1].fix.startswith("let wrong take its rows from before")


def test_candidates_learn_from_one_division(blocks: Checker) -> None:
    other = (
        "  other: {type: SplitRandom, input: scaled}\n  tree: {type: DecisionTree, input: other}\n  forest:"
    )
    findings = blocks(("  forest:", other), ("[forest]", "[forest, tree]"))
    assert codes(findings) == ["pipeline-order"]
    assert "other, split" in findings[0].message


def test_a_second_choice_is_an_error_and_none_a_warning(blocks: Checker) -> None:
    second = "  more: {type: ChooseBest, inputs: [forest], target: late, metric: f1}\n  best:"
    assert [(f.code, f.severity) for f in blocks(("  best:", second))] == [("pipeline-result", "error")]
    best = "  best: {type: ChooseBest, inputs: [forest], target: late, identifier: id, metric: roc_auc}\n"
    assert [(f.code, f.severity) for f in blocks((best, ""))] == [("pipeline-result", "warning")]


def test_unused_blocks_are_a_warning_unless_they_are_replayed(app: Checker, blocks: Checker) -> None:
    spare = ("  best:", "  spare: {type: ParquetSource, path: x}\n  best:")
    findings = blocks(spare)
    assert [(f.code, f.severity, f.element) for f in findings] == [("block-unused", "warning", "risk/spare")]
    broker = "broker: {type: NatsBroker, hostedOn: cloud-1, topics: [rows]}\n"
    gate = (
        "gate: {type: ReplayPublisher, hostedOn: cloud-1, connectsTo: broker, pipeline: pipeline.yaml,"
        " dataset: raw, publishes: rows}"
    )
    assert app(broker + gate) == []


def test_with_a_dangling_input_nothing_is_called_unused(blocks: Checker) -> None:
    assert codes(blocks(("[forest]", "[forst]"))) == ["reference-unknown"]


@pytest.mark.parametrize(
    ("change", "element"),
    [
        (("identifier: id", "identifier: late"), "risk/best"),
        (("ScaleNumbers, input: known", "ScaleNumbers, input: known, columns: [late]"), "risk/scaled"),
        (("ScaleNumbers, input: known", "FillMissing, input: known, columns: {late: 0}"), "risk/scaled"),
    ],
)
def test_the_target_is_no_feature(blocks: Checker, change: tuple[str, str], element: str) -> None:
    findings = blocks(change)
    assert [(f.code, f.element) for f in findings] == [("pipeline-target", element)]
    assert "late" in findings[0].message


@pytest.mark.parametrize(
    ("task", "metric", "fits"),
    [
        ("classification", "roc_auc", True),
        ("classification", "rmse", False),
        ("regression", "rmse", True),
        ("regression", "f1", False),
    ],
)
def test_the_metric_measures_the_task(blocks: Checker, task: str, metric: str, fits: bool) -> None:
    findings = blocks(("metric: roc_auc", f"metric: {metric}, task: {task}"))
    assert codes(findings) == ([] if fits else ["pipeline-metric"])
    assert all(f.available == metric and f.required.startswith("one of") for f in findings)


@pytest.mark.parametrize(
    ("algorithm", "task", "fits"),
    [
        ("LogisticRegression", "classification", True),
        ("LogisticRegression", "regression", False),
        ("Lasso", "classification", False),
    ],
)
def test_the_algorithm_can_do_the_task(blocks: Checker, algorithm: str, task: str, fits: bool) -> None:
    metric = "r2" if task == "regression" else "f1"
    findings = blocks(("RandomForest", algorithm), ("metric: roc_auc", f"metric: {metric}, task: {task}"))
    assert codes(findings) == ([] if fits else ["pipeline-task"])
    assert all(f.element == "risk/forest" and "RandomForest" in f.fix for f in findings)


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        ("is: known", True),
        ("is: above, value: 3", True),
        ("is: in, value: [1, 2]", True),
        ("is: above", False),
        ("is: equal", False),
    ],
)
def test_a_comparison_needs_a_value(blocks: Checker, condition: str, fits: bool) -> None:
    where = f"FilterRows, input: raw, where: [{{column: size, {condition}}}]"
    findings = blocks(("SelectColumns, input: raw, columns: [id, time, size, late]", where))
    assert codes(findings) == ([] if fits else ["missing-attribute"])


def test_a_circle_does_not_stop_the_other_checks(blocks: Checker) -> None:
    findings = blocks(("input: raw", "input: split"), ("metric: roc_auc", "metric: rmse"))
    assert {"cycle", "pipeline-metric", "pipeline-order"} <= set(codes(findings))


def test_a_pipeline_with_nothing_in_it_is_told_at_its_beginning(checked: Checker) -> None:
    findings = checked(bare="stratum: 1\nkind: Pipeline\nblocks: {}\n")
    assert [(str(f.position), f.code) for f in findings] == [
        ("bare.yaml:1:1", "missing-attribute"),
        ("bare.yaml:1:1", "pipeline-result"),
    ]


FORECAST = "inputs: [forest], target: late, task: forecasting, horizon: 3, metric: mase"
CHOICE = "inputs: [forest], target: late, identifier: id, metric: roc_auc"
BY_TIME = 'SplitByTime, column: time, boundary: "2024-01-01T00:00:00Z"'


def test_a_forecast_is_divided_by_time_and_has_a_horizon(blocks: Checker) -> None:
    (found,) = blocks((CHOICE, FORECAST))
    assert (found.code, found.element) == ("pipeline-order", "risk/split")
    assert "learn from what comes later" in found.message
    assert blocks((CHOICE, FORECAST), ("SplitRandom", BY_TIME)) == []
    findings = blocks((CHOICE, FORECAST.replace("horizon: 3, ", "")), ("SplitRandom", BY_TIME))
    assert codes(findings) == ["missing-attribute"]
    assert codes(blocks((CHOICE, f"{CHOICE}, horizon: 3"))) == ["pipeline-task"]
