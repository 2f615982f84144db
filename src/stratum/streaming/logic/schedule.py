"""The order and the pace of a replay."""

import dataclasses
import heapq
from collections.abc import Iterator, Sequence

from stratum.core.digests import digest_value
from stratum.streaming.types import ReplaySpec

LATEST_BURST = 1.0


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
class Pace:
    """How many events may be sent: a bucket that fills at ``rate`` and holds a second's worth.

    Attributes:
        rate: Events a second; 0 means without limit.
        credit: Events that may be sent now.
        at: When ``credit`` was right, in seconds of a monotonic clock.
    """

    rate: float
    credit: float
    at: float

    def refilled(self, now: float) -> "Pace":
        """The bucket at ``now``. What was missed for longer than a second is not made up for."""
        most = max(1.0, self.rate * LATEST_BURST)
        return Pace(self.rate, min(most, self.credit + (now - self.at) * self.rate), now)

    def spent(self, events: int) -> "Pace":
        """The bucket after sending ``events``."""
        return Pace(self.rate, self.credit - events, self.at)

    def allowed(self) -> bool:
        """Whether an event may be sent now."""
        return self.rate == 0 or self.credit >= 1.0

    def delay(self) -> float:
        """Seconds until the next event may be sent."""
        return 0.0 if self.allowed() else (1.0 - self.credit) / self.rate


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
