"""What an automatic search tries: types of candidates, their parameters, and on how many rows."""

import dataclasses
from collections.abc import Mapping
from typing import Final, Protocol


@dataclasses.dataclass(frozen=True, slots=True)
class Range:
    """Numbers from ``low`` to ``high``; ``whole`` ones where said; by ratios where ``log``."""

    low: float
    high: float
    log: bool = True
    whole: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Options:
    """One of some values: numbers, texts, or lists of numbers."""

    values: tuple[object, ...]


_LEAST: Final = 1e-6
Space = Mapping[str, Range | Options]


@dataclasses.dataclass(frozen=True, slots=True)
class Family:
    """Candidates of one type.

    Attributes:
        name: Of its blocks in a document.
        type: Of its blocks.
        tasks: That it can do.
        space: Values of attributes that are searched.
        first: Attributes of its first trials: what is known to do well.
        rows: Most rows that it is tried on.
        cells: Most rows times features.
        fixed: Attributes that every candidate has.
        module: The library that it needs; empty where training has it anyway.
        relative: Attributes whose numbers are in standard deviations of the target.
    """

    name: str
    type: str
    tasks: tuple[str, ...]
    space: Space
    first: tuple[Mapping[str, object], ...]
    rows: int = 1_000_000
    cells: int = 100_000_000
    fixed: Mapping[str, object] = dataclasses.field(default_factory=dict)
    module: str = ""
    relative: tuple[str, ...] = ()


class Trial(Protocol):
    """What draws values; Optuna's trials are such."""

    def suggest_float(self, name: str, low: float, high: float, *, log: bool) -> float:
        """A number."""
        ...

    def suggest_int(self, name: str, low: int, high: int, *, log: bool) -> int:
        """A whole number."""
        ...

    def suggest_categorical(self, name: str, choices: list[str]) -> str:
        """One of some texts."""
        ...


_BOTH: Final = ("classification", "regression")
_CLASSES: Final = ("classification",)
_VALUES: Final = ("regression",)

_BOOSTING: Final[Space] = {
    "iterations": Range(20, 400, whole=True),
    "learningRate": Range(0.02, 0.3),
    "leaves": Range(3, 63, whole=True),
    "regularisation": Range(0.001, 30),
    "features": Range(0.3, 1, log=False),
}
FAMILIES: Final = (
    Family(
        "linear",
        "LogisticRegression",
        _CLASSES,
        {"C": Range(0.001, 100)},
        ({"C": 1.0}, {"C": 0.1}),
    ),
    Family(
        "linear",
        "LinearRegression",
        _VALUES,
        {"alpha": Range(0.01, 1000)},
        ({"alpha": 1.0}, {"alpha": 30.0}),
    ),
    Family(
        "kernel",
        "SupportVectorMachine",
        _CLASSES,
        {"C": Range(0.1, 100)},
        ({"C": 1.0}, {"C": 10.0}),
        fixed={"kernel": "rbf"},
        rows=5_000,
        cells=500_000,
    ),
    Family(
        "kernel",
        "SupportVectorMachine",
        _VALUES,
        {"C": Range(0.1, 10)},
        ({"C": 1.0}, {"C": 3.0}),
        fixed={"kernel": "rbf"},
        rows=2_000,
        cells=200_000,
        relative=("C",),
    ),
    Family(
        "neighbours",
        "NearestNeighbours",
        _CLASSES,
        {"neighbours": Range(3, 50, whole=True)},
        ({"neighbours": 5}, {"neighbours": 15}),
        rows=10_000,
        cells=1_000_000,
    ),
    Family(
        "lightgbm",
        "GradientBoosting",
        _BOTH,
        _BOOSTING,
        (
            {"iterations": 100, "learningRate": 0.1, "leaves": 15, "regularisation": 1.0, "features": 0.7},
            {"iterations": 200, "learningRate": 0.05, "leaves": 31, "regularisation": 3.0, "features": 0.5},
        ),
        fixed={"framework": "lightgbm"},
        module="lightgbm",
    ),
    Family(
        "extra",
        "ExtraTrees",
        _BOTH,
        {"leaf": Range(1, 20, whole=True), "depth": Range(6, 40, whole=True)},
        ({"leaf": 1, "depth": 40}, {"leaf": 3, "depth": 20}),
        fixed={"trees": 100},
        rows=30_000,
    ),
    Family(
        "network",
        "MultilayerPerceptron",
        _CLASSES,
        {
            "layers": Options(((32,), (100,), (200,), (64, 32), (128, 64))),
            "alpha": Range(0.00001, 3),
            "learningRate": Range(0.0005, 0.01),
            "iterations": Range(30, 200, whole=True),
        },
        (
            {"layers": (100,), "alpha": 0.01, "learningRate": 0.001, "iterations": 100},
            {"layers": (64, 32), "alpha": 1.0, "learningRate": 0.003, "iterations": 60},
        ),
        rows=20_000,
        cells=2_000_000,
    ),
    Family(
        "boosting",
        "GradientBoosting",
        _BOTH,
        _BOOSTING,
        (
            {"iterations": 100, "learningRate": 0.1, "leaves": 15, "regularisation": 1.0, "features": 0.7},
            {"iterations": 60, "learningRate": 0.06, "leaves": 5, "regularisation": 1.0, "features": 0.5},
            {"iterations": 250, "learningRate": 0.06, "leaves": 31, "regularisation": 3.0, "features": 0.5},
        ),
    ),
    Family(
        "forest",
        "RandomForest",
        _BOTH,
        {
            "leaf": Range(1, 20, whole=True),
            "depth": Range(6, 40, whole=True),
            "features": Options(("sqrt", "log2")),
        },
        ({"leaf": 1, "depth": 40, "features": "sqrt"}, {"leaf": 3, "depth": 15, "features": "sqrt"}),
        fixed={"trees": 100},
        rows=30_000,
    ),
    Family(
        "xgboost",
        "GradientBoosting",
        _BOTH,
        _BOOSTING,
        (
            {"iterations": 100, "learningRate": 0.1, "leaves": 15, "regularisation": 1.0, "features": 0.7},
            {"iterations": 200, "learningRate": 0.05, "leaves": 31, "regularisation": 3.0, "features": 0.5},
        ),
        fixed={"framework": "xgboost"},
        module="xgboost",
    ),
    Family(
        "catboost",
        "GradientBoosting",
        _BOTH,
        {
            "iterations": Range(50, 500, whole=True),
            "learningRate": Range(0.02, 0.3),
            "depth": Range(3, 8, whole=True),
            "regularisation": Range(0.5, 20),
        },
        (
            {"iterations": 200, "learningRate": 0.1, "depth": 5, "regularisation": 3.0},
            {"iterations": 400, "learningRate": 0.05, "depth": 6, "regularisation": 3.0},
        ),
        fixed={"framework": "catboost"},
        cells=5_000_000,
        module="catboost",
    ),
)
"""In the order in which they are tried first: what is cheap comes before what is not."""


