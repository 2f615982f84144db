"""The directory of a component."""

import json
from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError
from stratum.deployment.backends.directory import (
    LOG,
    exit_file,
    last_words,
    open_log,
    read_status,
    tail_log,
    trim_log,
    write_files,
)


def test_files_are_written_into_folders_and_are_nobody_else_s(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.json": "{}", "conf/b.conf": "ü\n"})
    assert (tmp_path / "conf/b.conf").read_text(encoding="utf-8") == "ü\n"
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["a.json", "b.conf"]


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": "long content"})
    with (tmp_path / "a").open() as reader:
        write_files(tmp_path, {"a": "new"})
        assert reader.read() == "long content"
    assert (tmp_path / "a").read_text() == "new"


def test_a_name_that_leads_out_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError):
        write_files(tmp_path / "home", {"../x": "y"})
    assert not (tmp_path / "x").exists()


def test_the_log_is_appended_to_and_marks_each_start(tmp_path: Path) -> None:
    for token in ("t1", "t2"):
        with open_log(tmp_path, token) as log:
            log.write(b"hello\n")
    assert tail_log(tmp_path, 10) == ("--- start t1", "hello", "--- start t2", "hello")


def test_a_large_log_is_put_aside_at_a_start(tmp_path: Path) -> None:
    (tmp_path / LOG).write_bytes(b"x" * 8 * 2**20 + b"\n")
    open_log(tmp_path, "t1").close()
    assert (tmp_path / "log.1.txt").stat().st_size == 8 * 2**20
    assert (tmp_path / LOG).read_text() == "--- start t1\n"


def test_a_writer_goes_on_after_its_log_was_trimmed_and_nothing_is_lost(tmp_path: Path) -> None:
    with open_log(tmp_path, "t1") as log:
        for number in range(100):
            log.write(f"line {number}\n".encode())
            log.flush()
            trim_log(tmp_path, limit=400)
    assert tail_log(tmp_path, 30) == tuple(f"line {number}" for number in range(70, 100))
    assert 0 < (tmp_path / LOG).stat().st_size <= 400
    assert 0 < (tmp_path / "log.1.txt").stat().st_size <= 400


def test_of_a_log_that_grew_too_fast_the_end_is_kept(tmp_path: Path) -> None:
    (tmp_path / LOG).write_text("".join(f"line {number}\n" for number in range(10_000)))
    trim_log(tmp_path, limit=1000)
    assert (tmp_path / LOG).stat().st_size == 0
    assert (tmp_path / "log.1.txt").stat().st_size == 1000
    assert tail_log(tmp_path, 2) == ("line 9998", "line 9999")
    assert last_words(tmp_path) == "line 9999"


def test_a_log_is_cut_even_where_the_older_one_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / LOG).write_bytes(b"x" * 2000)
    (tmp_path / "log.1.txt").mkdir()
    trim_log(tmp_path, limit=1000)
    assert (tmp_path / LOG).stat().st_size == 0
    assert tail_log(tmp_path, 2) == ()


def test_a_short_log_stays_and_a_missing_one_is_no_error(tmp_path: Path) -> None:
    trim_log(tmp_path, limit=10)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / LOG).write_bytes(b"x" * 10)
    trim_log(tmp_path, limit=10)
    assert (tmp_path / LOG).stat().st_size == 10


def test_only_the_end_of_a_log_is_read(tmp_path: Path) -> None:
    (tmp_path / LOG).write_text("".join(f"line {number}\n" for number in range(100_000)))
    assert tail_log(tmp_path, 2) == ("line 99998", "line 99999")
    assert len(tail_log(tmp_path, 10**6)) < 30_000
    assert tail_log(tmp_path, 0) == tail_log(tmp_path, -1) == ()


def test_what_is_no_text_is_shown_as_far_as_it_can_be(tmp_path: Path) -> None:
    (tmp_path / LOG).write_bytes(b"\xff\xfe\nlast")
    assert tail_log(tmp_path, 1) == ("last",)
    assert len(tail_log(tmp_path, 5)) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("--- start t1\nTraceback\nValueError: no\n\n", "ValueError: no"),
        ("earlier\n--- start t1\n", ""),
        ("", ""),
        ("--- start t1\n" + "x" * 1000, "x" * 300),
    ],
)
def test_the_last_words_are_those_of_the_latest_start(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / LOG).write_text(content)
    assert last_words(tmp_path) == words


def test_a_status_belongs_to_its_start_and_its_role(tmp_path: Path) -> None:
    exit_file(tmp_path, "main").write_text(json.dumps({"token": "t1", "status": 3}))
    assert read_status(tmp_path, "main", "t1") == 3
    assert read_status(tmp_path, "main", "t2") is None
    assert read_status(tmp_path, "hook", "t1") is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"token": "t1"}', '{"token": "t1", "status": "3"}'])
def test_a_broken_status_is_unknown(tmp_path: Path, content: str) -> None:
    exit_file(tmp_path, "main").write_text(content)
    assert read_status(tmp_path, "main", "t1") is None
