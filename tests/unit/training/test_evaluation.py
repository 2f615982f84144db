"""What a run finds out where a pipeline asks: folds, slices, learning curves, limits, Shapley values."""

import dataclasses
import math
from collections.abc import Mapping
from pathlib import Path

import pytest

from stratum.core.bundles import Latency, ModelProfile
from stratum.core.errors import InvalidInputError
from stratum.testing.pipelines import visits_pipeline, write_visits
from stratum.training.evaluation import EvaluationSpec, Limits
from stratum.training.limiting import within_limits
from stratum.training.records import RunFolder
from stratum.training.renderers import card, report
from stratum.training.service import Workshop, train
from stratum.training.types import CandidateResult, PipelineSpec, Run, SplitSpec

LIMITS = Limits(latency=0.005, memory=1e9, size=60e6, host="EdgeGateway", score=0.5, hourly=0.36)


def profile(milliseconds: float, size: int = 1000) -> ModelProfile:
    return ModelProfile(10**8, 1.0, (Latency(1, milliseconds / 2000, milliseconds / 1000),), 1.0, size)


def asking(folder: Path, asked: EvaluationSpec | None = None) -> PipelineSpec:
    spec = visits_pipeline(write_visits(folder / "visits.csv"))
    return dataclasses.replace(spec, evaluation=asked or EvaluationSpec(), split=SplitSpec("random"))


@pytest.fixture
def run(workshop: Workshop, tmp_path: Path) -> tuple[PipelineSpec, Run]:
    """A run that was asked for all that takes no other package."""
    spec = asking(tmp_path, EvaluationSpec(folds=4, slices=("shop", "bought"), learning_curve=True))
    return spec, train(spec, workshop, tmp_path / "run", lambda _: None).run


def test_all_that_is_asked_is_found_out_and_told(run: tuple[PipelineSpec, Run], tmp_path: Path) -> None:
    spec, done = run
    assert RunFolder(tmp_path / "run").load() == done
    for one in done.candidates:
        low, high = one.intervals["roc_auc"]
        assert low < one.metrics["roc_auc"] < high
        assert len(one.folds["roc_auc"]) == 4
        assert one.validation["roc_auc"] == pytest.approx(sum(one.folds["roc_auc"]) / 4)
        assert [point.rows for point in one.learning] == sorted({p.rows for p in one.learning})
        assert one.learning[-1].rows == done.rows["train"]
        assert one.learning[-1].held_out == one.metrics["roc_auc"]
        shops = [s for s in one.slices if s.column == "shop"]
        assert sum(s.rows for s in shops) == done.rows["test"]
        assert {s.value for s in one.slices if s.column == "bought"} == {"0", "1"}
    (told,) = done.comparisons
    assert (told.test, told.rows, told.metric) == ("corrected t", "folds", "roc_auc")
    for text in (card.render(spec, done), report.render(spec, done)):
        assert "the mean of 4 folds" in text
        assert "shop: the largest gap of" in text.replace("\\_", "_")
        assert told.other in text


def test_one_validation_part_is_compared_on_held_out_rows(workshop: Workshop, tmp_path: Path) -> None:
    done = train(asking(tmp_path), workshop, tmp_path / "run", lambda _: None).run
    (told,) = done.comparisons
    assert (told.test, told.rows) == ("DeLong", "held-out rows")
    assert told.interval[0] <= told.difference <= told.interval[1]
    assert done.licences["scikit-learn"]


def test_four_positives_in_twenty_thousand_rows(workshop: Workshop, tmp_path: Path) -> None:
    spec = asking(tmp_path, EvaluationSpec(folds=3))
    header, *lines = write_visits(tmp_path / "visits.csv", rows=20_000).read_text().splitlines()
    rare = {f"v{number}," for number in (40, 5_000, 11_000, 19_000)}
    told = [f"{line.rpartition(',')[0]},{int(line.startswith(tuple(rare)))}" for line in lines]
    (tmp_path / "visits.csv").write_text("\n".join([header, *told]) + "\n")
    spec = dataclasses.replace(spec, split=SplitSpec("stratified", "bought"), metric="accuracy")
    done = train(spec, workshop, tmp_path / "run", lambda _: None).run
    (remark,) = done.remarks
    assert remark.startswith("rare classes of bought, of 15000 training and 5000 test rows: 1 (3 and 1); ")
    assert "always answers 0 is right in 99.98%, yet accuracy chooses" in remark
    for one in done.candidates:
        assert (one.status, len(one.folds["accuracy"])) == ("ok", 3)
        assert [sum(row) for row in one.confusion] == [4999, 1]
        assert one.metrics["accuracy"] > 0.99
        assert {"roc_auc", "average_precision", "balanced_accuracy"} <= one.metrics.keys()
        assert all(math.isfinite(figure) for figure in one.metrics.values())
    assert remark in card.render(spec, done).replace("\\_", "_")


