"""Example 18: clusters, anomalies and items for users, from document to answers of server and script."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from stratum.data.formats.rows import Rows
from stratum.data.sources.files import FileSource
from stratum.language.library import library
from stratum.runtime.examples import example_files
from stratum.runtime.modelling import check_texts
from stratum.runtime.specifying import specification
from stratum.serving.loader import load_runtime
from stratum.serving.logic.rows import PredictionWriter, RowReader
from stratum.serving.service import ServedModel, load_model
from stratum.serving.skins.batch import predict_rows
from stratum.testing.fakes import ManualClock
from stratum.testing.scripts import script_figures
from stratum.training.executors.inline import InlineExecutor
from stratum.training.frameworks.als import AlsFramework
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.ports import Framework
from stratum.training.publishing import TrainingResult
from stratum.training.renderers import card, report
from stratum.training.service import Workshop, train
from stratum.training.types import CandidateSpec, PipelineSpec


def specified(name: str) -> PipelineSpec:
    return specification(check_texts(Path("/ws"), example_files("18-other-tasks"), library()), name)


def trained(spec: PipelineSpec, folder: Path) -> TrainingResult:
    frameworks: dict[str, Framework] = {"sklearn": SklearnFramework(), "als": AlsFramework()}
    shop = Workshop({"csv": FileSource()}, frameworks, InlineExecutor(), folder / "cache", ManualClock())
    return train(spec, shop, folder / "run", lambda _: None)


def answers(model: ServedModel, rows: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """What a client gets for rows."""
    batch = RowReader(model.signature).read(json.dumps({"rows": rows}).encode())
    written = PredictionWriter("m", "1", model.manifest.labels).write(model.outputs, model.infer(batch))
    found: list[dict[str, object]] = json.loads(written)["predictions"]
    return found


@pytest.mark.parametrize(("pipeline", "metric", "least"), [
    ("wine-groups", "silhouette", 0.2),
    ("odd-tumours", "average_precision", 0.6),
])  # fmt: skip
def test_rows_without_a_target_become_a_served_model(
    pipeline: str, metric: str, least: float, tmp_path: Path
) -> None:
    spec = specified(pipeline)
    result = trained(spec, tmp_path)
    assert {c.name: c.error for c in result.run.candidates} == {c.name: None for c in spec.candidates}
    winner = next(c for c in result.run.candidates if c.name == result.run.chosen)
    assert winner.metrics[metric] >= least

    model = load_model("m", "1", result.bundle, load_runtime)
    columns = [c.name for c in model.manifest.inputs]
    told = answers(model, [dict.fromkeys(columns, 1), dict.fromkeys(columns, 10**6)])
    if spec.task == "clustering":
        assert [one["cluster"] for one in told] == [np.argmin(np.array(one["distances"])) for one in told]
    else:
        assert told[1]["anomaly"] is True
        assert [one["anomaly"] for one in told] == [float(str(one["score"])) > 0 for one in told]

    rows = Rows.of(pa.table({name: [1, 10**6] for name in columns}))
    written = predict_rows(model, rows, "rows", tmp_path / "answers.csv", [])
    groups = len(told[0].get("distances", ()))  # type: ignore[arg-type]
    flat = ("cluster", *(f"distance_{i}" for i in range(groups))) if groups else ("score", "anomaly")
    assert written.columns == (*flat, "model")

    page = report.render(spec, result.run)
    assert f"Clusters of {result.run.chosen}" in page or "Scores; anomalies are above 0" in page
    assert f"| task | {spec.task}" in card.render(spec, result.run)
    found = script_figures(spec, result.run, tmp_path)
    for candidate in result.run.candidates:
        assert found[candidate.name] == pytest.approx(dict(candidate.metrics), abs=2e-6)


def test_every_way_to_find_groups_is_repeated_by_the_script(tmp_path: Path) -> None:
    names = ("AffinityPropagation", "Birch", "BisectingKMeans", "MeanShift")
    found = tuple(CandidateSpec(name.lower(), "sklearn", name, {}) for name in names)
    spec = dataclasses.replace(specified("wine-groups"), candidates=found)
    result = trained(spec, tmp_path)
    assert {c.name: c.error for c in result.run.candidates} == dict.fromkeys(c.name for c in found)
    figures = script_figures(spec, result.run, tmp_path)
    for candidate in result.run.candidates:
        assert figures[candidate.name] == pytest.approx(dict(candidate.metrics), abs=2e-6)


def test_what_onnx_cannot_say_of_anomalies_is_served_in_the_form_of_skops(tmp_path: Path) -> None:
    spec = specified("odd-tumours")
    envelope = tuple(c for c in spec.candidates if c.name == "ellipsoid")
    result = trained(dataclasses.replace(spec, candidates=envelope), tmp_path)
    (candidate,) = result.run.candidates
    assert (candidate.status, candidate.form) == ("ok", "skops")
    model = load_model("m", "1", result.bundle, load_runtime)
    (told,) = answers(model, [dict.fromkeys((c.name for c in model.manifest.inputs), 10**6)])
    assert told["anomaly"] is True


def test_pairs_become_a_served_model_that_recommends(tmp_path: Path) -> None:
    spec = specified("next-airports")
    fast = tuple(
        dataclasses.replace(c, parameters={**c.parameters, "iterations": 2}) for c in spec.candidates
    )
    spec = dataclasses.replace(spec, candidates=fast)
    result = trained(spec, tmp_path)
    assert {c.name: c.error for c in result.run.candidates} == {c.name: None for c in spec.candidates}
    winner = next(c for c in result.run.candidates if c.name == result.run.chosen)
    (popular,) = result.run.baselines
    assert winner.metrics["ndcg_at_k"] > 2 * popular.metrics["ndcg_at_k"]

    model = load_model("m", "1", result.bundle, load_runtime)
    known, stranger = answers(model, [{"aircraft": "N14228"}, {"aircraft": "a balloon"}])
    assert (known["known"], stranger["known"]) == (True, False)
    items, scores = known["items"], known["scores"]
    assert isinstance(items, list)
    assert isinstance(scores, list)
    assert len(set(items)) == len(scores) == 10
    rows = Rows.of(pa.table({"aircraft": ["N14228", "a balloon"]}))
    written = predict_rows(model, rows, "rows", tmp_path / "answers.csv", [])
    assert written.columns[9:11] == ("item_10", "score_1")
    assert written.columns[-2:] == ("known", "model")

    assert "Liked items found" in report.render(spec, result.run)
    found = script_figures(spec, result.run, tmp_path)
    figures = {c.name: c.metrics for c in result.run.candidates} | {popular.name: popular.metrics}
    assert found == {name: pytest.approx(dict(told), abs=2e-6) for name, told in figures.items()}
