"""Cumulative histograms: what came in between two readings, several together, and their quantiles."""

import bisect
import math
from collections.abc import Sequence

from stratum.monitoring.types import Buckets


def between(old: Buckets, new: Buckets) -> Buckets:
    """The observations that came after ``old``; all of ``new`` if the counting began again in between."""
    if any(new.get(bound, 0.0) < count for bound, count in old.items()):
        return dict(new)
    return {bound: count - old.get(bound, 0.0) for bound, count in new.items()}


def merged(histograms: Sequence[Buckets]) -> Buckets:
    """The observations of all of them together.

    Where the bounds differ, an observation counts from the next bound of its own histogram on: it may seem
    larger than it was, never smaller.
    """
    some = [one for one in histograms if one]
    if all(one.keys() == some[0].keys() for one in some[1:]):
        return {bound: sum(one[bound] for one in some) for bound in some[0]} if some else {}
    bounds = sorted({bound for one in some for bound in one})
    steps = [(sorted(one), one) for one in some]
    return {bound: sum(_up_to(own, counts, bound) for own, counts in steps) for bound in bounds}


def _up_to(bounds: Sequence[float], counts: Buckets, bound: float) -> float:
    place = bisect.bisect_right(bounds, bound)
    return counts[bounds[place - 1]] if place else 0.0


def observations(buckets: Buckets) -> float:
    """How many there are in all."""
    return max(buckets.values(), default=0.0)


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
