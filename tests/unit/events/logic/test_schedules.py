"""Which moment has come."""

import pytest

from stratum.events.logic.schedules import due
from stratum.events.types import Daily, Every

DAY = 86_400.0


@pytest.mark.parametrize(
    ("last", "now", "moment"),
    [(0, 599, None), (0, 600, 600), (0, 1300, 1200), (600, 1199, None), (1200, 900, None)],
)
def test_every_ten_minutes(last: float, now: float, moment: float | None) -> None:
    assert due(Every(600), last, now) == moment


@pytest.mark.parametrize(
    ("last", "now", "moment"),
    [
        (0, 3 * 3600 - 1, None),
        (0, 3 * 3600, 3 * 3600),
        (3 * 3600, DAY, None),
        (3 * 3600, 5 * DAY, 4 * DAY + 3 * 3600),
    ],
)
def test_daily_at_three(last: float, now: float, moment: float | None) -> None:
    assert due(Daily(3 * 3600), last, now) == moment
