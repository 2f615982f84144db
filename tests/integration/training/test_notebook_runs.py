"""Notebook and script run top to bottom and find the platform's figures."""

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from stratum.data.sources.files import FileSource
from stratum.data.types import StepSpec
from stratum.testing.fakes import ManualClock
from stratum.testing.pipelines import BOUNDARY, visit_steps, visits_pipeline, with_step, write_visits
from stratum.training.ensembling import ENSEMBLE, with_ensembles
from stratum.training.executors.inline import InlineExecutor
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.logic.ensembles import METHODS, VOTING
from stratum.training.renderers import script
from stratum.training.renderers.notebook import render
from stratum.training.service import Workshop, train
from stratum.training.types import CandidateSpec, PipelineSpec, Run, SplitSpec

FIVE = {
    "linear": "LogisticRegression",
    "bayes": "GaussianNB",
    "forest": "RandomForestClassifier",
    "boosting": "HistGradientBoostingClassifier",
    "margin": "LinearSVC",
}


def trained(spec: PipelineSpec, folder: Path) -> Run:
    readers, frameworks = {"csv": FileSource()}, with_ensembles({"sklearn": SklearnFramework()})
    workshop = Workshop(readers, frameworks, InlineExecutor(), folder / "cache", ManualClock())
    return train(spec, workshop, folder / "run", lambda _: None).run


def read_notebook(text: str) -> NotebookNode:
    """The notebook of a text."""
    made: NotebookNode = json.loads(text, object_hook=NotebookNode)
    return made


def printed(spec: PipelineSpec, run: Run) -> dict[str, dict[str, float]]:
    """What the last cell of the executed notebook prints."""
    notebook = read_notebook(render(spec, run))
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    found: dict[str, dict[str, float]] = json.loads(notebook.cells[-1].outputs[0].text)
    return found


def scripted(spec: PipelineSpec, run: Run, folder: Path) -> dict[str, dict[str, float]]:
    """What the script prints, run by an interpreter of its own in an empty folder."""
    (folder / "empty").mkdir()
    file = folder / "empty" / "pipeline.py"
    file.write_text(script.render(spec, run))
    command = [sys.executable, "-I", "-W", "ignore", str(file)]
    told = subprocess.run(command, cwd=file.parent, capture_output=True, text=True, check=True).stdout
    found: dict[str, dict[str, float]] = json.loads(told)
    return found


def expected(run: Run) -> dict[str, dict[str, float]]:
    candidates = {c.name: dict(c.metrics) for c in run.candidates}
    return candidates | {b.name: dict(b.metrics) for b in run.baselines}


@pytest.mark.slow
def test_classification(tmp_path: Path) -> None:
    spec = visits_pipeline(write_visits(tmp_path / "visits.csv"), FIVE)
    spec = with_step(spec, "full", columns={"queue": "median", "shop": "most_frequent"})
    spec = dataclasses.replace(spec, baselines=("majority", "price", "shop"))
    run = trained(spec, tmp_path)
    found = printed(spec, run)
    assert scripted(spec, run, tmp_path) == found
    assert set(found) == {*FIVE, "majority", "price", "shop"}
    for name, figures in expected(run).items():
        assert found[name] == pytest.approx(figures, abs=2e-6)


@pytest.mark.slow
def test_regression_with_a_random_split(tmp_path: Path) -> None:
    spec = dataclasses.replace(
        visits_pipeline(write_visits(tmp_path / "visits.csv")),
        task="regression",
        target="price",
        metric="rmse",
        split=SplitSpec("random", fraction=0.3),
        candidates=(
            CandidateSpec("line", "sklearn", "Ridge", {}),
            CandidateSpec("trees", "sklearn", "ExtraTreesRegressor", {"n_estimators": 20}),
        ),
        baselines=("majority", "queue"),
    )
    spec = with_step(spec, "narrow", columns=["id", "queue", "bought", "shop", "visited", "price"])
    run = trained(spec, tmp_path)
    found = printed(spec, run)
    assert run.candidates[0].status == "ok"
    for name, figures in expected(run).items():
        assert found[name] == pytest.approx(figures, abs=2e-6)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("task", "split"),
    [
        ("classification", SplitSpec("time", "visited", BOUNDARY)),
        ("classification", SplitSpec("group", "price")),
        ("regression", SplitSpec("random")),
    ],
)
def test_ensembles_as_a_script(task: str, split: SplitSpec, tmp_path: Path) -> None:
    linear, other = {
        "classification": ("LogisticRegression", "GaussianNB"),
        "regression": ("Ridge", "KNeighborsRegressor"),
    }[task]
    spec = dataclasses.replace(visits_pipeline(write_visits(tmp_path / "visits.csv")), split=split)
    spec = with_step(spec, "full", columns={"queue": "median", "shop": "most_frequent"})
    members = tuple(CandidateSpec(name.lower(), "sklearn", name, {}) for name in (linear, other))
    made = tuple(
        CandidateSpec(method, ENSEMBLE, method, {} if method == VOTING else {"folds": 2}, members)
        for method in METHODS
    )
    spec = dataclasses.replace(spec, candidates=made, baselines=("majority",))
    if task == "regression":
        steps = tuple(s for s in spec.steps if s.kind != "scale")
        spec = dataclasses.replace(spec, task=task, metric="r2", steps=steps)
    else:
        last = spec.steps[-1].name
        over = StepSpec("even", "balance", (last,), {"method": "over", "ratio": 1.0})
        spec = dataclasses.replace(spec, steps=(*spec.steps, over))
    run = trained(spec, tmp_path)
    assert [c.error for c in run.candidates] == [None] * len(METHODS)
    found = scripted(spec, run, tmp_path)
    for name, figures in expected(run).items():
        assert found[name] == pytest.approx(figures, abs=2e-6)


