"""Laws of live editing: everybody converges, and a crash anywhere loses nothing that was told as saved."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stratum.core.edits import SetValue, edit_to_plain
from stratum.live.logic.frames import framed, unframed
from stratum.live.logic.records import Changed, Record, Settled, Writing, to_record
from stratum.live.ports import Storage
from stratum.live.room import Back, Room
from stratum.live.storage import FileStorage
from stratum.live.types import Author
from stratum.testing.live import MemoryStorage, Page
from stratum.testing.live_stage import TEXTS, Line, Stage

RELAXED = settings(deadline=None)  # the machine may be busy with other tests

ADA = Author("Ada", "a")
WORDS = st.text(alphabet="ab😀\n", min_size=1, max_size=5)


def values(number: int, text: str) -> str:
    edit = edit_to_plain(SetValue("a.yaml", "x", "m", text.replace("\n", "")))
    return json.dumps({"do": "edits", "id": number, "edits": [edit]})


class Person:
    """A page that may be cut off, and sends again what was not answered."""

    def __init__(self, stage: Stage, name: str) -> None:
        self.stage = stage
        self.page = Page(name, name)
        self.waiting: dict[int, str] = {}
        self.number = 0
        self.line: Line | None = None

    async def connect(self) -> None:
        if self.line is not None:
            return
        self.line = self.stage.connect(self.page)
        await self.line.until("state")
        for number in sorted(self.waiting):
            await self.submit(number)

    async def submit(self, number: int) -> None:
        assert self.line is not None
        self.line.wire.say(self.waiting[number])
        while number not in self.page.answers:
            self.page.hear(await self.line.wire.heard.get())
        del self.waiting[number]

    async def cut_off(self, *, is_in_the_middle: bool) -> None:
        """The connection ends; what was sent last may have come through."""
        if self.line is None:
            return
        if is_in_the_middle and self.waiting:
            self.line.wire.say(self.waiting[min(self.waiting)])
        await self.line.leave()
        self.line = None

    def lose(self) -> None:
        """The server is gone."""
        if self.line is not None:
            self.line.serving.cancel()
        self.line = None

    def type(self, start: int, removed: int, added: str) -> None:
        text = self.page.draft["b.yaml"]
        start = min(start, len(text))
        self.number += 1
        self.waiting[self.number] = self.page.typed(
            self.number, "b.yaml", start, min(removed, len(text) - start), added
        )

    def set(self, text: str) -> None:
        self.number += 1
        self.waiting[self.number] = values(self.number, text)


KINDS = ("type", "type", "set", "send", "connect", "cut", "cut in the middle", "disk", "save", "kill")
ACTS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(KINDS),
        st.integers(0, 12),
        st.integers(0, 4),
        WORDS,
    ),
    max_size=25,
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ACTS)
def test_whoever_is_cut_off_everybody_has_the_same_in_the_end(
    acts: list[tuple[int, str, int, int, str]],
) -> None:
    async def play() -> None:
        stage = Stage()
        people = [Person(stage, name) for name in "abc"]
        for person in people:
            await person.connect()
        for who, what, start, removed, text in acts:
            await act(stage, people, people[who], what, (start, removed, text))
        for person in people:
            await person.connect()
            for number in sorted(person.waiting):
                await person.submit(number)
        await stage.session.look()
        await stage.session.look()
        for person in people:
            assert person.line is not None
            await person.line.hear_all()
        texts = people[0].page.texts
        assert all(person.page.texts == person.page.draft == texts for person in people)
        assert stage.files.texts == texts
        assert all(told["told"] == "done" for person in people for told in person.page.answers.values())

    asyncio.run(asyncio.wait_for(play(), 60))


async def act(
    stage: Stage, people: list[Person], person: Person, what: str, typed: tuple[int, int, str]
) -> None:
    if what == "type":
        person.type(*typed)
    elif what == "set":
        person.set(typed[2])
    elif what in {"cut", "cut in the middle"}:
        await person.cut_off(is_in_the_middle=what != "cut")
    elif what in {"disk", "save", "kill"}:
        await around(stage, people, what, typed[2])
    else:
        await person.connect()
        if what == "send" and person.waiting:
            await person.submit(min(person.waiting))


async def around(stage: Stage, people: list[Person], what: str, text: str) -> None:
    """Somebody changes a file, time passes, or the server is killed and started again."""
    if what == "disk":
        stage.files.texts["c.yaml"] = text
    elif what == "save":
        await stage.session.look()
    else:
        for one in people:
            one.lose()
        stage.started()


BO = Author("Bo", "b")
Known = tuple[str, int, dict[str, str], list[int | None]]


def known(room: Room) -> Known:
    """What a room tells: its id, its last change, its texts, and which submissions were done where."""
    done = [room.answered(who, number) for who in (ADA, BO) for number in range(1, 9)]
    return room.id, room.seq, dict(room.texts), done


def recorded(storage: Storage, grown: Callable[[], int]) -> list[tuple[int, Known]]:
    """Two people write, one takes a step back, files are written and committed, and somebody changes one.

    What is known after each record, and how many bytes the journal has then.
    """
    room = Room.open(storage, "main", TEXTS, "d")
    found = [(grown(), known(room))]

    def note() -> None:
        found.append((grown(), known(room)))

    room.write(ADA, 1, {**room.texts, "a.yaml": "x.m: 1€\ny.m: 2\n"})
    note()
    room.write(BO, 1, {**room.texts, "b.yaml": "of Bo 😀\n"})
    note()
    room.journal.append(Writing(room.seq))
    note()
    room.write(BO, 2, dict(room.texts))
    note()
    back = room.back(ADA, "undo")
    assert isinstance(back, Back)
    room.go_back(ADA, 2, "undo", back)
    note()
    room.journal.append(Settled(room.seq))
    note()
    room.working.seen(room.texts, room.seq)
    room.bring_in({**room.texts, "c.yaml": "by hand\n"})
    note()
    room.write(ADA, 3, {**room.texts, "a.yaml": "x.m: 3\n"})
    note()
    return found


def holds_at_each_byte(
    data: bytes, found: list[tuple[int, Known]], again: Callable[[bytes], Storage]
) -> None:
    """A journal cut anywhere holds what was known after its last whole record, and can be gone on with."""
    assert found[-1][0] == len(data)
    for cut in range(found[0][0], len(data) + 1):
        expected = [told for end, told in found if end <= cut][-1]
        storage = again(data[:cut])
        room = Room.open(storage, "main", TEXTS, "other")
        assert known(room) == expected
        done = room.write(BO, 8, {**room.texts, "b.yaml": "went on\n"})
        assert (done.seq, room.answered(BO, 8)) == (expected[1] + 1, expected[1] + 1)
        storage.close()


def test_a_cut_at_any_byte_leaves_what_was_saved_and_each_submission_once() -> None:
    storage = MemoryStorage()
    found = recorded(storage, lambda: len(storage.data))
    assert len({type(to_record(payload)) for payload in unframed(storage.data)[0]}) == len(get_args(Record))
    holds_at_each_byte(storage.data, found, MemoryStorage)


def test_a_journal_begun_anew_can_be_cut_at_any_byte_too() -> None:
    storage = MemoryStorage()
    recorded(storage, lambda: len(storage.data))
    room = Room.open(storage, "main", TEXTS, "d")
    room.journal.begin(room.snapshot())
    found = [(len(storage.data), known(room))]
    for number in (4, 5):
        room.write(ADA, number, {**room.texts, "a.yaml": f"x.m: {number}\n"})
        found.append((len(storage.data), known(room)))
    holds_at_each_byte(storage.data, found, MemoryStorage)


def test_a_file_that_is_cut_at_any_byte_holds_the_same(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    storage = FileStorage(whole)
    found = recorded(storage, lambda: whole.stat().st_size)
    storage.close()

    def again(data: bytes) -> FileStorage:
        cut.unlink(missing_ok=True)
        cut.write_bytes(data)
        return FileStorage(cut)

    holds_at_each_byte(whole.read_bytes(), found, again)


@RELAXED
@given(st.lists(WORDS, min_size=1, max_size=6), st.data())
def test_files_that_lag_behind_a_journal_get_no_text_twice(words: list[str], data: st.DataObject) -> None:
    storage = MemoryStorage()
    room = Room.open(storage, "main", TEXTS, "d")
    texts = [dict(room.texts)]
    for number, word in enumerate(words, 1):
        room.write(ADA, number, {**room.texts, "a.yaml": texts[-1]["a.yaml"] + word})
        texts.append(dict(room.texts))
    behind = data.draw(st.sampled_from(texts))
    by_hand = data.draw(st.sampled_from(["", "# by hand\n"]))
    again = Room.open(storage, "main", {**behind, "a.yaml": by_hand + behind["a.yaml"]}, "other")
    again.bring_in({**behind, "a.yaml": by_hand + behind["a.yaml"]})
    assert again.texts["a.yaml"] == by_hand + texts[-1]["a.yaml"]


def test_a_damaged_record_ends_the_journal_and_the_files_bring_the_rest() -> None:
    storage = MemoryStorage()
    room = Room.open(storage, "main", TEXTS, "d")
    for number in (1, 2):
        room.write(ADA, number, {**room.texts, "a.yaml": f"x.m: {number}0\n"})
    payloads, _ = unframed(storage.data)
    assert isinstance(to_record(payloads[1]), Changed)
    damaged = framed(payloads[0]) + framed(b"\xc1") + framed(payloads[2])
    again = Room.open(MemoryStorage(damaged), "main", room.texts, "other")
    again.bring_in(room.texts)
    assert again.texts == room.texts


def test_a_long_journal_begins_anew_and_knows_the_same() -> None:
    storage = MemoryStorage()
    room = Room.open(storage, "main", TEXTS, "d")
    room.write(ADA, 7, {**room.texts, "a.yaml": "x.m: 9\n"})
    room.journal.begin(room.snapshot())
    again = Room.open(storage, "main", room.texts, "other")
    assert (again.id, again.seq, again.texts, again.answered(ADA, 7)) == ("d", 1, room.texts, 1)
    assert again.state("d", room.state("", b"")[1] and b"\x00") == (False, room.state("", b"")[1])
