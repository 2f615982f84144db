"""How right the answers were over the time of the data: with the platform, and as if nobody had cared."""

import bisect
from collections.abc import Iterable, Sequence

from stratum.core.events import Event
from stratum.runtime.story.cycles import SOURCE, STAGES, challenger_of, moment_of
from stratum.runtime.story.points import DataClock, Points, bounded, newest
from stratum.runtime.story.readings import VERSION, Readings
from stratum.runtime.views import Json

ACCURACY = "model_accuracy_ratio"
BASELINE = "baseline"
LIVE = "live"
"""Whatever version answered: over the same days of the data as the baseline, so that both can be compared."""
_MARKED = frozenset({"stale", "promoted", "rejected", "rolled-back", "failed"})
_MOST = 60
OUTCOMES = "model_outcomes"
LEAST = 100
"""Outcomes below which a share of right answers says nothing: its standard error is above 4 points."""


def accuracy_view(readings: Readings, clock: DataClock, events: Iterable[Event]) -> Json:
    """Accuracy of what answered, of each version and of the baseline, with what became of versions.

    Args:
        readings: Of the service.
        clock: Of its data.
        events: About the service, oldest first.
    """
    outcomes = readings.by(OUTCOMES, VERSION)
    found = {
        name: _grounded(points, outcomes.get(name, ()))
        for name, points in readings.by(ACCURACY, VERSION).items()
    }
    told = {name: bounded(clock.over(points), newest) for name, points in found.items()}
    return {
        "live": told.pop(LIVE, []),
        "baseline": told.pop(BASELINE, []),
        "byVersion": told,
        "marks": _marks(events, clock),
    }


def _grounded(points: Points, outcomes: Points) -> Points:
    """The accuracies that rest on enough outcomes; all of them where it is not told on how many."""
    if not outcomes:
        return points
    times = [time for time, _ in outcomes]
    known = ((point, bisect.bisect_right(times, point[0]) - 1) for point in points)
    return [point for point, index in known if index >= 0 and outcomes[index][1] >= LEAST]


def _marks(events: Iterable[Event], clock: DataClock) -> Sequence[Json]:
    """What became of versions, at the moments of the data at which it did."""
    found = []
    for event in events:
        stage = STAGES.get(event.type, "") if event.source.startswith(SOURCE) else ""
        moment = moment_of(event, clock)
        if stage in _MARKED and moment is not None:
            found.append({"time": moment, "at": event.time, "stage": stage, "version": challenger_of(event)})
    return found[-_MOST:]
