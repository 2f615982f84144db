"""A model of one step asked for many: its answers are the earlier rows of the steps that follow.

Training, serving and notebooks have these lines. Imports numpy alone.
"""

import dataclasses
from collections.abc import Callable
from typing import Final

import numpy as np

from stratum.core.bundles import Forecast
from stratum.core.errors import InvalidInputError
from stratum.data.logic.past import back_from, figure_of
from stratum.data.logic.rows import Columns

Ask = Callable[[Columns], np.ndarray]
"""Columns with windows, before preparation, to one value for each row."""
_UNITS: Final = {"s": "seconds", "M": "months", "E": "months, on the last day"}


@dataclasses.dataclass(frozen=True, slots=True)
class Ordered:
    """Rows series by series in the order of their times.

    Attributes:
        order: Places of the rows, shape (rows,).
        times: ``datetime64[s]`` in this order.
        names: Name of the series of each, in this order.
        first: Place in this order of the first row of the series of each.
    """

    order: np.ndarray
    times: np.ndarray
    names: np.ndarray
    first: np.ndarray


@dataclasses.dataclass(frozen=True, slots=True)
class Rolled:
    """Steps that were forecast, in the order of their rows.

    Attributes:
        places: Of the rows, ascending, shape (rows,).
        columns: What the model was asked with.
        answers: What it said, shape (rows,).
        steps: How many steps ahead, from 1, shape (rows,).
    """

    places: np.ndarray
    columns: Columns
    answers: np.ndarray
    steps: np.ndarray


def in_order(forecast: Forecast, columns: Columns) -> Ordered:
    """The rows in the order of series and time.

    Raises:
        InvalidInputError: If a time or a series is missing, or a series has two rows of one time.
    """
    times = columns[forecast.time]
    names = columns[forecast.series] if forecast.series else np.full(len(times), "", dtype=object)
    for name, missing in (
        (forecast.time, np.isnat(times)),
        (forecast.series, np.array([name is None for name in names.tolist()])),
    ):
        if missing.any():
            raise InvalidInputError(f"{int(missing.sum())} rows have no {name!r}", "give it in each row")
    codes = np.unique(names.astype(str), return_inverse=True)[1]
    order = np.lexsort((times, codes))
    codes, times, names = codes[order], times[order], names[order]
    starts = np.append(True, codes[1:] != codes[:-1])[: len(codes)]
    twice = ~starts[1:] & (times[1:] == times[:-1])
    if twice.any():
        place = int(twice.argmax())
        raise InvalidInputError(
            f"{_series(names[place])} has two rows of {times[place]}",
            "keep one row for each time of a series, such as with GroupRows",
        )
    return Ordered(order, times, names, np.maximum.accumulate(np.where(starts, np.arange(len(codes)), 0)))


def check_spacing(forecast: Forecast, rows: Ordered) -> None:
    """Check that rows of a series follow each other at one distance.

    Raises:
        InvalidInputError: On the first gap, with its ends.
    """
    wrong = (rows.first[1:] < np.arange(1, len(rows.times))) & (
        after(forecast, rows.times[:-1], 1) != rows.times[1:]
    )
    if wrong.any():
        place = int(wrong.argmax())
        raise InvalidInputError(
            f"{_series(rows.names[place])}: {rows.times[place + 1]} follows {rows.times[place]}, and a row "
            f"is to follow after {forecast.every} {_UNITS[forecast.unit]}",
            "fill the gap, such as with an SqlQuery over generate_series",
        )


def after(forecast: Forecast, times: np.ndarray, steps: int) -> np.ndarray:
    """The times so many rows later."""
    count = steps * forecast.every
    if forecast.unit == "s":
        return np.asarray(times + np.timedelta64(count, "s"))
    months = times.astype("datetime64[M]")
    if forecast.unit == "E":
        ends = (months + count + 1).astype("datetime64[D]") - 1
        return np.asarray(ends.astype("datetime64[s]") + (times - times.astype("datetime64[D]")))
    return np.asarray((months + count).astype("datetime64[s]") + (times - months.astype("datetime64[s]")))


def roll(forecast: Forecast, columns: Columns, rows: Ordered, wanted: np.ndarray, ask: Ask) -> Rolled:
    """Forecast rows in stretches of ``horizon`` steps, each from the rows before it and from its own answers.

    Args:
        forecast: How.
        columns: Of all rows; the target of those before a stretch has to be known.
        rows: The same, in order.
        wanted: Mask of the rows to forecast, shape (rows,).
        ask: The model.

    Raises:
        InvalidInputError: If a stretch has fewer rows before it than the windows reach back.
    """
    steps, begins = stretches(forecast, rows, wanted)
    _check_history(forecast, rows, begins[steps >= 0])
    held = {name: values[rows.order] for name, values in columns.items()}
    said = np.full(len(rows.order), np.nan)
    asked: dict[str, list[np.ndarray]] = {}
    found: list[np.ndarray] = []
    for step in range(forecast.horizon):
        now = np.flatnonzero(steps == step)
        if not len(now):
            break
        given = {name: values[now] for name, values in held.items()}
        given |= _windows(forecast, held, said, now, begins[now])
        said[now] = ask(given)
        found.append(now)
        for name, values in given.items():
            asked.setdefault(name, []).append(values)
    places = rows.order[np.concatenate(found)]
    back, ahead = np.argsort(places), np.concatenate(found)
    together = {name: np.concatenate(parts)[back] for name, parts in asked.items()}
    return Rolled(places[back], together, said[ahead][back], steps[ahead][back] + 1)


def stretches(forecast: Forecast, rows: Ordered, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each row in order the step ahead, from 0 (-1 if not wanted), and where its stretch begins."""
    places, mask = np.arange(len(rows.order)), wanted[rows.order]
    begins = mask & ~(np.append(False, mask[:-1]) & (rows.first < places))
    steps = (places - np.maximum.accumulate(np.where(begins, places, 0))) % forecast.horizon
    return np.where(mask, steps, -1), places - steps


def _windows(
    forecast: Forecast, held: Columns, said: np.ndarray, now: np.ndarray, begins: np.ndarray
) -> Columns:
    """The features of earlier rows, of which those from ``begins`` on are answers."""
    found = {}
    for window in forecast.windows:
        name, figure = str(window["of"]), str(window["is"])
        back = now[:, None] - back_from(figure, int(str(window["rows"])))
        past = held[name][back].astype(np.float64)
        if name == forecast.target:
            past = np.where(back >= begins[:, None], said[back], past)
        found[str(window["name"])] = figure_of(past, figure).astype(np.float32)
    return found


def _check_history(forecast: Forecast, rows: Ordered, begins: np.ndarray) -> None:
    short = begins - rows.first[begins] < forecast.reach
    if short.any():
        place = int(begins[short.argmax()])
        raise InvalidInputError(
            f"{_series(rows.names[place])} has {place - rows.first[place]} rows before {rows.times[place]}, "
            f"and the windows reach back over {forecast.reach}",
            "give more rows of the past, or shorten the windows",
        )


def _series(name: object) -> str:
    return f"series {str(name)!r}" if name else "the series"
