"""What a worker does with a file of rows."""

import dataclasses
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest
import threadpoolctl

from stratum.core.errors import InvalidInputError, PermanentError
from stratum.data.logic.rows import Columns
from stratum.testing.pipelines import number_plan
from stratum.testing.tasks import thread_counts
from stratum.training.dividing import Dataset, raw_columns
from stratum.training.ensembling import ENSEMBLE, EnsembleFramework, EnsembleModel
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.jobs import BaselineJob, Candidate, CandidateJob, run_job
from stratum.training.logic.baselines import fit_baseline, predict_baseline
from stratum.training.ports import FittedModel, Tell, silent
from stratum.training.types import BaselineResult, CandidateResult, CandidateSpec, FitOrder, Graph, SplitSpec

FRAMEWORKS = {"sklearn": SklearnFramework()}
PLAN = number_plan("a", "b")
ROWS = 900


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two numbers, a word of three for their place, and their sum."""
    chance = np.random.default_rng(5)
    a, b = chance.normal(size=ROWS).round(2), chance.normal(size=ROWS).round(2)
    words = np.array(["left", "middle", "right"])[np.digitize(a, [-0.5, 0.5])]
    place = tmp_path_factory.mktemp("jobs") / "rows.parquet"
    arrow_parquet.write_table(pa.table({"a": a, "b": b, "place": words, "sum": a + b}), place)
    return place


def dataset(rows: Path, target: str, task: str) -> Dataset:
    return Dataset(rows, PLAN, target, task, SplitSpec("random", fraction=0.3), 7)


def evaluated(rows: Path, target: str, task: str, algorithm: str) -> CandidateResult:
    order = FitOrder(CandidateSpec("one", "sklearn", algorithm, {}), task, PLAN, 7)
    graph = rows.parent / f"{algorithm}.onnx"
    found = run_job(FRAMEWORKS, CandidateJob(order, dataset(rows, target, task), graph), silent)
    assert isinstance(found, Candidate)
    assert found.graph.stat().st_size > 0
    assert [i.columns for i in found.inputs] == [("a", "b")]
    return found.result


def baseline(rows: Path, column: str, target: str, task: str) -> dict[str, float]:
    found = run_job(
        FRAMEWORKS, BaselineJob(column or "majority", column, dataset(rows, target, task)), silent
    )
    assert isinstance(found, BaselineResult)
    assert found.name == (column or "majority")
    return dict(found.metrics)


def test_three_classes_of_text(rows: Path) -> None:
    result = evaluated(rows, "place", "classification", "LogisticRegression")
    assert result.status == "ok"
    assert result.labels == ("left", "middle", "right")
    assert np.array(result.confusion).shape == (3, 3)
    assert set(result.curves) == {"roc", "pr", "calibration"}
    assert result.metrics["accuracy"] > 0.9


class Apart(EnsembleModel):
    """An ensemble of more than one member cannot be exported."""

    def export(self) -> Graph:
        if len(self.members) > 1:
            raise PermanentError("its members do not go together")
        return super().export()


class Divided(EnsembleFramework):
    """Fits ensembles that are ``Apart``."""

    def fit(
        self, order: FitOrder, columns: Columns, target: np.ndarray, tell: Tell = silent, /
    ) -> EnsembleModel:
        found = super().fit(order, columns, target, tell)
        return Apart(found.members, found.graphs, found.rule, found.told, found.classes)


def test_an_ensemble_without_a_file_is_its_heaviest_member(rows: Path) -> None:
    members = tuple(CandidateSpec(name, "sklearn", name, {}) for name in ("GaussianNB", "LogisticRegression"))
    weights = {"GaussianNB": 1, "LogisticRegression": 3}
    both = CandidateSpec("both", ENSEMBLE, "voting", {"weights": weights}, members)
    job = CandidateJob(
        FitOrder(both, "classification", PLAN, 7),
        dataset(rows, "place", "classification"),
        rows.parent / "both",
        metric="log_loss",
    )
    found = run_job({ENSEMBLE: Divided(FRAMEWORKS)}, job, silent)
    assert isinstance(found, Candidate)
    assert found.result.status == "ok"
    assert {m.name: (m.weight, m.left_out) for m in found.result.members} == {
        "LogisticRegression": (1.0, ""),
        "GaussianNB": (
            0.0,
            "its members do not go together; an ensemble is made of ONNX graphs and has no other form",
        ),
    }


def test_values(rows: Path) -> None:
    result = evaluated(rows, "sum", "regression", "LinearRegression")
    assert result.status == "ok"
    assert result.metrics["r2"] > 0.999
    assert (result.labels, list(result.confusion), set(result.curves)) == ((), [], {"scatter"})


@pytest.mark.parametrize(
    "algorithm", ["RandomForestClassifier", "HistGradientBoostingClassifier", "GaussianNB"]
)
def test_graphs_of_several_classes_are_in_parity(rows: Path, algorithm: str) -> None:
    result = evaluated(rows, "place", "classification", algorithm)
    assert (result.status, result.error) == ("ok", None)
    assert result.parity is not None
    assert result.parity.rows == np.array(result.confusion).sum()


def test_baselines_of_classes(rows: Path) -> None:
    majority = baseline(rows, "", "place", "classification")
    column = baseline(rows, "a", "place", "classification")
    assert majority["roc_auc"] == 0.5
    assert majority["accuracy"] < column["accuracy"]


def test_baselines_of_values(rows: Path) -> None:
    assert baseline(rows, "", "sum", "regression")["r2"] == pytest.approx(0, abs=0.05)
    assert baseline(rows, "a", "sum", "regression")["r2"] > 0.3


def test_a_baseline_of_text() -> None:
    words = np.array(["x", "x", "y", "y"], dtype=object)
    rule = fit_baseline("classification", words, np.array([0, 0, 1, 1]))
    shares = predict_baseline(rule, "classification", np.array(["x", "y", "new"], dtype=object), 3)
    assert shares.argmax(axis=1)[:2].tolist() == [0, 1]
    assert shares.shape == (3, 2)


def test_an_algorithm_of_another_task_fails(rows: Path) -> None:
    with pytest.raises(InvalidInputError, match="no algorithm 'Ridge' for classification"):
        evaluated(rows, "place", "classification", "Ridge")
    assert not (rows.parent / "Ridge.onnx").exists()


class Recording(SklearnFramework):
    """Fits, and notes with how many rows and threads."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.last: list[float] = []
        self.threads: set[int] = set()

    def fit(
        self, order: FitOrder, columns: Columns, target: np.ndarray, tell: Tell = silent, /
    ) -> FittedModel:
        self.rows.append(len(target))
        self.last.append(float(columns["t"].max()))
        self.threads |= set(thread_counts(0, silent))
        return super().fit(order, columns, target, tell)


