"""Forecasts: what the windows of a pipeline make of its rows, and how answers of many steps are judged.

The truth of a row, shape (rows, 5): its value, the scale of its series (mean size of a seasonal difference of
the training rows), how many steps ahead it was asked for, the number of its series, and its place by series
and time.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from stratum.core.bundles import Forecast
from stratum.core.errors import InvalidInputError
from stratum.data.logic.chains import blocks_by_name, chain_to
from stratum.data.logic.forecasting import Ordered, check_spacing, stretches
from stratum.data.logic.rows import Columns
from stratum.data.types import StepSpec
from stratum.training.types import PipelineSpec, Points

LEVEL: Final = 0.8
"""So many of the values are to lie between ``low`` and ``high``."""
LEAST: Final = 20
"""Errors that an end of an interval is taken of, of the nearest steps together."""
SHOWN: Final = 400
"""Steps that are drawn."""
_FREE: Final = ("past", "filter", "select")


def drafted(spec: PipelineSpec, block: str) -> Forecast | None:
    """What a pipeline says of its forecasts; rows say the rest. None for other tasks.

    Args:
        spec: The pipeline.
        block: The last one that makes a table.

    Raises:
        InvalidInputError: If rows are not divided by time, or the windows cannot be made again for an answer.
    """
    asked = spec.forecast
    if asked is None:
        return None
    if not spec.split.moment:
        raise InvalidInputError(
            f"pipeline {spec.name!r}: forecasting with rows that are not divided by time travels in time",
            "divide them with SplitByTime",
        )
    windows = _windows(spec, chain_to(blocks_by_name(spec.sources, spec.steps), block))
    if spec.target not in {w["of"] for w in windows}:
        raise InvalidInputError(
            f"pipeline {spec.name!r}: no feature is a figure of earlier values of {spec.target!r}",
            f"add a WindowFeatures block with features of {spec.target}",
        )
    return Forecast(
        spec.split.column, asked.series, spec.target, asked.horizon, asked.season, 0, "s", tuple(windows)
    )


def _windows(spec: PipelineSpec, chain: Sequence[StepSpec]) -> list[Mapping[str, object]]:
    windows: list[Mapping[str, object]] = []
    for step in chain:
        if windows and step.kind not in _FREE:
            raise InvalidInputError(
                f"block {step.name!r} changes the rows after WindowFeatures, which a forecast makes again",
                f"put {step.name!r} before it",
            )
        if step.kind == "past":
            _check_key(spec, step)
            windows += figures_of(step)
    names = {w["name"] for w in windows}
    for window in windows:
        if window["of"] in names:
            raise InvalidInputError(
                f"{window['name']!r} is a figure of {window['of']!r}, itself a figure of earlier rows",
                "take figures of columns of the source",
            )
    return windows


def figures_of(step: StepSpec) -> list[Mapping[str, object]]:
    """The features that a WindowFeatures block adds."""
    given = step.attributes.get("features", ())
    return [dict(one) for one in given if isinstance(one, Mapping)] if isinstance(given, Sequence) else []


def _check_key(spec: PipelineSpec, step: StepSpec) -> None:
    series = spec.forecast.series if spec.forecast else ""
    key = [series] if series else []
    given = step.attributes.get("by", ())
    by = list(given) if isinstance(given, Sequence) else []
    if by != key:
        raise InvalidInputError(
            f"block {step.name!r} looks back by {by}, and series are told by {key}",
            f"set by: {key} in {step.name!r}, or series in the choice",
        )


def completed(
    draft: Forecast, features: Sequence[str], columns: Columns, rows: Ordered, test: np.ndarray
) -> Forecast:
    """The forecast with what the rows say.

    Args:
        draft: From ``drafted``.
        features: Those of the model: windows that are none are left out.
        columns: Of all rows.
        rows: The same, in order.
        test: Mask of the held-out rows.

    Raises:
        InvalidInputError: If rows of a series are not evenly spaced or too few, or do not change.
    """
    windows = tuple(w for w in draft.windows if w["name"] in features)
    if draft.target not in {w["of"] for w in windows}:
        raise InvalidInputError(
            f"no feature is a figure of earlier values of {draft.target!r}",
            "select one that WindowFeatures makes",
        )
    every, unit = _distance(rows)
    forecast = dataclasses.replace(draft, windows=windows, every=every, unit=unit)
    check_spacing(forecast, rows)
    return dataclasses.replace(forecast, scales=_scales(forecast, columns, rows, test))


def _distance(rows: Ordered) -> tuple[int, str]:
    """How far a row is from the one before it, as ``Forecast`` has it; of seconds the most frequent ones."""
    inside = rows.first[1:] < np.arange(1, len(rows.times))
    if not inside.any():
        raise InvalidInputError("no series has two rows", "name the column of series, or give more rows")
    months = np.diff(rows.times.astype("datetime64[M]").astype(np.int64))[inside]
    seconds = np.diff(rows.times.astype(np.int64))[inside]
    values, counts = np.unique(seconds, return_counts=True)
    monthly = months.min() == months.max() > 0 and len(values) > 1
    if not monthly:
        return int(values[counts.argmax()]), "s"
    days = rows.times.astype("datetime64[D]")
    is_end = (days + 1).astype("datetime64[M]") > days.astype("datetime64[M]")
    return int(months[0]), "E" if is_end.all() else "M"


def _scales(forecast: Forecast, columns: Columns, rows: Ordered, test: np.ndarray) -> dict[str, float]:
    values, late = columns[forecast.target][rows.order], test[rows.order]
    # two horizons validate, and two are left to learn from
    needed = max(forecast.reach, forecast.season) + 4 * forecast.horizon
    firsts = np.unique(rows.first)
    scales = {}
    for first, end in zip(firsts, np.append(firsts[1:], len(values)), strict=True):
        known, name = values[first:end][~late[first:end]], str(rows.names[first])
        told = f"series {name!r}" if name else "the series"
        if len(known) <= needed:
            raise InvalidInputError(
                f"{told} has {len(known)} training rows, and more than {needed} are needed: what windows or "
                "a season reach back over, and four horizons, to learn from and to compare candidates on",
                "move the boundary, leave the series out, or shorten windows, season or horizon",
            )
        if np.ptp(known) == 0:
            raise InvalidInputError(
                f"{told} is {known[0]:g} in every training row: there is nothing to forecast",
                "leave it out with FilterRows",
            )
        seasonal = np.abs(known[forecast.season :] - known[: -forecast.season]).mean()
        scales[name] = float(seasonal or np.abs(np.diff(known)).mean())
    return scales


def learnable(forecast: Forecast, rows: Ordered) -> np.ndarray:
    """Mask of the rows whose windows are full, shape (rows,)."""
    mask = np.empty(len(rows.order), dtype=bool)
    mask[rows.order] = np.arange(len(rows.order)) - rows.first >= forecast.reach
    return mask


def validation(forecast: Forecast, times: np.ndarray, share: float) -> np.ndarray:
    """Mask of the last training rows: a share of the times, two horizons at least."""
    moments = np.unique(times)
    count = min(len(moments) - 1, max(2 * forecast.horizon, round(len(moments) * share)))
    return np.asarray(times >= moments[-count])


def truth(forecast: Forecast, columns: Columns, rows: Ordered, wanted: np.ndarray) -> np.ndarray:
    """The truth of all rows, as this module says; steps of rows that are not wanted are 0."""
    steps = np.empty(len(wanted))
    steps[rows.order] = stretches(forecast, rows, wanted)[0] + 1
    series, places = np.empty(len(wanted)), np.empty(len(wanted))
    series[rows.order], places[rows.order] = rows.first, np.arange(len(wanted))
    names = columns[forecast.series] if forecast.series else [""] * len(wanted)
    scales = [forecast.scales[str(name)] for name in names]
    return np.column_stack([columns[forecast.target].astype(np.float64), scales, steps, series, places])


def naive(forecast: Forecast, columns: Columns, rows: Ordered, wanted: np.ndarray) -> np.ndarray:
    """What the baseline says of the wanted rows, shape (wanted rows,)."""
    steps, _ = stretches(forecast, rows, wanted)
    seasons = steps // forecast.season + 1
    back = np.arange(len(steps)) - seasons * forecast.season
    said = np.empty(len(steps))
    said[rows.order] = columns[forecast.target][rows.order][np.maximum(back, 0)]
    return np.asarray(said[wanted])


def forecast_metrics(truth: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """Figures over all steps. ``mase`` is in scales: 1 is as far off as the last season is one step ahead."""
    value, scale = truth[:, 0], truth[:, 1]
    off, size = np.abs(predicted - value), np.abs(predicted) + np.abs(value)
    return {
        "mase": float((off / scale).mean()),
        "smape": float((2 * off / np.where(size > 0, size, 1.0)).mean()),
        "rmse": float(np.sqrt((off**2).mean())),
        "mae": float(off.mean()),
    }


def forecast_curves(truth: np.ndarray, predicted: np.ndarray) -> dict[str, Points]:
    """Error by step, and the first rows in time of one series beside their forecast."""
    off = np.abs(predicted - truth[:, 0]) / truth[:, 1]
    steps = truth[:, 2]
    mine = np.flatnonzero(truth[:, 3] == truth[0, 3])
    one = mine[np.argsort(truth[mine, 4])][:SHOWN]
    return {
        "steps": [(float(s), round(float(off[steps == s].mean()), 6)) for s in np.unique(steps)],
        "truth": [(float(i), round(float(v), 6)) for i, v in enumerate(truth[one, 0])],
        "forecast": [(float(i), round(float(v), 6)) for i, v in enumerate(predicted[one])],
    }


def margins(truth: np.ndarray, predicted: np.ndarray, horizon: int) -> tuple[tuple[float, ...], ...]:
    """What is added to an answer for the ends of its interval, in scales, by step: low ones, high ones.

    An end is a quantile of the errors of its step; where these are few, of those of its neighbours too.

    Args:
        truth: Of forecast rows that nothing was learned from.
        predicted: Their answers.
        horizon: Steps.
    """
    errors, steps = (truth[:, 0] - predicted) / truth[:, 1], truth[:, 2]
    ends = []
    for step in range(1, horizon + 1):
        far = np.abs(steps - step)
        near = errors[far <= np.sort(far)[min(LEAST, len(far)) - 1]]
        low = np.quantile(near, (1 - LEVEL) / 2, method="lower")
        high = np.quantile(near, (1 + LEVEL) / 2, method="higher")
        ends.append((round(float(low), 6), round(float(high), 6)))
    return tuple(zip(*ends, strict=True))


def coverage(truth: np.ndarray, predicted: np.ndarray, low: Sequence[float], high: Sequence[float]) -> float:
    """The share of values that lie within their intervals."""
    place = truth[:, 2].astype(np.int64) - 1
    error = (truth[:, 0] - predicted) / truth[:, 1]
    return float(np.mean((error >= np.array(low)[place]) & (error <= np.array(high)[place])))
