import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest
import threadpoolctl

from stratum.core.errors import InvalidInputError
from stratum.data.logic.rows import Columns
from stratum.testing.contracts.framework import MIXED, make_columns, make_target
from stratum.training.balancing import Balanced
from stratum.training.ensembling import ENSEMBLE, EnsembleModel, with_ensembles
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.logic import ensembles, graphs
from stratum.training.ports import FittedModel, Framework, Tell, silent
from stratum.training.types import Balance, CandidateSpec, FitOrder, SplitSpec

CLASSIFIERS = ("LogisticRegression", "GaussianNB", "DecisionTreeClassifier")
REGRESSORS = ("Ridge", "DecisionTreeRegressor", "KNeighborsRegressor")


def ensemble(method: str, names: Sequence[str] = CLASSIFIERS, **parameters: object) -> CandidateSpec:
    members = tuple(CandidateSpec(name.lower(), "sklearn", name, {}) for name in names)
    return CandidateSpec("together", ENSEMBLE, method, parameters, members)


@pytest.fixture
def framework() -> Framework:
    return with_ensembles({"sklearn": SklearnFramework()})[ENSEMBLE]


def fitted(framework: Framework, candidate: CandidateSpec, task: str = "classification") -> EnsembleModel:
    columns = make_columns()
    with threadpoolctl.threadpool_limits(1):
        model = framework.fit(FitOrder(candidate, task, MIXED, 7), columns, make_target(task, columns))
    assert isinstance(model, EnsembleModel)
    return model


def differ(model: EnsembleModel, columns: Columns) -> float:
    output = graphs.run_graph(model.export(), columns)[-1]
    predicted = model.predict(columns)
    return float(np.abs(output.reshape(predicted.shape) - predicted).max())


@pytest.mark.parametrize("method", ensembles.METHODS)
def test_one_graph_answers_as_the_members_together(framework: Framework, method: str) -> None:
    model = fitted(framework, ensemble(method, folds=3) if method != "voting" else ensemble(method))
    label, shares = graphs.run_graph(model.export(), make_columns())
    assert differ(model, make_columns()) < 1e-5
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert np.array_equal(label, shares.argmax(axis=1))


@pytest.mark.parametrize("method", ensembles.METHODS)
def test_values_are_joined_too(framework: Framework, method: str) -> None:
    model = fitted(framework, ensemble(method, REGRESSORS), "regression")
    assert model.predict(make_columns()).shape == (400,)
    assert differ(model, make_columns()) < 1e-4


def test_words_stay_words(framework: Framework) -> None:
    columns = make_columns()
    words = np.where(make_target("classification", columns) == 1, "yes", "no").astype(object)
    order = FitOrder(ensemble("stacking"), "classification", MIXED, 7)
    with threadpoolctl.threadpool_limits(1):
        model = framework.fit(order, columns, words)
    assert model.classes == ("no", "yes")
    assert set(graphs.run_graph(model.export(), columns)[0].tolist()) == {"no", "yes"}


def test_weights_of_a_vote_are_its_own(framework: Framework) -> None:
    weights = {"logisticregression": 3, "gaussiannb": 1}
    model = fitted(framework, ensemble("voting", weights=weights))
    told = {m.name: (m.weight, m.left_out) for m in model.told}
    assert told["logisticregression"] == (0.75, "")
    assert told["decisiontreeclassifier"] == (0.0, ensembles.IDLE)
    assert len(model.members) == 2


def test_the_same_order_gives_the_same_ensemble(framework: Framework) -> None:
    first, second = (fitted(framework, ensemble("greedy")) for _ in range(2))
    assert first.told == second.told
    assert first.export() == second.export()


def test_a_member_that_cannot_be_fitted_is_left_out_and_told(framework: Framework) -> None:
    bad = CandidateSpec("few", "sklearn", "KNeighborsClassifier", {"n_neighbors": 5000})
    candidate = ensemble("voting")
    model = fitted(framework, dataclasses.replace(candidate, members=(*candidate.members, bad)))
    (left,) = [m for m in model.told if m.left_out]
    assert left.name == "few"
    assert "5000" in left.left_out
    assert sum(m.weight for m in model.told) == pytest.approx(1, abs=1e-5)


def test_an_ensemble_without_a_member_says_why(framework: Framework) -> None:
    bad = CandidateSpec("few", "sklearn", "KNeighborsClassifier", {"n_neighbors": 5000})
    with pytest.raises(InvalidInputError, match=r"no member.*few: .*5000"):
        fitted(framework, dataclasses.replace(ensemble("voting"), members=(bad,)))


