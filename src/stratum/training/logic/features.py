"""From a pipeline and the columns of its table to the features of a model."""

import collections
import dataclasses
from collections.abc import Mapping, Sequence
from typing import TypeVar

from stratum.core.bundles import Column, ColumnType
from stratum.core.errors import InvalidInputError
from stratum.data.logic.rows import Columns, apply_steps
from stratum.data.logic.tables import require_columns
from stratum.data.logic.words import choose_words, word_columns
from stratum.data.types import StepSpec
from stratum.training.logic.pairing import plan_pairs
from stratum.training.logic.sketch import Draft
from stratum.training.types import Components, FeaturePlan, PipelineSpec

Value = TypeVar("Value")


def plan_features(spec: PipelineSpec, columns: Sequence[Column], tail: Sequence[StepSpec]) -> FeaturePlan:
    """The features of a pipeline.

    Args:
        spec: The pipeline.
        columns: Of the last plain table.
        tail: The steps after it, in order.

    Raises:
        InvalidInputError: If a step names a missing column or the target, or text would reach an algorithm.
    """
    names = [c.name for c in columns]
    needed = (spec.target, spec.identifier, spec.split.column, spec.split.order)
    require_columns(spec.name, [n for n in needed if n], names)
    if spec.pairs:
        return plan_pairs(spec, spec.pairs, columns, tail)
    draft = Draft(spec, {c.name: c.type for c in columns})
    for step in tail:
        draft.take(step)
    _check_known_in_time(spec, draft)
    return _finished(spec, columns, draft)


def _finished(spec: PipelineSpec, columns: Sequence[Column], draft: Draft) -> FeaturePlan:
    features = _features(spec, draft)
    categories = tuple(n for n in features if draft.types[n] is ColumnType.CATEGORY)
    numbers = tuple(n for n in features if n not in categories)
    _check_encoded(spec, draft, categories)
    return FeaturePlan(
        inputs=_inputs(columns, draft, features),
        preparation=tuple(s for s in draft.preparation if _needed(s, features, draft.made)),
        numbers=numbers,
        categories=categories,
        imputation=_only(numbers, draft.statistics),
        encoding=_only(categories, draft.encoding),
        minimum=_only(categories, draft.minimum),
        scaling=_only(numbers, draft.scaling),
        components=_components(draft, numbers),
        transforms=tuple(draft.transforms),
        selection=draft.selection,
        balance=draft.balance,
        weight=draft.weight,
    )


def _check_known_in_time(spec: PipelineSpec, draft: Draft) -> None:
    """Nothing that is known only with the target is a feature."""
    made = [n for n in _features(spec, draft) if draft.made.get(n, n) == spec.outcome_time]
    if made:
        raise InvalidInputError(
            f"pipeline {spec.name!r}: feature {made[0]!r} travels in time: it comes from "
            f"{spec.outcome_time!r}, which says when the target becomes known",
            "leave it out with SelectColumns",
        )


def _components(draft: Draft, numbers: Sequence[str]) -> Components | None:
    found = draft.components
    if found is None or set(found.columns) <= set(numbers):
        return found
    kept = tuple(n for n in found.columns if n in numbers)
    if found.count > len(kept):
        raise InvalidInputError(
            f"{len(kept)} of the columns have no {found.count} components after a selection", "ask for fewer"
        )
    return dataclasses.replace(found, columns=kept)


def _features(spec: PipelineSpec, draft: Draft) -> list[str]:
    aside = {spec.target, spec.identifier, spec.split.aside, *draft.aside}
    series = spec.forecast.series if spec.forecast else ""
    if draft.types.get(series) is ColumnType.CATEGORY and series not in draft.encoding:
        aside.add(series)  # it names rows, unless a step makes it a feature
    features = [n for n, t in draft.types.items() if n not in aside and t is not ColumnType.TIMESTAMP]
    if not features:
        raise InvalidInputError(f"pipeline {spec.name!r} has no features", "select more columns")
    return features


def _check_encoded(spec: PipelineSpec, draft: Draft, categories: Sequence[str]) -> None:
    for name in categories:
        if name not in draft.encoding:
            raise InvalidInputError(
                f"pipeline {spec.name!r}: column {name!r} holds text, which algorithms do not take",
                "add it to a block of type EncodeCategories, or leave it out with SelectColumns",
            )


