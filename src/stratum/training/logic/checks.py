"""What must hold of training data before anything is fitted."""

import collections
from collections.abc import Sequence
from typing import Final

import numpy as np

from stratum.core.bundles import ColumnType
from stratum.core.errors import InvalidInputError
from stratum.data.logic.dated import day_text
from stratum.data.logic.mixing import mixed_text
from stratum.data.logic.remarks import RARE
from stratum.data.logic.rows import Columns
from stratum.training.logic.choice import FLAGGED, UNTARGETED
from stratum.training.logic.pairing import check_choice, check_pairs
from stratum.training.logic.targets import is_missing, target_values
from stratum.training.types import FeaturePlan, PipelineSpec

_MOST: Final = 5
"""Rare classes that are named."""
_JUDGE: Final = "choose by roc_auc, average_precision or balanced_accuracy"
_BALANCE: Final = "try classWeight: balanced or a BalanceClasses block"


def check_task(spec: PipelineSpec) -> None:
    """Check that a task has the target that it needs, and figures that can choose between its candidates.

    Raises:
        InvalidInputError: If a target is missing or has no use, or nothing tells which candidate is better.
    """
    name = f"pipeline {spec.name!r}"
    if spec.pairs:
        check_choice(spec)
        return
    if not spec.target and spec.task not in UNTARGETED:
        raise InvalidInputError(f"{name}: {spec.task} has no target", "name the column to predict as target")
    if spec.target and spec.task == "clustering":
        raise InvalidInputError(
            f"{name}: clustering has no target, and {spec.target!r} is named", "leave target out"
        )
    if spec.task == "forecasting":
        _check_evaluation(spec)
    if spec.task == "anomaly" and not spec.target:
        if spec.metric != FLAGGED:
            raise InvalidInputError(
                f"{name}: {spec.metric} needs rows that are known to be anomalies",
                f"name their column as target, or use the metric {FLAGGED}",
            )
        if len(spec.candidates) > 1:
            raise InvalidInputError(
                f"{name}: nothing tells which of {len(spec.candidates)} candidates is better",
                "name a column that tells anomalies as target, or keep one candidate",
            )


def _check_evaluation(spec: PipelineSpec) -> None:
    asked = spec.evaluation
    for name, wanted in (
        ("learningCurve", asked.learning_curve),
        ("explain", asked.explain),
        ("atMost", asked.limits.any),
    ):
        if wanted:
            raise InvalidInputError(
                f"pipeline {spec.name!r}: {name} is not there for forecasting", "leave it out"
            )


def check_target(spec: PipelineSpec, target: np.ndarray) -> None:
    """Check the raw target before rows are divided.

    Raises:
        InvalidInputError: If there are no rows, or values are missing.
    """
    if not len(target):
        raise InvalidInputError(f"pipeline {spec.name!r}: there are no rows to train on", "check the filters")
    if missing := int(is_missing(target).sum()):
        filled = f"fill them in an SqlQuery, such as coalesce({spec.target}, lag({spec.target}) OVER (…))"
        known = f"add a FilterRows block: where: [{{column: {spec.target}, is: known}}]"
        raise InvalidInputError(
            f"the target {spec.target!r} is missing in {missing} of {len(target)} rows",
            filled if spec.forecast else known,
        )


def check_finite(spec: PipelineSpec, columns: Columns) -> None:
    """Check that every number is one that a model takes, in training as in serving.

    Args:
        spec: The pipeline.
        columns: Raw columns of all rows, the target exactly and other numbers as float32.

    Raises:
        InvalidInputError: If a number is infinite, or a feature holds one that float32 cannot hold.
    """
    for name, values in columns.items():
        wrong = np.isinf(values) if values.dtype.kind == "f" else np.zeros(0, dtype=bool)
        if not wrong.any():
            continue
        where = f"in {int(wrong.sum())} of {len(wrong)} rows, first in row {int(wrong.argmax()) + 1}"
        known = f'* REPLACE (CASE WHEN abs("{name}") < 3e38 THEN "{name}" END AS "{name}")'
        if name == spec.target:
            raise InvalidInputError(
                f"the target {name!r} is infinite {where}",
                f'correct the data, or leave the rows out in an SqlQuery: … WHERE isfinite("{name}")',
            )
        raise InvalidInputError(
            f"column {name!r} is infinite or too large for float32 {where}",
            f"correct the data, or make it missing in an SqlQuery that selects {known}",
        )


