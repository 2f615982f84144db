"""Rows of the past as a caller gives them, to the steps that follow each series."""

import datetime
from collections.abc import Sequence

import numpy as np

from stratum.core.bundles import Column, Forecast
from stratum.core.errors import InvalidInputError
from stratum.data.logic.forecasting import Ask, Ordered, after, check_spacing, in_order, roll
from stratum.data.logic.rows import moment
from stratum.serving.types import Array, Columns


def foretell(forecast: Forecast, asked: Sequence[Column], given: Columns, ask: Ask) -> dict[str, Array]:
    """The answers of a forecast by name, series by series in the order of time.

    Rows without a target are forecast. Where all have one, those after the last of each series are.

    Args:
        forecast: How.
        asked: The columns of the rows.
        given: The rows: text and times as objects, numbers as float64.
        ask: The model of one step.

    Raises:
        InvalidInputError: If rows are not evenly spaced, too few, or a row of the past has no target.
    """
    columns = {**given, forecast.time: _moments(given[forecast.time])}
    if not np.isnan(columns[forecast.target]).any():
        columns = _continued(forecast, asked, columns)
    rows = in_order(forecast, columns)
    check_spacing(forecast, rows)
    wanted = np.isnan(columns[forecast.target])
    _check_future(forecast, rows, wanted[rows.order])
    found = roll(forecast, columns, rows, wanted, ask)
    names = (
        [str(name) for name in found.columns[forecast.series]] if forecast.series else [""] * len(found.steps)
    )
    scales = np.array([forecast.scales.get(name, np.nan) for name in names])
    low, high = (np.array(ends)[found.steps - 1] * scales for ends in (forecast.low, forecast.high))
    times = found.columns[forecast.time]
    answers = {
        "time": np.array([f"{time}Z" for time in times], dtype=object),
        "series": np.array(names, dtype=object),
        "forecast": found.answers,
        "low": found.answers + low,
        "high": found.answers + high,
    }
    order = np.lexsort((times, np.array(names)))
    return {name: answers[name][order] for name in forecast.answers}


def example(forecast: Forecast) -> dict[str, Array]:
    """One answer, as far as its types are concerned."""
    texts = {name: np.array([""], dtype=object) for name in ("time", "series")}
    numbers = {name: np.zeros(1) for name in ("forecast", "low", "high")}
    return {name: (texts | numbers)[name] for name in forecast.answers}


def _moments(texts: Array) -> Array:
    """ISO 8601 texts as times in UTC; a text without an offset is UTC."""
    moments = [moment(text) for text in texts]
    plain = (m if m.tzinfo is None else m.astimezone(datetime.UTC).replace(tzinfo=None) for m in moments)
    return np.array(list(plain), dtype="datetime64[s]")


def _continued(forecast: Forecast, asked: Sequence[Column], columns: dict[str, Array]) -> dict[str, Array]:
    """The rows, and after each series rows of which nothing is known but their time."""
    if known := forecast.known(asked):
        raise InvalidInputError(
            f"nothing is said of the future, in which the model needs {known[0]!r}",
            f"add the rows to forecast, {forecast.target!r} null in them",
        )
    rows = in_order(forecast, columns)
    last = np.flatnonzero(np.append(rows.first[1:] != rows.first[:-1], True))
    steps = range(1, forecast.horizon + 1)
    later = {
        forecast.time: np.concatenate([after(forecast, rows.times[last], step) for step in steps]),
        forecast.target: np.full(len(last) * forecast.horizon, np.nan),
    }
    if forecast.series:
        later[forecast.series] = np.tile(rows.names[last], forecast.horizon)
    return {name: np.concatenate([values, later[name]]) for name, values in columns.items()}


def _check_future(forecast: Forecast, rows: Ordered, future: Array) -> None:
    same = rows.first[1:] < np.arange(1, len(future))
    holes = same & future[:-1] & ~future[1:]
    if holes.any():
        place = int(holes.argmax())
        raise InvalidInputError(
            f"{forecast.target!r} has no value at {rows.times[place]}, and one at {rows.times[place + 1]}",
            "give a value in each row of the past",
        )
    counts = np.bincount(rows.first, weights=future)
    if counts.max() > forecast.horizon:
        raise InvalidInputError(
            f"{int(counts.max())} steps of a series are asked for, at most {forecast.horizon} are forecast",
            "ask for fewer, or train with a larger horizon",
        )
