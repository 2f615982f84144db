"""What the training rows looked like, kept in the bundle to notice later that the world has changed."""

import collections
from collections.abc import Mapping

import numpy as np

from stratum.core.bundles import ColumnType
from stratum.data.logic.rows import Columns
from stratum.training.logic.targets import is_missing
from stratum.training.types import FeaturePlan

FORMAT = "stratum.profile/1"
QUANTILES = tuple(round(0.05 * i, 2) for i in range(21))
SAMPLE = 500
_MOST_VALUES = 200


def profile_columns(plan: FeaturePlan, columns: Columns, moment: str = "") -> dict[str, object]:
    """Figures of each raw column of the model but images, over its training rows, as JSON.

    Numbers: ``mean``, ``std``, ``quantiles`` at ``QUANTILES``, and a ``sample`` of up to ``SAMPLE`` values at
    even ranks. Categories: ``frequencies`` of the most frequent values. Times: ``first`` and ``last``. All:
    ``missing``, the share of missing values.

    Args:
        plan: Tells the columns.
        columns: The training rows.
        moment: A column of times by which rows were divided; it is described although no model takes it.
    """
    rows = len(columns[plan.asked[0].name])
    images = {step["column"] for step in plan.preparation if step["step"] == "resize_images"}
    plain = [c for c in plan.asked if c.name not in images]
    described = {c.name: {"type": str(c.type), **_describe(columns[c.name])} for c in plain}
    if moment and moment not in described:
        described[moment] = {"type": str(ColumnType.TIMESTAMP), **_describe(columns[moment])}
    return {"format": FORMAT, "rows": rows, "quantiles": list(QUANTILES), "columns": described}


def _describe(values: np.ndarray) -> Mapping[str, object]:
    missing = is_missing(values)
    known = values[~missing]
    share = {"missing": round(float(missing.mean()), 6)}
    match values.dtype.kind:
        case "M":
            return {**share, "first": f"{known.min()}Z", "last": f"{known.max()}Z"}
        case "f":
            exact = known.astype(np.float64)
            quantiles = [round(float(q), 6) for q in np.quantile(exact, QUANTILES)]
            mean, std = round(float(exact.mean()), 6), round(float(exact.std()), 6)
            return {**share, "mean": mean, "std": std, "quantiles": quantiles, "sample": _sample(exact)}
        case _:
            counts = collections.Counter(known.tolist()).most_common(_MOST_VALUES)
            return {**share, "frequencies": {str(v): round(n / len(known), 6) for v, n in sorted(counts)}}


def _sample(values: np.ndarray) -> list[float]:
    """Values at even ranks, ascending; six significant digits."""
    ranks = np.linspace(0, len(values) - 1, min(len(values), SAMPLE)).round().astype(np.int64)
    return [float(f"{value:.6g}") for value in np.sort(values)[ranks].tolist()]
