"""The runs of a batch predictor: when one is due, and what became of each. The clock is an argument.

A run has a name that follows from why it came: its moment for one of a schedule, the id of the request for
one that was asked for. Whoever was killed during a run does the same run again, under the same name, so that
its answers replace what was left of them.
"""

import dataclasses
import datetime
import math
from collections.abc import Mapping
from typing import Final

import msgspec

from stratum.core.cron import Cron, last_time, next_time
from stratum.core.errors import InvalidInputError

WAITING: Final = "waiting"
DONE: Final = "done"
FAILED: Final = "failed"
TRIES: Final = 5
_REMEMBERED: Final = 200
_MOST_WAITING: Final = 100


class Written(msgspec.Struct, frozen=True):
    """What a run wrote.

    Attributes:
        rows: How many answers.
        place: The file, or file and table.
        sources: Digest of the content of each source that was read, by name.
    """

    rows: int
    place: str = ""
    sources: Mapping[str, str] = {}


class Run(msgspec.Struct, frozen=True):
    """A run.

    Attributes:
        id: Its name, unique within the predictor.
        due: When it was due, in seconds since 1970 UTC.
        why: ``schedule``, ``once``, or whoever asked for it and what for.
        state: ``waiting``, ``done`` or ``failed``; one that is under way waits for its end.
        tries: How often it was begun.
        began: When it was begun last; 0 if never.
        ended: When it ended; 0 where it has not.
        written: What it wrote.
        model: The version of the model that was asked, as ``name@version``.
        digest: Identity of that version.
        reason: Why it failed, or has to be tried again.
    """

    id: str
    due: float
    why: str
    state: str = WAITING
    tries: int = 0
    began: float = 0.0
    ended: float = 0.0
    written: Written = Written(0)
    model: str = ""
    digest: str = ""
    reason: str = ""


class Ledger(msgspec.Struct, frozen=True):
    """All that a predictor remembers.

    Attributes:
        since: When it was first started; what was due before is not made up for.
        last: The newest moment of its schedule that it has taken.
        once: What the run that it did last for ``once`` was of.
        runs: The newest runs, oldest first.
    """

    since: float
    last: float = 0.0
    once: str = ""
    runs: tuple[Run, ...] = ()

    @property
    def open(self) -> Run | None:
        """The first run that has not ended."""
        return next((run for run in self.runs if not run.ended), None)

    @property
    def ended(self) -> Run | None:
        """The newest run that has ended."""
        return max((run for run in self.runs if run.ended), key=lambda run: run.ended, default=None)


class State(msgspec.Struct, frozen=True):
    """What a predictor tells: its open run, when the next is due, and its newest runs, oldest first."""

    open: Run | None = None
    next: float | None = None
    runs: tuple[Run, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Timetable:
    """When runs are due: ``every`` so many seconds, at moments of ``cron``, or once for ``once``."""

    every: float = 0.0
    cron: Cron | None = None
    once: str = ""

    def latest(self, now: float) -> float | None:
        """The newest moment that has come; None for none."""
        if self.every:
            return math.floor(now / self.every) * self.every
        return last_time(self.cron, now) if self.cron else None

    def following(self, now: float) -> float | None:
        """The next moment; None for none."""
        if self.every:
            return (math.floor(now / self.every) + 1) * self.every
        return next_time(self.cron, now) if self.cron else None


def scheduled(ledger: Ledger, timetable: Timetable, now: float) -> Ledger:
    """The ledger with the run that is due, if one is and none is open.

    Of moments that were missed the newest counts.
    """
    if ledger.open is not None:
        return ledger
    if timetable.once and timetable.once != ledger.once:
        run = Run(f"{timetable.once}-{_name(now)}", now, "once")
        return msgspec.structs.replace(ledger, once=timetable.once, runs=(*ledger.runs, run))
    due = timetable.latest(now)
    if due is None or due <= max(ledger.since, ledger.last):
        return ledger
    return msgspec.structs.replace(ledger, last=due, runs=(*ledger.runs, Run(_name(due), due, "schedule")))


def asked(ledger: Ledger, name: str, why: str, now: float) -> Ledger:
    """The ledger with a run that somebody asks for; asking again for the same one changes nothing.

    Raises:
        InvalidInputError: If too many wait.
    """
    if any(run.id == name for run in ledger.runs):
        return ledger
    if sum(not run.ended for run in ledger.runs) >= _MOST_WAITING:
        raise InvalidInputError(f"{_MOST_WAITING} runs wait already", "ask again when some have ended")
    return msgspec.structs.replace(ledger, runs=(*ledger.runs, Run(name, now, why)))


def begun(run: Run, model: str, digest: str, now: float) -> Run:
    """A run that begins, again or for the first time; one that was begun too often has failed."""
    if run.tries >= TRIES:
        return _given_up(run, run.reason or "it was stopped each time", now)
    return msgspec.structs.replace(run, tries=run.tries + 1, began=now, model=model, digest=digest)


def finished(run: Run, written: Written, now: float) -> Run:
    """A run whose answers are kept."""
    return msgspec.structs.replace(run, state=DONE, ended=now, written=written, reason="")


def failed(run: Run, reason: str, now: float) -> Run:
    """A run that ends without answers."""
    return msgspec.structs.replace(run, state=FAILED, ended=now, reason=reason)


def hindered(run: Run, reason: str, now: float) -> Run:
    """A run that is to be tried again; one that was tried often enough has failed."""
    if run.tries >= TRIES:
        return _given_up(run, reason, now)
    return msgspec.structs.replace(run, reason=reason)


def pause(run: Run) -> float:
    """Seconds until a run that was hindered is tried again."""
    return 2.0**run.tries


def with_run(ledger: Ledger, run: Run) -> Ledger:
    """The ledger with what became of a run; the oldest ended ones are forgotten."""
    runs = tuple(run if one.id == run.id else one for one in ledger.runs)
    ended = [one.id for one in runs if one.ended]
    gone = set(ended[: max(0, len(ended) - _REMEMBERED)])
    return msgspec.structs.replace(ledger, runs=tuple(one for one in runs if one.id not in gone))


def metrics(ledger: Ledger, timetable: Timetable, now: float) -> str:
    """The figures of its runs, in the Prometheus text format."""
    last, following = ledger.ended, timetable.following(now)
    figures = {
        "stratum_batch_last_run_seconds": last.ended if last else None,
        "stratum_batch_last_rows": last.written.rows if last else None,
        "stratum_batch_last_duration_seconds": last.ended - last.began if last and last.began else None,
        "stratum_batch_last_failed": int(last.state == FAILED) if last else None,
        "stratum_batch_next_run_seconds": following,
    }
    told = {name: value for name, value in figures.items() if value is not None}
    return "".join(f"# TYPE {name} gauge\n{name} {value}\n" for name, value in told.items())


def _given_up(run: Run, why: str, now: float) -> Run:
    return failed(run, f"given up after {TRIES} tries: {why}", now)


def _name(due: float) -> str:
    return datetime.datetime.fromtimestamp(due, datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
