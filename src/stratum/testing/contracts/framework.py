"""What every training framework promises. Subclass, and provide the fixtures named below."""

import dataclasses
import pickle

import numpy as np
import pytest

from stratum.core.bundles import SKOPS
from stratum.core.errors import InvalidInputError, PermanentError
from stratum.data.logic.rows import Columns
from stratum.testing.pipelines import number_plan
from stratum.training.logic import graphs
from stratum.training.ports import FittedModel, Framework
from stratum.training.types import CandidateSpec, FitOrder, Graph

ROWS = 400


def make_columns() -> Columns:
    """Two numbers and a text column of ``ROWS`` rows."""
    chance = np.random.default_rng(3)
    words = np.array([("ash", "birch", "rare")[int(i)] for i in chance.choice(3, ROWS, p=(0.6, 0.39, 0.01))])
    return {
        "length": chance.normal(5, 2, ROWS).round(2).astype(np.float32),
        "weight": chance.normal(50, 9, ROWS).round(1).astype(np.float32),
        "kind": words.astype(object),
    }


def make_target(task: str, columns: Columns) -> np.ndarray:
    """A target that the columns explain but for some chance."""
    noise = np.random.default_rng(4).normal(0, 0.5, ROWS)
    value = columns["length"] + (columns["kind"] == "ash") + noise
    if task == "regression":
        return np.asarray(value, dtype=np.float64)
    return np.asarray(value > np.median(value), dtype=np.int64)


MIXED = dataclasses.replace(
    number_plan("length", "weight"),
    categories=("kind",),
    imputation={"weight": "median"},
    encoding={"kind": "onehot"},
    minimum={"kind": 20},
    scaling={"length": "standard"},
)
NUMBERS = dataclasses.replace(number_plan("length", "weight"), scaling={"weight": "minmax"})


