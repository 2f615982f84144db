"""The order and the pace of a replay."""

import dataclasses
import datetime
import heapq
from collections.abc import Iterator, Sequence

from stratum.core.digests import digest_value
from stratum.core.errors import InvalidInputError
from stratum.streaming.types import ReplaySpec

LATEST_BURST = 1.0
LONGEST_STANDSTILL = 10.0


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One event of a replay: the departure of a row, or its outcome."""

    row: int
    outcome: bool


def replay_steps(times: Sequence[int], known: Sequence[int | None]) -> Iterator[Step]:
    """All events of one lap, in order: the same at every call, so that a number says how far one is.

    An outcome follows the first departure whose moment is not before the outcome's; what is left
    follows the last departure.

    Args:
        times: Moment of each row, ascending.
        known: When the outcome of each row is known; None where there is none.
    """
    waiting: list[tuple[int, int]] = []
    for row, (time, when) in enumerate(zip(times, known, strict=True)):
        yield Step(row, outcome=False)
        while waiting and waiting[0][0] <= time:
            yield Step(heapq.heappop(waiting)[1], outcome=True)
        if when is not None:
            heapq.heappush(waiting, (when, row))
    while waiting:
        yield Step(heapq.heappop(waiting)[1], outcome=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Swing:
    """From a moment of the data on, everything goes ``factor`` times as fast."""

    moment: int
    factor: float


def moment_of(text: str) -> int:
    """ISO 8601 text, in UTC where it has no zone, as seconds since 1970-01-01 UTC.

    Raises:
        InvalidInputError: If it is no time.
    """
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInputError(f"{text!r} is no time", "write ISO 8601: 2013-06-01T00:00:00Z") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp())


def factor_at(swings: Sequence[Swing], moment: int) -> float:
    """The factor of the last swing that has begun at ``moment``; 1 before all."""
    begun = [swing.factor for swing in swings if swing.moment <= moment]
    return begun[-1] if begun else 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class Pace:
    """How many events may be sent: a bucket that fills at ``rate`` and holds a second's worth.

    Attributes:
        rate: Events a second; 0 means without limit.
        credit: Events that may be sent now.
        at: When ``credit`` was right, in seconds of a monotonic clock.
        swings: By when the rate changes, ascending.
    """

    rate: float
    credit: float
    at: float
    swings: tuple[Swing, ...] = ()

    def refilled(self, now: float, moment: int = 0) -> "Pace":
        """The bucket at ``now``. What was missed for longer than a second is not made up for.

        Args:
            now: Seconds of the same clock as ``at``.
            moment: Of the event that is next, in the data.
        """
        rate = self.rate * factor_at(self.swings, moment)
        most = max(1.0, rate * LATEST_BURST)
        credit = min(most, self.credit + (now - self.at) * rate)
        return dataclasses.replace(self, credit=credit, at=now)

    def spent(self, events: int) -> "Pace":
        """The bucket after sending ``events``."""
        return dataclasses.replace(self, credit=self.credit - events)

    def allowed(self, moment: int = 0) -> bool:
        """Whether the event of ``moment`` may be sent now."""
        del moment
        return self.rate == 0 or self.credit >= 1.0

    def delay(self, moment: int = 0) -> float:
        """Seconds until the event of ``moment`` may be sent."""
        rate = self.rate * factor_at(self.swings, moment)
        return 0.0 if self.allowed() else (1.0 - self.credit) / rate


@dataclasses.dataclass(frozen=True, slots=True)
class Course:
    """How far the time in the data has come, where it passes ``speed`` times as fast as the clock's.

    Attributes:
        speed: Seconds of the data a second.
        reached: Moment of the data that is reached.
        at: When that was right, in seconds of a monotonic clock.
        swings: By when the speed changes, ascending.
    """

    speed: float
    reached: float
    at: float
    swings: tuple[Swing, ...] = ()

    def refilled(self, now: float, moment: int = 0) -> "Course":
        """How far it has come at ``now``. Standing still for more than ten seconds is not made up for."""
        passed = min(now - self.at, LONGEST_STANDSTILL) * self._speed(moment)
        return dataclasses.replace(self, reached=self.reached + passed, at=now)

    def spent(self, events: int) -> "Course":
        """The same: events take nothing of the time."""
        del events
        return self

    def allowed(self, moment: int = 0) -> bool:
        """Whether the event of ``moment`` may be sent now."""
        return moment <= self.reached

    def delay(self, moment: int = 0) -> float:
        """Seconds until the event of ``moment`` may be sent."""
        return max(0.0, (moment - self.reached) / self._speed(moment))

    def _speed(self, moment: int) -> float:
        return self.speed * factor_at(self.swings, moment)


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """How far a replay has come: everything before it was acknowledged.

    Attributes:
        replay: Digest of what is replayed; a place in something else says nothing.
        lap: Times that the data was gone through before.
        step: Events of this lap that need not be sent again.
    """

    replay: str
    lap: int = 0
    step: int = 0


def replay_digest(spec: ReplaySpec) -> str:
    """What is replayed, whatever the pace and the broker."""
    chosen = [spec.dataset, spec.where, spec.after, spec.identifier, spec.time]
    return digest_value([*chosen, spec.outcomes, spec.target, spec.outcome_time])
