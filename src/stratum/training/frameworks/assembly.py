"""From a plan to scikit-learn objects: a ColumnTransformer before the estimator."""

import importlib
import inspect
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, TargetEncoder
from sklearn.utils.validation import has_fit_parameter

from stratum.core.errors import InvalidInputError
from stratum.core.extras import install
from stratum.data.logic.rows import Columns
from stratum.data.logic.tables import near_matches
from stratum.training.frameworks import transforms, treatments
from stratum.training.logic.algorithms import (
    COMPONENTS,
    FOLDS,
    Algorithm,
    algorithm_named,
    all_parameters,
    before_and_after,
)
from stratum.training.logic.features import frequent_values
from stratum.training.logic.importance import shares
from stratum.training.types import CandidateSpec, FeaturePlan, FitOrder

OURS = {"random_state", "n_jobs", "verbose", "kwargs"}
"""Parameters that the platform sets."""
# scikit-learn has no types
Estimator = Any
Frame = Any


def estimator_class(algorithm: Algorithm) -> Estimator:
    """The class of an algorithm.

    Raises:
        InvalidInputError: If its library is not installed.
    """
    try:
        return getattr(importlib.import_module(algorithm.module), algorithm.estimator)
    except ModuleNotFoundError:
        raise InvalidInputError(
            f"{algorithm.name} needs {algorithm.module}, which is not installed",
            f"{install(algorithm.module)}, or choose another framework",
        ) from None


def check_parameters(candidate: CandidateSpec, algorithm: Algorithm) -> None:
    """Check names and values of parameters against the library's own constraints.

    Raises:
        InvalidInputError: On the first that is unknown or out of range.
    """
    cls = estimator_class(algorithm)
    known = sorted(cls().get_params(deep=False).keys() | inspect.signature(cls).parameters.keys())
    known = [n for n in known if n not in OURS]
    reduction = {COMPONENTS: PCA} if algorithm.after_components else {}
    for name, value in candidate.parameters.items():
        if name not in {*known, *reduction}:
            raise InvalidInputError(
                f"candidate {candidate.name!r}: {algorithm.name} has no parameter {name!r}",
                near_matches(name, known),
            )
        _check_value(candidate.name, reduction.get(name, cls), name, value)


def _check_value(block: str, cls: Estimator, name: str, value: object) -> None:
    from sklearn.utils._param_validation import InvalidParameterError, validate_parameter_constraints

    constraints = inspect.getattr_static(cls, "_parameter_constraints", {})
    if name not in constraints:
        return
    try:
        validate_parameter_constraints({name: constraints[name]}, {name: value}, caller_name=cls.__name__)
    except InvalidParameterError as error:
        raise InvalidInputError(f"candidate {block!r}: {error}", "correct this parameter") from None


def to_frame(plan: FeaturePlan, columns: Columns) -> Frame:
    """Features as scikit-learn takes them: a float32 array of shape (rows, numbers), or a frame with text."""
    if not plan.categories:
        return np.column_stack([columns[n] for n in plan.numbers]).astype(np.float32)
    numbers = {n: columns[n].astype(np.float32) for n in plan.numbers}
    return pd.DataFrame({**numbers, **{n: pd.Series(columns[n], dtype=object) for n in plan.categories}})


def assemble(order: FitOrder, columns: Columns, framework: str) -> Pipeline:
    """The pipeline of a candidate, not fitted.

    Args:
        order: What to build.
        columns: Prepared training columns; categories take their frequent values from them.
        framework: Entry-point name of what is to fit it.

    Raises:
        InvalidInputError: If numbers are missing and neither plan nor algorithm can do without.
    """
    candidate = order.candidate
    algorithm = algorithm_named(candidate.name, candidate.algorithm, order.task, framework)
    parameters = all_parameters(algorithm, candidate.parameters, order.seed)
    prepare = preparation(order, columns, scaled=algorithm.scaled, missing=algorithm.missing)
    chosen = [("choose", s) for s in treatments.of_selection(order)]
    counts, after = before_and_after(algorithm, parameters)
    reduced = [("reduce", PCA(count, svd_solver="full")) for count in counts]
    return Pipeline([("prepare", prepare), *chosen, *reduced, ("estimate", _estimator(algorithm, after))])


