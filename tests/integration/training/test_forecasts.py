"""Example 19: forecasts, from the document to answers of the server, of files and of the script."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pytest

from stratum.data.formats.rows import Rows
from stratum.data.sources.files import FileSource
from stratum.language.library import library
from stratum.runtime.examples import example_files
from stratum.runtime.modelling import check_texts
from stratum.runtime.specifying import specification
from stratum.serving.loader import load_runtime
from stratum.serving.logic.documents import describe_api
from stratum.serving.logic.rows import PredictionWriter, RowReader
from stratum.serving.logic.sampling import example_rows
from stratum.serving.service import ServedModel, load_model
from stratum.serving.skins.batch import predict_rows
from stratum.testing.fakes import ManualClock
from stratum.testing.scripts import script_figures
from stratum.training.executors.inline import InlineExecutor
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.publishing import TrainingResult
from stratum.training.renderers import report
from stratum.training.service import Workshop, train
from stratum.training.types import PipelineSpec


def answers(model: ServedModel, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """What a client gets for rows."""
    batch = RowReader(model.signature).read(json.dumps({"rows": rows}).encode())
    written = PredictionWriter("m", "1", model.manifest.labels).write(model.outputs, model.infer(batch))
    found: list[dict[str, object]] = json.loads(written)["predictions"]
    return found


Trained = tuple[PipelineSpec, TrainingResult]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """The example, trained."""
    folder = tmp_path_factory.mktemp("forecast")
    files = example_files("19-forecasting")
    spec = specification(check_texts(Path("/ws"), files, library()), "temperatures-ahead")
    frameworks = {"sklearn": SklearnFramework()}
    shop = Workshop({"csv": FileSource()}, frameworks, InlineExecutor(), folder / "cache", ManualClock())
    return spec, train(spec, shop, folder / "run", lambda _: None)


@pytest.fixture
def model(trained: Trained) -> ServedModel:
    """Its model, served."""
    return load_model("m", "1", trained[1].bundle, load_runtime)


@pytest.fixture
def past() -> list[dict[str, object]]:
    """A week of an airport that was there in training, and of one that was not."""
    return [
        {"hour": f"2014-01-{day:02d}T{hour:02d}:00:00Z", "origin": origin, "temperature": 30.0 + hour % 12}
        for origin in ("EWR", "new")
        for day in range(1, 8)
        for hour in range(24)
    ]


def test_the_chosen_candidate_beats_the_last_season(trained: Trained) -> None:
    spec, result = trained
    run = result.run
    assert {c.name: c.error for c in run.candidates} == {c.name: None for c in spec.candidates}
    winner = next(c for c in run.candidates if c.name == run.chosen)
    (naive,) = run.baselines
    assert winner.metrics["mase"] < naive.metrics["mase"]
    assert 0.5 < winner.metrics["coverage"] <= 1
    assert [step for step, _ in winner.curves["steps"]] == list(range(1, 25))
    assert f"Forecast of {run.chosen}" in report.render(spec, run)
    assert run.data["made"] == ["temperature"], "the bundle makes the windows itself"


def test_rows_of_the_past_are_answered_with_the_steps_after_them(
    model: ServedModel, past: list[dict[str, object]]
) -> None:
    told = answers(model, past)
    assert [(one["series"], one["time"]) for one in told[:2]] == [
        ("EWR", "2014-01-08T00:00:00Z"),
        ("EWR", "2014-01-08T01:00:00Z"),
    ]
    assert len(told) == 48
    assert all(one["low"] <= one["forecast"] <= one["high"] for one in told[:24])  # type: ignore[operator]
    assert all(one["low"] is None for one in told[24:]), "no error of a new series is known"
    future: dict[str, object] = {"hour": "2014-01-08T00:00:00Z", "origin": "EWR", "temperature": None}
    asked = [*past[:168], future]
    (one,) = answers(model, asked)
    assert (one["time"], one["forecast"]) == (told[0]["time"], pytest.approx(told[0]["forecast"], rel=1e-5))
    schema = describe_api([("m", "1", model.manifest)])["components"]["schemas"]["m.Predictions"]
    assert set(schema["properties"]["predictions"]["items"]["properties"]) == set(told[0])


def test_a_file_of_the_past_becomes_a_file_of_steps(
    model: ServedModel, past: list[dict[str, object]], tmp_path: Path
) -> None:
    told = predict_rows(model, Rows.of(pa.Table.from_pylist(past)), "past", tmp_path / "next.csv")
    assert (told.rows, told.columns) == (48, ("time", "series", "forecast", "low", "high", "model"))
    written = arrow_csv.read_csv(tmp_path / "next.csv").column("forecast").to_pylist()
    assert written == pytest.approx([one["forecast"] for one in answers(model, past)])


def test_examples_of_a_forecast_can_be_asked(model: ServedModel, trained: Trained) -> None:
    profile = json.loads((trained[1].bundle / "profile.json").read_bytes())
    assert len(answers(model, [dict(row) for row in example_rows(model.manifest, profile, 3)])) == 24


def test_the_script_has_the_same_figures(trained: Trained, tmp_path: Path) -> None:
    spec, result = trained
    found = script_figures(spec, result.run, tmp_path)
    told = {c.name: c.metrics for c in result.run.candidates} | {
        b.name: b.metrics for b in result.run.baselines
    }
    for name, metrics in told.items():
        figures = {key: value for key, value in metrics.items() if key != "coverage"}
        assert found[name] == pytest.approx(figures, abs=2e-6)
