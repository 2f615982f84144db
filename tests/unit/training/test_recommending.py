"""Recommendations: what is learned from pairs, lists, their figures, their graph, and what is refused."""

import dataclasses
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.bundles import Column, ColumnType
from stratum.core.errors import InvalidInputError, PermanentError
from stratum.data.types import StepSpec
from stratum.serving.logic.rows import PredictionWriter
from stratum.training.evaluating import exported
from stratum.training.frameworks.als import AlsFramework
from stratum.training.logic import factors, graphs, judging, recommending
from stratum.training.logic.factors import Ratings, Settings, fit_factors, ratings_of, solved
from stratum.training.logic.pairing import check_choice, check_pairs, pairs_truth, plan_pairs
from stratum.training.types import CandidateSpec, FeaturePlan, FitOrder, Pairs, PipelineSpec, SplitSpec

PAIRS = Pairs("who", "what", length=3)
COLUMNS = (Column("who", ColumnType.CATEGORY), Column("what", ColumnType.CATEGORY))
EXPLICIT = Settings(factors=2, regularisation=0.05, iterations=15, feedback="explicit")


def made_up(seed: int = 0) -> Ratings:
    """Three of four pairs of 30 users and 12 items, rated by two tastes that users and items have."""
    chance = np.random.default_rng(seed)
    users, items = np.divmod(chance.permutation(360)[:270], 12)
    tastes, kinds = chance.normal(size=(30, 2)), chance.normal(size=(12, 2))
    values = 3 + (tastes[users] * kinds[items]).sum(axis=1)
    return ratings_of(
        np.array([f"u{u:02d}" for u in users], object), np.array([f"i{i:02d}" for i in items], object), values
    )


def specification(**changes: object) -> PipelineSpec:
    candidate = CandidateSpec("als", "als", "AlternatingLeastSquares", {"feedback": "implicit"})
    spec = PipelineSpec(
        "likes", "", (), (), "", "recommendation", "", SplitSpec("each", "who"), (candidate,),
        "ndcg_at_k", ("popular",), 0, "", pairs=PAIRS,
    )  # fmt: skip
    return dataclasses.replace(spec, **changes)  # type: ignore[arg-type]


def plan() -> FeaturePlan:
    return plan_pairs(specification(), PAIRS, COLUMNS, ())


def columns_of(ratings: Ratings) -> dict[str, np.ndarray]:
    return {
        "who": ratings.users[ratings.rows].astype(object),
        "what": ratings.items[ratings.columns].astype(object),
    }


@given(st.integers(1, 9), st.integers(0, 99))
def test_lists_are_those_of_sorting_everything(length: int, seed: int) -> None:
    ratings = made_up()
    scores = (
        np.random.default_rng(seed).integers(0, 4, (len(ratings.users), len(ratings.items))).astype(float)
    )
    places, found = recommending.best(scores.copy(), ratings, 0, length)
    scores[ratings.rows, ratings.columns] = -np.inf
    whole = np.argsort(-scores, axis=1, kind="stable")[:, :length]
    values = np.take_along_axis(scores, whole, axis=1)
    assert np.array_equal(places, np.where(np.isneginf(values), -1, whole))
    assert np.array_equal(found, np.where(np.isneginf(values), np.nan, values), equal_nan=True)


@pytest.mark.parametrize("feedback", ["implicit", "explicit"])
def test_a_side_is_the_least_squares_of_the_other(feedback: str) -> None:
    ratings, settings = made_up(), Settings(factors=2, regularisation=0.3, alpha=2, feedback=feedback)
    positive = np.abs(ratings.values)
    fixed = np.random.default_rng(1).normal(size=(12, 2))
    found = solved(ratings.rows, ratings.columns, positive, fixed, np.zeros((30, 2)), settings)
    mine = ratings.rows == 4
    there = np.zeros(12)
    there[ratings.columns[mine]] = positive[mine]
    if feedback == "implicit":
        counts, wanted, ridge = 1 + 2 * there, (there > 0).astype(float), 0.3
    else:
        counts, wanted, ridge = (there > 0).astype(float), there, 0.3 * mine.sum()
    root = np.sqrt(counts)[:, None]
    rows = np.vstack([root * fixed, math.sqrt(ridge) * np.eye(2)])
    expected = np.linalg.lstsq(rows, np.concatenate([root[:, 0] * wanted, np.zeros(2)]))[0]
    assert found[4] == pytest.approx(expected)


def test_ratings_of_two_tastes_are_found_again() -> None:
    ratings = made_up()
    late = np.random.default_rng(5).random(len(ratings.values)) < 0.2
    known, held = (
        dataclasses.replace(
            ratings, rows=ratings.rows[m], columns=ratings.columns[m], values=ratings.values[m]
        )
        for m in (~late, late)
    )
    learned, plain = fit_factors(known, EXPLICIT, 0), factors.biases(known)
    off, usual = (
        np.sqrt(np.mean((one.estimates(held.rows, held.columns) - held.values) ** 2))
        for one in (learned, plain)
    )
    assert off < 0.6 * usual
    again = fit_factors(known, EXPLICIT, 0)
    assert np.array_equal(learned.items, again.items)
    assert not np.array_equal(learned.items, fit_factors(known, EXPLICIT, 1).items)


