"""What a caller gets for rows of the past."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from stratum.core.bundles import Column, ColumnType, Forecast
from stratum.core.errors import InvalidInputError
from stratum.serving.logic.forecasts import foretell
from stratum.serving.types import Array

WINDOW = {"name": "before", "of": "y", "is": "lag", "rows": 1}
FORECAST = Forecast("t", "s", "y", 2, 1, 3600, "s", (WINDOW,), {"a": 10.0}, (-1.0, -2.0), (1.0, 2.0))
ASKED = FORECAST.asked(())


def rows(*told: tuple[str, str, float]) -> dict[str, Array]:
    """Columns of rows of a series, an hour, a value."""
    names, hours, values = zip(*told, strict=True)
    texts = [f"2024-01-01T{hour}:00:00Z" for hour in hours]
    return {
        "t": np.array(texts, dtype=object),
        "s": np.array(names, dtype=object),
        "y": np.array(values, dtype=np.float64),
    }


def asked(given: dict[str, Array], columns: tuple[Column, ...] = ASKED) -> list[dict[str, Any]]:
    """Answers of a model that adds one to the value before."""
    found = foretell(FORECAST, columns, given, lambda c: c["before"] + 1.0)
    listed = (values.tolist() for values in found.values())
    return [dict(zip(found, row, strict=True)) for row in zip(*listed, strict=True)]


def test_steps_follow_the_last_row_of_each_series() -> None:
    told = asked(rows(("b", "05", 7), ("a", "02", 3)))
    assert [(one["series"], one["time"], one["forecast"]) for one in told] == [
        ("a", "2024-01-01T03:00:00Z", 4.0),
        ("a", "2024-01-01T04:00:00Z", 5.0),
        ("b", "2024-01-01T06:00:00Z", 8.0),
        ("b", "2024-01-01T07:00:00Z", 9.0),
    ]
    assert [(one["low"], one["high"]) for one in told[:2]] == [(-6.0, 14.0), (-15.0, 25.0)]
    assert all(np.isnan(one["low"]) for one in told[2:]), "training had no series b"


def test_steps_after_the_end_of_a_month_are_ends_of_months() -> None:
    monthly = dataclasses.replace(FORECAST, every=1, unit="E")
    texts = ["2023-12-31T00:00:00Z", "2024-01-31T00:00:00Z"]
    given = {
        "t": np.array(texts, dtype=object),
        "s": np.array(["a", "a"], dtype=object),
        "y": np.array([1.0, 2]),
    }
    found = foretell(monthly, ASKED, given, lambda c: c["before"] + 1.0)
    assert found["time"].tolist() == ["2024-02-29T00:00:00Z", "2024-03-31T00:00:00Z"]


def test_rows_without_a_target_are_those_that_are_forecast() -> None:
    told = asked(rows(("a", "02", 3), ("a", "03", np.nan), ("b", "02", 1)))
    assert [(one["series"], one["forecast"]) for one in told] == [("a", 4.0)]


@pytest.mark.parametrize(("told", "message"), [
    ([("a", "01", 1), ("a", "02", np.nan), ("a", "03", 1)], "no value at 2024-01-01T02:00:00, and one at"),
    ([("a", "01", 1), ("a", "03", 1)], "2024-01-01T03:00:00 follows 2024-01-01T01:00:00"),
    ([("a", "01", np.nan)], "has 0 rows before"),
    ([("a", "01", 1), *((("a", f"0{i}", np.nan)) for i in (2, 3, 4))], "3 steps .* at most 2"),
])  # fmt: skip
def test_rows_that_say_too_little_are_refused(told: list[tuple[str, str, float]], message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        asked(rows(*told))


def test_what_is_known_of_the_future_has_to_be_given() -> None:
    price = Column("price", ColumnType.NUMBER, required=True)
    given = rows(("a", "01", 1)) | {"price": np.ones(1)}
    with pytest.raises(InvalidInputError, match="the model needs 'price'"):
        asked(given, (*ASKED, price))
