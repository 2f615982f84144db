"""Estimators of scikit-learn that make columns of numbers of columns of numbers, and each's particulars."""

import dataclasses
import importlib.resources
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

CLASSES: Final = "classes"
ANY: Final = "any"
DEFAULTS: Final[Mapping[str, Mapping[str, object]]] = {
    "GaussianRandomProjection": {"n_components": 2},
    "KBinsDiscretizer": {"encode": "onehot-dense"},
    "RandomTreesEmbedding": {"sparse_output": False},
    "SparseRandomProjection": {"n_components": 2, "dense_output": True},
}
"""Where a default of the library gives sparse columns, or asks for more columns than tables have."""
SCORE: Final = "score_func"
"""Parameter of what selects by a score, whose function depends on the task."""


@dataclasses.dataclass(frozen=True, slots=True)
class Transformer:
    """An estimator with ``transform``.

    Attributes:
        name: Name of the class.
        module: Where to import it from.
        target: What it learns from beside columns: ``classes``, or ``any`` that a model predicts; empty for
            nothing.
        alone: Whether it makes of a column the same alone as among others.
        missing: Whether it takes missing numbers.
        seeded: Whether it takes ``random_state``.
        counted: Whether its columns have numbers in the place of names.
        defaults: Parameters set unless the pipeline sets them.
    """

    name: str
    module: str
    target: str = ""
    alone: bool = False
    missing: bool = False
    seeded: bool = False
    counted: bool = False
    defaults: Mapping[str, object] = dataclasses.field(default_factory=dict)


def _read() -> Mapping[str, Transformer]:
    text = importlib.resources.files(__package__).joinpath("transformers.json").read_bytes()
    found = msgspec.json.decode(text, type=list[Transformer])
    return {t.name: dataclasses.replace(t, defaults=DEFAULTS.get(t.name, {})) for t in found}


TRANSFORMERS: Final = _read()


def made_with(found: Transformer, given: Mapping[str, object], seed: int) -> dict[str, object]:
    """What an estimator is made with: the defaults, then what is given, then the seed; lists as tuples."""
    seeded = {"random_state": seed} if found.seeded else {}
    plain = {n: tuple(v) if isinstance(v, list | tuple) else v for n, v in given.items()}
    return {**found.defaults, **plain, **seeded}


@dataclasses.dataclass(frozen=True)
class Group:
    """Columns that are treated together.

    Attributes:
        columns: Their names, in the order in which they are taken.
        first: How they are filled and scaled; of groups that were brought together nothing.
        inner: The groups that were brought together.
        steps: Places of the transforms that follow.
        whole: Whether its columns cannot be told apart any more.
    """

    columns: tuple[str, ...]
    first: tuple[object, ...] = ()
    inner: tuple["Group", ...] = ()
    steps: tuple[int, ...] = ()
    whole: bool = False


def transformed(groups: Sequence[Group], place: int, columns: Sequence[str], *, alone: bool) -> list[Group]:
    """The groups after one more transform.

    Args:
        groups: So far.
        place: Of the transform.
        columns: That it takes.
        alone: Whether it makes of a column the same alone as among others.
    """
    split = [part for group in groups for part in parts_of(group, columns)]
    taken = [g for g in split if g.columns[0] in columns]
    if alone or len(taken) == 1:
        return [
            dataclasses.replace(g, steps=(*g.steps, place), whole=g.whole or not alone) if g in taken else g
            for g in split
        ]
    names = tuple(n for g in taken for n in g.columns)
    joined = Group(names, inner=tuple(taken), steps=(place,), whole=True)
    first = split.index(taken[0])
    return [*split[:first], joined, *(g for g in split[first:] if g not in taken)]


def parts_of(group: Group, columns: Sequence[str]) -> list[Group]:
    """A group in two, those of its columns that are named and the others, where it can be."""
    inside = tuple(n for n in group.columns if n in columns)
    outside = tuple(n for n in group.columns if n not in columns)
    if group.whole or not inside or not outside:
        return [group]
    return [dataclasses.replace(group, columns=names) for names in (inside, outside)]
