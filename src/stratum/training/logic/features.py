"""From a pipeline and the columns of its table to the features of a model."""

import collections
import dataclasses
from collections.abc import Mapping, Sequence
from typing import TypeVar

from stratum.core.bundles import RESIZE, Column, ColumnType
from stratum.core.errors import InvalidInputError
from stratum.data.logic import images
from stratum.data.logic.rows import Columns
from stratum.data.logic.tables import near_matches, require_columns
from stratum.data.types import StepSpec
from stratum.training.types import FeaturePlan, PipelineSpec

Value = TypeVar("Value")

STRATEGIES = ("median", "mean", "most_frequent")
SCALINGS = ("standard", "minmax", "robust")
ENCODINGS = ("onehot", "ordinal")


@dataclasses.dataclass(slots=True)
class _Draft:
    """What the steps have said so far."""

    types: dict[str, ColumnType]
    made: dict[str, str] = dataclasses.field(default_factory=dict)
    preparation: list[Mapping[str, object]] = dataclasses.field(default_factory=list)
    filled: dict[str, object] = dataclasses.field(default_factory=dict)
    encoding: dict[str, str] = dataclasses.field(default_factory=dict)
    minimum: dict[str, int] = dataclasses.field(default_factory=dict)
    scaling: dict[str, str] = dataclasses.field(default_factory=dict)


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
    require_columns(spec.name, [n for n in (spec.target, spec.identifier, spec.split.column) if n], names)
    draft = _Draft({c.name: c.type for c in columns})
    for step in tail:
        _take(spec, draft, step)
    return _finished(spec, columns, draft)


def _take(spec: PipelineSpec, draft: _Draft, step: StepSpec) -> None:
    match step.kind:
        case "date_parts":
            _take_parts(draft, step)
        case "fill":
            _take_fill(spec, draft, step)
        case "resize_images":
            _take_images(spec, draft, step)
        case "encode":
            _take_encode(spec, draft, step)
        case "scale":
            _take_scale(spec, draft, step)
        case _:
            kept = _named(spec, draft, step, target=True)
            draft.types = {n: t for n, t in draft.types.items() if n in kept or n == spec.target}


def _take_parts(draft: _Draft, step: StepSpec) -> None:
    column = str(step.attributes.get("column"))
    require_columns(step.name, [column], list(draft.types))
    if draft.types[column] is not ColumnType.TIMESTAMP:
        raise InvalidInputError(
            f"block {step.name!r}: column {column!r} holds {draft.types[column]}, not times",
            "make it a timestamp in the query",
        )
    parts = [str(part) for part in _listed(step, "parts")]
    for part in parts:
        if part in draft.types:
            raise InvalidInputError(f"block {step.name!r}: there is a column {part!r} already", "rename it")
        draft.types[part] = ColumnType.INTEGER
        draft.made[part] = column
    draft.preparation.append({"step": "date_parts", "column": column, "parts": parts})


def _take_images(spec: PipelineSpec, draft: _Draft, step: StepSpec) -> None:
    column, colour = str(step.attributes.get("column")), str(step.attributes.get("colour"))
    _check_named(spec, draft, step, [column])
    if draft.types[column] is not ColumnType.CATEGORY:
        raise InvalidInputError(
            f"block {step.name!r}: column {column!r} holds {draft.types[column]}, not images",
            "name a column of images, such as image of an ImageFolder",
        )
    width, height = (int(str(step.attributes.get(name))) for name in ("width", "height"))
    parts = images.names(column, width, height, colour)
    if len(parts) > images.MOST_VALUES:
        raise InvalidInputError(
            f"block {step.name!r} makes {len(parts)} features of an image, more than {images.MOST_VALUES}",
            "choose a smaller width and height",
        )
    del draft.types[column]
    draft.types |= dict.fromkeys(parts, ColumnType.NUMBER)
    draft.made |= dict.fromkeys(parts, column)
    least = -1 if step.attributes.get("range") == "symmetric" else 0
    told = {"step": RESIZE, "column": column, "width": width, "height": height, "colour": colour}
    draft.preparation.append({**told, "least": least, "parts": list(parts)})


def _take_fill(spec: PipelineSpec, draft: _Draft, step: StepSpec) -> None:
    fills = step.attributes.get("columns")
    if not isinstance(fills, Mapping):
        raise InvalidInputError(f"block {step.name!r}: columns is no mapping", "write {column: value}")
    _check_named(spec, draft, step, list(fills))
    for column, value in fills.items():
        _check_fill(step, column, draft.types[column], value)
        draft.filled[column] = value
        if draft.types[column] is ColumnType.CATEGORY or value not in STRATEGIES:
            draft.preparation.append({"step": "fill", "column": column, "value": value})


def _check_fill(step: StepSpec, column: str, kind: ColumnType, value: object) -> None:
    if kind is ColumnType.CATEGORY:
        if value in {"median", "mean"}:
            raise InvalidInputError(
                f"block {step.name!r}: text column {column!r} has no {value}", "use most_frequent or a word"
            )
    elif value not in STRATEGIES and not isinstance(value, int | float):
        raise InvalidInputError(
            f"block {step.name!r}: {value!r} is no number for column {column!r}",
            f"use a number or one of {', '.join(STRATEGIES)}",
        )


