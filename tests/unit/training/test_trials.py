"""A candidate's answers for rows that it did not learn from."""

import dataclasses
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest

from stratum.core.errors import InvalidInputError
from stratum.testing.pipelines import number_plan
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.logic.folding import answered, fitted, unseen_folds
from stratum.training.ports import silent
from stratum.training.trials import TrialJob, TrialResult, TrialRows, run_trial
from stratum.training.types import CandidateSpec, FitOrder, SplitSpec

ROWS, FOLDS = 60, 4
CHANCE = np.random.default_rng(5)
SIZE = CHANCE.normal(size=ROWS)
WHEN = CHANCE.permutation(ROWS).astype("datetime64[D]").astype("datetime64[s]")
WHO = np.array([f"p{i % 9}" for i in range(ROWS)], dtype=object)
TABLE = pa.table({"size": SIZE, "cost": 3 * SIZE, "when": WHEN, "who": WHO})
PLAN = number_plan("size")


def trial(folder: Path, split: SplitSpec, repeats: int = 1) -> TrialJob:
    arrow_parquet.write_table(TABLE, folder / "rows.parquet")
    line = CandidateSpec("line", "sklearn", "LinearRegression", {})
    order = FitOrder(line, "regression", PLAN, 1, split)
    rows = TrialRows(folder / "rows.parquet", "cost", FOLDS, repeats)
    return TrialJob(order, rows, "rmse", folder / "answers.npy")


def run(job: TrialJob) -> TrialResult:
    return run_trial({"sklearn": SklearnFramework()}, job, silent)


@pytest.mark.parametrize(
    ("split", "known"),
    [
        (SplitSpec("random"), np.arange(ROWS)),
        (SplitSpec("group", "who"), np.arange(ROWS)),
        (SplitSpec("time", "when"), np.sort(np.argsort(WHEN)[ROWS // (FOLDS + 1) :])),
    ],
)
def test_each_row_that_can_be_is_answered_once(tmp_path: Path, split: SplitSpec, known: np.ndarray) -> None:
    found = run(trial(tmp_path, split))
    answers = np.load(tmp_path / "answers.npy")
    np.testing.assert_allclose(answers, 3 * SIZE[known], atol=1e-4)
    assert found.loss < 1e-6


def test_rows_are_answered_once_in_each_repeat(tmp_path: Path) -> None:
    run(trial(tmp_path, SplitSpec("random"), repeats=2))
    answers = np.load(tmp_path / "answers.npy")
    np.testing.assert_allclose(answers, np.tile(3 * SIZE, 2), atol=1e-4)


@pytest.mark.parametrize(("bound", "most"), [(-1.0, np.inf), (np.inf, 0.0)])
def test_one_that_is_bad_or_slow_on_its_first_fold_is_given_up(
    tmp_path: Path, bound: float, most: float
) -> None:
    job = trial(tmp_path, SplitSpec("random"))
    found = run(dataclasses.replace(job, bound=bound, most=most))
    assert found.given_up
    assert np.isfinite(found.first)
    assert found.loss == (np.inf if most == 0 else found.first), (
        "a search looks elsewhere than where it is slow"
    )
    assert not (tmp_path / "answers.npy").exists()


@pytest.mark.parametrize("split", [SplitSpec("random"), SplitSpec("time", "when"), SplitSpec("group", "who")])
@pytest.mark.parametrize("count", [2, FOLDS])
def test_rows_that_folds_are_fitted_on_are_known_before(split: SplitSpec, count: int) -> None:
    folds = unseen_folds(split, {"when": WHEN, "who": WHO}, np.array([]), count, 1)
    mean = np.mean([len(fold.fit) for fold in folds])
    assert fitted(split, ROWS, count) == pytest.approx(mean, abs=1)


@pytest.mark.parametrize("split", [SplitSpec("time", "when"), SplitSpec("group", "who")])
def test_no_row_is_answered_from_its_own_group_or_from_later_ones(split: SplitSpec) -> None:
    columns = {"when": WHEN, "who": WHO}
    folds = unseen_folds(split, columns, np.array([]), FOLDS, 1)
    for fold in folds:
        if split.method == "time":
            assert WHEN[fold.fit].max() < WHEN[fold.validate].min()
        else:
            assert not set(WHO[fold.fit]) & set(WHO[fold.validate])
    assert len(answered(folds)) == sum(len(fold.validate) for fold in folds)


def test_rows_in_an_order_of_each_value_are_not_dealt_by_chance() -> None:
    split = SplitSpec("each", "who", order="when")
    with pytest.raises(InvalidInputError, match="folds would learn from later rows"):
        unseen_folds(split, {"when": WHEN, "who": WHO}, np.array([]), FOLDS, 1)