def _inputs(columns: Sequence[Column], draft: Draft, features: Sequence[str]) -> tuple[Column, ...]:
    wanted = {draft.made.get(n, n) for n in features}
    raw = (c for c in columns if c.name in wanted)
    return tuple(dataclasses.replace(c, required=c.name not in draft.filled) for c in raw)


def _only(names: Sequence[str], values: Mapping[str, Value]) -> dict[str, Value]:
    return {n: v for n, v in values.items() if n in names}


def _needed(step: Mapping[str, object], features: Sequence[str], made: Mapping[str, str]) -> bool:
    """Whether a feature depends on a step: on the columns that it adds, else on the one that it changes."""
    parts = step.get("parts")
    if isinstance(parts, Sequence):
        return any(part in features for part in parts)
    if "name" in step:
        return step["name"] in features
    return step["column"] in {made.get(n, n) for n in features}


def bind_plan(plan: FeaturePlan, training: Columns, missing: Sequence[str]) -> FeaturePlan:
    """The plan with what only rows can say.

    Args:
        plan: From ``plan_features``.
        training: Raw columns of the training rows.
        missing: Names of raw columns with missing values in training; a row may miss them too.
    """
    bound, columns = plan, dict(training)
    for place, step in enumerate(plan.preparation):
        learned = _learned(step, columns)
        columns = apply_steps([learned], columns)
        steps = (*bound.preparation[:place], learned, *bound.preparation[place + 1 :])
        bound = dataclasses.replace(bound, preparation=steps)
        if learned["step"] == "words":
            bound = _with_words(bound, str(learned["column"]), word_columns(learned))
    inputs = (dataclasses.replace(c, required=c.required and c.name not in missing) for c in plan.inputs)
    return dataclasses.replace(bound, inputs=tuple(inputs))


def _learned(step: Mapping[str, object], training: Columns) -> Mapping[str, object]:
    """A step with what the training rows say."""
    values = training[str(step["column"])].tolist()
    match step["step"]:
        case "fill" if step["value"] == "most_frequent":
            return {**step, "value": most_frequent(values)}
        case "code":
            return {**step, "codes": shares_of(values)}
        case "words":
            return choose_words(step, values)
        case _:
            return step


def _with_words(plan: FeaturePlan, column: str, names: Sequence[str]) -> FeaturePlan:
    """The plan with a column for each word in the place of the text."""
    if column not in plan.numbers:
        return plan
    place = plan.numbers.index(column)
    found = plan.components
    if found is not None and column in found.columns:
        rest = tuple(n for n in found.columns if n != column)
        found = dataclasses.replace(found, columns=(*rest, *names))
    transforms = (dataclasses.replace(t, columns=_spread(t.columns, column, names)) for t in plan.transforms)
    return dataclasses.replace(
        plan,
        numbers=(*plan.numbers[:place], *names, *plan.numbers[place + 1 :]),
        scaling=_each(plan.scaling, column, names),
        components=found,
        transforms=tuple(transforms),
    )


def _spread(columns: Sequence[str], column: str, names: Sequence[str]) -> tuple[str, ...]:
    """The columns with ``names`` in the place of one of them."""
    return tuple(n for c in columns for n in (names if c == column else (c,)))


def _each(values: Mapping[str, Value], column: str, names: Sequence[str]) -> dict[str, Value]:
    rest = {n: v for n, v in values.items() if n != column}
    return rest | (dict.fromkeys(names, values[column]) if column in values else {})


def shares_of(values: Sequence[object]) -> dict[str, float]:
    """How often each text appears among the known ones, as a share, in the order of the alphabet."""
    counts = collections.Counter(str(v) for v in values if v is not None)
    total = counts.total()
    return {text: count / total for text, count in sorted(counts.items())}


def most_frequent(values: Sequence[object]) -> str:
    """The most frequent text, the first of the alphabet among equals; empty where all are missing."""
    counts = collections.Counter(str(v) for v in values if v is not None)
    return min(counts, key=lambda v: (-counts[v], v), default="")


def frequent_values(values: Sequence[object], minimum: int) -> list[str]:
    """Texts that appear at least ``minimum`` times, sorted; the most frequent one if none does."""
    counts = collections.Counter(str(v) for v in values if v is not None)
    return sorted(v for v, count in counts.items() if count >= minimum) or [most_frequent(values)]
