"""Laws of live editing: everybody converges, and a crash anywhere loses nothing that was told as saved."""

import asyncio
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stratum.core.edits import SetValue, edit_to_plain
from stratum.live.logic.frames import framed, unframed
from stratum.live.logic.records import Changed, to_record
from stratum.live.room import Room
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


def test_a_cut_at_any_byte_leaves_what_was_saved_and_each_submission_once() -> None:
    storage = MemoryStorage()
    room = Room.open(storage, "main", TEXTS, "d")
    texts, ends = [dict(room.texts)], [len(storage.data)]
    for number in range(1, 7):
        after = {**room.texts, "a.yaml": f"x.m: {number}€\ny.m: {'z' * number}\n"}
        room.write(ADA, number, after)
        texts.append(dict(room.texts))
        ends.append(len(storage.data))
    for cut in range(ends[2], len(storage.data) + 1):
        again = Room.open(MemoryStorage(storage.data[:cut]), "main", TEXTS, "other")
        whole = max(n for n, end in enumerate(ends) if end <= cut)
        assert (again.id, again.seq, dict(again.texts)) == ("d", whole, texts[whole])
        assert [again.answered(ADA, number) for number in range(1, 7)] == [
            number if number <= whole else None for number in range(1, 7)
        ]
        done = again.write(ADA, whole + 1, {**again.texts, "b.yaml": "went on\n"})
        assert done.seq == whole + 1


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
