"""Looking back: what the live model answered, beside what other schedules of training would have.

Days count from 1970-01-01 UTC. A schedule is compared on the days that the live model answered, with the
share of right answers of each day weighted by the live model's outcomes of that day.
"""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence

from stratum.lifecycle.types import Count, Day

Counts = Mapping[int, tuple[int, int]]
"""Rows and right answers, by day."""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One way of keeping a model, over the days.

    Attributes:
        name: Such as ``live``, ``never``, ``monthly``.
        trainings: After the first model.
        accuracy: Over all days.
        days: Outcomes and right answers by day; outcomes are those of the live model.
    """

    name: str
    trainings: int
    accuracy: float
    days: Mapping[int, tuple[int, float]]


def day_of(date: str) -> int:
    """Number of an ISO 8601 date."""
    return (datetime.date.fromisoformat(date) - datetime.date(1970, 1, 1)).days


def date_of(day: int) -> str:
    """ISO 8601 date of a number."""
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=day)).isoformat()


def months(first: int, last: int) -> tuple[int, ...]:
    """The first day of each month after ``first`` and up to ``last``."""
    found: list[int] = []
    moment = datetime.date.fromisoformat(date_of(first)).replace(day=1)
    while True:
        moment = (moment + datetime.timedelta(days=32)).replace(day=1)
        day = day_of(moment.isoformat())
        if day > last:
            return tuple(found)
        found.append(day)


def told(name: str, trainings: int, days: Sequence[Day], *, baseline: bool = False) -> Line:
    """What the monitor counted: of the live answers, or of the oldest version on the same rows."""
    counts: dict[int, Count] = {day_of(d.day): d.baseline if baseline else d.live for d in days}
    return _line(
        name, trainings, {day: (c.outcomes, c.right / c.outcomes) for day, c in counts.items() if c.outcomes}
    )


def scheduled(name: str, days: Sequence[Day], rehearsals: Mapping[int, Counts], delay: int = 0) -> Line:
    """What models that were trained on certain days would have answered.

    Args:
        name: Of the line.
        days: What the monitor counted; before the first rehearsal the oldest version answers.
        rehearsals: By the day of its training, what each model answers on all later days.
        delay: Days from a training to the first answers of its model.
    """
    starts = sorted(rehearsals)
    shares: dict[int, tuple[int, float]] = {}
    for each in days:
        day = day_of(each.day)
        begun = [start for start in starts if start + delay <= day]
        rows, right = rehearsals[begun[-1]].get(day, (0, 0)) if begun else _of(each.baseline)
        if rows and each.live.outcomes:
            shares[day] = (each.live.outcomes, right / rows)
    return _line(name, len(starts), shares)


def trailing(line: Line, days: int = 14) -> tuple[tuple[int, float], ...]:
    """Accuracy over the last ``days`` days, by day; for a plot."""
    found = []
    for day in sorted(line.days):
        window = [line.days[d] for d in range(day - days + 1, day + 1) if d in line.days]
        outcomes = sum(n for n, _ in window)
        found.append((day, sum(n * share for n, share in window) / outcomes))
    return tuple(found)


def first_days(days: Sequence[Day]) -> Mapping[str, int]:
    """The first day on which each version was live."""
    found: dict[str, int] = {}
    for each in days:
        for version in each.versions:
            found.setdefault(version, day_of(each.day))
    return found


def _of(count: Count) -> tuple[int, int]:
    return count.outcomes, count.right


def _line(name: str, trainings: int, days: Mapping[int, tuple[int, float]]) -> Line:
    outcomes = sum(n for n, _ in days.values())
    right = sum(n * share for n, share in days.values())
    return Line(name, trainings, right / outcomes if outcomes else 0.0, days)
