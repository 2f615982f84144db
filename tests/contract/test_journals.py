"""The journal's promises over every implementation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.events.journal import SqliteJournal
from stratum.testing.contracts.journal import JournalContract
from stratum.testing.fakes import MemoryJournal


class TestMemoryJournal(JournalContract):
    @pytest.fixture
    def journal(self) -> MemoryJournal:
        return MemoryJournal()

    @pytest.fixture
    def other(self, journal: MemoryJournal) -> MemoryJournal:
        return journal


class TestSqliteJournal(JournalContract):
    @pytest.fixture
    def journal(self, tmp_path: Path) -> Iterator[SqliteJournal]:
        journal = SqliteJournal(tmp_path / "state" / "state.db")
        yield journal
        journal.close()

    @pytest.fixture
    def other(self, tmp_path: Path) -> Iterator[SqliteJournal]:
        other = SqliteJournal(tmp_path / "state" / "state.db")
        yield other
        other.close()
