"""The scikit-learn algorithms that pipelines may name, and what is particular about each."""

import dataclasses
import importlib.resources
from collections.abc import Mapping

import msgspec

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


FOLDS = 3
"""Parts that the training rows of a calibrated algorithm are divided into."""
DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "Lasso": {"max_iter": 1000},
    "LinearSVC": {"max_iter": 10000},
    "LinearSVR": {"max_iter": 10000},
    "LogisticRegression": {"max_iter": 1000},
    "LogisticRegressionCV": {
        "l1_ratios": (0,),
        "max_iter": 1000,
        "scoring": "neg_log_loss",
        "use_legacy_attributes": False,
    },
    "MLPClassifier": {"max_iter": 500},
    "MLPRegressor": {"max_iter": 500},
    "SGDClassifier": {"loss": "log_loss"},
}
"""Where a default of the library ends too early, or gives no probabilities."""


def _read() -> Mapping[str, Algorithm]:
    text = importlib.resources.files(__package__).joinpath("estimators.json").read_bytes()
    found = msgspec.json.decode(text, type=list[Algorithm])
    return {a.name: dataclasses.replace(a, defaults=DEFAULTS.get(a.name, {})) for a in found}


ALGORITHMS: Mapping[str, Algorithm] = _read()


def algorithm_named(block: str, name: str, task: str) -> Algorithm:
    """The algorithm that a candidate names.

    Args:
        block: The candidate, for errors.
        name: The algorithm's name.
        task: What it is needed for.

    Raises:
        InvalidInputError: If there is none of this name for the task; the hint names those there are.
    """
    fitting = [a.name for a in ALGORITHMS.values() if a.task == task]
    if name not in fitting:
        raise InvalidInputError(
            f"candidate {block!r}: no algorithm {name!r} for {task}", near_matches(name, fitting)
        )
    return ALGORITHMS[name]


def all_parameters(algorithm: Algorithm, given: Mapping[str, object], seed: int) -> dict[str, object]:
    """What the estimator is made with: the defaults, then what is given, then the seed."""
    seeded = {"random_state": seed} if algorithm.seeded else {}
    return {**algorithm.defaults, **given, **seeded}
