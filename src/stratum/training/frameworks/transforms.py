"""The transforms of a plan as scikit-learn's objects, behind the treatment of the columns that they take."""

import functools
import importlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from sklearn import feature_selection
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline

from stratum.core.errors import InvalidInputError
from stratum.data.logic.rows import Columns
from stratum.training.logic.transformers import SCORE, TRANSFORMERS, Group, made_with, transformed
from stratum.training.types import FeaturePlan, FitOrder, Transform

# scikit-learn has no types
Transformer = Any
Steps = list[tuple[str, Transformer]]

_SCORES: Final[Mapping[str, tuple[str, str]]] = {
    "f-test": ("f_classif", "f_regression"),
    "information": ("mutual_info_classif", "mutual_info_regression"),
    "chi2": ("chi2", "chi2"),
}
"""The function of each score, for classes and for numbers."""
MADE: Final = "made-"
"""What names of steps begin with that are transforms; their place in the plan follows."""


def score(method: str, order: FitOrder) -> Transformer:
    """How closely a column and the target hang together, as a function of both."""
    classes, numbers = _SCORES[method]
    found = getattr(feature_selection, classes if order.task == "classification" else numbers)
    return functools.partial(found, random_state=order.seed) if method == "information" else found


def grouped(plan: FeaturePlan, groups: Sequence[Group]) -> list[Group]:
    """The groups after all transforms of a plan."""
    found = list(groups)
    for place, told in enumerate(plan.transforms):
        alone = TRANSFORMERS[told.name].alone
        found = transformed(found, place, [c for c in told.columns if c in plan.numbers], alone=alone)
    return found


def following(order: FitOrder, group: Group) -> Steps:
    """The transforms of a group, not fitted."""
    return [(f"{MADE}{place}", _made(order, order.plan.transforms[place])) for place in group.steps]


def together(parts: Sequence[tuple[Transformer, Group]], group: Group) -> Steps:
    """The step that treats groups and puts their columns side by side."""
    places = {name: place for place, name in enumerate(group.columns)}
    told = [(str(i), steps, [places[n] for n in g.columns]) for i, (steps, g) in enumerate(parts)]
    return [("beside", ColumnTransformer(told, sparse_threshold=0, verbose_feature_names_out=False))]


def _made(order: FitOrder, told: Transform) -> Transformer:
    found = TRANSFORMERS[told.name]
    parameters = made_with(found, told.parameters, order.seed)
    cls = getattr(importlib.import_module(found.module), found.name)
    if hasattr(cls(), SCORE):
        parameters[SCORE] = score(str(parameters.get(SCORE, "f-test")), order)
    return cls(**parameters)


def check_missing(order: FitOrder, columns: Columns) -> None:
    """Check that transforms get no missing numbers that they do not take.

    Raises:
        InvalidInputError: If one does.
    """
    plan = order.plan
    for told in plan.transforms:
        for name in () if TRANSFORMERS[told.name].missing else told.columns:
            if name in columns and name not in plan.imputation and np.isnan(columns[name]).any():
                raise InvalidInputError(
                    f"block {told.block!r} takes no missing numbers, and column {name!r} has some",
                    f"add a FillMissing block before it: columns: {{{name}: median}}",
                )


def leaves(part: Transformer) -> Iterator[Transformer]:
    """All that a preparation is made of, fitted or not, from the outside in."""
    if isinstance(part, Pipeline):
        for _, step in part.steps:
            yield from leaves(step)
    elif isinstance(part, ColumnTransformer):
        for _, inner, _ in (*part.transformers, *getattr(part, "transformers_", ())):
            yield from leaves(inner)
    else:
        yield part


def makes(steps: Transformer) -> bool:
    """Whether a treatment has transforms."""
    return isinstance(steps, Pipeline) and any(name.startswith(MADE) for name in steps.named_steps)


def named(steps: Transformer, names: Sequence[str], plan: FeaturePlan) -> list[str]:
    """What the columns that a fitted treatment makes are called.

    Args:
        steps: A pipeline of steps.
        names: Of the columns that it takes.
        plan: Whose transforms its steps are.
    """
    found = list(names)
    for name, step in steps.steps:
        if isinstance(step, ColumnTransformer):
            inner = [(part, [found[p] for p in places]) for _, part, places in step.transformers_]
            found = [n for part, taken in inner for n in _within(part, taken, plan)]
        elif not name.startswith(MADE):
            found = list(step.get_feature_names_out(np.array(found, object)))
        else:
            told = plan.transforms[int(name.removeprefix(MADE))]
            made = step.get_feature_names_out(np.array(found, object))
            counted = TRANSFORMERS[told.name].counted
            found = [f"{told.block} {n + 1}" for n in range(len(made))] if counted else list(made)
    return [str(n) for n in found]


def _within(part: Transformer, names: list[str], plan: FeaturePlan) -> list[str]:
    return named(part, names, plan) if isinstance(part, Pipeline) else names
