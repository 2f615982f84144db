"""The reference pipelines of the examples: several algorithms on the same rows, the best is kept."""

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


def trained(example: str, folder: Path) -> Run:
    """A run of an example."""
    (document,) = check_texts(Path("/ws"), example_files(example), TYPES).model.documents.values()
    spec = pipeline_spec(document, {}, TYPES)
    frameworks = {"sklearn": SklearnFramework()}
    workshop = Workshop({"csv": FileSource()}, frameworks, InlineExecutor(), folder / "cache", ManualClock())
    return train(spec, workshop, folder / "run", lambda _: None).run


@pytest.mark.slow
def test_six_classifiers_tell_growers_apart(tmp_path: Path) -> None:
    run = trained("14-six-classifiers", tmp_path)
    assert [c.status for c in run.candidates] == ["ok"] * 6
    assert max(c.metrics["accuracy"] for c in run.candidates) >= 0.9


@pytest.mark.slow
def test_regressors_tell_the_wind_and_the_best_is_chosen(tmp_path: Path) -> None:
    run = trained("13-five-regressors", tmp_path)
    assert [(c.name, c.status) for c in run.candidates] == [
        (name, "ok") for name in ("components", "linear", "ridge", "vectors", "forest")
    ]
    assert run.chosen == min(run.candidates, key=lambda c: c.validation["rmse"]).name
