"""Rows of events as columns, whatever a row holds."""

import dataclasses
import datetime
import functools
import math
from collections.abc import Sequence

import numpy as np

from stratum.drift.types import Values
from stratum.streaming.logic.messages import Departure

_NUMBERS = (int, float)
MOST_AHEAD = 100
MOST_BEHIND = 1000
AGAIN = 3.0


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


@dataclasses.dataclass(frozen=True, slots=True)
class Time:
    """The time of the data.

    Attributes:
        newest: Moment of the newest row; 0 before the first one.
        ahead: Rows in a row that were too far ahead of it.
        behind: Rows in a row that were far behind it.
    """

    newest: float = 0.0
    ahead: int = 0
    behind: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Admission:
    """Which rows count.

    Attributes:
        taken: Whether each of them does.
        time: After the last one.
        again: Whether the data began again from an earlier moment; what was before is over then.
    """

    taken: tuple[bool, ...]
    time: Time
    again: bool


def admitted(found: Sequence[float | None], time: Time, patience: float) -> Admission:
    """Which rows count, by their moments.

    A row that lies further behind the newest one than rows wait for their outcome is too old. One that lies
    further ahead is taken for an error, until a hundred of them follow each other. Rows by the thousand that
    all lie three times as far behind say that the data began again.

    Args:
        found: Moment of each row; None where it has none.
        time: Before them.
        patience: How long rows wait, in seconds.
    """
    taken: list[bool] = []
    again = False
    for moment in found:
        if moment is None:
            taken.append(False)
            continue
        time = _counted(time, moment, patience)
        if time.behind >= MOST_BEHIND:
            taken, again, time = [False] * len(taken), True, Time(moment)
        counts = time.ahead == 0 and moment >= time.newest - patience
        time = Time(max(time.newest, moment), 0, 0) if counts else time
        taken.append(counts)
    return Admission(tuple(taken), time, again)


def _counted(time: Time, moment: float, patience: float) -> Time:
    """The time with a row more that is too far ahead or far behind, or with none in a row."""
    if not time.newest:
        return Time(moment)
    if moment > time.newest + patience:
        ahead = time.ahead + 1
        return Time(time.newest, 0 if ahead >= MOST_AHEAD else ahead, 0)
    far = moment < time.newest - AGAIN * patience
    return Time(time.newest, 0, time.behind + 1 if far else 0)
