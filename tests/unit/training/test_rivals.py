"""The champion beside new candidates: compared, or said why not."""

import dataclasses
import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest

from stratum.core.bundles import MANIFEST, Lineage, Manifest
from stratum.core.digests import canonical_json, digest_value
from stratum.core.errors import InvalidInputError
from stratum.testing.pipelines import visits_pipeline, with_step
from stratum.training.logic.rivals import check_lists, fairness
from stratum.training.publishing import TrainingResult
from stratum.training.service import Workshop, train
from stratum.training.types import ModelName, PipelineSpec, Run


def against(result: TrainingResult, spec: PipelineSpec, workshop: Workshop, folder: Path) -> Run:
    """A run whose candidates are compared with the model of another."""
    name = ModelName("buys", 1, result.digest)
    parents = {"buys@1": result.digest}
    shop = dataclasses.replace(workshop, champion=result.bundle, rival=name, parents=parents)
    return train(spec, shop, folder, lambda _: None).run


def test_the_same_model_is_as_good_as_itself(
    result: TrainingResult, spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    run = against(result, spec, workshop, tmp_path / "run")
    assert run.champion == ModelName("buys", 1, result.digest)
    assert run.fairness == "neither model has learned from the held-out rows"
    again = next(c for c in run.candidates if c.name == result.run.chosen)
    assert again.comparison["other_roc_auc"] == pytest.approx(again.metrics["roc_auc"], abs=1e-4)
    assert again.comparison["low_accuracy"] <= 0 <= again.comparison["high_accuracy"]
    assert again.incomparable == ""


def test_a_model_descends_from_the_champion_and_not_from_itself(
    result: TrainingResult, spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    again = against(result, spec, workshop, tmp_path / "again")
    assert again.model == ModelName("buys", None, result.digest)
    assert again.lineage["parents"] == {}
    other = against(result, dataclasses.replace(spec, digest="another"), workshop, tmp_path / "other")
    manifest = msgspec.json.decode((tmp_path / "other/bundle" / MANIFEST).read_bytes(), type=Manifest)
    assert manifest.lineage.parents == other.lineage["parents"] == {"buys@1": result.digest}


def test_a_champion_of_before_that_tells_no_licences_is_found_again(
    result: TrainingResult, spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    bundle = shutil.copytree(result.bundle, tmp_path / "before")
    told = msgspec.json.decode((bundle / MANIFEST).read_bytes())
    del told["licences"]
    (bundle / MANIFEST).write_bytes(canonical_json(told))
    before = dataclasses.replace(result, bundle=bundle, digest=digest_value(told))
    again = against(before, spec, workshop, tmp_path / "again")
    assert again.model == ModelName("buys", None, before.digest)
    assert (tmp_path / "again/bundle" / MANIFEST).read_bytes() == (bundle / MANIFEST).read_bytes()


def test_what_the_champion_needs_and_is_not_there_is_said(
    result: TrainingResult, spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    narrow = with_step(spec, "narrow", columns=["id", "visited", "shop", "price", "bought"])
    steps = tuple(s for s in narrow.steps if s.name != "full")
    steps = tuple(dataclasses.replace(s, inputs=("moment",)) if s.name == "coded" else s for s in steps)
    run = against(
        result, dataclasses.replace(narrow, steps=steps, digest="another"), workshop, tmp_path / "run"
    )
    assert run.status == "ok"
    assert {c.incomparable for c in run.candidates} == {
        "the champion takes columns that this pipeline does not have: twice, queue"
    }
    assert all(not c.comparison for c in run.candidates)


def test_a_regression_is_not_compared_with_a_classification(
    result: TrainingResult, spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    values = visits_pipeline(Path(str(spec.sources[0].attributes["path"])), {"ridge": "Ridge"})
    values = dataclasses.replace(values, task="regression", metric="r2", baselines=())
    run = against(result, values, workshop, tmp_path / "run")
    assert run.candidates[0].incomparable == "the champion does classification, which has other figures"


@pytest.fixture
def lineage(result: TrainingResult) -> Lineage:
    """Of the run."""
    manifest = msgspec.json.decode((result.bundle / MANIFEST).read_bytes(), type=Manifest)
    return manifest.lineage


def test_it_is_fair_where_neither_knows_the_rows(result: TrainingResult, lineage: Lineage) -> None:
    def fair(told: Lineage, *, by_chance: bool = False) -> bool:
        return fairness(result.bundle, told, by_chance=by_chance).startswith("neither")

    assert fair(lineage, by_chance=True)
    other = dataclasses.replace(lineage, seed=8)
    assert fair(other)
    assert not fair(other, by_chance=True)
    assert not fair(dataclasses.replace(lineage, pipeline="1" * 64))
    assert not fair(dataclasses.replace(lineage, data={"visits": "other"}))
    assert not fair(dataclasses.replace(lineage, window={"since": "2024"}))


def test_every_column_has_its_importance(result: TrainingResult) -> None:
    for candidate in result.run.candidates:
        assert {one.name for one in candidate.importance} == {"visited", "shop", "price", "twice", "queue"}
        assert sum(candidate.weights.values()) == pytest.approx(1, abs=1e-4)
        assert set(candidate.weights) == {"price", "twice", "queue", "hour", "weekday", "shop"}


def test_lists_of_two_lengths_are_not_compared() -> None:
    with pytest.raises(InvalidInputError, match="the champion lists 3 items and the new model 10"):
        check_lists("recommendation", np.zeros((4, 12)), np.zeros((4, 5)))
    check_lists("recommendation", np.zeros((4, 12)), np.zeros((4, 12)))
    check_lists("clustering", np.zeros((4, 3)), np.zeros((4, 5)))
