"""Blocks of preparation from training to one served row: what training computed is what serving computes."""

import dataclasses
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from stratum.core.bundles import GRAPH, MANIFEST, Manifest
from stratum.core.errors import InvalidInputError
from stratum.data.logic.arrays import to_arrays
from stratum.data.logic.rows import apply_steps
from stratum.data.sources.files import FileSource
from stratum.data.types import SourceSpec, StepSpec
from stratum.testing.fakes import ManualClock
from stratum.training.balancing import Balanced
from stratum.training.evaluating import parity_of
from stratum.training.executors.inline import InlineExecutor
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.logic.graphs import run_graph
from stratum.training.logic.targets import target_values
from stratum.training.ports import FittedModel
from stratum.training.preparing import prepare
from stratum.training.service import Workshop, train
from stratum.training.types import CandidateSpec, FitOrder, Graph, PipelineSpec, Run, SplitSpec

ROWS = 160
WORDS = ("gut", "schlecht", "größer", "fine", "bad", "日本", "slow")


def reviews(folder: Path) -> pa.Table:
    """Made-up reviews: text, a number with a code for missing, a category, three sizes and two weights."""
    chance = np.random.default_rng(3)
    length = chance.normal(size=ROWS)
    length[::9] = np.nan
    texts = [" ".join(chance.choice(WORDS, 4)) for _ in range(ROWS)]
    stars = chance.integers(1, 6, ROWS).astype(float)
    good = np.array(["gut" in t or "fine" in t for t in texts]) ^ (chance.random(ROWS) < 0.1)
    table = pa.table({
        "customer": [f"c{n}" for n in chance.integers(0, 40, ROWS)],
        "text": pa.array([None if n % 50 == 7 else t for n, t in enumerate(texts)], pa.string()),
        "stars": np.where(chance.random(ROWS) < 0.1, -999, stars),
        "city": [str(c) for c in chance.choice(["Wien", "Graz", "Linz"], ROWS, p=[0.6, 0.3, 0.1])],
        "length": pa.array(length, from_pandas=True),
        "width (cm)": chance.lognormal(size=ROWS),
        "height": chance.lognormal(size=ROWS),
        "counted": chance.integers(1, 4, ROWS),
        "good": good.astype(np.int64),
    })
    pyarrow.parquet.write_table(table, folder / "reviews.parquet")
    return table


def steps(**changed: dict[str, object]) -> tuple[StepSpec, ...]:
    """One block of each kind, with other attributes for those named."""
    blocks: dict[str, dict[str, object]] = {
        "replace": {"column": "stars", "values": {"-999": None}},
        "fill": {"columns": {"stars": "median", "length": "mean"}, "indicator": True},
        "encode": {"columns": ["city"], "method": "target", "minimum": 1},
        "words": {"columns": ["text"], "method": "tfidf", "words": 12, "minimum": 2, "length": 2},
        "scale": {"columns": ["width (cm)", "height"], "method": "power"},
        "components": {"columns": ["width (cm)", "height"], "components": 1},
        "choose_features": {"method": "f-test", "features": 9, "variance": 0.0},
        "balance": {"method": "over", "ratio": 1.0},
        "roles": {"columns": {"customer": "identifier", "counted": "weight", "good": "target"}},
    }
    chain, before = [], "reviews"
    for kind, attributes in blocks.items():
        chain.append(StepSpec(f"{kind} it", kind, (before,), attributes | changed.get(kind, {})))
        before = chain[-1].name
    return tuple(chain)


def pipeline(
    folder: Path, blocks: tuple[StepSpec, ...], algorithm: str = "LogisticRegression"
) -> PipelineSpec:
    return PipelineSpec(
        name="reviews",
        description="Is it good?",
        sources=(SourceSpec("reviews", "parquet", {"path": str(folder / "reviews.parquet")}),),
        steps=blocks,
        target="good",
        task="classification",
        identifier="",
        split=SplitSpec("group", "customer", fraction=0.3),
        candidates=(CandidateSpec("one", "sklearn", algorithm, {}),),
        metric="accuracy",
        baselines=("majority",),
        seed=5,
        digest="0" * 64,
    )


def trained(spec: PipelineSpec, folder: Path) -> Run:
    readers, frameworks = {"parquet": FileSource()}, {"sklearn": SklearnFramework()}
    workshop = Workshop(readers, frameworks, InlineExecutor(), folder / "cache", ManualClock())
    return train(spec, workshop, folder / "run", lambda _: None).run


def passes(spec: PipelineSpec, folder: Path) -> FittedModel:
    """The fitted model of a pipeline; its graph answers as it does."""
    prepared = prepare(spec, {"parquet": FileSource()}, folder / "cache")
    plan, raw = prepared.data.plan, prepared.training
    columns = apply_steps(plan.preparation, raw)
    order = FitOrder(spec.candidates[0], spec.task, plan, spec.seed)
    model = Balanced(SklearnFramework()).fit(order, columns, target_values(spec.task, raw[spec.target]))
    found = parity_of(spec.task, model, model.predict(columns), model.export(), columns)
    assert found.labels == 1
    assert found.max_difference < 1e-4
    return model


