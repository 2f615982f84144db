"""One attribute changes the framework: the same rows, preparation and gate, and code with equal figures."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from stratum.core.bundles import FILES, ONNX, SKOPS, Manifest
from stratum.data.sources.files import FileSource
from stratum.serving.loader import load_runtime, permitted
from stratum.serving.service import load_model
from stratum.testing.fakes import ManualClock
from stratum.testing.pipelines import visits_pipeline, write_visits
from stratum.training.executors.inline import InlineExecutor
from stratum.training.frameworks.boosters import CatboostFramework, LightgbmFramework, XgboostFramework
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.publishing import TrainingResult
from stratum.training.renderers import script
from stratum.training.service import Workshop, train
from stratum.training.types import CandidateSpec, PipelineSpec

CLASSIFIERS = {
    "sklearn": ("HistGradientBoostingClassifier", "max_iter"),
    "lightgbm": ("LGBMClassifier", "n_estimators"),
    "xgboost": ("XGBClassifier", "n_estimators"),
    "catboost": ("CatBoostClassifier", "iterations"),
}
FRAMEWORKS = {f.name: f() for f in (SklearnFramework, LightgbmFramework, XgboostFramework, CatboostFramework)}


def trained(spec: PipelineSpec, folder: Path) -> TrainingResult:
    workshop = Workshop({"csv": FileSource()}, FRAMEWORKS, InlineExecutor(), folder / "cache", ManualClock())
    return train(spec, workshop, folder / "run", lambda _: None)


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> PipelineSpec:
    for name in CLASSIFIERS:
        pytest.importorskip(name)
    candidates = tuple(
        CandidateSpec(name, name, algorithm, {trees: 30}) for name, (algorithm, trees) in CLASSIFIERS.items()
    )
    plain = visits_pipeline(write_visits(tmp_path_factory.mktemp("rows") / "visits.csv"))
    return dataclasses.replace(plain, candidates=candidates)


@pytest.mark.slow
def test_each_framework_learns_the_same_and_the_script_finds_its_figures(
    spec: PipelineSpec, tmp_path: Path
) -> None:
    run = trained(spec, tmp_path).run
    assert {c.name: (c.status, c.form) for c in run.candidates} == dict.fromkeys(CLASSIFIERS, ("ok", ONNX))
    assert all(c.metrics["roc_auc"] > 0.85 for c in run.candidates)
    assert {"catboost", "lightgbm", "onnxmltools"} <= set(run.licences)
    file = tmp_path / "pipeline.py"
    file.write_text(script.render(spec, run))
    command = [sys.executable, "-I", "-W", "ignore", str(file)]
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    told = json.loads(printed)
    for candidate in run.candidates:
        assert told[candidate.name] == pytest.approx(dict(candidate.metrics), abs=2e-6)


def test_what_onnx_cannot_say_is_sealed_and_served(spec: PipelineSpec, tmp_path: Path) -> None:
    sealed = CandidateSpec("sealed", "sklearn", "LinearDiscriminantAnalysis", {})
    result = trained(dataclasses.replace(spec, candidates=(sealed,), baselines=()), tmp_path)
    (found,) = result.run.candidates
    assert (found.status, found.form) == ("ok", SKOPS)
    assert "ONNX graph differs" in found.reason
    manifest = msgspec.json.decode((result.bundle / "manifest.json").read_bytes(), type=Manifest)
    assert (manifest.form, manifest.graph, manifest.reason) == (SKOPS, FILES[SKOPS], found.reason)
    assert FILES[SKOPS] in manifest.files
    assert "not in ONNX" in result.run.variants
    model = load_model("buys", "1", result.bundle, load_runtime)
    assert model.examples["probabilities"].shape == (1, 2)


def test_a_sealed_model_that_was_changed_or_is_not_allowed_is_not_read(
    spec: PipelineSpec, tmp_path: Path
) -> None:
    sealed = CandidateSpec("sealed", "sklearn", "LinearDiscriminantAnalysis", {})
    bundle = trained(dataclasses.replace(spec, candidates=(sealed,), baselines=()), tmp_path).bundle
    with pytest.raises(Exception, match="onnx only"):
        load_model("buys", "1", bundle, permitted([ONNX]))
    file = bundle / FILES[SKOPS]
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(Exception, match="was changed"):
        load_model("buys", "1", bundle, load_runtime)
