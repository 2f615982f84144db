"""Keeping up with a journal, from its beginning or from a snapshot."""

from pathlib import Path

import pytest

from stratum.core.errors import TransientError
from stratum.core.events import Event
from stratum.core.journal import Entry, Snapshot
from stratum.deployment.follower import SNAPSHOT, Follower
from stratum.deployment.logic.fold import World, fold, record_data, record_type, source_of
from stratum.deployment.logic.records import Record
from stratum.deployment.logic.snapshots import world_key
from stratum.deployment.types import State
from stratum.testing.fakes import MemoryJournal


class CountingJournal(MemoryJournal):
    """Counts what was read; may refuse snapshots, as a full medium does."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[int] = []
        self.full = False

    def read(self, after: int = 0) -> tuple[Entry, ...]:
        found = super().read(after)
        self.reads.append(len(found))
        return found

    def remember(self, snapshot: Snapshot) -> None:
        if self.full:
            raise TransientError("the journal is full")
        super().remember(snapshot)


@pytest.fixture
def journal() -> CountingJournal:
    return CountingJournal()


def happen(journal: MemoryJournal, count: int) -> None:
    for number in range(count):
        record = Record(f"c{number % 3}", State.READY, str(Path("/d") / str(number)), pid=number)
        data, kind = record_data(record), record_type(record)
        place = len(journal.read())
        journal.append(Event(f"e{place}", source_of("app"), kind, record.component, 1.0, data))


def whole(journal: MemoryJournal) -> World:
    return fold(entry.event for entry in journal.read())


def test_only_what_is_new_is_read(journal: CountingJournal) -> None:
    follower = Follower(journal)
    assert follower.world() == {}
    happen(journal, 4)
    journal.reads.clear()
    assert len(follower.world()["app"].records) == 3
    assert follower.world() == whole(journal)
    assert journal.reads[:2] == [4, 0]
    assert journal.recall(SNAPSHOT) is None


def test_the_next_one_begins_at_the_snapshot(journal: CountingJournal) -> None:
    happen(journal, 12)
    first = Follower(journal, every=10).world()
    kept = journal.recall(SNAPSHOT)
    assert kept is not None
    assert (kept.number, kept.key) == (12, world_key())
    happen(journal, 3)
    journal.reads.clear()
    second = Follower(journal, every=10).world()
    assert journal.reads == [3]
    assert second == whole(journal)
    assert second != first


def test_one_that_goes_on_leaves_snapshots_too(journal: CountingJournal) -> None:
    follower, places = Follower(journal, every=10), []
    for _ in range(25):
        happen(journal, 1)
        follower.world()
        kept = journal.recall(SNAPSHOT)
        places.append(kept.number if kept else 0)
    assert sorted(set(places)) == [0, 10, 20]


@pytest.mark.parametrize(("key", "body"), [("older", "{}"), (world_key(), "["), (world_key(), '{"app": 1}')])
def test_a_snapshot_of_other_rules_or_a_broken_one_is_passed_over(
    journal: CountingJournal, key: str, body: str
) -> None:
    happen(journal, 12)
    journal.remember(Snapshot(SNAPSHOT, 12, key, body))
    journal.reads.clear()
    assert Follower(journal, every=100).world() == whole(journal)
    assert journal.reads[0] == 12


def test_a_medium_without_room_for_a_snapshot_is_no_reason_to_fail(journal: CountingJournal) -> None:
    journal.full = True
    happen(journal, 12)
    assert Follower(journal, every=10).world() == whole(journal)
    assert journal.recall(SNAPSHOT) is None
