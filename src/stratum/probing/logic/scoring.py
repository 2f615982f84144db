"""From timings to scores: how many times as fast as the reference."""

import math
from collections.abc import Mapping
from typing import Final

from stratum.probing.types import Scores

COMPUTE: Final = {"modular": 4.8e-3, "sorting": 0.62e-3, "summing": 0.39e-3}
"""Seconds of the reference: one core of an AMD EPYC of the fourth generation at 3.7 GHz."""
COPIED: Final = 10e9
"""Bytes per second that the reference copies."""
WRITTEN: Final = 200e6
"""Bytes per second that the reference writes."""
_DIGITS = 3


def scores(timings: Mapping[str, float]) -> Scores:
    """How fast a host is.

    The score of a core is the geometric mean over three loops: arithmetic of whole numbers, comparisons with
    branches, sums of floating-point numbers. Latency that is computing scales with its inverse.

    Args:
        timings: As in ``Answer.timings``; a score without its timings is 0.
    """
    ratios = [reference / timings[name] for name, reference in COMPUTE.items() if timings.get(name)]
    whole = len(ratios) == len(COMPUTE)
    return Scores(
        _rounded(math.prod(ratios) ** (1 / len(COMPUTE))) if whole else 0.0,
        _rounded(timings.get("copied", 0.0) / COPIED),
        _rounded(timings.get("written", 0.0) / WRITTEN),
    )


def _rounded(score: float) -> float:
    return float(f"{score:.{_DIGITS}g}")