def test_what_is_not_known_is_estimated_by_what_is() -> None:
    ratings = made_up()
    found = fit_factors(ratings, EXPLICIT, 0)
    nobody, nothing = found.estimates(np.array([-1, 3]), np.array([2, -1]))
    assert nobody == pytest.approx(found.mean + found.of_items[2])
    assert nothing == pytest.approx(found.mean + found.of_users[3])


@given(
    st.sets(st.tuples(st.integers(0, 5), st.integers(0, 6)), min_size=1),
    st.integers(1, 9),
    st.integers(0, 3),
)
def test_lists_hold_what_users_do_not_have(known: set[tuple[int, int]], length: int, seed: int) -> None:
    users, items = (np.array([str(n) for n in side], object) for side in zip(*sorted(known), strict=True))
    ratings = ratings_of(users, items, np.ones(len(known)))
    found = recommending.recommend(ratings, fit_factors(ratings, Settings(2, iterations=2), seed), length)
    width = min(length, len(ratings.items))
    assert found.places.shape == found.scores.shape == (1 + len(ratings.users), width)
    assert ((found.places < 0) == np.isnan(found.scores)).all()
    for user, name in enumerate(ratings.users):
        listed = found.places[user + 1][found.places[user + 1] >= 0]
        had = {int(ratings.items.searchsorted(i)) for u, i in zip(users, items, strict=True) if u == name}
        assert set(listed.tolist()).isdisjoint(had)
        assert len(set(listed.tolist())) == len(listed) == min(width, len(ratings.items) - len(had))
        assert (np.diff(found.scores[user + 1][: len(listed)]) <= 0).all()


def test_strangers_get_what_most_users_have() -> None:
    users, items = np.array(list("aabbc"), object), np.array(list("xyxzx"), object)
    found = recommending.popular(ratings_of(users, items, np.ones(5)), 2)
    assert found.ratings.items[found.places].tolist()[0] == ["x", "y"]
    assert found.scores[0].tolist() == pytest.approx([1, 1 / 3])
    said = found.answers(np.array(["d", "a", "c"], object), np.array(["y", "z", "new"], object))
    assert said[:, 0].tolist() == [2, 1, 0]
    assert np.isnan(said[:, 1]).all()
    rated = recommending.popular(found.ratings, 2, rated=True)
    assert rated.answers(users, items)[:, 1].tolist() == pytest.approx([1] * 5)


def test_figures_are_means_over_users() -> None:
    truth = np.array([[7, 1, 1], [7, 1, 1], [7, 1, 0], [8, 1, 1]])
    answers = np.column_stack([[1, 3, 2, 0], [1, 2, 1, 1], np.zeros((4, 3))])
    found = judging.measured("recommendation", (), truth, answers)
    first = (1 + 1 / math.log2(4)) / (1 + 1 / math.log2(3))
    assert found == pytest.approx({
        "ndcg_at_k": first / 2,
        "map_at_k": (1 + 2 / 3) / 2 / 2,
        "precision_at_k": 2 / 3 / 2,
        "recall_at_k": 1 / 2,
        "rmse": 0.5,
    })
    drawn, confusion = judging.drawn("recommendation", (), truth, answers)
    assert (drawn["found"], confusion) == ([(1, 0.33333), (2, 0.33333), (3, 0.66667)], [])
    nobody = np.where(np.arange(3) == 2, 0, truth)
    assert set(judging.measured("recommendation", (), nobody, answers)) == {"rmse"}
    assert judging.gains("recommendation", truth, answers, answers[[3, 1, 2, 0]]).tolist() == [1, 0, -1]


@pytest.mark.parametrize("feedback", ["implicit", "explicit"])
def test_the_graph_repeats_the_model_and_knows_strangers(feedback: str) -> None:
    ratings = dataclasses.replace(made_up(), values=np.abs(made_up().values))
    columns = columns_of(ratings)
    candidate = CandidateSpec("one", "als", "AlternatingLeastSquares", {"factors": 2, "feedback": feedback})
    order = FitOrder(candidate, "recommendation", plan(), 3)
    framework = AlsFramework()
    framework.check(candidate, "recommendation")
    model = framework.fit(order, columns, np.column_stack([ratings.rows, ratings.values, ratings.values]))
    asked = {"who": columns["who"], "what": np.roll(columns["what"], 1)}
    predicted = model.predict(asked)
    assert np.isnan(predicted[:, 1]).all() == (feedback == "implicit")
    found = exported("recommendation", model, predicted, asked, "what")
    assert (found.parity.labels, found.parity.max_difference) == (1, 0)
    assert found.graph == model.export()

    names = np.array(["u03", "nobody"], object)
    outputs = graphs.run_graph(found.graph, {"who": names})
    assert [one.shape for one in outputs] == [(2, 3), (2, 3), (2, 1)]
    assert outputs[2].tolist() == [[True], [False]]
    counts = np.bincount(ratings.columns, minlength=12)
    assert outputs[0][1, 0] == ratings.items[counts.argmax()]
    with pytest.raises(PermanentError, match="no other form"):
        model.seal()


