"""Each block of a transformation: what the served bundle says of new rows is what the library alone says."""

import datetime
import importlib
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest
from sklearn.feature_selection import f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from stratum.core.bundles import MANIFEST, ONNX, SKOPS, Manifest
from stratum.data.sources.files import FileSource
from stratum.data.types import SourceSpec, StepSpec
from stratum.testing.fakes import ManualClock
from stratum.training.executors.inline import InlineExecutor
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.logic.graphs import run_graph
from stratum.training.logic.transformers import SCORE, TRANSFORMERS, made_with
from stratum.training.service import Workshop, train
from stratum.training.types import CandidateSpec, Graph, PipelineSpec, Run, SplitSpec

SEED = 5
COLUMNS = ("width", "height", "depth", "weight")
FIRST = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
TRAINING = 90
ROWS = 130


def boxes(seed: int) -> dict[str, np.ndarray]:
    """Made-up sizes between 0 and 1, float32; all of shape (rows,)."""
    chance = np.random.default_rng(seed)
    return {name: chance.uniform(0.05, 0.95, ROWS).astype(np.float32) for name in COLUMNS}


def heavy(sizes: Mapping[str, np.ndarray]) -> np.ndarray:
    """Whether boxes are heavy, 0 or 1: a product and a sum decide."""
    return np.asarray(sizes["width"] * sizes["height"] + sizes["weight"] > 0.75, np.int64)


def transform(name: str, columns: object = "all", **parameters: object) -> StepSpec:
    told = {"columns": columns, "transformer": name, "parameters": parameters}
    return StepSpec(f"{name} it", "transform", ("boxes",), told)


def pipeline(folder: Path, *steps: StepSpec, algorithm: str = "LogisticRegression") -> PipelineSpec:
    """The pipeline of some transforms, one after the other, over the boxes of the first seed."""
    sizes = boxes(1)
    moments = [FIRST + datetime.timedelta(hours=n) for n in range(ROWS)]
    table = pa.table({**sizes, "heavy": heavy(sizes), "packed": moments})
    pyarrow.parquet.write_table(table, folder / "boxes.parquet")
    inputs = ["boxes", *(s.name for s in steps)]
    chain = [StepSpec(s.name, s.kind, (i,), s.attributes) for s, i in zip(steps, inputs, strict=False)]
    return PipelineSpec(
        name="boxes",
        description="Is it heavy?",
        sources=(SourceSpec("boxes", "parquet", {"path": str(folder / "boxes.parquet")}),),
        steps=tuple(chain),
        target="heavy",
        task="classification",
        identifier="",
        split=SplitSpec("time", "packed", (FIRST + datetime.timedelta(hours=TRAINING)).isoformat()),
        candidates=(CandidateSpec("one", "sklearn", algorithm, {}),),
        metric="accuracy",
        baselines=("majority",),
        seed=SEED,
        digest="0" * 64,
    )


def trained(spec: PipelineSpec, folder: Path) -> Run:
    readers, frameworks = {"parquet": FileSource()}, {"sklearn": SklearnFramework()}
    workshop = Workshop(readers, frameworks, InlineExecutor(), folder / "cache", ManualClock())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return train(spec, workshop, folder / "run", lambda _: None).run


def served(folder: Path, rows: dict[str, np.ndarray]) -> tuple[np.ndarray, str]:
    """Probabilities that the bundle's file gives for rows, of shape (rows, classes), and its form."""
    bundle = folder / "run" / "bundle"
    manifest = msgspec.json.decode((bundle / MANIFEST).read_bytes(), type=Manifest)
    content = (bundle / manifest.graph).read_bytes()
    graph = Graph(content, manifest.graph_inputs, manifest.form)
    return np.asarray(run_graph(graph, rows)[1]), manifest.form


def bare(*steps: Any) -> np.ndarray:
    """What the library alone, fitted on the training rows, says of new rows."""
    sizes = boxes(1)
    # what is learned step by step depends on how columns lie in memory: one after the other, as they do here
    known, new = (np.array(list(each.values())).T for each in (sizes, boxes(2)))
    estimator = LogisticRegression(max_iter=1000, random_state=SEED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = make_pipeline(*steps, estimator).fit(
            np.asfortranarray(known[:TRAINING]), heavy(sizes)[:TRAINING]
        )
    return np.asarray(model.predict_proba(new))


@pytest.mark.parametrize("name", TRANSFORMERS)
def test_the_bundle_answers_new_rows_as_the_library_does(
    name: str, tmp_path: Path, told_forms: Mapping[str, str]
) -> None:
    found = TRANSFORMERS[name]
    cls = getattr(importlib.import_module(found.module), name)
    scores = {SCORE: f_classif} if hasattr(cls(), SCORE) else {}
    run = trained(pipeline(tmp_path, transform(name)), tmp_path)
    assert run.candidates[0].error is None
    answers, form = served(tmp_path, boxes(2))
    assert form == ONNX or told_forms[name] == SKOPS
    expected = bare(cls(**made_with(found, {}, SEED), **scores))
    assert np.abs(answers - expected).max() < 1e-4


def test_transforms_follow_each_other(tmp_path: Path) -> None:
    spec = pipeline(
        tmp_path,
        transform("StandardScaler", ["width", "height"]),
        transform("PolynomialFeatures", degree=2, interaction_only=True),
        transform("SelectKBest", k=5),
    )
    run = trained(spec, tmp_path)
    kept = run.candidates[0].weights
    assert len(kept) == 5
    assert {"weight", "width depth"} <= kept.keys()


def test_what_one_transform_makes_of_scaled_columns_is_what_the_library_makes(tmp_path: Path) -> None:
    steps = (transform("StandardScaler"), transform("PolynomialFeatures", degree=3))
    trained(pipeline(tmp_path, *steps), tmp_path)
    answers, _ = served(tmp_path, boxes(2))
    assert np.abs(answers - bare(StandardScaler(), PolynomialFeatures(3))).max() < 1e-4