def test_more_folds_than_a_class_has_rows_are_refused(workshop: Workshop, tmp_path: Path) -> None:
    spec = asking(tmp_path, EvaluationSpec(folds=4))
    header, *lines = write_visits(tmp_path / "visits.csv").read_text().splitlines()
    told = [f"{line.rpartition(',')[0]},{int(number < 4)}" for number, line in enumerate(lines)]
    (tmp_path / "visits.csv").write_text("\n".join([header, *told]) + "\n")
    spec = dataclasses.replace(spec, split=SplitSpec("stratified", "bought"))
    with pytest.raises(InvalidInputError, match="class 1 has 3 training rows, and there are 4 folds"):
        train(spec, workshop, tmp_path / "run", lambda _: None)


def test_a_slice_that_is_no_column_is_named(workshop: Workshop, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"slices name 'shoop'.*\n.*did you mean shop"):
        train(asking(tmp_path, EvaluationSpec(slices=("shoop",))), workshop, tmp_path / "run", lambda _: None)
    with pytest.raises(InvalidInputError, match="slices name 'visited', which holds times"):
        train(
            asking(tmp_path, EvaluationSpec(slices=("visited",))), workshop, tmp_path / "run", lambda _: None
        )


def test_the_best_that_keeps_the_limits_is_chosen(workshop: Workshop, tmp_path: Path) -> None:
    spec = asking(tmp_path, EvaluationSpec(limits=LIMITS))
    best = train(asking(tmp_path), workshop, tmp_path / "free", lambda _: None).run.chosen
    asked: list[int] = []

    def measure(bundle: Path) -> Mapping[str, ModelProfile]:
        assert (bundle / "manifest.json").is_file()
        asked.append(1)
        return {"": profile(3.0 if len(asked) == 1 else 1.0)}

    shop = dataclasses.replace(workshop, measure=measure)
    done = train(spec, shop, tmp_path / "run", lambda _: None).run
    assert done.chosen != best
    refused = next(c for c in done.candidates if c.name == best)
    assert refused.broken == ("6 ms for a row on EdgeGateway, at most 5 ms allowed",)
    chosen = next(c for c in done.candidates if c.name == done.chosen)
    assert chosen.cost is not None
    assert chosen.cost.expected == pytest.approx(0.002)
    assert chosen.cost.million == pytest.approx(0.0005 * 2 * 1e6 / 3600 * 0.36)


def test_none_within_the_limits_is_an_error_with_both_numbers(workshop: Workshop, tmp_path: Path) -> None:
    shop = dataclasses.replace(workshop, measure=lambda _: {"": profile(1.0, 10**9)})
    with pytest.raises(InvalidInputError, match=r"tree: 1 GB of graph, at most 60 MB allowed"):
        train(asking(tmp_path, EvaluationSpec(limits=LIMITS)), shop, tmp_path / "run", lambda _: None)


def test_what_is_worse_than_one_that_keeps_the_limits_is_not_measured() -> None:
    board = [CandidateResult(n, "Any", {}, "ok", validation={"f1": f}) for n, f in (("a", 0.9), ("b", 0.8))]
    first, second = within_limits(board, "f1", LIMITS, lambda _: profile(1.0))
    assert first.cost is not None
    assert second.cost is None


@pytest.mark.slow
def test_shapley_values_add_up(workshop: Workshop, tmp_path: Path) -> None:
    pytest.importorskip("shap")
    spec = asking(tmp_path, EvaluationSpec(explain=True))
    done = train(spec, workshop, tmp_path / "run", lambda _: None).run
    told = done.explanation
    assert told is not None
    assert told.output == "1"
    assert list(told.shares.values()) == sorted(told.shares.values(), reverse=True)
    assert next(iter(told.shares)) == "price"
    for row in told.examples:
        assert sum(row.contributions.values()) + told.base == pytest.approx(row.prediction, abs=1e-4)
        assert set(row.values) == set(row.contributions)
    assert "price" in report.render(spec, done)


def test_a_library_that_is_not_there_is_told(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "shap", None)
    done = train(
        asking(tmp_path, EvaluationSpec(explain=True)), workshop, tmp_path / "run", lambda _: None
    ).run
    assert done.explanation is None
    assert done.remarks == (
        "no Shapley values: the library shap is not installed: pip install 'stratum[explain]'",
    )
