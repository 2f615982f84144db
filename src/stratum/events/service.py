"""The bus: every handler gets every event of the journal, at least once and in order.

Each handler has a place of its own in the journal, which survives the process. One that fails for now holds
only itself.
"""

import contextlib
import dataclasses
import json
from collections.abc import Sequence

from stratum.core.errors import StratumError, TransientError
from stratum.core.journal import Entry, Journal, Query, Snapshot
from stratum.events.ports import Handler
from stratum.events.types import Outcome

HANDLERS = "bus"
ATTEMPTS = 10
_LONGEST = 60.0
_KEEP_EVERY = 200


@dataclasses.dataclass(slots=True)
class _Seat:
    """A handler and how far it has come; ``kept`` is how far the journal knows."""

    handler: Handler
    place: int
    kept: int
    attempts: int = 0
    again: float = 0.0


class Bus:
    """Hands the events of a journal to handlers.

    Args:
        journal: Where the events are, and the places of the handlers.
        keep_every: So many events that a handler had nothing to do with are passed between two notes of its
            place; after a crash it is asked about them again.
    """

    def __init__(self, journal: Journal, keep_every: int = _KEEP_EVERY) -> None:
        self._journal = journal
        self._keep_every = keep_every
        self._seats: tuple[_Seat, ...] = ()

    def attach(self, handlers: Sequence[Handler]) -> None:
        """From now on these handlers are asked, and no others.

        One that was not there at the last call, in this process or one before, begins at the end.

        Raises:
            TransientError: If the journal cannot be used now; nothing has changed then.
        """
        snapshot = self._journal.recall(HANDLERS)
        before = frozenset(json.loads(snapshot.body)) if snapshot else frozenset()
        last = self._journal.find(Query(limit=1))
        end = last[0].number if last else 0
        seats = tuple(self._seat(handler, end, before) for handler in handlers)
        names = sorted(handler.name for handler in handlers)
        if before != frozenset(names):
            self._journal.remember(Snapshot(HANDLERS, end, body=json.dumps(names)))
        self._seats = seats

    def step(self, now: float) -> None:
        """Give each handler what is new to it.

        Args:
            now: Seconds since 1970-01-01 UTC.

        Raises:
            TransientError: If the journal cannot be read.
        """
        # A clock that was set back must not hold anybody for longer than the longest delay.
        due = [seat for seat in self._seats if seat.again <= now or seat.again > now + _LONGEST]
        if due:
            entries = self._journal.read(min(seat.place for seat in due))
            for seat in due:
                self._advance(seat, entries, now)

    def place(self, name: str) -> int:
        """The place of the last event that a handler is done with; 0 for an unknown one."""
        return next((seat.place for seat in self._seats if seat.handler.name == name), 0)

    def _seat(self, handler: Handler, end: int, before: frozenset[str]) -> _Seat:
        for seat in self._seats:
            if seat.handler.name == handler.name:
                return dataclasses.replace(seat, handler=handler)
        snapshot = self._journal.recall(handler.name) if handler.name in before else None
        place = snapshot.number if snapshot else end
        if snapshot is None:
            self._journal.remember(Snapshot(handler.name, place))
        return _Seat(handler, place, place)

    def _advance(self, seat: _Seat, entries: Sequence[Entry], now: float) -> None:
        try:
            for entry in entries:
                if entry.number > seat.place and not self._give(seat, entry, now):
                    return
        except TransientError as error:
            seat.attempts += 1
            delay = error.delay * 2.0 ** min(seat.attempts - 1, 16)
            seat.again = now + min(_LONGEST, delay)

    def _give(self, seat: _Seat, entry: Entry, now: float) -> bool:
        """Give one event; False where the handler is not done with it."""
        try:
            outcome = seat.handler.handle(entry, now)
        except StratumError as error:
            if isinstance(error, TransientError) and seat.attempts + 1 < ATTEMPTS:
                raise
            seat.handler.fail(entry, error, now)
            outcome = Outcome.DONE
        if outcome is Outcome.WAITING:
            return False
        seat.place, seat.attempts = entry.number, 0
        if outcome is Outcome.DONE or seat.place - seat.kept >= self._keep_every:
            self._keep(seat)
        return True

    def _keep(self, seat: _Seat) -> None:
        # Who cannot note it now asks again after a crash, which comes to the same.
        with contextlib.suppress(TransientError):
            self._journal.remember(Snapshot(seat.handler.name, seat.place))
            seat.kept = seat.place
