"""The archive as a file."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.core.errors import TransientError
from stratum.streaming.logic.archive import Row
from stratum.streaming.logic.board import board_figures
from stratum.streaming.programs.archive import Archive, create, read_board
from stratum.streaming.programs.database import main
from stratum.testing.fakes import ManualClock


def row(name: str, label: int = 1) -> Row:
    return (name, "ewr", 1.0, 2.0, 3.0, "m", "1", label, 0.5)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "deep" / "archive.db"
    create(path)
    return path


@pytest.fixture
def archive(file: Path) -> Iterator[Archive]:
    with Archive(file) as opened:
        yield opened


def test_a_row_is_kept_once(archive: Archive) -> None:
    assert archive.store("predictions", [row("a"), row("b"), row("a")]) == 2
    assert archive.store("predictions", [row("b", label=0), row("c")]) == 1
    assert archive.store("predictions", []) == 0


def test_the_first_copy_stays(archive: Archive, file: Path) -> None:
    archive.store("predictions", [row("a", label=1)])
    archive.store("predictions", [row("a", label=0)])
    assert [each[6] for each in read_board(file).latest] == [1]


def test_creating_again_keeps_what_is_there(archive: Archive, file: Path, tmp_path: Path) -> None:
    archive.store("outcomes", [("a", "ewr", 1.0, 2.0, 1)])
    assert main({"path": str(file)}, tmp_path, ManualClock()) == 0
    assert read_board(file).totals == (None, 1)


def test_readers_do_not_wait_for_the_writer(archive: Archive, file: Path) -> None:
    archive.store("predictions", [row("a")])
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM predictions")
        assert read_board(file).totals == (1, None)
        other.rollback()


def test_a_missing_table_can_be_waited_for(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        with pytest.raises(TransientError, match="no such table"):
            archive.store("predictions", [row("a")])
        create(tmp_path / "archive.db")
        assert archive.store("predictions", [row("a")]) == 1


def test_a_full_disk_keeps_nothing_of_a_batch_and_can_be_waited_for(archive: Archive, file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as other:
        pages = other.execute("PRAGMA page_count").fetchone()[0]
    # Stands for a disk without room: SQLite fails in the same way, in the middle of a batch.
    archive._open().execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(TransientError, match="full"):
        archive.store("predictions", [row(f"flight-{number}") for number in range(5000)])
    assert read_board(file).totals == (None, None)
    assert archive.store("predictions", [row("a")]) == 1


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(TransientError, match="taken"):
        create(tmp_path / "taken" / "archive.db")


def test_the_board_says_that_there_is_no_archive_yet(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match="unable to open"):
        read_board(tmp_path / "archive.db")
    assert not (tmp_path / "archive.db").exists()


def test_the_board_joins_predictions_and_outcomes(archive: Archive, file: Path) -> None:
    archive.store("predictions", [row("a", 1), row("b", 0), row("c", 1)])
    archive.store(
        "outcomes", [("a", "ewr", 1.0, 2.0, 1), ("b", "ewr", 1.0, 2.0, 1), ("x", "ewr", 1.0, 2.0, 0)]
    )
    told = board_figures("Risk", read_board(file))
    assert (told["predictions"], told["outcomes"], told["known"]) == (3, 3, 2)
    assert (told["accuracy"], told["base_rate"]) == (0.5, 1.0)
    assert told["sources"] == [{"source": "ewr", "predictions": 3, "probability": 0.5, "latency": 2.0}]
