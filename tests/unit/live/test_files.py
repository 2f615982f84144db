"""Files that come and go in a room: added, removed, taken back, and found again after a crash."""

from collections.abc import Mapping

import pytest

from stratum.live.logic.records import Writing
from stratum.live.logic.undo import Blocked
from stratum.live.room import Back, Direction, Room
from stratum.live.types import Author
from stratum.testing.live import MemoryStorage

ADA, BO = Author("Ada", "a"), Author("Bo", "b")
START = {"a": "one\n", "b": "two\n"}
MORE = {**START, "c": "three\n"}
LESS = {"a": "one\n"}


def room(storage: MemoryStorage | None = None, files: Mapping[str, str] = START) -> Room:
    return Room.open(storage or MemoryStorage(), "main", files, "d")


def back(made: Room, author: Author, direction: Direction = "undo") -> Blocked | None:
    found = made.back(author, direction)
    if isinstance(found, Back):
        made.go_back(author, 0, direction, found)
        return None
    assert found is not None
    return found


@pytest.mark.parametrize("after", [MORE, LESS, {"a": "one\n", "c": "two\n"}, {**LESS, "c": ""}])
def test_files_that_came_or_went_are_taken_back_and_done_again(after: Mapping[str, str]) -> None:
    made = room()
    made.write(ADA, 0, after)
    for _ in range(2):
        assert back(made, ADA) is None
        assert made.texts == START
        assert back(made, ADA, "redo") is None
        assert made.texts == after


def test_a_new_file_in_which_somebody_else_wrote_is_not_taken_away() -> None:
    made = room()
    made.write(ADA, 0, MORE)
    made.write(BO, 0, {**MORE, "c": "three\nfour\n"})
    assert back(made, ADA) == Blocked("Bo")
    assert made.texts["c"] == "three\nfour\n"


def test_lines_of_a_file_that_somebody_else_removed_do_not_come_back() -> None:
    made = room()
    made.write(ADA, 0, {**START, "b": "zwei\n"})
    made.write(BO, 0, LESS)
    assert back(made, ADA) == Blocked("Bo")
    assert back(made, BO) is None
    assert made.texts == {**START, "b": "zwei\n"}


def test_a_file_that_was_not_yet_written_is_no_file_that_is_gone() -> None:
    made = room()
    made.write(ADA, 0, MORE)
    assert list(made.bring_in(START)) == []
    assert made.texts == MORE


def test_a_file_that_was_not_yet_removed_does_not_come_back() -> None:
    made = room()
    made.write(ADA, 0, LESS)
    assert list(made.bring_in(START)) == []
    assert made.texts == LESS


def test_a_removed_file_that_others_changed_comes_back_as_they_left_it() -> None:
    made = room()
    made.write(ADA, 0, LESS)
    made.bring_in({**START, "b": "zwei\n"})
    assert made.texts == {**START, "b": "zwei\n"}


@pytest.mark.parametrize("after", [MORE, LESS])
@pytest.mark.parametrize("is_written", [False, True])
def test_after_a_crash_they_are_as_they_were_told(after: Mapping[str, str], is_written: bool) -> None:
    storage = MemoryStorage()
    made = room(storage)
    made.write(ADA, 1, after)
    made.journal.append(Writing(made.seq))
    files = after if is_written else START
    again = room(MemoryStorage(storage.data), files)
    again.bring_in(files)
    assert again.texts == after
    assert again.unsettled[0] == START.keys() ^ after.keys()


def test_a_file_that_others_removed_while_nobody_was_there_is_gone() -> None:
    storage = MemoryStorage()
    room(storage).write(ADA, 1, {**START, "a": "uno\n"})
    again = room(MemoryStorage(storage.data), {"a": "one\n"})
    again.bring_in({"a": "one\n"})
    assert again.texts == {"a": "uno\n"}
