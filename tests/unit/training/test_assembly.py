"""What scikit-learn is asked to build."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from stratum.compiler.pipeline import pipeline_spec
from stratum.core.errors import InvalidInputError
from stratum.data.logic.rows import Columns
from stratum.language.library import library
from stratum.runtime.examples import example_files
from stratum.runtime.modelling import check_texts
from stratum.testing.contracts.framework import MIXED, NUMBERS, make_columns
from stratum.training.frameworks.assembly import assemble, to_frame, weights
from stratum.training.frameworks.boosters import CatboostFramework, LightgbmFramework, XgboostFramework
from stratum.training.frameworks.onnx import graph_inputs
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.frameworks.treatments import of_numbers
from stratum.training.logic.algorithms import ALGORITHMS, all_parameters
from stratum.training.renderers.listing import listing
from stratum.training.types import CandidateSpec, FeaturePlan, FitOrder, Run

FRAMEWORKS = {f.name: f for f in (SklearnFramework, LightgbmFramework, XgboostFramework, CatboostFramework)}


def order(algorithm: str, plan: FeaturePlan = MIXED) -> FitOrder:
    return FitOrder(CandidateSpec("one", "sklearn", algorithm, {}), ALGORITHMS[algorithm].task, plan, 7)


def check(algorithm: str, parameters: dict[str, object]) -> None:
    candidate = CandidateSpec("one", "sklearn", algorithm, parameters)
    SklearnFramework().check(candidate, ALGORITHMS[algorithm].task)


def parts(algorithm: str, plan: FeaturePlan = MIXED, columns: Columns | None = None) -> list[object]:
    pipeline = assemble(order(algorithm, plan), columns or make_columns(), "sklearn")
    return [part for _, part, _ in pipeline.named_steps["prepare"].transformers]


@pytest.mark.parametrize("name", ALGORITHMS)
def test_every_algorithm_exists_with_its_defaults(name: str) -> None:
    algorithm = ALGORITHMS[name]
    pytest.importorskip(algorithm.module)
    framework = FRAMEWORKS[algorithm.framework]()
    given = algorithm.defaults if algorithm.framework == "sklearn" else {}
    framework.check(CandidateSpec("a", "sklearn", name, given), algorithm.task)
    estimator = assemble(order(name), make_columns(), algorithm.framework).named_steps["estimate"]
    if algorithm.calibrated:
        estimator = estimator.estimator
    assert type(estimator).__name__ == algorithm.estimator
    assert ("random_state" in estimator.get_params()) >= algorithm.seeded
    assert estimator.get_params().get("random_state", 7) == 7


def test_given_parameters_go_before_defaults() -> None:
    algorithm = ALGORITHMS["LogisticRegression"]
    assert all_parameters(algorithm, {"max_iter": 5}, 3) == {"max_iter": 5, "random_state": 3}
    assert all_parameters(ALGORITHMS["GaussianNB"], {}, 3) == {}


@pytest.mark.parametrize(
    ("algorithm", "name", "value"),
    [
        ("LogisticRegression", "C", -1),
        ("RandomForestClassifier", "n_estimators", 0),
        ("RandomForestClassifier", "max_depth", "deep"),
        ("HistGradientBoostingRegressor", "learning_rate", 0),
    ],
)
def test_values_out_of_range_are_refused(algorithm: str, name: str, value: object) -> None:
    with pytest.raises(InvalidInputError, match=f"candidate 'one'.*{name}") as caught:
        check(algorithm, {name: value})
    assert caught.value.hint


@pytest.mark.parametrize("name", ["random_state", "n_jobs", "self", "wings"])
def test_what_the_platform_sets_is_no_parameter(name: str) -> None:
    with pytest.raises(InvalidInputError, match=f"no parameter '{name}'") as caught:
        check("RandomForestClassifier", {name: 1})
    assert "n_estimators" in caught.value.hint or "did you mean" in caught.value.hint


def test_trees_are_not_scaled() -> None:
    assert [names for _, names in of_numbers(order("LogisticRegression"), scaled=True)] == [
        ["length"],
        ["weight"],
    ]
    assert parts("DecisionTreeClassifier")[0] == "passthrough"
    scaler = parts("LogisticRegression")[0]
    assert isinstance(getattr(scaler, "named_steps", {}).get("scale"), StandardScaler)


def test_rare_texts_get_no_code() -> None:
    encoder = parts("LogisticRegression")[-1]
    assert isinstance(encoder, OneHotEncoder)
    assert [c.tolist() for c in encoder.categories] == [["ash", "birch"]]


def test_ordinal_codes() -> None:
    encoder = parts("LogisticRegression", dataclasses.replace(MIXED, encoding={"kind": "ordinal"}))[-1]
    assert isinstance(encoder, OrdinalEncoder)
    assert encoder.unknown_value == -1


def test_missing_numbers_need_an_imputation_or_an_algorithm_that_takes_them() -> None:
    columns = {**make_columns(), "length": np.full(400, np.nan, dtype=np.float32)}
    with pytest.raises(InvalidInputError, match="takes no missing numbers, and column 'length'") as caught:
        parts("LogisticRegression", columns=columns)
    assert "{length: median}" in caught.value.hint
    assert len(parts("HistGradientBoostingClassifier", columns=columns)) == 3


def test_frames_are_float32_and_objects() -> None:
    frame = to_frame(MIXED, make_columns())
    assert [str(t) for t in frame.dtypes] == ["float32", "float32", "object"]
    numbers = to_frame(NUMBERS, make_columns())
    assert numbers.dtype == np.float32
    assert numbers.shape == (400, 2)


def test_tensors_follow_the_plan() -> None:
    assert [(i.name, i.columns) for i in graph_inputs(NUMBERS)] == [("input", ("length", "weight"))]
    tensors = [("input", ("length", "weight")), ("category_0", ("kind",))]
    assert [(i.name, i.columns) for i in graph_inputs(MIXED)] == tensors


def test_a_line_over_principal_components_has_a_weight_for_each() -> None:
    columns = make_columns()
    candidate = CandidateSpec("one", "sklearn", "PrincipalComponentRegression", {"n_components": 3})
    wanted = FitOrder(candidate, "regression", MIXED, 7)
    pipeline = assemble(wanted, columns, "sklearn")
    assert list(pipeline.named_steps) == ["prepare", "reduce", "estimate"]
    frame = to_frame(MIXED, columns)
    target = np.arange(len(frame), dtype=float)
    pipeline.fit(frame, target)
    inputs = pipeline["prepare"].transform(frame)
    alone = make_pipeline(PCA(3, svd_solver="full"), LinearRegression()).fit(inputs, target)
    assert pipeline.predict(frame) == pytest.approx(alone.predict(inputs))
    assert weights(pipeline, MIXED).keys() == {"component 1", "component 2", "component 3"}
    with pytest.raises(InvalidInputError, match="n_components"):
        check("PrincipalComponentRegression", {"n_components": -1})


def test_a_line_over_principal_components_is_written_as_code() -> None:
    types, texts = library(), example_files("13-five-regressors")
    (document,) = check_texts(Path("/ws"), texts, types).model.documents.values()
    run = Run("wind-1", "wind-speed", "regression", "rmse", 0.0)
    code = "\n".join(text for _, text in listing(pipeline_spec(document, {}, types), run))
    assert (
        'make_pipeline(preparation(train, scaled=True), PCA(4, svd_solver="full"), LinearRegression())'
        in code
    )
