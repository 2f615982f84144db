"""One attribute changes the framework: the same rows, preparation and gate, and code with equal figures."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest

from stratum.core.bundles import ONNX
from stratum.data.sources.files import FileSource
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
    file = tmp_path / "pipeline.py"
    file.write_text(script.render(spec, run))
    command = [sys.executable, "-I", "-W", "ignore", str(file)]
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    told = json.loads(printed)
    for candidate in run.candidates:
        assert told[candidate.name] == pytest.approx(dict(candidate.metrics), abs=2e-6)
