"""Cumulative histograms: what came in between two readings, and its quantiles."""

import math
from collections.abc import Mapping

Buckets = Mapping[float, float]
"""For each upper bound (the last is infinity) how many observations were at most that."""


def between(old: Buckets, new: Buckets) -> Buckets:
    """The observations that came after ``old``; all of ``new`` if the counting began again in between."""
    if any(new.get(bound, 0.0) < count for bound, count in old.items()):
        return dict(new)
    return {bound: count - old.get(bound, 0.0) for bound, count in new.items()}


def quantile(buckets: Buckets, share: float) -> float | None:
    """The value that ``share`` (0 to 1) of the observations do not exceed; None without observations.

    Within a bucket the observations are taken as spread evenly, from 0 in the first one. What lies over the
    highest finite bound is given as that bound.
    """
    bounds = sorted(buckets)
    total = buckets[bounds[-1]] if bounds else 0.0
    if total <= 0:
        return None
    rank = share * total
    below, lower = 0.0, 0.0
    for bound in bounds:
        if buckets[bound] >= rank:
            inside = buckets[bound] - below
            if math.isinf(bound) or inside <= 0:
                return lower
            return lower + (bound - lower) * (rank - below) / inside
        below, lower = buckets[bound], bound
    return lower
