"""Users and items of recommendations: what of a table they are, and what must hold of them."""

import dataclasses
from collections.abc import Sequence

import numpy as np

from stratum.core.bundles import Column, ColumnType
from stratum.core.errors import InvalidInputError
from stratum.data.logic.rows import Columns
from stratum.data.logic.tables import require_columns
from stratum.data.types import StepSpec
from stratum.training.logic.factors import ratings_of
from stratum.training.logic.recommending import popular
from stratum.training.logic.splits import value_codes
from stratum.training.logic.targets import is_missing
from stratum.training.types import FeaturePlan, Pairs, PipelineSpec

ERROR = "rmse"
"""The figure that needs estimated values."""


def plan_pairs(
    spec: PipelineSpec, pairs: Pairs, columns: Sequence[Column], tail: Sequence[StepSpec]
) -> FeaturePlan:
    """The plan of a model that takes a user.

    Args:
        spec: The pipeline.
        pairs: Its columns.
        columns: Of the last plain table.
        tail: The steps after it, of which there may be none.

    Raises:
        InvalidInputError: If a column is missing or holds no text, or a step prepares features.
    """
    require_columns(spec.name, [pairs.user, pairs.item], [c.name for c in columns])
    if tail:
        raise InvalidInputError(
            f"block {tail[0].name!r} prepares features, and recommendations have none", "leave it out"
        )
    named = {c.name: c for c in columns}
    for name in (pairs.user, pairs.item):
        if named[name].type is not ColumnType.CATEGORY:
            raise InvalidInputError(
                f"pipeline {spec.name!r}: column {name!r} names users or items and holds no text",
                f"make it text in an SqlQuery block: CAST({name} AS VARCHAR) AS {name}",
            )
    user = Column(pairs.user, ColumnType.CATEGORY, required=True)
    told = dataclasses.replace(pairs, rated=bool(rating(spec)))
    return FeaturePlan((user,), (), (), (pairs.user,), {}, {}, {}, {}, pairs=told)


def rating(spec: PipelineSpec) -> list[str]:
    """Names of the candidates that learn from ratings and estimate them."""
    return [c.name for c in spec.candidates if c.parameters.get("feedback") == "explicit"]


def check_choice(spec: PipelineSpec) -> None:
    """Check that what is asked of recommendations is there to be told.

    Raises:
        InvalidInputError: If values are needed and there is no target, or a curve of learning is asked for.
    """
    name = f"pipeline {spec.name!r}"
    explicit = rating(spec)
    if explicit and not spec.target:
        raise InvalidInputError(
            f"{name}: candidate {explicit[0]!r} learns from ratings, and no column holds them",
            "name their column as target, or set feedback: implicit",
        )
    if spec.metric == ERROR and len(explicit) < len(spec.candidates):
        raise InvalidInputError(
            f"{name}: only explicit feedback has estimates that {ERROR} could be taken of",
            "set feedback: explicit in each candidate, or use another metric",
        )
    if spec.evaluation.learning_curve:
        raise InvalidInputError(
            f"{name}: recommendations have no learning curve: what a user has is never recommended again",
            "leave learningCurve out",
        )


def check_pairs(spec: PipelineSpec, pairs: Pairs, columns: Columns) -> None:
    """Check users, items and values before anything is fitted.

    Args:
        spec: The pipeline.
        pairs: Its columns.
        columns: Raw columns of all rows.

    Raises:
        InvalidInputError: If a name is missing, a pair is there twice, or values are no numbers.
    """
    for name in (pairs.user, pairs.item):
        if missing := int(is_missing(columns[name]).sum()):
            raise InvalidInputError(
                f"column {name!r} is missing in {missing} rows",
                f"add a FilterRows block: where: [{{column: {name}, is: known}}]",
            )
    items = value_codes(columns[pairs.item])
    both = value_codes(columns[pairs.user]) * (int(items.max()) + 1) + items
    if more := len(both) - len(np.unique(both)):
        raise InvalidInputError(
            f"{more} of {len(both)} rows repeat a pair of {pairs.user!r} and {pairs.item!r}",
            f"add a GroupRows block by both, such as with the sum of {spec.target or 'a column'!r}",
        )
    if spec.target and columns[spec.target].dtype.kind != "f":
        raise InvalidInputError(
            f"the target {spec.target!r} holds no numbers",
            "name a column that says how much, or leave it out",
        )


def pairs_truth(pairs: Pairs, target: str, raw: Columns) -> np.ndarray:
    """The truth of pairs as ``recommending`` has it, shape (rows, 3).

    Args:
        pairs: The columns.
        target: The column of values; where empty, each row has the value 1.
        raw: Columns, each of shape (rows,).
    """
    users = value_codes(raw[pairs.user])
    values = raw[target].astype(np.float64) if target else np.ones(len(users))
    liked = np.ones(len(users), bool) if pairs.liked is None else values >= pairs.liked
    return np.column_stack([users, values, liked])


def popular_answers(pairs: Pairs, train: Columns, truth: np.ndarray, test: Columns) -> np.ndarray:
    """What the baseline says of held-out pairs, as ``recommending`` has it.

    Args:
        pairs: The columns.
        train: Training rows, each column of shape (rows,).
        truth: Of the training rows.
        test: Held-out rows.
    """
    known = ratings_of(train[pairs.user], train[pairs.item], truth[:, 1])
    return popular(known, pairs.length, rated=pairs.rated).answers(test[pairs.user], test[pairs.item])
