"""From scikit-learn's own constraints of parameters to attributes of types: range, words, default."""

import inspect
import math
from collections.abc import Mapping
from numbers import Integral
from typing import Any

import numpy as np
from sklearn.utils._param_validation import Hidden, Interval, Options, StrOptions

# scikit-learn has no types
Estimator = Any
Constraint = Any

OURS = {
    "alpha_per_target", "break_ties", "cache_size", "categorical_features", "check_inverse",
    "compute_labels", "compute_score", "copy", "copy_X", "copy_X_train", "copy_x",
    "decision_function_shape", "fit_path", "interaction_cst", "max_n_alphas", "n_jobs", "n_targets",
    "oob_score", "outlier_label", "probability",
    "random_state", "scoring", "store_covariance", "store_cv_results", "store_precision",
    "use_legacy_attributes", "verbose", "verbose_interval", "warm_start",
}  # fmt: skip
"""Parameters that change no prediction, that the platform sets, or whose values belong to single columns."""
NOT_FOR_ROWS = {"precomputed", "pyfunc", "raise"}
"""Words that ask for something other than rows of columns."""
STEP = 1e-9
"""How far a bound that is itself not allowed is moved."""


def signature(found: Estimator) -> list[inspect.Parameter]:
    """The parameters that an estimator is made with."""
    every = inspect.signature(found).parameters.values()
    return [p for p in every if p.kind is not p.VAR_KEYWORD]


def attribute(parameter: inspect.Parameter, constraints: list[Constraint]) -> dict[str, object] | None:
    """A parameter as an attribute, without help; None where no attribute can hold its values."""
    if parameter.default == "deprecated" or parameter.name in OURS:
        return None
    told = _shape(parameter, [c for c in constraints if not isinstance(c, Hidden)])
    if told is None:
        return None
    fits = parameter.default is not None and _fits(parameter.default, told)
    return {**told, "default": _plain(parameter.default)} if fits else told


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    return list(value) if isinstance(value, tuple) else value


def _texts(values: object) -> list[object]:
    return values if isinstance(values, list) else []


def _fits(value: object, told: Mapping[str, object]) -> bool:
    match told["type"]:
        case "enum":
            return value in _texts(told["options"])
        case "boolean":
            return isinstance(value, bool)
        case "list":
            return isinstance(value, tuple)
        case _:
            if isinstance(value, str):
                return value in _texts(told.get("words"))
            return isinstance(value, int | float) and math.isfinite(value)


def _shape(parameter: inspect.Parameter, constraints: list[Constraint]) -> dict[str, object] | None:
    words = _words(constraints)
    numbers = [c for c in constraints if isinstance(c, Interval)]
    if isinstance(parameter.default, tuple) and tuple in constraints:
        length = len(parameter.default)
        return {"type": "list", "items": {"type": "number"}, "minimum": length, "maximum": length}
    if isinstance(parameter.default, tuple) and "array-like" in constraints:
        return _listed(parameter.default, numbers)
    if isinstance(parameter.default, bool):
        return {"type": "boolean"}
    if numbers:
        return {**_number(numbers), **({"words": words} if words else {})}
    if words:
        return {"type": "enum", "options": words}
    return _plain_shape(constraints)


def _words(constraints: list[Constraint]) -> list[str]:
    told = [c for c in constraints if isinstance(c, StrOptions)]
    return sorted({word for c in told for word in c.options - c.deprecated - NOT_FOR_ROWS})


def _plain_shape(constraints: list[Constraint]) -> dict[str, object] | None:
    if "boolean" in constraints:
        return {"type": "boolean"}
    if Integral in constraints:
        return {"type": "integer"}
    sets = [c for c in constraints if isinstance(c, Options) and all(isinstance(o, str) for o in c.options)]
    return {"type": "enum", "options": sorted(sets[0].options)} if sets else None


def _listed(default: tuple[object, ...], numbers: list[Constraint]) -> dict[str, object] | None:
    if not default:
        return None
    whole = all(isinstance(one, int) for one in default)
    items = _number(numbers) if numbers else {"type": "integer" if whole else "number"}
    return {"type": "list", "items": items, "minimum": 1}


def _number(intervals: list[Constraint]) -> dict[str, object]:
    """One range that holds all of several; numbers up to 1 are shares where there are such."""
    whole = all(i.type is Integral for i in intervals)
    shares = [i for i in intervals if whole or i.type is not Integral or i.left is None or i.left > 1]
    least = min((-math.inf if i.left is None else _lower(i) for i in shares), default=-math.inf)
    most = max((math.inf if i.right is None else _upper(i) for i in intervals), default=math.inf)
    bounds = {"minimum": least, "maximum": most}
    finite = {k: (int(v) if float(v).is_integer() else v) for k, v in bounds.items() if math.isfinite(v)}
    return {"type": "integer" if whole else "number", **finite}


def _lower(interval: Constraint) -> float:
    step = 1 if interval.type is Integral else STEP
    return float(interval.left) + (0 if interval.closed in {"left", "both"} else step)


def _upper(interval: Constraint) -> float:
    step = 1 if interval.type is Integral else STEP
    return float(interval.right) - (0 if interval.closed in {"right", "both"} else step)