def answers(folder: Path, table: pa.Table) -> np.ndarray:
    """Probabilities of the bundle's graph for the rows of a table, after the bundle's preparation."""
    bundle = folder / "run" / "bundle"
    manifest = msgspec.json.decode((bundle / MANIFEST).read_bytes(), type=Manifest)
    raw = to_arrays(table.select([c.name for c in manifest.inputs]))
    graph = Graph((bundle / GRAPH).read_bytes(), manifest.graph_inputs)
    return np.asarray(run_graph(graph, apply_steps(manifest.preparation, raw))[1])


@pytest.mark.parametrize("algorithm", ["LogisticRegression", "RandomForestClassifier"])
def test_a_row_alone_gets_the_answer_that_it_gets_among_others(tmp_path: Path, algorithm: str) -> None:
    table = reviews(tmp_path)
    run = trained(pipeline(tmp_path, steps(), algorithm), tmp_path)
    assert run.candidates[0].metrics["accuracy"] > 0.6
    together = answers(tmp_path, table)
    for row in range(0, ROWS, 13):
        assert answers(tmp_path, table.slice(row, 1))[0] == pytest.approx(together[row], abs=1e-6)


@pytest.mark.parametrize("method", ["standard", "minmax", "robust", "mean", "maxabs", "power"])
def test_every_scale_passes_the_gate(tmp_path: Path, method: str) -> None:
    reviews(tmp_path)
    passes(pipeline(tmp_path, steps(scale={"method": method})), tmp_path)


@pytest.mark.parametrize("encoding", ["onehot", "ordinal", "target", "frequency"])
@pytest.mark.parametrize("selection", ["f-test", "information", "variance"])
def test_every_code_and_selection_passes_the_gate(tmp_path: Path, encoding: str, selection: str) -> None:
    reviews(tmp_path)
    chosen = steps(encode={"method": encoding}, choose_features={"method": selection})
    passes(pipeline(tmp_path, chosen), tmp_path)


@pytest.mark.parametrize("encoding", ["onehot", "ordinal", "target", "frequency"])
def test_what_no_training_row_has_is_answered(tmp_path: Path, encoding: str) -> None:
    table = reviews(tmp_path)
    trained(pipeline(tmp_path, steps(encode={"method": encoding})), tmp_path)
    moon = table.slice(0, 1).set_column(3, "city", pa.array(["the moon"]))
    assert answers(tmp_path, moon).sum() == pytest.approx(1, abs=1e-6)


def test_two_hot_columns_of_odd_names_and_a_text_without_known_words(tmp_path: Path) -> None:
    table = reviews(tmp_path)
    trained(pipeline(tmp_path, steps(words={"method": "counts", "words": 3})), tmp_path)
    silent = table.slice(0, 1).set_column(1, "text", pa.array(["zzz"]))
    assert np.isfinite(answers(tmp_path, silent)).all()


def test_weights_need_an_algorithm_that_takes_them(tmp_path: Path) -> None:
    reviews(tmp_path)
    with pytest.raises(InvalidInputError, match="KNeighborsClassifier takes no weights of rows"):
        passes(pipeline(tmp_path, steps(), "KNeighborsClassifier"), tmp_path)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"components": {"components": 3}}, "2 columns have no 3 components"),
        ({"components": {"columns": "all"}}, "filled or scaled differently"),
        ({"roles": {"columns": {"stars": "target"}}}, "calls 'stars' target, but the choice predicts 'good'"),
        ({"roles": {"columns": {"good": "feature"}}}, "calls 'good' feature, but the choice predicts 'good'"),
        ({"roles": {"columns": {"city": "weight"}}}, "column 'city' holds category, no numbers"),
        ({"replace": {"values": {"many": 1}}}, "'many' is no number, as column 'stars' holds"),
        ({"words": {"columns": ["stars"]}}, "column 'stars' holds number, not text"),
        ({"scale": {"method": "log"}}, "has no method 'log'"),
        ({"choose_features": {"features": 0}}, "features is 0"),
    ],
)
def test_what_does_not_fit_is_refused(
    tmp_path: Path, changed: dict[str, dict[str, object]], message: str
) -> None:
    reviews(tmp_path)
    with pytest.raises(InvalidInputError, match=message) as caught:
        passes(pipeline(tmp_path, steps(**changed)), tmp_path)
    assert caught.value.hint


def test_what_is_known_only_with_the_target_is_no_feature(tmp_path: Path) -> None:
    reviews(tmp_path)
    spec = dataclasses.replace(pipeline(tmp_path, steps()), outcome_time="length")
    with pytest.raises(InvalidInputError, match="feature 'length' travels in time"):
        passes(spec, tmp_path)
