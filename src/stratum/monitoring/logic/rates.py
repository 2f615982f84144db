"""Counters as rates."""

Point = tuple[float, float]
"""Seconds since 1970-01-01 UTC and a value."""


def increase(old: float, new: float) -> float:
    """How much a counter grew; one that is lower than before began again at 0."""
    return new - old if new >= old else new


def rate(old: Point, new: Point) -> float | None:
    """Growth of a counter per second between two readings; None if no time passed."""
    seconds = new[0] - old[0]
    return increase(old[1], new[1]) / seconds if seconds > 0 else None