def test_another_answer_fails_the_gate() -> None:
    predicted = np.array([[1, np.nan, 2.0, 1.0]])
    own = np.array(["b"], object)
    outputs = [np.array([["a", "b"]], object), np.array([[2.0, 1.0]]), np.array([[True]])]
    assert judging.repeated("recommendation", (), predicted, outputs, own).labels == 0
    outputs[0] = np.array([["b", "a"]], object)
    assert judging.repeated("recommendation", (), predicted, outputs, own).labels == 1


def test_a_list_that_ends_early_is_shorter_in_json() -> None:
    arrays = [np.array([["a", ""]], object), np.array([[2.0, np.nan]], np.float32), np.array([[True]])]
    written = PredictionWriter("m", "1", ()).write(("items", "scores", "known"), arrays)
    assert json.loads(written)["predictions"] == [{"items": ["a"], "scores": [2.0], "known": True}]


@pytest.mark.parametrize(("algorithm", "task", "parameters", "told"), [
    ("AlternatingLeastSquares", "regression", {}, "for regression"),
    ("Oracle", "recommendation", {}, "Oracle"),
    ("AlternatingLeastSquares", "recommendation", {"factor": 3}, "no parameter 'factor'"),
])  # fmt: skip
def test_the_framework_refuses_what_it_does_not_know(
    algorithm: str, task: str, parameters: dict[str, object], told: str
) -> None:
    with pytest.raises(InvalidInputError, match=told) as caught:
        AlsFramework().check(CandidateSpec("one", "als", algorithm, parameters), task)
    assert caught.value.hint


def test_how_often_is_not_below_0() -> None:
    columns = {name: np.array([f"{name}-{n}" for n in range(2)], object) for name in ("who", "what")}
    order = FitOrder(specification().candidates[0], "recommendation", plan(), 0)
    with pytest.raises(InvalidInputError, match="-1 is below 0"):
        AlsFramework().fit(order, columns, np.array([[0, 1, 1], [1, -1, 1]]))


@pytest.mark.parametrize(("changes", "told"), [
    ({"candidates": (CandidateSpec("a", "als", "", {"feedback": "explicit"}),)}, "no column holds them"),
    ({"metric": "rmse"}, "only explicit feedback"),
    (
        {"evaluation": dataclasses.replace(specification().evaluation, learning_curve=True)},
        "no learning curve",
    ),
])  # fmt: skip
def test_what_cannot_be_told_is_refused(changes: dict[str, object], told: str) -> None:
    check_choice(specification())
    with pytest.raises(InvalidInputError, match=told) as caught:
        check_choice(specification(**changes))
    assert caught.value.hint


@pytest.mark.parametrize(("who", "value", "told"), [
    (["a", None], 1.0, "missing in 1 rows"),
    (["a", "a"], 1.0, "1 of 2 rows repeat a pair"),
    (["a", "b"], "much", "holds no numbers"),
])  # fmt: skip
def test_pairs_are_two_names_once(who: list[str | None], value: object, told: str) -> None:
    columns = {
        "who": np.array(who, object),
        "what": np.array(["x", "x"], object),
        "how": np.array([value] * 2),
    }
    columns["how"] = columns["how"].astype(object if isinstance(value, str) else np.float64)
    with pytest.raises(InvalidInputError, match=told) as caught:
        check_pairs(specification(target="how"), PAIRS, columns)
    assert caught.value.hint


def test_users_and_items_are_text_and_nothing_is_prepared() -> None:
    numbers = (Column("who", ColumnType.INTEGER), COLUMNS[1])
    with pytest.raises(InvalidInputError, match="holds no text") as caught:
        plan_pairs(specification(), PAIRS, numbers, ())
    assert "CAST(who AS VARCHAR)" in caught.value.hint
    with pytest.raises(InvalidInputError, match="'scaled' prepares features"):
        plan_pairs(specification(), PAIRS, COLUMNS, (StepSpec("scaled", "scale", ("rows",), {}),))


def test_what_is_liked_has_at_least_a_value() -> None:
    raw = {"who": np.array(["b", "a"], object), "stars": np.array([2.0, 4.0])}
    found = pairs_truth(dataclasses.replace(PAIRS, liked=3), "stars", raw)
    assert found.tolist() == [[1, 2, 0], [0, 4, 1]]
    assert pairs_truth(PAIRS, "", raw)[:, 1:].tolist() == [[1, 1], [1, 1]]
