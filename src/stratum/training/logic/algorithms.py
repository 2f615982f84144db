"""The scikit-learn algorithms that pipelines may name, and what is particular about each."""

import dataclasses
from collections.abc import Mapping

from stratum.core.errors import InvalidInputError
from stratum.data.logic.tables import near_matches


@dataclasses.dataclass(frozen=True, slots=True)
class Algorithm:
    """An estimator that converts to ONNX with equal numbers.

    Attributes:
        name: Name of the class.
        module: Where to import it from.
        task: ``classification`` or ``regression``.
        scaled: Whether scaling matters. Trees give the same answers without, and comparing raw values keeps
            their float32 thresholds exact in ONNX, so they get none.
        missing: Whether it takes missing numbers.
        seeded: Whether it takes ``random_state``.
        calibrated: Whether it gives scores instead of probabilities, which a sigmoid over three folds of the
            training rows makes probabilities of (Platt scaling).
        defaults: Parameters set unless the pipeline sets them.
    """

    name: str
    module: str
    task: str
    scaled: bool = True
    missing: bool = False
    seeded: bool = True
    calibrated: bool = False
    defaults: Mapping[str, object] = dataclasses.field(default_factory=dict)


_CLASS, _VALUE = "classification", "regression"
_ENOUGH = {"max_iter": 1000}
_PLENTY = {"max_iter": 10000}
FOLDS = 3
"""Parts that the training rows of a calibrated algorithm are divided into."""
_ALL = (
    Algorithm("LogisticRegression", "sklearn.linear_model", _CLASS, defaults=_ENOUGH),
    Algorithm("GaussianNB", "sklearn.naive_bayes", _CLASS, seeded=False),
    Algorithm("KNeighborsClassifier", "sklearn.neighbors", _CLASS, seeded=False),
    Algorithm("MLPClassifier", "sklearn.neural_network", _CLASS, defaults={"max_iter": 500}),
    Algorithm("DecisionTreeClassifier", "sklearn.tree", _CLASS, scaled=False),
    Algorithm("RandomForestClassifier", "sklearn.ensemble", _CLASS, scaled=False),
    Algorithm("ExtraTreesClassifier", "sklearn.ensemble", _CLASS, scaled=False),
    Algorithm("GradientBoostingClassifier", "sklearn.ensemble", _CLASS, scaled=False),
    Algorithm("HistGradientBoostingClassifier", "sklearn.ensemble", _CLASS, scaled=False, missing=True),
    Algorithm("SVC", "sklearn.svm", _CLASS, calibrated=True),
    Algorithm("LinearSVC", "sklearn.svm", _CLASS, calibrated=True, defaults=_PLENTY),
    Algorithm("SGDClassifier", "sklearn.linear_model", _CLASS, defaults={"loss": "log_loss"}),
    Algorithm("LinearRegression", "sklearn.linear_model", _VALUE, seeded=False),
    Algorithm("Ridge", "sklearn.linear_model", _VALUE),
    Algorithm("Lasso", "sklearn.linear_model", _VALUE, defaults=_ENOUGH),
    Algorithm("SVR", "sklearn.svm", _VALUE, seeded=False),
    Algorithm("LinearSVR", "sklearn.svm", _VALUE, defaults=_PLENTY),
    Algorithm("SGDRegressor", "sklearn.linear_model", _VALUE),
    Algorithm("KNeighborsRegressor", "sklearn.neighbors", _VALUE, seeded=False),
    Algorithm("MLPRegressor", "sklearn.neural_network", _VALUE, defaults={"max_iter": 500}),
    Algorithm("DecisionTreeRegressor", "sklearn.tree", _VALUE, scaled=False),
    Algorithm("RandomForestRegressor", "sklearn.ensemble", _VALUE, scaled=False),
    Algorithm("ExtraTreesRegressor", "sklearn.ensemble", _VALUE, scaled=False),
    Algorithm("GradientBoostingRegressor", "sklearn.ensemble", _VALUE, scaled=False),
    Algorithm("HistGradientBoostingRegressor", "sklearn.ensemble", _VALUE, scaled=False, missing=True),
)
ALGORITHMS: Mapping[str, Algorithm] = {algorithm.name: algorithm for algorithm in _ALL}


def algorithm_named(block: str, name: str, task: str) -> Algorithm:
    """The algorithm that a candidate names.

    Args:
        block: The candidate, for errors.
        name: The algorithm's name.
        task: What it is needed for.

    Raises:
        InvalidInputError: If there is none of this name for the task; the hint names those there are.
    """
    fitting = [a.name for a in _ALL if a.task == task]
    if name not in fitting:
        raise InvalidInputError(
            f"candidate {block!r}: no algorithm {name!r} for {task}", near_matches(name, fitting)
        )
    return ALGORITHMS[name]


def all_parameters(algorithm: Algorithm, given: Mapping[str, object], seed: int) -> dict[str, object]:
    """What the estimator is made with: the defaults, then what is given, then the seed."""
    seeded = {"random_state": seed} if algorithm.seeded else {}
    return {**algorithm.defaults, **given, **seeded}
