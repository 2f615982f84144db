"""The journal's file: broken, newer, full, busy; other processes."""

import contextlib
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.core.errors import PermanentError, TransientError
from stratum.core.journal import Snapshot
from stratum.events.journal import SqliteJournal
from stratum.testing.contracts.journal import make_event

APPENDER = """
import sys
from pathlib import Path
from stratum.events.journal import SqliteJournal
from stratum.testing.contracts.journal import make_event
journal = SqliteJournal(Path(sys.argv[1]))
for number in range(20):
    journal.append(make_event(number, source=sys.argv[2]))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def journal(path: Path) -> Iterator[SqliteJournal]:
    journal = SqliteJournal(path)
    yield journal
    journal.close()


def test_events_survive_the_end_of_the_process_that_wrote_them(path: Path) -> None:
    subprocess.run([sys.executable, "-c", APPENDER, str(path), "/one"], check=True, timeout=30)
    journal = SqliteJournal(path)
    assert [entry.event.id for entry in journal.read()] == [f"id-{number}" for number in range(20)]
    journal.close()


def test_several_processes_and_threads_append_without_loss(path: Path, journal: SqliteJournal) -> None:
    command = [sys.executable, "-c", APPENDER, str(path)]
    others = [subprocess.Popen([*command, f"/{name}"]) for name in ("one", "two")]
    threads = [
        threading.Thread(target=lambda at=at: [journal.append(make_event(at + n)) for n in range(10)])
        for at in (0, 10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [other.wait(30) for other in others] == [0, 0]
    assert len(journal.read()) == 60
    assert len({entry.number for entry in journal.read()}) == 60


def test_every_append_is_on_the_disk(journal: SqliteJournal) -> None:
    pragma = journal._connection.execute
    assert pragma("PRAGMA synchronous").fetchone() == (2,)
    assert pragma("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_that_is_no_journal_is_refused_and_left_alone(path: Path) -> None:
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(PermanentError, match="cannot be used") as caught:
        SqliteJournal(path)
    assert str(path) in caught.value.message
    assert path.read_bytes() == b"not a database" * 100


def test_a_journal_of_a_newer_version_is_refused(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(PermanentError, match="newer version") as caught:
        SqliteJournal(path)
    assert caught.value.hint


def test_a_journal_of_the_first_version_is_read_on(path: Path) -> None:
    earlier = SqliteJournal(path)
    earlier.append(make_event(1))
    earlier.close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TABLE snapshots; PRAGMA user_version = 1")
    with contextlib.closing(SqliteJournal(path)) as journal:
        assert journal.recall("one") is None
        journal.remember(Snapshot("one", 1, "key", "{}"))
        assert journal.recall("one") == Snapshot("one", 1, "key", "{}")
        assert [entry.event for entry in journal.read()] == [make_event(1)]


def test_a_full_medium_is_told_and_nothing_of_the_event_is_kept(journal: SqliteJournal) -> None:
    pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
    journal._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(TransientError, match="full") as caught:
        journal.append(make_event(1, data={"x": "y" * 100_000}))
    assert caught.value.hint == "free disk space"
    assert journal.read() == ()
    journal._connection.execute("PRAGMA max_page_count = 100000")
    assert journal.append(make_event(1)) > 0


def test_a_place_where_nothing_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(TransientError, match="cannot be written"):
        SqliteJournal(tmp_path / "file" / "state.db")


def test_a_locked_journal_is_busy_not_broken(path: Path, journal: SqliteJournal) -> None:
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    journal._connection.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(TransientError, match="busy"):
        journal.append(make_event(1))
    blocker.execute("ROLLBACK")
    blocker.close()
    assert journal.append(make_event(1)) > 0


def test_a_closed_journal_says_so(path: Path) -> None:
    journal = SqliteJournal(path)
    journal.close()
    with pytest.raises(PermanentError, match="cannot be used"):
        journal.read()
