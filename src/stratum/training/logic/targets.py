"""The target as what an algorithm learns: integers or words for classes, floats for values."""

import numpy as np


def target_values(task: str, values: np.ndarray) -> np.ndarray:
    """The target of shape (rows,): int64 or objects (text) for classes, float64 for values.

    Args:
        task: ``classification`` or ``regression``.
        values: As ``to_arrays`` gives them, nothing missing.
    """
    if task == "regression":
        return values.astype(np.float64)
    if values.dtype.kind == "O":
        return values
    whole = values.astype(np.int64)
    return whole if np.array_equal(whole, values) else np.array([f"{v:g}" for v in values], dtype=object)


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