class FrameworkContract:
    """The promises of ``stratum.training.ports.Framework``.

    Fixtures to provide: ``framework``; ``classifier`` and ``regressor``, names of algorithms.
    """

    @pytest.fixture
    def order(self, classifier: str) -> FitOrder:
        """To fit the classifier on text and numbers."""
        return FitOrder(CandidateSpec("first", "any", classifier, {}), "classification", MIXED, 7)

    def fit(self, framework: Framework, order: FitOrder) -> FittedModel:
        """A model of the columns above."""
        columns = make_columns()
        return framework.fit(order, columns, make_target(order.task, columns))

    @pytest.fixture
    def seals(self) -> bool:
        """Whether its models have the form of skops too."""
        return True

    def forms(self, model: FittedModel, *, seals: bool) -> tuple[Graph, ...]:
        """A model in all its forms."""
        return (model.export(), model.seal()) if seals else (model.export(),)

    def run(self, graph: Graph) -> list[np.ndarray]:
        """The graph's outputs for the columns above."""
        return graphs.run_graph(graph, make_columns())

    def test_a_framework_travels_to_workers(self, framework: Framework) -> None:
        assert type(framework).__name__.encode() in pickle.dumps(framework)

    def test_known_algorithms_pass(self, framework: Framework, order: FitOrder, regressor: str) -> None:
        framework.check(order.candidate, "classification")
        framework.check(CandidateSpec("second", "any", regressor, {}), "regression")

    def test_an_unknown_algorithm_is_refused(self, framework: Framework, order: FitOrder) -> None:
        unknown = dataclasses.replace(order.candidate, algorithm="Oracle")
        with pytest.raises(InvalidInputError, match=r"first.*Oracle") as caught:
            framework.check(unknown, "classification")
        assert caught.value.hint

    def test_an_algorithm_for_another_task_is_refused(self, framework: Framework, order: FitOrder) -> None:
        with pytest.raises(InvalidInputError, match="regression") as caught:
            framework.check(order.candidate, "regression")
        assert caught.value.hint

    def test_an_unknown_parameter_is_refused(self, framework: Framework, order: FitOrder) -> None:
        wrong = dataclasses.replace(order.candidate, parameters={"wings": 2})
        with pytest.raises(InvalidInputError, match=r"first.*wings") as caught:
            framework.check(wrong, "classification")
        assert caught.value.hint.startswith(("known", "did you mean"))

    def test_probabilities_have_a_column_for_each_class(self, framework: Framework, order: FitOrder) -> None:
        model = self.fit(framework, order)
        shares = model.predict(make_columns())
        assert model.classes == (0, 1)
        assert shares.shape == (ROWS, 2)
        assert np.allclose(shares.sum(axis=1), 1)

    def test_the_same_order_gives_the_same_model(self, framework: Framework, order: FitOrder) -> None:
        first, second = self.fit(framework, order), self.fit(framework, order)
        assert np.array_equal(first.predict(make_columns()), second.predict(make_columns()))
        assert first.export() == second.export()

    def test_a_mixed_graph_takes_each_column(self, framework: Framework, order: FitOrder) -> None:
        graph = self.fit(framework, order).export()
        assert [column for i in graph.inputs for column in i.columns] == ["length", "weight", "kind"]
        assert {i.dtype for i in graph.inputs} == {"float32", "string"}

    def test_the_graph_repeats_the_model(self, framework: Framework, order: FitOrder) -> None:
        model = self.fit(framework, order)
        label, shares = self.run(model.export())
        assert shares.dtype == np.float32
        assert np.abs(shares - model.predict(make_columns())).max() < graphs.LARGEST_DIFFERENCE
        assert np.array_equal(label, model.predict(make_columns()).argmax(axis=1))

    def test_a_graph_of_numbers_has_one_input(self, framework: Framework, order: FitOrder) -> None:
        model = self.fit(framework, dataclasses.replace(order, plan=NUMBERS))
        graph = model.export()
        assert [(i.name, i.columns) for i in graph.inputs] == [("input", ("length", "weight"))]
        assert np.allclose(self.run(graph)[1], model.predict(make_columns()), atol=1e-5)

    def test_unseen_and_rare_texts_are_taken(self, framework: Framework, order: FitOrder) -> None:
        model = self.fit(framework, order)
        columns = {**make_columns(), "kind": np.array(["new"] * ROWS, dtype=object)}
        rare = {**columns, "kind": np.array(["rare"] * ROWS, dtype=object)}
        assert np.array_equal(model.predict(columns), model.predict(rare))
        assert np.allclose(graphs.run_graph(model.export(), columns)[1], model.predict(columns), atol=1e-5)

    def test_missing_numbers_are_imputed_alike(self, framework: Framework, order: FitOrder) -> None:
        model = self.fit(framework, order)
        columns = {**make_columns(), "weight": np.full(ROWS, np.nan, dtype=np.float32)}
        expected = model.predict(columns)
        assert np.isfinite(expected).all()
        assert np.allclose(graphs.run_graph(model.export(), columns)[1], expected, atol=1e-5)

    def test_the_sealed_form_repeats_the_model_or_is_refused(
        self, framework: Framework, order: FitOrder, *, seals: bool
    ) -> None:
        model = self.fit(framework, order)
        if not seals:
            with pytest.raises(PermanentError, match="no other form"):
                model.seal()
            return
        sealed = model.seal()
        label, shares = self.run(sealed)
        assert sealed.form == SKOPS
        assert sealed.inputs == model.export().inputs
        assert np.allclose(shares, model.predict(make_columns()), atol=1e-6)
        assert np.array_equal(label, model.predict(make_columns()).argmax(axis=1))
        assert self.fit(framework, order).seal() == sealed

    def test_text_targets_keep_their_words(
        self, framework: Framework, order: FitOrder, *, seals: bool
    ) -> None:
        columns = make_columns()
        words = np.where(make_target("classification", columns) == 1, "yes", "no").astype(object)
        model = framework.fit(order, columns, words)
        assert model.classes == ("no", "yes")
        for graph in self.forms(model, seals=seals):
            assert set(self.run(graph)[0].tolist()) == {"no", "yes"}

    def test_a_regression_gives_values(self, framework: Framework, regressor: str, *, seals: bool) -> None:
        order = FitOrder(CandidateSpec("second", "any", regressor, {}), "regression", MIXED, 7)
        model = self.fit(framework, order)
        predicted = model.predict(make_columns())
        assert model.classes == ()
        assert predicted.shape == (ROWS,)
        for graph in self.forms(model, seals=seals):
            (values,) = self.run(graph)
            assert np.allclose(values.ravel(), predicted, atol=1e-3)
