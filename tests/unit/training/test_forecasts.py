"""What rows and windows have to be for a forecast, and how its steps are judged."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from stratum.core.bundles import Forecast
from stratum.core.errors import InvalidInputError
from stratum.data.logic.forecasting import in_order
from stratum.data.logic.rows import Columns
from stratum.data.types import SourceSpec, StepSpec
from stratum.training.evaluation import EvaluationSpec
from stratum.training.logic import forecasts
from stratum.training.logic.checks import check_task
from stratum.training.types import ForecastSpec, PipelineSpec, SplitSpec

LAG = {"name": "before", "of": "y", "is": "lag", "rows": 2}
PAST = StepSpec("past", "past", ("rows",), {"time": "t", "by": ["s"], "features": [LAG]})
SPEC = PipelineSpec(
    name="ahead",
    description="",
    sources=(SourceSpec("rows", "csv", {}),),
    steps=(PAST,),
    target="y",
    task="forecasting",
    identifier="",
    split=SplitSpec("time", "t", "2024-01-11T00:00:00Z"),
    candidates=(),
    metric="mase",
    baselines=(),
    seed=0,
    digest="",
    forecast=ForecastSpec(2, 3, "s"),
)
DRAFT = Forecast("t", "s", "y", 2, 3, 0, "s", (LAG,))


def days(values: list[float]) -> Columns:
    """A series by day from the first of January 2024."""
    times = np.datetime64("2024-01-01", "s") + np.arange(len(values)) * np.timedelta64(1, "D")
    names = np.array(["a"] * len(values), dtype=object)
    return {"t": times, "s": names, "y": np.array(values, dtype=np.float64)}


def test_windows_of_the_target_are_the_draft() -> None:
    assert forecasts.drafted(SPEC, "past") == DRAFT
    assert forecasts.drafted(dataclasses.replace(SPEC, forecast=None), "past") is None


@pytest.mark.parametrize(("changed", "block", "message"), [
    ({"split": SplitSpec("random")}, "past", "travels in time"),
    ({"steps": ()}, "rows", "no feature is a figure of earlier values of 'y'"),
    ({"forecast": ForecastSpec(2, 3)}, "past", r"looks back by \['s'\], and series are told by \[\]"),
    ({"steps": (PAST, StepSpec("q", "sql", ("past",), {}))}, "q", "no feature is a figure"),
    ({"steps": (PAST, StepSpec("some", "sample", ("past",), {}))}, "some", "changes the rows after"),
    (
        {"steps": (PAST, StepSpec("more", "past", ("past",), {
            "time": "t", "by": ["s"], "features": [{**LAG, "name": "again", "of": "before"}]}))},
        "more",
        "'again' is a figure of 'before'",
    ),
])  # fmt: skip
def test_what_cannot_be_made_again_is_refused(changed: dict[str, Any], block: str, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        forecasts.drafted(dataclasses.replace(SPEC, **changed), block)


def test_rows_say_spacing_and_scale() -> None:
    columns = days([1, 2, 4] * 5)
    columns["y"][12] = 7.0
    test = np.arange(15) >= 13
    found = forecasts.completed(DRAFT, ["before"], columns, in_order(DRAFT, columns), test)
    rows = in_order(found, columns)
    assert (found.every, found.unit) == (86_400, "s")
    assert found.scales == {"a": pytest.approx(6 / 10)}
    assert forecasts.learnable(found, rows).tolist() == [False] * 2 + [True] * 13
    wanted = forecasts.truth(found, columns, rows, test)[test]
    assert wanted[:, [0, 2]].tolist() == [[2.0, 1.0], [4.0, 2.0]]
    assert forecasts.naive(found, columns, rows, test).tolist() == [2.0, 4.0]


def monthly(first: str, day: int) -> Columns:
    """A series of 16 months, dated by a day of theirs: from 0, or from the end, -1 on."""
    months = np.datetime64(first, "M") + np.arange(16) + int(day < 0)
    return {
        **days([float(i % 5) for i in range(16)]),
        "t": (months.astype("datetime64[D]") + day).astype("datetime64[s]"),
    }


@pytest.mark.parametrize(("first", "day", "unit"), [
    ("2023-01", -1, "E"), ("2024-02", -1, "E"), ("2023-01", 27, "M"), ("2023-01", 0, "M"),
])  # fmt: skip
def test_months_are_seen_by_their_days_and_by_their_ends(first: str, day: int, unit: str) -> None:
    columns = monthly(first, day)
    found = forecasts.completed(
        DRAFT, ["before"], columns, in_order(DRAFT, columns), np.zeros(16, dtype=bool)
    )
    assert (found.every, found.unit) == (1, unit)


@pytest.mark.parametrize(("values", "message"), [
    ([5.0] * 12, "series 'a' is 5 in every training row"),
    ([1.0, 2.0, 3.0], "has 3 training rows, and more than 11 are needed"),
])  # fmt: skip
def test_series_that_teach_nothing_are_refused(values: list[float], message: str) -> None:
    columns, test = days(values), np.zeros(len(values), dtype=bool)
    with pytest.raises(InvalidInputError, match=message):
        forecasts.completed(DRAFT, ["before"], columns, in_order(DRAFT, columns), test)


def test_each_series_has_a_scale_of_its_own_training_rows() -> None:
    series = [days([float(v * factor) for v in [1, 2, 4] * 5 + [99]]) for factor in range(1, 5)]
    columns = {name: np.stack([one[name] for one in series]).T.ravel() for name in series[0]}
    columns["s"] = np.array(["d", "b", "a", "c"] * 16, dtype=object)
    columns["y"] += np.tile(np.arange(16) // 3, (4, 1)).T.ravel()
    test = columns["t"] == columns["t"].max()
    found = forecasts.completed(DRAFT, ["before"], columns, in_order(DRAFT, columns), test)
    assert found.scales == {"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0}, "held-out rows say nothing"


def test_figures_of_steps() -> None:
    truth = np.array([[10.0, 2, 1, 0, 0], [0, 2, 2, 0, 1], [10, 1, 1, 5, 5], [0, 1, 2, 5, 6]])
    predicted = np.array([12.0, 0.0, 10.0, 3.0])
    assert forecasts.forecast_metrics(truth, predicted) == {
        "mase": 1.0,
        "smape": pytest.approx((4 / 22 + 2) / 4),
        "rmse": pytest.approx(np.sqrt(13 / 4)),
        "mae": 1.25,
    }
    curves = forecasts.forecast_curves(truth, predicted)
    assert curves["steps"] == [(1.0, 0.5), (2.0, 1.5)]
    assert curves["forecast"] == [(0.0, 12.0), (1.0, 0.0)]


def test_a_forecast_is_drawn_in_the_order_of_time() -> None:
    columns = {name: values[::-1] for name, values in days([1.0, 2, 3, 4, 5]).items()}
    forecast = dataclasses.replace(DRAFT, every=86_400, scales={"a": 1.0})
    truth = forecasts.truth(forecast, columns, in_order(forecast, columns), np.full(5, fill_value=True))
    drawn = forecasts.forecast_curves(truth, columns["y"] + 1)
    assert drawn["truth"] == [(float(i), i + 1.0) for i in range(5)]
    assert drawn["forecast"] == [(float(i), i + 2.0) for i in range(5)]


def test_intervals_hold_most_errors_of_their_step() -> None:
    chance = np.random.default_rng(3)
    steps = np.tile([1, 2, 3], 200)
    truth = np.column_stack([chance.normal(0, steps), np.ones(600), steps, np.zeros(600)])
    low, high = forecasts.margins(truth, np.zeros(600), 3)
    assert low[0] > low[1] > low[2]
    assert high[0] < high[1] < high[2]
    assert forecasts.coverage(truth, np.zeros(600), low, high) == pytest.approx(0.8, abs=0.02)


def test_what_is_not_there_for_forecasts_is_told() -> None:
    asked = dataclasses.replace(SPEC, evaluation=EvaluationSpec(learning_curve=True))
    with pytest.raises(InvalidInputError, match="learningCurve is not there for forecasting"):
        check_task(asked)