def check_training(spec: PipelineSpec, plan: FeaturePlan, columns: Columns, test: np.ndarray) -> None:
    """Check target and features after the split.

    Args:
        spec: The pipeline.
        plan: Its features.
        columns: Raw columns of all rows.
        test: Mask of the test rows.

    Raises:
        InvalidInputError: If the target is constant, a class has one row or none in training, a feature is
            missing throughout or repeats the target, or pairs are no pairs.
    """
    if spec.pairs:
        check_pairs(spec, spec.pairs, columns)
        return
    target = target_values(spec.task, columns[spec.target]) if spec.target else test[:0]
    if spec.task == "classification":
        _check_classes(spec, target[~test].tolist(), target[test].tolist())
    elif spec.task == "anomaly" and spec.target:
        _check_anomalies(spec, target[test])
    elif spec.task == "regression" and np.ptp(target[~test]) == 0:
        raise InvalidInputError(_constant(spec, target[0]), "choose another target or more rows")
    for column in plan.inputs:
        values = columns[column.name]
        if is_missing(values[~test]).all():
            raise InvalidInputError(
                f"column {column.name!r} is missing in all {int((~test).sum())} training rows",
                "leave it out with SelectColumns",
            )
        if spec.target and _repeats(values, columns[spec.target]):
            raise InvalidInputError(
                f"feature {column.name!r} repeats the target {spec.target!r} in every row",
                "leave it out with SelectColumns",
            )
    _check_categories(plan, columns)


def mistaken_columns(plan: FeaturePlan, columns: Columns) -> tuple[str, ...]:
    """What should be known of features of text that hold numbers or days, in their order."""
    texts = [c.name for c in plan.inputs if c.type is ColumnType.CATEGORY]
    found = list[str]()
    for name in texts:
        counts = collections.Counter(value for value in columns[name] if isinstance(value, str)).items()
        found += filter(None, (mixed_text(name, counts), day_text(name, counts)))
    return tuple(found)


def rare_classes(spec: PipelineSpec, columns: Columns, test: np.ndarray) -> tuple[str, ...]:
    """What should be known of a classification where a class has few of the training rows.

    Args:
        spec: The pipeline.
        columns: Holds the raw target of all rows.
        test: Mask of the test rows.
    """
    if spec.task != "classification":
        return ()
    target = target_values(spec.task, columns[spec.target])
    training = collections.Counter(target[~test].tolist())
    held_out = collections.Counter(target[test].tolist())
    rare = [label for label, count in training.items() if count < RARE * training.total()]
    if not rare:
        return ()
    rows = ", ".join(f"{label} ({training[label]} and {held_out[label]})" for label in sorted(rare)[:_MOST])
    frequent, _ = training.most_common(1)[0]
    constant = f"whoever always answers {frequent} is right in {held_out[frequent] / held_out.total():.2%}"
    of = f"{training.total()} training and {held_out.total()} test rows"
    told = f"rare classes of {spec.target}, of {of}: {rows}"
    if spec.metric == "accuracy":
        return (f"{told}; {constant}, yet accuracy chooses: {_JUDGE}, {_BALANCE}",)
    return (f"{told}; {constant}, so accuracy tells little; where they are missed, {_BALANCE}",)


def _repeats(values: np.ndarray, target: np.ndarray) -> bool:
    return values.dtype.kind == target.dtype.kind and np.array_equal(values, target.astype(values.dtype))


def _check_classes(spec: PipelineSpec, training: Sequence[object], test: Sequence[object]) -> None:
    counts = collections.Counter(training)
    if len(counts) < 2:
        raise InvalidInputError(_constant(spec, training[0]), "choose another target or more rows")
    label, count = min(counts.items(), key=lambda item: item[1])
    if count == 1:
        raise InvalidInputError(
            f"class {label!r} of the target {spec.target!r} has one training row; two are the least",
            "add rows, or filter the class out",
        )
    if unseen := sorted(str(v) for v in set(test) - set(counts)):
        raise InvalidInputError(
            f"class {unseen[0]!r} of the target {spec.target!r} has test rows but no training rows",
            "move the boundary, or filter the class out",
        )


def _check_anomalies(spec: PipelineSpec, test: np.ndarray) -> None:
    if len(np.unique(test)) < 2:
        kind = "anomaly" if test[0] == 0 else "row that is none"
        raise InvalidInputError(
            f"the target {spec.target!r} tells of no {kind} among the test rows: nothing can be judged by it",
            "hold out more rows, or leave target out",
        )


def _constant(spec: PipelineSpec, value: object) -> str:
    return f"the target {spec.target!r} is {value!r} in every training row: there is nothing to learn"


def _check_categories(plan: FeaturePlan, columns: Columns) -> None:
    filled = {step["column"] for step in plan.preparation if step["step"] == "fill"}
    for name in plan.categories:
        missing = int(is_missing(columns[name]).sum())
        if missing and name not in filled:
            raise InvalidInputError(
                f"text column {name!r} is missing in {missing} rows",
                f"add a FillMissing block: columns: {{{name}: unknown}}",
            )


def missing_columns(plan: FeaturePlan, columns: Columns) -> list[str]:
    """Names of the model's raw columns that are missing in some of these rows."""
    return [c.name for c in plan.inputs if is_missing(columns[c.name]).any()]