CODE = """\
def prepare(rows):
    return rows.assign(wait=rows["queue"].fillna(0) * 3, calm=rows["shop"].where(rows["queue"] < 9))
"""


def table_steps() -> tuple[StepSpec, ...]:
    """Code of an author, then tables from tables: visits beside figures of their shops, a share of them."""
    code = {"code": CODE, "function": "prepare", "seconds": 120, "memory": 1024, "unsealed": True}
    figures = [
        {"name": "usual", "of": "price", "is": "mean"},
        {"name": "spread", "of": "price", "is": "stddev"},
        {"name": "queues", "of": "queue", "is": "count"},
        {"name": "greatest", "of": "queue", "is": "max"},
    ]
    query = (
        "SELECT *, price * 2 AS twice, 1 + queue % 2 AS weight, shop AS mood, "
        "concat(shop, ' near ', CAST(queue AS VARCHAR), ' the lake') AS said FROM fewer ORDER BY id"
    )
    return (
        StepSpec("mine", "python", ("visits",), code),
        StepSpec("shops", "group", ("mine",), {"by": ["shop"], "figures": figures}),
        StepSpec("beside", "join", ("mine", "shops"), {"on": ["shop"], "dangling": "keep"}),
        StepSpec("fewer", "sample", ("beside",), {"share": 0.9, "by": "bought", "seed": 3}),
        StepSpec("asked", "sql", ("fewer",), {"query": query}),
    )


def transform(name: str, columns: list[str], **parameters: object) -> tuple[str, dict[str, object]]:
    return "transform", {"columns": columns, "transformer": name, "parameters": parameters}


def prepared_steps() -> tuple[StepSpec, ...]:
    """Blocks that the other pipelines lack, over visits of whole texts."""
    kept = ["id", "visited", "shop", "price", "usual", "spread", "queues", "greatest", "wait", "calm"]
    blocks: tuple[tuple[str, dict[str, object]], ...] = (
        ("filter", {"where": [{"column": "weight", "is": "known"}]}),
        ("date_parts", {"column": "visited", "parts": ["hour", "weekday"]}),
        ("replace", {"column": "shop", "values": {"kiosk": "east"}}),
        ("fill", {"columns": {"queue": "median", "calm": "unknown"}, "indicator": True}),
        ("select", {"columns": [*kept, "hour", "queue is missing", "twice", "weight", "mood", "said"]}),
        ("encode", {"columns": ["shop", "calm"], "method": "target", "minimum": 1}),
        ("encode", {"columns": ["mood"], "method": "frequency", "minimum": 1}),
        ("words", {"columns": ["said"], "method": "tfidf", "words": 5, "minimum": 2, "length": 2}),
        ("scale", {"columns": ["price", "twice", "usual", "wait"], "method": "mean"}),
        ("scale", {"columns": ["hour"], "method": "power"}),
        ("components", {"columns": ["price", "twice"], "components": 1}),
        transform("StandardScaler", ["usual", "wait"], with_std=True),
        transform("PolynomialFeatures", ["usual", "wait", "hour"], include_bias=False),
        transform("SelectPercentile", ["queues", "greatest"], percentile=60, score_func="information"),
        transform("RBFSampler", ["spread"], n_components=2),
        ("choose_features", {"method": "information", "features": 8, "variance": 0.0}),
        ("balance", {"method": "under", "ratio": 0.9}),
        ("roles", {"columns": {"weight": "weight", "id": "identifier"}}),
    )
    chain = list(table_steps())
    for number, (kind, told) in enumerate(blocks):
        chain.append(StepSpec(f"step {number}", kind, (chain[-1].name,), told))
    return tuple(chain)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["group", "stratified"])
def test_every_block_of_preparation(tmp_path: Path, method: str) -> None:
    candidates = {"linear": "LogisticRegression", "forest": "RandomForestClassifier"}
    spec = dataclasses.replace(
        visits_pipeline(write_visits(tmp_path / "visits.csv", 400), candidates),
        steps=prepared_steps(),
        identifier="",
        split=SplitSpec(method, "visited" if method == "group" else "bought", fraction=0.3),
        baselines=("majority",),
    )
    run = trained(spec, tmp_path)
    found = scripted(spec, run, tmp_path)
    assert [c.error for c in run.candidates] == [None, None]
    for name, figures in expected(run).items():
        assert found[name] == pytest.approx({k: figures[k] for k in found[name]}, abs=2e-6)


@pytest.mark.slow
def test_days_without_a_time_of_day(tmp_path: Path) -> None:
    file = write_visits(tmp_path / "visits.csv", 400)
    file.write_text(re.sub(r"T\d\d:00:00", "", file.read_text()))
    moment, *after = visit_steps()[3:]
    days = dataclasses.replace(
        moment, inputs=("visits",), attributes={"column": "visited", "parts": ["weekday"]}
    )
    spec = dataclasses.replace(
        visits_pipeline(file, {"linear": "LogisticRegression"}),
        steps=(days, *after),
        split=SplitSpec("random", fraction=0.3),
    )
    run = trained(spec, tmp_path)
    found = scripted(spec, run, tmp_path)
    for name, figures in expected(run).items():
        assert found[name] == pytest.approx({k: figures[k] for k in found[name]}, abs=2e-6)
