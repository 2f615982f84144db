"""Keeps the room of the branch that the workspace stands at: opened once, saved, followed, committed."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, Protocol, TypeVar

from stratum.core.clock import Clock
from stratum.core.edits import RenameElement
from stratum.core.errors import InvalidInputError, StratumError, TransientError
from stratum.live.logic.records import Settled, Writing
from stratum.live.logic.settling import Unsettled, Waiting
from stratum.live.logic.splices import differing
from stratum.live.people import People
from stratum.live.ports import Files, Legality, Storage
from stratum.live.protocol import text_of, told, trouble
from stratum.live.room import Room
from stratum.live.types import DISK, PROGRAM, Change, Committed, Texts

COME_AGAIN: Final = 1012
"""Close code: connect again, the document is another one or begins anew."""
T = TypeVar("T")


class Aside(Protocol):
    """Runs a function that takes long beside the event loop, and waits for it."""

    async def __call__(self, function: Callable[..., T], /, *arguments: object) -> T:
        """Run it."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Means:
    """What a session works with.

    Attributes:
        legality: Tells what may be done.
        files: The working copy.
        storage: Gives the journal of a branch.
        clock: Tells when edits have settled.
        new_id: Gives ids of documents.
        aside: Runs what takes long.
        pause: Waits for some seconds.
        renamed: Told of elements that were given another name.
    """

    legality: Legality
    files: Files
    storage: Callable[[str], Storage]
    clock: Clock
    new_id: Callable[[], str]
    aside: Aside
    pause: Callable[[float], Awaitable[None]]
    renamed: Callable[[Sequence[RenameElement]], None]


