"""The bus: places, order, back-off, failures."""

import dataclasses

import pytest

from stratum.core.errors import PermanentError, StratumError, TransientError
from stratum.core.journal import Entry, Snapshot
from stratum.events.service import ATTEMPTS, Bus
from stratum.events.types import Outcome
from stratum.testing.contracts.journal import make_event
from stratum.testing.fakes import MemoryJournal


@dataclasses.dataclass
class Listener:
    """A handler that notes what it got, and fails as it is told."""

    name: str = "one"
    got: list[str] = dataclasses.field(default_factory=list)
    failed: list[str] = dataclasses.field(default_factory=list)
    trouble: list[StratumError] = dataclasses.field(default_factory=list)
    waits: int = 0
    cares: bool = True

    def handle(self, entry: Entry, _now: float) -> Outcome:
        if self.waits:
            self.waits -= 1
            return Outcome.WAITING
        if self.trouble:
            raise self.trouble.pop(0)
        self.got.append(entry.event.id)
        return Outcome.DONE if self.cares else Outcome.PASSED

    def fail(self, entry: Entry, error: StratumError, _now: float) -> None:
        self.failed.append(f"{entry.event.id}: {error.message}")


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


def attached(journal: MemoryJournal, *handlers: Listener, keep_every: int = 200) -> Bus:
    bus = Bus(journal, keep_every)
    bus.attach(handlers)
    return bus


def filled(journal: MemoryJournal, first: int, count: int) -> None:
    for number in range(first, first + count):
        journal.append(make_event(number))


def test_every_handler_gets_every_event_in_order(journal: MemoryJournal) -> None:
    one, two = Listener("one"), Listener("two")
    bus = attached(journal, one, two)
    filled(journal, 1, 3)
    bus.step(0.0)
    filled(journal, 4, 1)
    bus.step(0.0)
    bus.step(0.0)
    assert one.got == two.got == ["id-1", "id-2", "id-3", "id-4"]


def test_a_new_handler_begins_at_the_end_and_one_that_was_there_where_it_stopped(
    journal: MemoryJournal,
) -> None:
    filled(journal, 1, 2)
    first = Listener()
    attached(journal, first).step(0.0)
    assert first.got == []
    filled(journal, 3, 2)
    later = Listener()
    attached(journal, later).step(0.0)
    assert later.got == ["id-3", "id-4"]
    again = Listener()
    attached(journal, again).step(0.0)
    assert again.got == []


def test_a_handler_that_was_gone_begins_at_the_end_again(journal: MemoryJournal) -> None:
    attached(journal, Listener())
    attached(journal)
    filled(journal, 1, 2)
    back = Listener()
    bus = attached(journal, back)
    filled(journal, 3, 1)
    bus.step(0.0)
    assert back.got == ["id-3"]


def test_handlers_that_stay_keep_their_place(journal: MemoryJournal) -> None:
    stays, comes = Listener("stays"), Listener("comes")
    bus = attached(journal, stays)
    filled(journal, 1, 1)
    bus.attach([stays, comes])
    filled(journal, 2, 1)
    bus.step(0.0)
    assert (stays.got, comes.got) == (["id-1", "id-2"], ["id-2"])
    assert bus.place("stays") == bus.place("comes") == 2
    assert bus.place("nobody") == 0


def test_what_fails_for_now_comes_again_with_growing_delays_and_holds_only_its_handler(
    journal: MemoryJournal,
) -> None:
    held = Listener("held", trouble=[TransientError("busy", delay=2.0) for _ in range(3)])
    free = Listener("free")
    bus = attached(journal, held, free)
    filled(journal, 1, 2)
    tries: list[int] = []
    for now in range(40):
        before = len(held.trouble)
        bus.step(float(now))
        if len(held.trouble) != before or (held.got and len(tries) == 3):
            tries.append(now)
    assert tries == [0, 2, 6, 14]
    assert held.got == free.got == ["id-1", "id-2"]
    assert held.failed == []


def test_a_delay_is_never_longer_than_a_minute_whatever_the_clock_does(journal: MemoryJournal) -> None:
    held = Listener(trouble=[TransientError("busy", delay=1e9)])
    bus = attached(journal, held)
    filled(journal, 1, 1)
    bus.step(1000.0)
    bus.step(1059.0)
    assert held.got == []
    bus.step(1060.0)
    assert held.got == ["id-1"]
    held.trouble = [TransientError("busy", delay=60.0)]
    filled(journal, 2, 1)
    bus.step(5000.0)
    bus.step(100.0)
    assert held.got == ["id-1", "id-2"]


def test_what_fails_for_good_is_recorded_and_the_next_event_comes(journal: MemoryJournal) -> None:
    listener = Listener(trouble=[PermanentError("impossible")])
    bus = attached(journal, listener)
    filled(journal, 1, 2)
    bus.step(0.0)
    assert (listener.failed, listener.got) == (["id-1: impossible"], ["id-2"])


def test_what_fails_for_now_for_too_long_has_failed_for_good(journal: MemoryJournal) -> None:
    listener = Listener(trouble=[TransientError("busy") for _ in range(ATTEMPTS)])
    bus = attached(journal, listener)
    filled(journal, 1, 2)
    for now in range(1000):
        bus.step(float(now))
    assert (listener.failed, listener.got) == (["id-1: busy"], ["id-2"])


def test_who_waits_is_asked_about_the_same_event_at_the_next_step(journal: MemoryJournal) -> None:
    listener = Listener(waits=2)
    bus = attached(journal, listener)
    filled(journal, 1, 2)
    bus.step(0.0)
    bus.step(0.0)
    assert listener.got == []
    bus.step(0.0)
    assert listener.got == ["id-1", "id-2"]


def test_places_are_noted_when_something_was_done_and_now_and_then(journal: MemoryJournal) -> None:
    cares, passes = Listener("cares"), Listener("passes", cares=False)
    bus = attached(journal, cares, passes, keep_every=3)
    filled(journal, 1, 2)
    bus.step(0.0)
    assert (journal.recall("cares"), journal.recall("passes")) == (
        Snapshot("cares", 2),
        Snapshot("passes", 0),
    )
    filled(journal, 3, 2)
    bus.step(0.0)
    assert journal.recall("passes") == Snapshot("passes", 3)
    assert bus.place("passes") == 4


class FullJournal(MemoryJournal):
    """A journal whose medium can be full."""

    full = False

    def remember(self, snapshot: Snapshot) -> None:
        if self.full:
            raise TransientError("the disk is full")
        super().remember(snapshot)


def test_a_full_journal_loses_nothing() -> None:
    journal = FullJournal()
    bus = attached(journal, Listener())
    journal.full = True
    with pytest.raises(TransientError, match="full"):
        bus.attach([Listener("two")])
    listener = Listener()
    filled(journal, 1, 1)
    bus.attach([listener])
    bus.step(0.0)
    assert listener.got == ["id-1"]
    assert journal.recall("one") == Snapshot("one", 0)
    journal.full = False
    after = Listener()
    attached(journal, after).step(0.0)
    assert after.got == ["id-1"]


class Unrecorded(Listener):
    """A handler that cannot even record that it failed."""

    def fail(self, _entry: Entry, _error: StratumError, _now: float) -> None:
        raise TransientError("the disk is full")


def test_a_failure_that_cannot_be_recorded_is_tried_again(journal: MemoryJournal) -> None:
    listener = Unrecorded(trouble=[PermanentError("impossible"), PermanentError("impossible")])
    bus = attached(journal, listener)
    filled(journal, 1, 1)
    for now in range(10):
        bus.step(float(now))
    assert listener.got == ["id-1"]