def in_time(folder: Path) -> CandidateJob:
    """A job on 100 rows, one each second but written backwards; the last 20 are held out."""
    clock = np.arange(100)[::-1]
    times = np.datetime64("2024-01-01T00:00:00") + clock.astype("timedelta64[s]")
    table = pa.table({"t": clock.astype(float), "at": times, "late": (clock // 5) % 2})
    arrow_parquet.write_table(table, folder / "rows.parquet")
    plan, split = number_plan("t"), SplitSpec("time", "at", "2024-01-01T00:01:20Z")
    order = FitOrder(
        CandidateSpec("one", "sklearn", "HistGradientBoostingClassifier", {}), "classification", plan, 7
    )
    data = Dataset(folder / "rows.parquet", plan, "late", "classification", split, 7)
    return CandidateJob(order, data, folder / "one.onnx")


def test_candidates_are_compared_on_the_last_training_rows(tmp_path: Path) -> None:
    framework = Recording()
    found = run_job({"sklearn": framework}, in_time(tmp_path), silent)
    assert isinstance(found, Candidate)
    assert framework.rows == [68, 80]
    assert framework.last == [67.0, 79.0]
    assert set(found.result.validation) == set(found.result.metrics)
    assert found.result.validation != found.result.metrics


@pytest.mark.parametrize("outside", [1, 3])
def test_every_fit_has_one_thread(tmp_path: Path, outside: int) -> None:
    framework = Recording()
    with threadpoolctl.threadpool_limits(outside):
        before = thread_counts(0, silent)
        run_job({"sklearn": framework}, in_time(tmp_path), silent)
        assert thread_counts(0, silent) == before
    assert framework.threads == {1}


def test_a_graph_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    job = dataclasses.replace(in_time(tmp_path), graph=tmp_path / "no" / "one.onnx")
    with pytest.raises(PermanentError, match=f"cannot write to {job.graph}: No such file") as caught:
        run_job(FRAMEWORKS, job, silent)
    assert caught.value.hint == "make room on the disk and train again"


def test_only_what_is_needed_is_read() -> None:
    assert raw_columns(PLAN, "y", SplitSpec("time", "t", "2024-01-01")) == ["a", "b", "y", "t"]
    assert raw_columns(PLAN, "y", SplitSpec("random", "t")) == ["a", "b", "y"]
    assert raw_columns(PLAN, "a", SplitSpec("time", "b", "2024-01-01")) == ["a", "b"]