class Keeper:
    """The open room with its files. All methods belong to one event loop.

    Locks are taken in this order: ``disk``, then ``turn``.

    Args:
        means: What it works with.

    Attributes:
        people: Who is connected.
        turn: Held while the room changes: one change at a time, in order.
        disk: Held while files are read or written.
        dirty: Set where there is something to be saved.
    """

    def __init__(self, means: Means) -> None:
        self.people = People()
        self.turn = asyncio.Lock()
        self.disk = asyncio.Lock()
        self.dirty = asyncio.Event()
        self._means = means
        self._room: Room | None = None
        self._waiting = Waiting()
        self._troubled = ""

    @property
    def room(self) -> Room:
        """The open room.

        Raises:
            TransientError: If there is none now.
        """
        if self._room is None:
            raise TransientError("the shared document is closed", "try again")
        return self._room

    async def opened(self) -> Room:
        """The room, opened where it is not.

        Raises:
            StratumError: If files or journal cannot be read.
        """
        if self._room is not None:
            return self._room
        async with self.disk, self.turn:
            return self._room or await self._open()

    def publish(self, change: Change) -> None:
        """Tell everybody of a change, and see to it that it is saved."""
        self.dirty.set()
        if not change.update:
            return
        self.people.tell(told("update", seq=change.seq, by=change.author.name, update=text_of(change.update)))
        if change.author != DISK:
            now = self._means.clock.monotonic()
            name = "" if change.author == PROGRAM else change.author.name
            self._waiting = self._waiting.with_edit(now, change.lines, name)

    @contextmanager
    def journaled(self) -> Iterator[None]:
        """Around what changes the room: where it fails, the room is opened again from its journal."""
        try:
            yield
        except InvalidInputError:
            raise
        except BaseException as error:
            self.close(error)
            raise

    def close(self, error: BaseException | None = None) -> None:
        """Close the room; whoever is connected has to come again."""
        if isinstance(error, StratumError):
            self.people.tell(trouble(error.message, error.hint))
        if self._room is not None:
            self._room.journal.close()
        self._room = None
        self._waiting = Waiting()
        self.people.send_away(COME_AGAIN)

    async def save(self) -> None:
        """Bring everything into the journal and the files, then tell so."""
        async with self.disk:
            await self._save()

    async def look(self) -> None:
        """Take what others did to the files, and commit what has settled."""
        async with self.disk:
            await self._follow()
            await self._save()
            await self._commit()

    async def settled(self, act: Callable[..., T], *arguments: object) -> T:
        """Do something to the workspace from outside: all is saved before, and its changes are taken after.

        Raises:
            StratumError: As ``act`` does.
        """
        async with self.disk:
            await self._save()
            try:
                return await self._means.aside(act, *arguments)
            finally:
                await self._follow()
                await self._save()

    async def finish(self) -> None:
        """Save and commit everything, and close."""
        async with self.disk:
            await self._save()
            await self._commit(is_due=True)
            self.close()

    async def commit(self) -> Mapping[str, str]:
        """Save and commit everything.

        Returns:
            The ``commit``, or why all is ``uncommitted``; both are empty where there is no history.
        """
        async with self.disk:
            await self._save()
            unwritten = self._waiting.writing is not None
            made = await self._commit(is_due=True)
        if isinstance(made, StratumError):
            return {"commit": "", "uncommitted": made.message}
        why = (self._troubled or "the files were changed meanwhile") if unwritten else ""
        return {"commit": made.commit if made else "", "uncommitted": why}

    async def _open(self) -> Room:
        means = self._means
        branch, files = await means.aside(_look, means.files)
        room = Room.open(means.storage(branch), branch, files, means.new_id())
        with self.journaled():
            self._room = room
            room.bring_in(files)
        files_left, names = room.unsettled
        if files_left:
            now = means.clock.monotonic()
            self._waiting = Waiting(Unsettled(now, now, files_left, names))
        self.dirty.set()
        # What has to be read of the model is read before the first edit waits for it.
        await means.aside(means.legality.findings, room.texts)
        return room

    async def _follow(self) -> None:
        """Take what others did; where the branch is another one, close this room and open its."""
        room = self._room
        if room is None:
            return
        with self._told_trouble():
            branch, files = await self._means.aside(_look, self._means.files)
            async with self.turn:
                if self._room is not room:
                    return
                if branch != room.branch:
                    self.close()
                    await self._open()
                    return
                with self.journaled():
                    for change in room.bring_in(files):
                        self.publish(change)

    async def _save(self) -> None:
        self.dirty.clear()
        room = self._room
        if room is None or (room.saved == room.seq and room.working.texts == room.texts):
            return
        seq, texts = room.seq, dict(room.texts)
        self._waiting = self._waiting.saving()
        with self._told_trouble():
            with self.journaled():
                room.journal.append(Writing(seq))
                await self._means.aside(room.journal.sync)
            if not await self._write(room, texts, seq):
                return
            room.saved = seq
            self._waiting = self._waiting.saved()
            self._troubled = ""
            self.people.tell(told("saved", seq=seq))
            await self._compact(room)

    async def _write(self, room: Room, texts: Texts, seq: int) -> bool:
        """Write the files that differ; False where others changed something, which was taken then."""
        seen = room.working.texts
        for file in sorted(differing(seen, texts), key=lambda name: (name not in texts, name)):
            before, after = seen.get(file), texts.get(file)
            if not await self._means.aside(_write, self._means.files, room.branch, file, before, after):
                await self._follow()
                if self._room is not room or room.working.texts == seen:
                    raise TransientError(f"{file} cannot be written now", "see who may write there")
                self.dirty.set()
                return False
            if after is None:
                room.working.gone(file)
            else:
                room.working.written(file, after, seq)
        room.working.settle(texts, seq)
        return True

    async def _compact(self, room: Room) -> None:
        async with self.turn:
            is_plain = room.seq == room.saved and (self._waiting == Waiting() or room.journal.is_too_long)
            if self._room is room and room.journal.is_long and is_plain:
                snapshot = room.snapshot()
                with self.journaled():
                    await self._means.aside(room.journal.begin, snapshot)

    async def _commit(self, *, is_due: bool = False) -> Committed | StratumError | None:
        room, waiting, now = self._room, self._waiting.written, self._means.clock.monotonic()
        if room is None or waiting is None or not (is_due or waiting.is_due(now)):
            return None
        seq = room.saved
        try:
            made = await self._means.aside(self._means.files.commit, sorted(waiting.files), waiting.authors)
        except StratumError as error:
            self._waiting = self._waiting.put_off(now)
            self._complain(error)
            return error
        self._waiting = self._waiting.committed()
        with self._told_trouble(), self.journaled():
            room.journal.append(Settled(seq))
        if made is not None:
            self.people.tell(told("committed", commit=made.commit, title=made.title, by=made.by))
        return made

    @contextmanager
    def _told_trouble(self) -> Iterator[None]:
        """What cannot be done now is told once, and tried again at the next look."""
        try:
            yield
        except StratumError as error:
            self._complain(error)

    def _complain(self, error: StratumError) -> None:
        if self._troubled != error.message:
            self._troubled = error.message
            self.people.tell(trouble(error.message, error.hint))


def _look(files: Files) -> tuple[str, Texts]:
    """The branch and the files: what is read while somebody goes to another branch is read again."""
    branch = files.branch()
    while True:
        texts = files.read()
        if (now := files.branch()) == branch:
            return branch, texts
        branch = now


def _write(files: Files, branch: str, name: str, before: str | None, after: str | None) -> bool:
    if files.branch() != branch:
        return False
    try:
        files.write(name, before, after)
    except TransientError:
        return False
    return True
