"""Schedules: which moment has come. The clock is an argument."""

import math

from stratum.events.types import Daily, Every

_DAY = 86_400


def due(schedule: Every | Daily, last: float, now: float) -> float | None:
    """The newest moment of a schedule after ``last`` that has come at ``now``; None where there is none.

    What was missed while nobody looked comes as one moment, the newest.
    """
    if isinstance(schedule, Every):
        moment = math.floor(now / schedule.seconds) * schedule.seconds
    else:
        moment = math.floor((now - schedule.second) / _DAY) * _DAY + schedule.second
    return moment if last < moment <= now else None
