"""Rows of events as columns, whatever a row holds."""

import datetime
import functools
import math
from collections.abc import Sequence

import numpy as np

from stratum.drift.types import Values
from stratum.streaming.logic.messages import Departure

_NUMBERS = (int, float)
MOST_AHEAD = 100


class Rows:
    """Events in the order in which they came, each column made once."""

    def __init__(self, events: Sequence[Departure]) -> None:
        self.events = events
        self.numbers = functools.cache(self._numbers)
        self.texts = functools.cache(self._texts)

    def __len__(self) -> int:
        return len(self.events)

    def _numbers(self, name: str) -> Values:
        """Floats, NaN for what is missing or no number."""
        values = [event.row.get(name) for event in self.events]
        try:
            return np.array(values, dtype=np.float64)
        except (TypeError, ValueError, OverflowError):
            kept = [float(v) if isinstance(v, _NUMBERS) and abs(v) < 1e300 else math.nan for v in values]
            return np.array(kept, dtype=np.float64)

    def _texts(self, name: str) -> Values:
        """Texts, None for what is missing; what is no text as JSON would say it."""
        values = [event.row.get(name) for event in self.events]
        kept = [v if v is None or isinstance(v, str) else str(v) for v in values]
        return np.array(kept, dtype=object)


def moments(events: Sequence[Departure], column: str) -> list[float | None]:
    """When each event happened in the data, in seconds since 1970-01-01 UTC; None where it does not say.

    Args:
        events: The events.
        column: Which column says it; an event without that column happened when it was sent.
    """
    return [_moment(event, column) for event in events]


def _moment(event: Departure, column: str) -> float | None:
    said = event.row.get(column, event.sent)
    if isinstance(said, str):
        return _seconds(said)
    if isinstance(said, _NUMBERS) and math.isfinite(said):
        return float(said)
    return None


@functools.lru_cache(maxsize=4096)
def _seconds(text: str) -> float | None:
    try:
        read = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=datetime.UTC)).timestamp()


def admitted(
    found: Sequence[float | None], newest: float, ahead: int, patience: float
) -> tuple[list[bool], float, int]:
    """Which rows count, by their moments; the newest moment then, and how many were ahead in a row.

    A row that lies further behind the newest one than rows wait for their outcome is too old. One that lies
    further ahead is taken for an error, until a hundred of them follow each other.

    Args:
        found: Moment of each row.
        newest: Moment of the newest row before; 0 for none.
        ahead: Rows in a row that were too far ahead before.
        patience: In seconds.
    """
    taken: list[bool] = []
    for moment in found:
        if moment is None or (newest and moment < newest - patience):
            taken.append(False)
            continue
        far = bool(newest) and moment > newest + patience
        ahead = ahead + 1 if far else 0
        taken.append(not far or ahead >= MOST_AHEAD)
        if taken[-1]:
            newest, ahead = max(newest, moment), 0
    return taken, newest, ahead
