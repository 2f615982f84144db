"""The variants with weights of 8 and 16 bits: where it helps, and what it costs."""

import dataclasses
import functools
from pathlib import Path

import msgspec
import numpy as np
import pytest

from stratum.core.bundles import MANIFEST, Manifest
from stratum.data.logic.forecasting import in_order, roll
from stratum.data.logic.rows import Columns
from stratum.data.types import SourceSpec, StepSpec
from stratum.testing.pipelines import visits_pipeline, write_visits
from stratum.training.logic.forecasts import forecast_metrics, truth
from stratum.training.logic.graphs import run_graph
from stratum.training.publishing import TrainingResult
from stratum.training.service import Workshop, train
from stratum.training.types import CandidateSpec, ForecastSpec, Graph, PipelineSpec, SplitSpec


def trained(workshop: Workshop, folder: Path, candidate: CandidateSpec) -> tuple[TrainingResult, Manifest]:
    """A run with one candidate, and the manifest that it left."""
    spec = dataclasses.replace(visits_pipeline(write_visits(folder / "visits.csv")), candidates=(candidate,))
    result = train(spec, workshop, folder / "run", lambda _: None)
    return result, msgspec.json.decode((result.bundle / MANIFEST).read_bytes(), type=Manifest)


@pytest.mark.parametrize(
    ("algorithm", "parameters", "reason"),
    [
        ("RandomForestClassifier", {"n_estimators": 5}, "no matrix product"),
        ("LogisticRegression", {}, "no matrix product"),
        ("MLPClassifier", {"hidden_layer_sizes": [4], "max_iter": 900}, "of the size of the model"),
    ],
)
def test_where_it_does_not_help_there_is_none_and_that_is_said(
    workshop: Workshop, tmp_path: Path, algorithm: str, parameters: dict[str, object], reason: str
) -> None:
    candidate = CandidateSpec("only", "sklearn", algorithm, parameters)
    result, manifest = trained(workshop, tmp_path, candidate)
    assert manifest.variants == ()
    assert "model.int8.onnx" not in manifest.files
    assert result.run.variants.startswith("no int8 variant: ")
    assert reason in result.run.variants


def test_a_network_gets_one_with_its_size_and_what_it_costs(workshop: Workshop, tmp_path: Path) -> None:
    parameters = {"hidden_layer_sizes": [128, 128], "max_iter": 900}
    result, manifest = trained(
        workshop, tmp_path, CandidateSpec("net", "sklearn", "MLPClassifier", parameters)
    )
    variant, half = manifest.variants
    assert (half.name, half.file) == ("float16", "model.float16.onnx")
    assert variant.size < half.size < 0.6 * (result.bundle / manifest.graph).stat().st_size
    assert abs(half.differences["roc_auc"]) < 0.01
    content = (result.bundle / variant.file).read_bytes()
    assert (variant.name, variant.size) == ("int8", len(content))
    assert variant.size < 0.5 * (result.bundle / manifest.graph).stat().st_size
    assert variant.differences.keys() == result.run.candidates[0].metrics.keys()
    assert abs(variant.differences["roc_auc"]) < 0.05
    assert result.run.variants.startswith("int8 variant: ")
    assert "; float16 variant: " in result.run.variants
    assert all(run_alike(result.bundle, manifest, file) for file in (variant.file, half.file))


def run_alike(bundle: Path, manifest: Manifest, file: str) -> bool:
    """Whether both graphs answer nearly the same for one row."""
    names = {name: tensor.dtype for tensor in manifest.graph_inputs for name in tensor.columns}
    row = {n: np.array([""], dtype=object) if d == "string" else np.ones(1) for n, d in names.items()}
    files = (manifest.graph, file)
    graphs = [Graph((bundle / file).read_bytes(), manifest.graph_inputs) for file in files]
    first, second = (run_graph(graph, row)[1] for graph in graphs)
    return bool(np.allclose(first, second, atol=0.1))


DAYS, TRAINED = 120, 100
WAVE = np.sin(np.arange(DAYS) / 3) + np.random.default_rng(2).normal(0, 0.2, DAYS)
LAGS = [{"name": f"y{back}", "of": "y", "is": "lag", "rows": back} for back in (1, 2, 5)]


def ahead(path: Path) -> PipelineSpec:
    """A forecast of ten days of a wave by a network that is large enough for variants."""
    times = np.datetime64("2024-01-01", "s") + np.arange(DAYS) * np.timedelta64(1, "D")
    path.write_text("t,y\n" + "".join(f"{t},{y:.6f}\n" for t, y in zip(times, WAVE, strict=True)))
    network = {"hidden_layer_sizes": [128, 128], "max_iter": 300}
    return dataclasses.replace(
        visits_pipeline(path),
        sources=(SourceSpec("days", "csv", {"path": str(path)}),),
        steps=(StepSpec("past", "past", ("days",), {"time": "t", "by": [], "features": LAGS}),),
        target="y",
        task="forecasting",
        identifier="",
        split=SplitSpec("time", "t", str(times[TRAINED])),
        candidates=(CandidateSpec("net", "sklearn", "MLPRegressor", network),),
        metric="mase",
        baselines=(),
        forecast=ForecastSpec(10, 1, ""),
    )


def values(graph: Graph, columns: Columns) -> np.ndarray:
    """What a graph says of rows."""
    return np.asarray(run_graph(graph, columns)[0]).ravel()


def test_the_cost_of_a_variant_of_a_forecast_is_that_of_all_its_steps(
    workshop: Workshop, tmp_path: Path
) -> None:
    spec = ahead(tmp_path / "days.csv")
    result = train(spec, workshop, tmp_path / "run", lambda _: None)
    manifest = msgspec.json.decode((result.bundle / MANIFEST).read_bytes(), type=Manifest)
    times = np.datetime64("2024-01-01", "s") + np.arange(DAYS) * np.timedelta64(1, "D")
    columns, late = {"t": times, "y": WAVE.round(6)}, np.arange(DAYS) >= TRAINED
    forecast = manifest.forecast
    assert forecast is not None
    rows, whole = in_order(forecast, columns), result.run.candidates[0].metrics
    for variant in manifest.variants:
        graph = Graph((result.bundle / variant.file).read_bytes(), manifest.graph_inputs)
        said = roll(forecast, columns, rows, late, functools.partial(values, graph))
        told = forecast_metrics(truth(forecast, columns, rows, late)[late], said.answers)
        for name, figure in told.items():
            assert whole[name] + variant.differences[name] == pytest.approx(figure, abs=2e-5)
    assert [variant.name for variant in manifest.variants] == ["int8", "float16"]