def preparation(order: FitOrder, columns: Columns, *, scaled: bool, missing: bool) -> ColumnTransformer:
    """What stands before an estimator, not fitted: numbers by their treatment, then each category.

    Args:
        order: What to build.
        columns: Prepared training columns; categories take their frequent values from them.
        scaled: Whether the estimator wants numbers on one scale.
        missing: Whether it takes missing numbers.

    Raises:
        InvalidInputError: If it takes none and some are missing that the plan does not fill.
    """
    if not missing:
        _check_missing(order, columns)
    transforms.check_missing(order, columns)
    plan = order.plan
    places = {name: place for place, name in enumerate(plan.features)}
    transformers = [
        (f"numbers-{i}", steps, [places[n] for n in names])
        for i, (steps, names) in enumerate(treatments.of_numbers(order, scaled=scaled))
    ]
    transformers += [(f"category-{n}", _encoder(order, n, columns), [places[n]]) for n in plan.categories]
    return ColumnTransformer(transformers, sparse_threshold=0, verbose_feature_names_out=False)


def fit_parameters(pipeline: Pipeline, order: FitOrder, columns: Columns) -> dict[str, np.ndarray]:
    """Arguments of ``Pipeline.fit`` beside the rows: the weights of the rows, where the plan has some.

    Raises:
        InvalidInputError: If the algorithm takes no weights.
    """
    weight = order.plan.weight
    if not weight:
        return {}
    if not has_fit_parameter(pipeline["estimate"], "sample_weight"):
        raise InvalidInputError(
            f"{order.candidate.algorithm} takes no weights of rows",
            f"leave the candidate out, or let {weight!r} have another role",
        )
    return {"estimate__sample_weight": columns[weight].astype(np.float64)}


def _estimator(algorithm: Algorithm, parameters: dict[str, object]) -> Estimator:
    estimator = estimator_class(algorithm)(**parameters)
    return CalibratedClassifierCV(estimator, ensemble=False, cv=FOLDS) if algorithm.calibrated else estimator


def _check_missing(order: FitOrder, columns: Columns) -> None:
    for name in order.plan.numbers:
        if name not in order.plan.imputation and np.isnan(columns[name]).any():
            raise InvalidInputError(
                f"{order.candidate.algorithm} takes no missing numbers, and column {name!r} has some",
                f"add a FillMissing block: columns: {{{name}: median}}",
            )


def _encoder(order: FitOrder, name: str, columns: Columns) -> Estimator:
    plan = order.plan
    values = np.array(frequent_values(columns[name].tolist(), plan.minimum[name]), dtype=object)
    if plan.encoding[name] == "target":
        return TargetEncoder(categories=[values], cv=KFold(FOLDS, shuffle=True, random_state=order.seed))
    if plan.encoding[name] == "ordinal":
        unknown = {"handle_unknown": "use_encoded_value", "unknown_value": -1}
        return OrdinalEncoder(categories=[values], dtype=np.float32, **unknown)
    return OneHotEncoder(categories=[values], handle_unknown="ignore", sparse_output=False, dtype=np.float32)


def weights(pipeline: Pipeline, plan: FeaturePlan) -> Mapping[str, float]:
    """What a fitted estimator says of its features, as shares; empty where it says nothing."""
    estimator = pipeline["estimate"]
    if isinstance(estimator, CalibratedClassifierCV):
        estimator = estimator.calibrated_classifiers_[0].estimator
    found = getattr(estimator, "feature_importances_", getattr(estimator, "coef_", None))
    owners = _owners(pipeline, plan)
    if found is None or np.shape(found)[-1] != len(owners):
        return {}
    return shares(np.asarray(found, np.float64), owners)


def _owners(pipeline: Pipeline, plan: FeaturePlan) -> list[str]:
    """The feature that each input of the estimator comes from; components have names of their own."""
    if "reduce" in pipeline.named_steps:
        return [f"component {n + 1}" for n in range(pipeline["reduce"].n_components_)]
    prepare = pipeline["prepare"]
    found: list[str] = []
    for name, steps, places in prepare.transformers_:
        taken = prepare.output_indices_[name]
        names, width = [plan.features[p] for p in places], taken.stop - taken.start
        if transforms.makes(steps):
            found += transforms.named(steps, names, plan)
        elif treatments.reduces(steps):
            found += [f"component {n}" for n in range(1, width + 1)]
        else:
            found += names if len(names) == width else [n for n in names for _ in range(width // len(names))]
    if "choose" not in pipeline.named_steps:
        return found
    return [found[place] for place in pipeline["choose"].get_support(indices=True)]
