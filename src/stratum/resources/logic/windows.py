"""What policies remember: points of the last while."""

from stratum.resources.types import Points


def since(points: Points, time: float) -> Points:
    """The points after a time."""
    if not points or points[0][0] > time:
        return points
    return tuple(point for point in points if point[0] > time)


def added(points: Points, time: float, value: float, keep: float) -> Points:
    """The points with one more, without those older than ``keep`` seconds."""
    return (*since(points, time - keep), (time, value))


def last(points: Points) -> tuple[float, float] | None:
    """The newest point, if there is one."""
    return points[-1] if points else None
