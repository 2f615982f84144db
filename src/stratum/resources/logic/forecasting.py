"""Forecasts of a rate: differences regressed on recent and on seasonal differences.

The regression is drawn towards zero, which is the last value: with nothing to learn from it says that the
rate stays. A compensator adds what recent forecasts were short of.
"""

import dataclasses

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

LEARNED_FROM = 240
"""Newest values that the regression is fitted to."""
RIDGE = 3.0
SHORT_OF = 0.9
"""Quantile of recent shortfalls that is added."""


@dataclasses.dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast.

    Attributes:
        value: What is expected.
        margin: What recent forecasts were short of; 0 where they were high enough.
    """

    value: float
    margin: float

    @property
    def upper(self) -> float:
        """What to be ready for."""
        return self.value + self.margin


def outlook(values: Values, ahead: int, season: int) -> Outlook:
    """The value ``ahead`` steps after the last, and how much too low such forecasts have been.

    Args:
        values: Oldest first; at least one.
        ahead: Steps, at least 1.
        season: Steps after which values repeat themselves; 0 where they do not.
    """
    count = len(values)
    used = season if count > season + ahead + 8 else 0
    start = max(used, 3)
    known = np.arange(start, count - ahead)[-LEARNED_FROM:]
    last = float(values[-1])
    if len(known) < 8:
        return Outlook(last, _shortfall(values[ahead:] - values[:-ahead] if count > ahead else values[:0]))
    inputs = _features(values, known, ahead, used)
    spread = np.sqrt((inputs**2).mean(axis=0)) + 1e-9
    scaled = inputs / spread
    gains = values[known + ahead] - values[known]
    weights = np.linalg.solve(scaled.T @ scaled + RIDGE * np.eye(scaled.shape[1]), scaled.T @ gains)
    now = _features(values, np.array([count - 1]), ahead, used) / spread
    value = max(0.0, last + float((now @ weights)[0]))
    return Outlook(value, _shortfall(gains - scaled @ weights))


def _features(values: Values, at: npt.NDArray[np.int64], ahead: int, season: int) -> Values:
    """Recent differences; with a season also what it did next, and how far off it is now."""
    recent = [values[at] - values[at - 1], values[at - 1] - values[at - 2], values[at] - values[at - 3]]
    if not season:
        return np.column_stack(recent)
    before = values[at - season]
    follows = values[at - season + ahead] - before
    return np.column_stack([*recent, follows, before - values[at]])


def _shortfall(errors: Values) -> float:
    """Quantile of what came out higher than forecast, over the newest errors."""
    newest = errors[-60:]
    return max(0.0, float(np.quantile(newest, SHORT_OF))) if len(newest) else 0.0
