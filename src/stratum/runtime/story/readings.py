"""The readings about one service, found by metric and label."""

from collections.abc import Iterable, Mapping

from stratum.monitoring.types import Series
from stratum.runtime.story.points import Points

VERSION = "version"


class Readings:
    """What was read about one subject.

    Args:
        series: About any subjects.
        subject: The one.
    """

    def __init__(self, series: Iterable[Series], subject: str) -> None:
        self._series = [one for one in series if one.subject == subject and one.points]

    def plain(self, metric: str) -> Points:
        """Readings without labels; none where there is no such metric."""
        found = self._without_labels(metric)
        return found.points if found else ()

    def highest(self, metric: str) -> Points:
        """Readings without labels, where several were summed up the largest of them."""
        found = self._without_labels(metric)
        if found is None or not found.peaks:
            return found.points if found else ()
        return [(time, peak) for (time, _), peak in zip(found.points, found.peaks, strict=True)]

    def by(self, metric: str, label: str) -> Mapping[str, Points]:
        """Readings by the value of a label."""
        return {
            one.labels[label]: one.points
            for one in self._series
            if one.metric == metric and label in one.labels
        }

    def labelled(self, metric: str) -> Mapping[tuple[tuple[str, str], ...], float]:
        """The newest reading by all labels."""
        return {
            tuple(sorted(one.labels.items())): one.points[-1][1]
            for one in self._series
            if one.metric == metric and one.labels
        }

    def last(self, metric: str) -> float | None:
        """The newest reading without labels; None where there is none."""
        points = self.plain(metric)
        return points[-1][1] if points else None

    def last_by(self, metric: str, label: str) -> Mapping[str, float]:
        """The newest reading by the value of a label."""
        return {value: points[-1][1] for value, points in self.by(metric, label).items()}

    def _without_labels(self, metric: str) -> Series | None:
        return next((one for one in self._series if one.metric == metric and not one.labels), None)
