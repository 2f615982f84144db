"""What the steps of a pipeline's end say of its features, one step after the other."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from stratum.core.bundles import RESIZE, ColumnType
from stratum.core.errors import InvalidInputError
from stratum.data.logic import images
from stratum.data.logic.tables import near_matches, require_columns
from stratum.data.types import StepSpec
from stratum.training.logic.transformers import CLASSES, TRANSFORMERS
from stratum.training.types import Balance, Components, PipelineSpec, Selection, Transform

STATISTICS: Final = ("median", "mean", "most_frequent")
SCALINGS: Final = ("standard", "minmax", "robust", "mean", "maxabs", "power")
ENCODINGS: Final = ("onehot", "ordinal", "target", "frequency")
ROLES: Final = ("feature", "identifier", "weight", "ignored", "target")
NUMERIC: Final = (ColumnType.NUMBER, ColumnType.INTEGER, ColumnType.BOOLEAN)
MISSING: Final = "{} is missing"
"""How the column that an indicator adds is called."""


@dataclasses.dataclass(slots=True)
class Draft:
    """What the steps have said so far.

    Attributes:
        spec: The pipeline.
        types: What each column holds now, by name.
        made: The column that a new one was made of.
        aside: Columns that are no features.
        preparation: Row-wise steps, see ``stratum.data.logic.rows``.
        filled: The columns whose missing values get others.
        statistics: For columns of numbers the statistic that takes the place of missing values.
        encoding: Method of each column of categories.
        minimum: Rows that a category needs.
        scaling: Method of each column of numbers.
        components: Of the numbers, once a step asks for them.
        transforms: What is made of numbers by estimators of scikit-learn, in order.
        selection: Of the inputs, once a step asks for one.
        balance: Of the classes, once a step asks for it.
        weight: The column of weights.
    """

    spec: PipelineSpec
    types: dict[str, ColumnType]
    made: dict[str, str] = dataclasses.field(default_factory=dict)
    aside: set[str] = dataclasses.field(default_factory=set)
    preparation: list[Mapping[str, object]] = dataclasses.field(default_factory=list)
    filled: set[str] = dataclasses.field(default_factory=set)
    statistics: dict[str, str] = dataclasses.field(default_factory=dict)
    encoding: dict[str, str] = dataclasses.field(default_factory=dict)
    minimum: dict[str, int] = dataclasses.field(default_factory=dict)
    scaling: dict[str, str] = dataclasses.field(default_factory=dict)
    components: Components | None = None
    transforms: list[Transform] = dataclasses.field(default_factory=list)
    selection: Selection | None = None
    balance: Balance | None = None
    weight: str = ""

    def take(self, step: StepSpec) -> None:
        """Add what a step says.

        Raises:
            InvalidInputError: If it names a missing column or the target, or what it asks for does not fit.
        """
        if self.transforms and step.kind not in _AFTER_TRANSFORMS:
            _check_untransformed(self, step)
        _TAKERS[step.kind](self, step)

    def transformed(self) -> set[str]:
        """The columns of which transforms have made others."""
        return {column for each in self.transforms for column in each.columns}


def _take_select(draft: Draft, step: StepSpec) -> None:
    kept = _named(draft, step, target=True)
    draft.types = {n: t for n, t in draft.types.items() if n in kept or n == draft.spec.target}


def _take_parts(draft: Draft, step: StepSpec) -> None:
    column = str(step.attributes.get("column"))
    _check_holds(
        draft, step, column, (ColumnType.TIMESTAMP,), "not times", "make it a timestamp in the query"
    )
    parts = _listed(step, "parts")
    for part in parts:
        _add(draft, step, part, column)
    draft.preparation.append({"step": "date_parts", "column": column, "parts": parts})


def _add(draft: Draft, step: StepSpec, name: str, column: str) -> None:
    if name in draft.types:
        raise InvalidInputError(f"block {step.name!r}: there is a column {name!r} already", "rename it")
    draft.types[name] = ColumnType.INTEGER
    draft.made[name] = column


def _take_images(draft: Draft, step: StepSpec) -> None:
    column, colour = str(step.attributes.get("column")), str(step.attributes.get("colour"))
    _check_named(draft, step, [column])
    hint = "name a column of images, such as image of an ImageFolder"
    _check_holds(draft, step, column, (ColumnType.CATEGORY,), "not images", hint)
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


def _take_replace(draft: Draft, step: StepSpec) -> None:
    column, values = str(step.attributes.get("column")), _mapping(step, "values")
    _check_named(draft, step, [column])
    kind = draft.types[column]
    if kind is ColumnType.TIMESTAMP:
        raise InvalidInputError(f"block {step.name!r}: column {column!r} holds times", "use an SqlQuery")
    pairs: list[tuple[object, object]] = list(values.items())
    if kind in NUMERIC:
        pairs = [(_number(step, column, old), _number(step, column, new)) for old, new in pairs]
    draft.preparation.append({"step": "replace", "column": column, "values": [list(pair) for pair in pairs]})


def _number(step: StepSpec, column: str, value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value if value is None else float(value)
    try:
        return float(str(value))
    except ValueError:
        raise InvalidInputError(
            f"block {step.name!r}: {value!r} is no number, as column {column!r} holds", "write numbers"
        ) from None


def _take_fill(draft: Draft, step: StepSpec) -> None:
    fills = _mapping(step, "columns")
    _check_named(draft, step, list(fills))
    for column, value in fills.items():
        _check_fill(step, column, draft.types[column], value)
        if step.attributes.get("indicator") is True:
            _add(draft, step, MISSING.format(column), column)
            name = MISSING.format(column)
            draft.preparation.append({"step": "indicator", "column": column, "name": name})
        draft.filled.add(column)
        if draft.types[column] is not ColumnType.CATEGORY and value in STATISTICS:
            draft.statistics[column] = str(value)
        else:
            draft.preparation.append({"step": "fill", "column": column, "value": value})


def _check_fill(step: StepSpec, column: str, kind: ColumnType, value: object) -> None:
    if kind is ColumnType.CATEGORY:
        if value in {"median", "mean"}:
            raise InvalidInputError(
                f"block {step.name!r}: text column {column!r} has no {value}", "use most_frequent or a word"
            )
    elif value not in STATISTICS and not isinstance(value, int | float):
        raise InvalidInputError(
            f"block {step.name!r}: {value!r} is no number for column {column!r}",
            f"use a number or one of {', '.join(STATISTICS)}",
        )


def _take_encode(draft: Draft, step: StepSpec) -> None:
    method = _choice(step, "method", ENCODINGS)
    minimum = step.attributes.get("minimum", 1)
    if method == "target":
        _check_targeted(draft, step, method)
    for column in _named(draft, step):
        _check_text(draft, step, column)
        if method == "frequency":
            draft.types[column] = ColumnType.NUMBER
            draft.preparation.append({"step": "code", "column": column})
        else:
            draft.encoding[column] = method
            draft.minimum[column] = minimum if isinstance(minimum, int) else 1


def _take_words(draft: Draft, step: StepSpec) -> None:
    told = {key: step.attributes[key] for key in ("method", "words", "minimum", "length")}
    for column in _named(draft, step):
        _check_text(draft, step, column)
        draft.types[column] = ColumnType.NUMBER
        draft.preparation.append({"step": "words", "column": column, **told})


def _take_scale(draft: Draft, step: StepSpec) -> None:
    method = _choice(step, "method", SCALINGS)
    draft.scaling |= dict.fromkeys(_numbers(draft, step), method)


def _take_components(draft: Draft, step: StepSpec) -> None:
    _check_first(step, draft.components)
    columns, count = _numbers(draft, step), _count(step, "components")
    if count > len(columns):
        raise InvalidInputError(
            f"block {step.name!r}: {len(columns)} columns have no {count} components", "ask for fewer"
        )
    draft.components = Components(tuple(columns), count)


def _take_transform(draft: Draft, step: StepSpec) -> None:
    name, columns = str(step.attributes["transformer"]), _numbers(draft, step)
    if not columns:
        raise InvalidInputError(f"block {step.name!r}: there are no numbers for it", "leave it out")
    for column in columns:
        _check_holds(draft, step, column, NUMERIC, "no numbers", "leave it out")
    _check_target_of(draft, step, name)
    _check_whole(draft, step, columns)
    made = Transform(step.name, name, _mapping(step, "parameters"), tuple(columns))
    draft.transforms.append(made)


def _check_target_of(draft: Draft, step: StepSpec, name: str) -> None:
    """What learns from a target gets one of the kind that it takes."""
    needs = TRANSFORMERS[name].target
    if not needs:
        return
    _check_targeted(draft, step, name)
    if needs == CLASSES and draft.spec.learns != "classification":
        raise InvalidInputError(
            f"block {step.name!r}: {name} learns from classes, and the target holds numbers",
            "choose another block",
        )


def _check_whole(draft: Draft, step: StepSpec, columns: Sequence[str]) -> None:
    """Columns that were made of several can only be taken together."""
    reduced = () if draft.components is None else draft.components.columns
    if set(reduced) & set(columns):
        raise InvalidInputError(
            f"block {step.name!r} takes columns of which principal components were made",
            "use the block PCA in the place of PrincipalComponents",
        )
    for earlier in draft.transforms:
        inside = set(earlier.columns) & set(columns)
        if inside and not TRANSFORMERS[earlier.name].alone and inside != set(earlier.columns):
            left = next(c for c in earlier.columns if c not in inside)
            raise InvalidInputError(
                f"block {step.name!r} takes some columns of block {earlier.block!r}, and not {left!r}",
                f"take all columns of {earlier.block!r} or none of them",
            )


def _check_untransformed(draft: Draft, step: StepSpec) -> None:
    """No step prepares, drops or renames the role of columns of which others were made already."""
    made = draft.transformed()
    told = step.attributes.get("columns", step.attributes.get("column", "all"))
    named = {told} if isinstance(told, str) else set(told) if isinstance(told, Iterable) else set()
    if told == "all":
        named = made
    if found := sorted(made - named if step.kind == "select" else made & named):
        last = next(t for t in draft.transforms if found[0] in t.columns)
        raise InvalidInputError(
            f"block {step.name!r} comes after block {last.block!r}, which made others of column {found[0]!r}",
            f"put it before {last.block!r}, or use a block of scikit-learn such as StandardScaler",
        )


def _take_selection(draft: Draft, step: StepSpec) -> None:
    _check_first(step, draft.selection)
    method = _choice(step, "method", ("f-test", "information", "variance"))
    variance = step.attributes.get("variance", 0.0)
    least = float(variance) if isinstance(variance, int | float) else 0.0
    if method != "variance":
        _check_targeted(draft, step, method)
    draft.selection = Selection(method, _count(step, "features"), least)


def _take_balance(draft: Draft, step: StepSpec) -> None:
    _check_first(step, draft.balance)
    if draft.spec.task != "classification":
        raise InvalidInputError(f"block {step.name!r}: {draft.spec.task} has no classes", "leave it out")
    ratio = step.attributes.get("ratio", 1.0)
    draft.balance = Balance(
        _choice(step, "method", ("over", "under")), float(ratio) if isinstance(ratio, int | float) else 1.0
    )


def _take_roles(draft: Draft, step: StepSpec) -> None:
    roles = _mapping(step, "columns")
    require_columns(step.name, list(roles), list(draft.types))
    target = draft.spec.target
    for column, role in roles.items():
        if role not in ROLES:
            raise InvalidInputError(f"block {step.name!r}: no role {role!r}", near_matches(str(role), ROLES))
        if (role == "target") != (column == target):
            raise InvalidInputError(
                f"block {step.name!r} calls {column!r} {role}, but the choice predicts {target!r}",
                "say the same in both",
            )
        if role == "weight":
            _check_holds(draft, step, column, NUMERIC, "no numbers", "choose a column of numbers")
            if draft.weight:
                raise InvalidInputError(f"block {step.name!r}: {draft.weight!r} is the weight", "keep one")
            draft.weight = column
        if role not in {"feature", "target"}:
            draft.aside.add(column)


def _check_targeted(draft: Draft, step: StepSpec, method: str) -> None:
    if draft.spec.learns not in {"classification", "regression"}:
        raise InvalidInputError(
            f"block {step.name!r}: {draft.spec.task} has no target for {method}", "choose another method"
        )


def _check_first(step: StepSpec, earlier: object) -> None:
    if earlier is not None:
        raise InvalidInputError(f"block {step.name!r} is the second of its kind", "keep one of them")


def _count(step: StepSpec, attribute: str) -> int:
    value = step.attributes.get(attribute)
    if isinstance(value, int) and value > 0:
        return value
    raise InvalidInputError(f"block {step.name!r}: {attribute} is {value!r}", "write a whole number above 0")


def _numbers(draft: Draft, step: StepSpec) -> list[str]:
    """The columns of numbers that a step names; all of them where it names none."""
    if step.attributes.get("columns", "all") != "all":
        return _named(draft, step)
    return [n for n, t in draft.types.items() if t in NUMERIC and n not in {draft.spec.target, *draft.aside}]


def _choice(step: StepSpec, attribute: str, known: Sequence[str]) -> str:
    method = str(step.attributes.get(attribute, known[0]))
    if method not in known:
        raise InvalidInputError(
            f"block {step.name!r} has no {attribute} {method!r}", near_matches(method, known)
        )
    return method


def _listed(step: StepSpec, attribute: str) -> list[str]:
    value = step.attributes.get(attribute, ())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [str(v) for v in value]
    raise InvalidInputError(f"block {step.name!r}: {attribute} is no list", "write it as [a, b]")


def _mapping(step: StepSpec, attribute: str) -> Mapping[str, object]:
    value = step.attributes.get(attribute)
    if isinstance(value, Mapping):
        return {str(key): inner for key, inner in value.items()}
    raise InvalidInputError(f"block {step.name!r}: {attribute} is no mapping", "write {column: value}")


def _named(draft: Draft, step: StepSpec, *, target: bool = False) -> list[str]:
    columns = _listed(step, "columns")
    _check_named(draft, step, columns, target=target)
    return columns


def _check_named(draft: Draft, step: StepSpec, columns: Sequence[str], *, target: bool = False) -> None:
    require_columns(step.name, columns, list(draft.types))
    if draft.spec.target in columns and not target:
        raise InvalidInputError(
            f"block {step.name!r}: {draft.spec.target!r} is the target and cannot be a feature",
            "leave it out",
        )


def _check_text(draft: Draft, step: StepSpec, column: str) -> None:
    hint = "leave it out, or make it text in the query"
    _check_holds(draft, step, column, (ColumnType.CATEGORY,), "not text", hint)


def _check_holds(
    draft: Draft, step: StepSpec, column: str, kinds: Sequence[ColumnType], lacking: str, hint: str
) -> None:
    require_columns(step.name, [column], list(draft.types))
    if draft.types[column] not in kinds:
        raise InvalidInputError(
            f"block {step.name!r}: column {column!r} holds {draft.types[column]}, {lacking}", hint
        )


_AFTER_TRANSFORMS: Final = frozenset({"transform", "choose_features", "balance"})
"""Steps that take what transforms have made."""
_TAKERS: Final[Mapping[str, Callable[[Draft, StepSpec], None]]] = {
    "select": _take_select,
    "date_parts": _take_parts,
    "resize_images": _take_images,
    "replace": _take_replace,
    "fill": _take_fill,
    "encode": _take_encode,
    "words": _take_words,
    "scale": _take_scale,
    "components": _take_components,
    "transform": _take_transform,
    "choose_features": _take_selection,
    "balance": _take_balance,
    "roles": _take_roles,
}