def test_ensembles_may_hold_ensembles(framework: Framework) -> None:
    candidate = ensemble("voting")
    inner = dataclasses.replace(ensemble("voting", CLASSIFIERS[:2]), name="inner")
    model = fitted(framework, dataclasses.replace(candidate, members=(*candidate.members, inner)))
    assert differ(model, make_columns()) < 1e-5


@pytest.mark.parametrize(
    ("candidate", "words"),
    [
        (ensemble("boosting"), "no ensemble 'boosting'"),
        (ensemble("voting", folds=3), "no parameter 'folds'"),
        (ensemble("greedy", folds=1), "1 folds"),
        (ensemble("voting", weights={"oak": 1}), "'oak' has a weight and is no member"),
        (ensemble("voting", weights={"gaussiannb": -1}), "the weight of 'gaussiannb' is -1"),
        (ensemble("voting", weights={"gaussiannb": 0}), "all weights are 0"),
        (ensemble("voting", ("Oracle",)), "no algorithm 'Oracle'"),
    ],
)
def test_what_is_wrong_is_said_before_data(
    framework: Framework, candidate: CandidateSpec, words: str
) -> None:
    with pytest.raises(InvalidInputError, match=words) as caught:
        framework.check(candidate, "classification")
    assert caught.value.hint


def test_a_class_unknown_to_a_fold_has_no_probability(framework: Framework) -> None:
    columns = make_columns()
    target = make_target("classification", columns)
    target[0] = 2
    order = FitOrder(ensemble("greedy", CLASSIFIERS[:2], folds=3), "classification", MIXED, 7)
    with threadpoolctl.threadpool_limits(1):
        model = framework.fit(order, columns, target)
    assert model.classes == (0, 1, 2)
    assert np.isfinite(model.predict(columns)).all()


class Learned(SklearnFramework):
    """Keeps which rows (their ``row``) it learned from and which it was asked for, fit by fit."""

    def __init__(self) -> None:
        super().__init__()
        self.fits: list[tuple[np.ndarray, list[np.ndarray]]] = []

    def fit(
        self, order: FitOrder, columns: Columns, target: np.ndarray, tell: Tell = silent, /
    ) -> FittedModel:
        asked: list[np.ndarray] = []
        model = super().fit(order, columns, target, tell)
        self.fits.append((columns["row"], asked))
        return Asked(model, asked)


class Asked:
    """A fitted model that keeps which rows it was asked for."""

    def __init__(self, model: FittedModel, asked: list[np.ndarray]) -> None:
        self._model, self._asked, self.classes = model, asked, model.classes
        self.weights, self.export, self.seal = model.weights, model.export, model.seal

    def predict(self, columns: Columns) -> np.ndarray:
        self._asked.append(columns["row"])
        return self._model.predict(columns)


def learned(split: SplitSpec, balance: Balance | None = None) -> list[tuple[np.ndarray, np.ndarray]]:
    """Rows that were learned from and answered, of each fold of a greedy ensemble of one member."""
    rows = np.arange(400)
    times = np.datetime64("2024-01-01T00:00:00") + rows[::-1].astype("timedelta64[h]")
    columns = {**make_columns(), "row": rows, "at": times, "who": rows // 10}
    target = (make_columns()["length"] > 7).astype(np.int64)
    plan = dataclasses.replace(MIXED, balance=balance)
    order = FitOrder(ensemble("greedy", CLASSIFIERS[:1], folds=3), "classification", plan, 7, split)
    inner = Learned()
    with threadpoolctl.threadpool_limits(1):
        Balanced(with_ensembles({"sklearn": inner})[ENSEMBLE]).fit(order, columns, target)
    (whole, _), *folds = inner.fits
    assert len(folds) == 3
    assert (len(whole) > 400) == (balance is not None)
    return [(mine, asked[0]) for mine, asked in folds]


def test_no_member_answers_a_row_that_it_learned_though_classes_are_balanced() -> None:
    found = learned(SplitSpec("random"), Balance("over"))
    assert all(len(np.unique(mine)) < len(mine) for mine, _ in found)
    assert all(not set(mine) & set(asked) for mine, asked in found)
    assert sorted(np.concatenate([asked for _, asked in found]).tolist()) == list(range(400))


def test_weights_are_learned_from_later_rows_where_rows_are_held_out_in_time() -> None:
    assert all(mine.min() > asked.max() for mine, asked in learned(SplitSpec("time", "at")))


def test_weights_are_learned_from_other_groups_where_whole_groups_are_held_out() -> None:
    found = learned(SplitSpec("group", "who"))
    assert all(not set(mine // 10) & set(asked // 10) for mine, asked in found)
