"""Rows to try a model with, made from what its bundle tells of its training rows."""

from collections.abc import Mapping, Sequence

import numpy as np

from stratum.core.bundles import Column, ColumnType, Manifest
from stratum.data.logic.forecasting import after

Value = float | int | str | bool | None
_NUMBERS = frozenset({ColumnType.NUMBER, ColumnType.INTEGER})
_STRIDE = 7919
"""Columns go through their values at different paces, so that rows are no copies of each other."""


def sample_rows(
    columns: Sequence[Column], profile: Mapping[str, object], count: int
) -> list[dict[str, Value]]:
    """Rows whose values occurred in training; the same arguments give the same rows.

    Args:
        columns: What the model takes.
        profile: Content of ``profile.json``; empty for a bundle without one.
        count: How many.
    """
    told = profile.get("columns")
    described = told if isinstance(told, Mapping) else {}
    values = {column.name: _values(column, described.get(column.name, {})) for column in columns}
    return [
        {
            name: known[(row * (_STRIDE + 2 * place)) % len(known)]
            for place, (name, known) in enumerate(values.items())
        }
        for row in range(count)
    ]


def example_rows(manifest: Manifest, profile: Mapping[str, object], count: int) -> list[dict[str, Value]]:
    """Rows that a model can be asked about; for a forecast those of one series, enough for its windows.

    Args:
        manifest: Of the model.
        profile: As of ``sample_rows``.
        count: How many, at least.
    """
    forecast = manifest.forecast
    if forecast is None:
        return sample_rows(manifest.inputs, profile, count)
    rows = sample_rows(manifest.inputs, profile, max(count, forecast.reach + 1))
    first = np.array(["2000-01-01T00:00:00"], dtype="datetime64[s]")
    for place, row in enumerate(rows):
        row[forecast.time] = f"{after(forecast, first, place)[0]}Z"
        row |= {name: rows[0][name] for name in (forecast.series,) if name}
    if forecast.known(manifest.inputs):
        rows[-1][forecast.target] = None
    return rows


def _values(column: Column, described: Mapping[str, object]) -> Sequence[Value]:
    sample, frequencies = described.get("sample"), described.get("frequencies")
    if column.type in _NUMBERS:
        numbers = sample if isinstance(sample, Sequence) and sample else [0.0]
        return [int(n) for n in numbers] if column.type is ColumnType.INTEGER else list(numbers)
    if column.type is ColumnType.BOOLEAN:
        return [False, True]
    if column.type is ColumnType.TIMESTAMP:
        return [str(described.get("first", "2000-01-01T00:00:00Z"))]
    return [str(value) for value in frequencies] if isinstance(frequencies, Mapping) and frequencies else [""]
