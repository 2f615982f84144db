"""The algorithms with the interface of scikit-learn that pipelines may name, and each's particulars."""

import dataclasses
import importlib.resources
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from stratum.core.errors import InvalidInputError
from stratum.data.logic.tables import near_matches

SKLEARN = "sklearn"


@dataclasses.dataclass(frozen=True, slots=True)
class Algorithm:
    """An estimator.

    Attributes:
        name: Name of the class.
        module: Where to import it from.
        task: What it does.
        scaled: Whether scaling matters. Trees give the same answers without, and comparing raw values keeps
            their float32 thresholds exact in ONNX, so they get none.
        missing: Whether it takes missing numbers.
        seeded: Whether it takes ``random_state``.
        calibrated: Whether it gives scores instead of probabilities, which a sigmoid over three folds of the
            training rows makes probabilities of (Platt scaling).
        defaults: Parameters set unless the pipeline sets them.
        framework: Entry-point name of the framework that fits it.
        coded: Whether it learns the places of the classes instead of the classes.
        tabled: Whether it takes its target as a table of one column.
        after_components: Name of the class that learns from principal components of the inputs, as many as
            ``COMPONENTS`` says; empty where the class has the algorithm's name and learns from the inputs.
    """

    name: str
    module: str
    task: str
    scaled: bool = True
    missing: bool = False
    seeded: bool = True
    calibrated: bool = False
    defaults: Mapping[str, object] = dataclasses.field(default_factory=dict)
    framework: str = SKLEARN
    coded: bool = False
    tabled: bool = False
    after_components: str = ""

    @property
    def estimator(self) -> str:
        """Name of its class."""
        return self.after_components or self.name


COMPONENTS: Final = "n_components"
"""Parameter of an algorithm after principal components: how many there are."""
FOLDS = 3
"""Parts that the training rows of a calibrated algorithm are divided into."""
DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "BayesianGaussianMixture": {"n_components": 8},
    "CCA": {"n_components": 1},
    "GaussianMixture": {"n_components": 8},
    "IsotonicRegression": {"out_of_bounds": "clip"},
    "KMeans": {"n_init": 10},
    "Lasso": {"max_iter": 1000},
    "LinearSVC": {"max_iter": 10000},
    "LinearSVR": {"max_iter": 10000},
    "LocalOutlierFactor": {"novelty": True},
    "LogisticRegression": {"max_iter": 1000},
    "LogisticRegressionCV": {
        "l1_ratios": (0,),
        "max_iter": 1000,
        "scoring": "neg_log_loss",
        "use_legacy_attributes": False,
    },
    "MLPClassifier": {"max_iter": 500},
    "MLPRegressor": {"max_iter": 500},
    "MiniBatchKMeans": {"n_init": 3},
    "PLSCanonical": {"n_components": 1},
    "QuadraticDiscriminantAnalysis": {"reg_param": 0.001},
    "RadiusNeighborsClassifier": {"outlier_label": "most_frequent"},
    "SGDClassifier": {"loss": "log_loss"},
}
"""Where a default of the library ends too early, finds one group, gives no probabilities, answers no other
rows than those it learned from, or fails on ordinary rows."""


BOOSTERS: Mapping[str, Mapping[str, object]] = {
    "lightgbm.LGBM": {"n_jobs": 1, "verbosity": -1, "deterministic": True, "force_row_wise": True},
    "xgboost.XGB": {"n_jobs": 1, "verbosity": 0},
    "catboost.CatBoost": {"thread_count": 1, "logging_level": "Silent", "allow_writing_files": False},
}
"""Libraries of trees, each with a class for each task; one thread, no words, no files."""


def _read() -> Mapping[str, Algorithm]:
    text = importlib.resources.files(__package__).joinpath("estimators.json").read_bytes()
    found = msgspec.json.decode(text, type=list[Algorithm])
    plain = {a.name: dataclasses.replace(a, defaults=DEFAULTS.get(a.name, {})) for a in found}
    return {**plain, **{a.name: a for a in _boosters()}}


def _boosters() -> Iterator[Algorithm]:
    for named, defaults in BOOSTERS.items():
        module, _, start = named.partition(".")
        for task, end in (("classification", "Classifier"), ("regression", "Regressor")):
            trees = Algorithm(start + end, module, task, scaled=False, missing=True, defaults=defaults)
            yield dataclasses.replace(trees, framework=module, coded=task == "classification")


AFTER_COMPONENTS = (
    Algorithm(
        "PrincipalComponentRegression",
        "sklearn.linear_model",
        "regression",
        seeded=False,
        defaults={COMPONENTS: 2},
        after_components="LinearRegression",
    ),
)
ALGORITHMS: Mapping[str, Algorithm] = {
    **_read(),
    **{one.name: one for one in AFTER_COMPONENTS},
}


def algorithm_named(block: str, name: str, task: str, framework: str = SKLEARN) -> Algorithm:
    """The algorithm that a candidate names.

    Args:
        block: The candidate, for errors.
        name: The algorithm's name.
        task: What it is needed for.
        framework: Entry-point name of what is to fit it.

    Raises:
        InvalidInputError: If there is none of this name for the task; the hint names those there are.
    """
    fitting = [a.name for a in ALGORITHMS.values() if (a.task, a.framework) == (task, framework)]
    if name not in fitting:
        raise InvalidInputError(
            f"candidate {block!r}: no algorithm {name!r} for {task}", near_matches(name, fitting)
        )
    return ALGORITHMS[name]


def all_parameters(algorithm: Algorithm, given: Mapping[str, object], seed: int) -> dict[str, object]:
    """What the estimator is made with: the defaults, then what is given, then the seed."""
    seeded = {"random_state": seed} if algorithm.seeded else {}
    return {**algorithm.defaults, **given, **seeded}


def before_and_after(
    algorithm: Algorithm, parameters: Mapping[str, object]
) -> tuple[tuple[object, ...], dict[str, object]]:
    """How many principal components are made, if any are, and what the estimator after them is made with."""
    if not algorithm.after_components:
        return (), dict(parameters)
    return (parameters[COMPONENTS],), {n: v for n, v in parameters.items() if n != COMPONENTS}