def _take_encode(spec: PipelineSpec, draft: _Draft, step: StepSpec) -> None:
    method = _choice(step, ENCODINGS)
    minimum = step.attributes.get("minimum", 1)
    for column in _named(spec, draft, step):
        if draft.types[column] is not ColumnType.CATEGORY:
            raise InvalidInputError(
                f"block {step.name!r}: column {column!r} holds {draft.types[column]}, not text",
                "leave it out, or make it text in the query",
            )
        draft.encoding[column] = method
        draft.minimum[column] = minimum if isinstance(minimum, int) else 1


def _take_scale(spec: PipelineSpec, draft: _Draft, step: StepSpec) -> None:
    method = _choice(step, SCALINGS)
    if step.attributes.get("columns", "all") == "all":
        numeric = (ColumnType.NUMBER, ColumnType.INTEGER, ColumnType.BOOLEAN)
        columns = [n for n, t in draft.types.items() if t in numeric and n != spec.target]
    else:
        columns = _named(spec, draft, step)
    draft.scaling |= dict.fromkeys(columns, method)


def _choice(step: StepSpec, known: Sequence[str]) -> str:
    method = str(step.attributes.get("method", known[0]))
    if method not in known:
        raise InvalidInputError(f"block {step.name!r} has no method {method!r}", near_matches(method, known))
    return method


def _listed(step: StepSpec, attribute: str) -> list[str]:
    value = step.attributes.get(attribute, ())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [str(v) for v in value]
    raise InvalidInputError(f"block {step.name!r}: {attribute} is no list", "write it as [a, b]")


def _named(spec: PipelineSpec, draft: _Draft, step: StepSpec, *, target: bool = False) -> list[str]:
    columns = _listed(step, "columns")
    _check_named(spec, draft, step, columns, target=target)
    return columns


def _check_named(
    spec: PipelineSpec, draft: _Draft, step: StepSpec, columns: Sequence[str], *, target: bool = False
) -> None:
    require_columns(step.name, columns, list(draft.types))
    if spec.target in columns and not target:
        raise InvalidInputError(
            f"block {step.name!r}: {spec.target!r} is the target and cannot be a feature", "leave it out"
        )


def _finished(spec: PipelineSpec, columns: Sequence[Column], draft: _Draft) -> FeaturePlan:
    features = _features(spec, draft)
    categories = tuple(n for n in features if draft.types[n] is ColumnType.CATEGORY)
    numbers = tuple(n for n in features if n not in categories)
    _check_encoded(spec, draft, categories)
    statistics = {n: str(v) for n, v in draft.filled.items() if v in STRATEGIES}
    return FeaturePlan(
        inputs=_inputs(columns, draft, features),
        preparation=tuple(s for s in draft.preparation if _needed(s, features)),
        numbers=numbers,
        categories=categories,
        imputation=_only(numbers, statistics),
        encoding=_only(categories, draft.encoding),
        minimum=_only(categories, draft.minimum),
        scaling=_only(numbers, draft.scaling),
    )


def _features(spec: PipelineSpec, draft: _Draft) -> list[str]:
    aside = {spec.target, spec.identifier, spec.split.column}
    features = [n for n, t in draft.types.items() if n not in aside and t is not ColumnType.TIMESTAMP]
    if not features:
        raise InvalidInputError(f"pipeline {spec.name!r} has no features", "select more columns")
    return features


def _check_encoded(spec: PipelineSpec, draft: _Draft, categories: Sequence[str]) -> None:
    for name in categories:
        if name not in draft.encoding:
            raise InvalidInputError(
                f"pipeline {spec.name!r}: column {name!r} holds text, which algorithms do not take",
                "add it to a block of type EncodeCategories, or leave it out with SelectColumns",
            )


def _inputs(columns: Sequence[Column], draft: _Draft, features: Sequence[str]) -> tuple[Column, ...]:
    wanted = {draft.made.get(n, n) for n in features}
    raw = (c for c in columns if c.name in wanted)
    return tuple(dataclasses.replace(c, required=c.name not in draft.filled) for c in raw)


def _only(names: Sequence[str], values: Mapping[str, Value]) -> dict[str, Value]:
    return {n: v for n, v in values.items() if n in names}


def _needed(step: Mapping[str, object], features: Sequence[str]) -> bool:
    parts = step.get("parts")
    if isinstance(parts, Sequence):
        return any(part in features for part in parts)
    return step["column"] in features


def bind_plan(plan: FeaturePlan, training: Columns, missing: Sequence[str]) -> FeaturePlan:
    """The plan with what only rows can say.

    Args:
        plan: From ``plan_features``.
        training: Raw columns of the training rows.
        missing: Names of raw columns with missing values in training; a row may miss them too.
    """
    steps = [_with_value(s, training) for s in plan.preparation]
    inputs = (dataclasses.replace(c, required=c.required and c.name not in missing) for c in plan.inputs)
    return dataclasses.replace(plan, preparation=tuple(steps), inputs=tuple(inputs))


def _with_value(step: Mapping[str, object], training: Columns) -> Mapping[str, object]:
    if step["step"] != "fill" or step["value"] != "most_frequent":
        return step
    return {**step, "value": most_frequent(training[str(step["column"])].tolist())}


def most_frequent(values: Sequence[object]) -> str:
    """The most frequent text, the first of the alphabet among equals; empty where all are missing."""
    counts = collections.Counter(str(v) for v in values if v is not None)
    return min(counts, key=lambda v: (-counts[v], v), default="")


def frequent_values(values: Sequence[object], minimum: int) -> list[str]:
    """Texts that appear at least ``minimum`` times, sorted; the most frequent one if none does."""
    counts = collections.Counter(str(v) for v in values if v is not None)
    return sorted(v for v, count in counts.items() if count >= minimum) or [most_frequent(values)]