def families(
    task: str, rows: int, features: int, installed: frozenset[str], unit: float = 1.0
) -> tuple[Family, ...]:
    """The families that are tried.

    Args:
        task: ``classification`` or ``regression``.
        rows: Rows that the search looks at.
        features: Prepared columns.
        installed: Modules that there are.
        unit: Standard deviation of the target of a regression.
    """
    return tuple(
        _in_units(f, unit)
        for f in FAMILIES
        if task in f.tasks
        and rows <= f.rows
        and rows * features <= f.cells
        and (not f.module or f.module in installed)
    )


def _in_units(family: Family, unit: float) -> Family:
    """A family whose relative numbers are numbers of the target."""

    def scaled(name: str, value: object) -> object:
        if name in family.relative and isinstance(value, int | float):
            return _scaled(value, unit)
        return value

    first = tuple({n: scaled(n, v) for n, v in one.items()} for one in family.first)
    space = {
        n: dataclasses.replace(s, low=_scaled(s.low, unit), high=_scaled(s.high, unit))
        if n in family.relative and isinstance(s, Range)
        else s
        for n, s in family.space.items()
    }
    return dataclasses.replace(family, first=first, space=space)


def _scaled(value: float, unit: float) -> float:
    """A number of the target, of three digits; no less than what types of candidates take."""
    return max(_LEAST, float(f"{value * unit:.3g}"))


def drawn(family: Family, trial: Trial) -> dict[str, object]:
    """Attributes of a candidate, with numbers of three digits, as a document has them."""
    found: dict[str, object] = {}
    for name, space in family.space.items():
        if isinstance(space, Options):
            words = {str(v): v for v in space.values}
            found[name] = words[trial.suggest_categorical(name, list(words))]
        elif space.whole:
            found[name] = trial.suggest_int(name, int(space.low), int(space.high), log=space.log)
        else:
            found[name] = float(f"{trial.suggest_float(name, space.low, space.high, log=space.log):.3g}")
    return {**found, **family.fixed}


def as_drawn(family: Family, attributes: Mapping[str, object]) -> dict[str, object]:
    """Attributes as a trial would draw them: lists as texts."""
    return {n: str(v) if isinstance(family.space[n], Options) else v for n, v in attributes.items()}
