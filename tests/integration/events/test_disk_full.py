"""The journal on a real file system that fills up: what was told stays, what cannot be told says so."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.core.errors import TransientError
from stratum.core.events import Event
from stratum.core.journal import Query
from stratum.events.actions.retrain import Retrain
from stratum.events.journal import SqliteJournal
from stratum.events.reactions import Reaction
from stratum.events.service import Bus
from stratum.events.types import On, Rule
from stratum.testing.disks import small_disk
from stratum.testing.fakes import InlineWorkers, MemoryPowers

LARGE = "x" * 20_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path, 8) as folder:
        yield folder


@pytest.fixture
def journal(disk: Path) -> Iterator[SqliteJournal]:
    journal = SqliteJournal(disk / "state.db")
    yield journal
    journal.close()


def fill(disk: Path) -> Path:
    """A file that leaves no room."""
    filler = disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while os.statvfs(disk).f_bfree:
            file.write(bytes(4096))
    return filler


def stale(number: int) -> Event:
    return Event(f"e-{number}", "/lifecycle/app", "model.stale", f"s-{number}", 1.0, {"reason": LARGE})


def until_full(journal: SqliteJournal, told: int) -> tuple[int, TransientError]:
    """How many events were told when one could not be, and what was said of that."""
    while told < 1000:
        try:
            journal.append(stale(told))
        except TransientError as error:
            return told, error
        told += 1
    pytest.fail("the disk did not fill up")


@pytest.mark.slow
def test_a_full_disk_loses_no_event_and_no_reaction(disk: Path, journal: SqliteJournal) -> None:
    rule = Rule("mine", "renew", On("model.stale"), "retrain")
    with InlineWorkers() as workers:
        bus = Bus(journal)
        bus.attach([Reaction(rule, Retrain(), MemoryPowers(journal), journal, workers)])
        for number in range(3):
            journal.append(stale(number))
        filler = fill(disk)
        told, error = until_full(journal, 3)
        assert "cannot be written" in error.message
        assert error.hint == "free disk space"
        assert [entry.event for entry in journal.read()] == [stale(n) for n in range(told)]
        for now in range(30):
            bus.step(float(now))
        filler.unlink()
        journal.append(stale(told))
        for now in range(30, 3000):
            bus.step(float(now))
        bus.attach([])
    asked = journal.find(Query(type="lifecycle.retrain-requested", limit=5000))
    assert sorted(entry.event.subject for entry in asked) == sorted(f"s-{n}" for n in range(told + 1))
    assert journal.find(Query(type="rule.failed")) == ()
    again = SqliteJournal(disk / "state.db")
    assert again.read() == journal.read()
    again.close()
