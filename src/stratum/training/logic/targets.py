"""The target as what an algorithm learns: integers or words for classes, floats for values."""

import numpy as np

from stratum.core.errors import InvalidInputError


def target_values(task: str, values: np.ndarray) -> np.ndarray:
    """The target of shape (rows,): int64 or objects (text) for classes, float64 for values.

    Args:
        task: What is trained for; the classes of ``anomaly`` are 0 and 1.
        values: As ``to_arrays`` gives them, nothing missing.

    Raises:
        InvalidInputError: If a target of anomaly detection holds something other than 0 and 1.
    """
    if task == "anomaly":
        return _flags(values)
    if task in {"regression", "recommendation", "forecasting"}:
        return values.astype(np.float64)
    if values.dtype.kind == "O":
        return values
    whole = values.astype(np.int64)
    return whole if np.array_equal(whole, values) else np.array([f"{v:g}" for v in values], dtype=object)


def _flags(values: np.ndarray) -> np.ndarray:
    flags = values.astype(np.int64) if values.dtype.kind != "O" else np.full(len(values), -1)
    if not np.array_equal(flags, values) or not np.isin(flags, (0, 1)).all():
        raise InvalidInputError(
            "the target of anomaly detection tells anomalies by 1 and other rows by 0 or truth values, and "
            "holds something else",
            "make it so in an SqlQuery, such as kind <> 'normal' AS anomaly",
        )
    return flags


def places_of(classes: tuple[object, ...], truth: np.ndarray) -> np.ndarray:
    """The place of each true class among the classes, shape (rows,); the truth as it is of other tasks.

    Raises:
        KeyError: If a true class is none of them.
    """
    if not classes:
        return truth
    places = {one: place for place, one in enumerate(classes)}
    return np.fromiter(map(places.__getitem__, truth.tolist()), np.int64, len(truth))


def is_missing(values: np.ndarray) -> np.ndarray:
    """Mask of the missing values of a column, shape (rows,)."""
    match values.dtype.kind:
        case "M":
            return np.asarray(np.isnat(values))
        case "f":
            return np.asarray(np.isnan(values))
        case "O":
            return np.array([v is None for v in values.tolist()], dtype=bool)
        case _:
            return np.zeros(len(values), dtype=bool)
