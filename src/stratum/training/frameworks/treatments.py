"""What scikit-learn does to numbers and inputs before an estimator, as a plan says it."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import scipy.sparse
from sklearn import preprocessing
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest, VarianceThreshold
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline

from stratum.core.errors import InvalidInputError
from stratum.training.frameworks import transforms
from stratum.training.logic.transformers import SCORE, Group
from stratum.training.types import FeaturePlan, FitOrder

# scikit-learn has no types
Transformer = Any


def of_numbers(order: FitOrder, *, scaled: bool) -> Iterator[tuple[Transformer, list[str]]]:
    """Numeric features in groups that are treated alike, with what is done to them.

    Args:
        order: What is fitted.
        scaled: Whether the algorithm wants numbers on a common scale; what others are made of get it anyway.

    Raises:
        InvalidInputError: If columns of the components are treated differently.
    """
    plan = order.plan
    groups: dict[tuple[str, str, bool], list[str]] = {}
    made = {name for told in plan.transforms for name in told.columns}
    for name in plan.numbers:
        reduced = plan.components is not None and name in plan.components.columns
        scaling = plan.scaling.get(name, "") if scaled or reduced or name in made else ""
        groups.setdefault((plan.imputation.get(name, ""), scaling, reduced), []).append(name)
    _check_components(groups)
    plain = [Group(tuple(names), first) for first, names in groups.items()]
    for group in transforms.grouped(plan, plain):
        yield _treatment(order, group), list(group.columns)


def _treatment(order: FitOrder, group: Group) -> Transformer:
    """What is done to a group: it is filled, scaled and reduced, or its parts are; then its transforms."""
    parts = [(_treatment(order, inner), inner) for inner in group.inner]
    steps = transforms.together(parts, group) if parts else _first(order.plan, *group.first)
    steps += transforms.following(order, group)
    return Pipeline(steps) if steps else "passthrough"


def _first(plan: FeaturePlan, imputation: object, scaling: object, reduced: object) -> transforms.Steps:
    steps = [("impute", SimpleImputer(strategy=imputation))] if imputation else []
    steps += _scalers(str(scaling))
    if reduced and plan.components is not None:
        steps.append(("reduce", PCA(plan.components.count, svd_solver="full")))
    return steps


def _check_components(groups: dict[tuple[str, str, bool], list[str]]) -> None:
    reduced = [names for (_, _, reduced), names in groups.items() if reduced]
    if len(reduced) > 1:
        raise InvalidInputError(
            f"principal components: {reduced[0][0]!r} and {reduced[1][0]!r} are filled or scaled differently",
            "give all columns of the block PrincipalComponents the same filling and scaling",
        )


def reduces(steps: Transformer) -> bool:
    """Whether a treatment ends in principal components."""
    return isinstance(steps, Pipeline) and "reduce" in steps.named_steps


def _scalers(scaling: str) -> list[tuple[str, Transformer]]:
    """The steps of a method; the mean normalisation is a scale from 0 to 1 that is then centred."""
    match scaling:
        case "":
            return []
        case "mean":
            return [
                ("scale", preprocessing.MinMaxScaler()),
                ("centre", preprocessing.StandardScaler(with_std=False)),
            ]
        case _:
            return [("scale", _SCALERS[scaling]())]


_SCALERS: Final = {
    "standard": preprocessing.StandardScaler,
    "minmax": preprocessing.MinMaxScaler,
    "robust": preprocessing.RobustScaler,
    "maxabs": preprocessing.MaxAbsScaler,
    "power": preprocessing.PowerTransformer,
}


def _lean(estimator: Transformer) -> Transformer:
    """What answers by distances from centres as ``KMeans``, which has all forms; others as they are.

    Birch has several centres for a cluster: it keeps to which each belongs.
    """
    told = vars(estimator)
    centres = told.get("subcluster_centers_", told.get("cluster_centers_"))
    if centres is None or isinstance(estimator, KMeans | MiniBatchKMeans):
        return estimator
    lean = KMeans(len(centres))
    lean.cluster_centers_ = np.ascontiguousarray(centres, np.float64)
    lean.n_features_in_ = estimator.n_features_in_
    if "subcluster_labels_" in told:
        lean.subcluster_labels_ = np.asarray(estimator.subcluster_labels_)
    return lean


def forget(pipeline: Pipeline) -> None:
    """Drop from a fitted pipeline what fitting alone needs; no form of a model has to hold it."""
    pipeline.steps[-1] = ("estimate", _lean(pipeline["estimate"]))
    for part in transforms.leaves(Pipeline(pipeline.steps[:-1])):
        if hasattr(part, SCORE):
            part.score_func = None
        elif isinstance(part, preprocessing.TargetEncoder):
            part.cv = 2
        elif scipy.sparse.issparse(getattr(part, "components_", None)):
            part.components_ = part.components_.toarray()


def of_selection(order: FitOrder) -> Iterator[Transformer]:
    """The step that leaves inputs out, where the plan has one."""
    selection = order.plan.selection
    if selection is None:
        return
    if selection.method == "variance":
        yield VarianceThreshold(selection.variance)
    else:
        yield SelectKBest(transforms.score(selection.method, order), k=selection.count)
