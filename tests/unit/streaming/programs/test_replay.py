"""Where a replay stands, and how a program's errors are told."""

from pathlib import Path

import msgspec
import pytest

from stratum.core.errors import PermanentError
from stratum.streaming.logic.schedule import Place
from stratum.streaming.programs.life import first_of
from stratum.streaming.programs.replay import read_place


def test_a_replay_goes_on_where_it_stood(tmp_path: Path) -> None:
    file = tmp_path / "place.json"
    file.write_bytes(msgspec.json.encode(Place("digest", 1, 250)))
    assert read_place(file, "digest") == Place("digest", 1, 250)


def test_another_replay_begins_at_the_beginning(tmp_path: Path) -> None:
    file = tmp_path / "place.json"
    file.write_bytes(msgspec.json.encode(Place("digest", 1, 250)))
    assert read_place(file, "another") == Place("another", 0, 0)


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"lap":"x"}'])
def test_a_place_that_cannot_be_read_is_the_beginning(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "place.json"
    if content is not None:
        file.write_bytes(content)
    assert read_place(file, "digest") == Place("digest")


def test_of_several_errors_ours_is_told() -> None:
    ours = PermanentError("port taken")
    inner = ExceptionGroup("inner", [ValueError("x"), ours])
    assert first_of(ExceptionGroup("outer", [KeyError("y"), inner])) is ours
    assert str(first_of(ExceptionGroup("outer", [ValueError("x")]))) == "x"
