"""The reference pipelines of the examples: each is better than its baseline, and the best is kept."""

import dataclasses
from pathlib import Path

import pytest

from stratum.compiler.pipeline import pipeline_spec
from stratum.data.sources.files import FileSource
from stratum.language.library import library
from stratum.runtime.examples import example_files
from stratum.runtime.modelling import check_texts
from stratum.testing.fakes import ManualClock
from stratum.training.executors.inline import InlineExecutor
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.service import Workshop, train
from stratum.training.types import Run

TYPES = library()
few_iterations = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def trained(example: str, pipeline: str, folder: Path, *candidates: str) -> Run:
    """A run of a pipeline of an example; of all its candidates where none is named."""
    documents = check_texts(Path("/ws"), example_files(example), TYPES).model.documents.values()
    (document,) = [d for d in documents if d.name == pipeline]
    spec = pipeline_spec(document, {}, TYPES)
    wanted = tuple(c for c in spec.candidates if not candidates or c.name in candidates)
    frameworks = {"sklearn": SklearnFramework()}
    workshop = Workshop({"csv": FileSource()}, frameworks, InlineExecutor(), folder / "cache", ManualClock())
    return train(dataclasses.replace(spec, candidates=wanted), workshop, folder / "run", lambda _: None).run


@pytest.mark.slow
@few_iterations
def test_a_small_network_tells_the_temperature(tmp_path: Path) -> None:
    run = trained("09-housing", "air-temperature", tmp_path)
    assert [(c.name, c.status) for c in run.candidates] == [("network", "ok")]
    assert run.candidates[0].metrics["rmse"] < 1.5
    assert run.baselines[0].metrics["rmse"] > 15


@pytest.mark.slow
@few_iterations
def test_a_perceptron_tells_digits_apart(tmp_path: Path) -> None:
    """The network beside it needs PyTorch: see ``test_networks``."""
    run = trained("15-image-classification", "digits", tmp_path, "perceptron")
    assert [(c.name, c.status) for c in run.candidates] == [("perceptron", "ok")]
    assert run.candidates[0].metrics["accuracy"] >= 0.9
    assert run.baselines[0].metrics["accuracy"] < 0.2


@pytest.mark.slow
def test_six_classifiers_tell_growers_apart(tmp_path: Path) -> None:
    run = trained("14-six-classifiers", "wine-grower", tmp_path)
    assert [c.status for c in run.candidates] == ["ok"] * 6
    assert max(c.metrics["accuracy"] for c in run.candidates) >= 0.9
    assert run.baselines[0].metrics["accuracy"] < 0.6


@pytest.mark.slow
def test_regressors_tell_the_wind_and_the_best_is_chosen(tmp_path: Path) -> None:
    run = trained("13-five-regressors", "wind-speed", tmp_path)
    assert [(c.name, c.status) for c in run.candidates] == [
        (name, "ok") for name in ("components", "linear", "ridge", "vectors", "forest")
    ]
    assert run.chosen == min(run.candidates, key=lambda c: c.validation["rmse"]).name
    chosen = next(c for c in run.candidates if c.name == run.chosen)
    assert chosen.metrics["rmse"] < 5.8
    assert run.baselines[0].metrics["rmse"] > 6.2
