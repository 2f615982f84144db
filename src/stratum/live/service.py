"""The session: many clients, one shared document. Knows no web server: it is given its connections."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from stratum.core.edits import Edit, RenameElement
from stratum.core.errors import DeniedError, InvalidInputError, StratumError
from stratum.live import protocol
from stratum.live.document import StrangeUpdateError
from stratum.live.keeper import Keeper, Means
from stratum.live.logic.pace import Pace, between_presences
from stratum.live.logic.undo import Blocked
from stratum.live.outbox import Outbox
from stratum.live.people import Client
from stratum.live.ports import Admission
from stratum.live.protocol import finding, told, trouble
from stratum.live.requests import digests, refuse_stale
from stratum.live.room import Direction, Room
from stratum.live.types import PROGRAM, Author, Change, Json, Refusal, Texts

T = TypeVar("T")
TOO_MANY = 1008
_DENIED = "ask an owner for another role"


class Peer(Protocol):
    """A connection to a client."""

    async def receive(self) -> str | None:
        """The next message; None once the client is gone."""
        ...

    async def send(self, text: str) -> None:
        """Send a message; returns when there is room for another one."""
        ...

    async def close(self, code: int) -> None:
        """Close the connection; nothing happens where it is closed."""
        ...


class Session:
    """Serves clients and programs that edit together. All methods belong to one event loop.

    Args:
        means: What it works with.
    """

    def __init__(self, means: Means) -> None:
        self._means = means
        self._keeper = Keeper(means)
        self._presence = asyncio.Event()

    async def run(self, interval: float) -> None:
        """Save, look at the files every ``interval`` seconds, tell who is here; until it is cancelled.

        An error that nobody expects is logged, and it goes on after ``interval``: what was taken is kept.
        """
        while True:
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._saving())
                    tasks.create_task(self._looking(interval))
                    tasks.create_task(self._presenting())
            except Exception:
                logging.getLogger(__name__).exception("editing together goes on after an error")
                await self._means.pause(interval)

    async def look(self) -> None:
        """Take what others did to the files, save, and commit what has settled."""
        await self._keeper.look()

    async def save(self) -> None:
        """Save everything that was taken."""
        await self._keeper.save()

    async def finish(self) -> None:
        """Save and commit everything; clients have to come again."""
        await self._keeper.finish()

    def announce(self, what: str) -> None:
        """Tell everybody who is connected that something beside the documents changed.

        Args:
            what: The kind of the message, such as ``comments``.
        """
        self._keeper.people.tell(told(what))

    async def settled(self, act: Callable[..., T], *arguments: object) -> T:
        """Do something to the workspace beside the session, such as a switch of the branch.

        Raises:
            StratumError: As ``act`` does.
        """
        return await self._keeper.settled(act, *arguments)

    async def edit(
        self, edits: Sequence[Edit], against: Mapping[str, str], admission: Admission | None = None
    ) -> Json:
        """Do edits for a program, and commit them.

        Args:
            edits: What is to be done.
            against: SHA-256 of the texts that they were made against, by file.
            admission: Whose program it is; None where nobody asks.

        Returns:
            Whether they are ``applied``; the ``findings`` of a check after them, or why they are not;
            ``digests`` of the texts; the ``commit``, or why they are ``uncommitted``.

        Raises:
            DeniedError: If its person may not change the branch.
            PermanentError: If one of the texts is another one by now.
            StratumError: If files or journal cannot be used.
        """
        await self._keeper.opened()
        done = await asyncio.shield(self._edit(admission, edits, against))
        if isinstance(done, Refusal):
            told: Json = {"applied": False, "findings": done.findings, "digests": {}}
            return {**told, "commit": "", "uncommitted": ""}
        await self._follow(edits)
        kept = await self._keeper.commit()
        async with self._keeper.turn:
            findings = await self._means.aside(self._means.legality.findings, done)
        return {"applied": True, "findings": findings, "digests": digests(done), **kept}

    async def serve(self, peer: Peer, admission: Admission | None = None) -> None:
        """Serve a client until it is gone, or has to go.

        Args:
            peer: Its connection.
            admission: Who stands behind it; None where nobody asks.
        """
        client = Client(Outbox(), Pace.begun(self._means.clock.monotonic()), admission)
        ways = (self._reading(peer, client), _writing(peer, client), client.outbox.given_up())
        tasks = {asyncio.ensure_future(way) for way in ways}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self._keeper.people.leave(client)
            self._presence.set()
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await peer.close(client.outbox.code)

    async def _reading(self, peer: Peer, client: Client) -> None:
        while (text := await peer.receive()) is not None:
            client.pace = client.pace.after_message(self._means.clock.monotonic())
            if not client.pace.is_kept:
                client.outbox.put(trouble("too many messages", "send fewer than 50 a second"))
                client.outbox.end(TOO_MANY)
                await client.outbox.given_up()
            # A client that goes in the middle leaves what it sent last to be done whole, or not at all.
            await asyncio.shield(self._heard(client, text))

    async def _heard(self, client: Client, text: str) -> None:
        try:
            await self._answer(client, protocol.read_message(text))
        except StrangeUpdateError as error:
            client.outbox.put(trouble(str(error), "reload the page"))
        except StratumError as error:
            client.outbox.put(trouble(error.message, error.hint))

    async def _answer(self, client: Client, message: protocol.Message) -> None:
        if isinstance(message, protocol.Hello):
            await self._greet(client, message)
        elif client.author is None:
            raise protocol.MalformedError("say hello first", "see docs/reference/live.md")
        elif isinstance(message, protocol.Presence):
            client.presence = message.state
            self._presence.set()
        else:
            await self._submit(client, client.author, message)

    async def _greet(self, client: Client, hello: protocol.Hello) -> None:
        vector = protocol.bytes_of(hello.vector)
        await self._keeper.opened()
        async with self._keeper.turn:
            room = self._keeper.room
            is_whole, update = room.state(hello.document, vector)
            client.author = _author(client.admission, hello)
            client.here = client.here or self._keeper.people.next_number()
            state = {
                "seq": room.seq, "saved": room.saved, "document": room.id, "whole": is_whole,
                "update": protocol.text_of(update), "branch": room.branch,
                "you": client.author.name, "here": client.here,
            }  # fmt: skip
            client.outbox.put(told("state", **state))
            self._keeper.people.enter(client)
        self._presence.set()

    async def _submit(self, client: Client, author: Author, message: protocol.Submission) -> None:
        async with self._keeper.turn:
            if client not in self._keeper.people:
                return
            room = self._keeper.room
            known = room.answered(author, message.id)
            done = known if known is not None else await self._judge(room, client, author, message)
            if isinstance(done, Refusal):
                client.outbox.put(told("refused", id=message.id, findings=done.findings))
                return
            if isinstance(done, Change):
                self._keeper.publish(done)
            seq = done if isinstance(done, int) else done.seq
            client.outbox.put(told("done", id=message.id, seq=seq))
        if isinstance(done, Change) and isinstance(message, protocol.Edits):
            await self._follow(protocol.read_edits(message))

    async def _follow(self, edits: Sequence[Edit]) -> None:
        """Let what is kept of elements beside the documents go with those that got another name."""
        renames = [edit for edit in edits if isinstance(edit, RenameElement) and edit.element]
        if renames:
            await self._means.aside(self._means.renamed, renames)
            self.announce("comments")

    async def _judge(
        self, room: Room, client: Client, author: Author, message: protocol.Submission
    ) -> Change | Refusal:
        """Do what somebody asks for, where they may and it is legal."""
        if why := await self._objection(client.admission, room):
            return _refusal("live-denied", why, _DENIED)
        try:
            with self._keeper.journaled():
                return await self._do(room, author, message)
        except InvalidInputError as error:
            return _refusal("live-malformed", error.message, error.hint)

    async def _objection(self, admission: Admission | None, room: Room) -> str:
        """Why somebody may not change a room; asked in the turn in which they would."""
        return await self._means.aside(admission.objection, room.branch) if admission else ""

    async def _do(self, room: Room, author: Author, message: protocol.Submission) -> Change | Refusal:
        if isinstance(message, protocol.Edits):
            edits = protocol.read_edits(message)
            texts = await self._means.aside(self._means.legality.edited, room.texts, edits)
            return texts if isinstance(texts, Refusal) else room.write(author, message.id, texts)
        if isinstance(message, protocol.Update):
            return await self._type(room, author, message)
        return await self._go_back(room, author, message)

    async def _type(self, room: Room, author: Author, message: protocol.Update) -> Change | Refusal:
        update = protocol.bytes_of(message.update)
        try:
            texts = dict(room.tried(update))
        except StrangeUpdateError as error:
            return _refusal("live-update", str(error), "edit the text of a file that is there")
        refused = await self._means.aside(self._means.legality.typed, room.texts, texts)
        if refused is not None:
            room.forget_trial()
            return refused
        return room.take(author, message.id, update)

    async def _go_back(
        self, room: Room, author: Author, message: protocol.Undo | protocol.Redo
    ) -> Change | Refusal:
        direction: Direction = "undo" if isinstance(message, protocol.Undo) else "redo"
        back = room.back(author, direction)
        if back is None:
            return _refusal("live-undo", f"there is nothing to {direction}", "")
        if isinstance(back, Blocked):
            problem = f"the same lines were changed since by {back.by}, or too much was"
            return _refusal("live-undo", problem, "change them by hand")
        refused = await self._means.aside(self._means.legality.typed, room.texts, back.texts)
        return refused or room.go_back(author, message.id, direction, back)

    async def _edit(
        self, admission: Admission | None, edits: Sequence[Edit], against: Mapping[str, str]
    ) -> Texts | Refusal:
        async with self._keeper.turn:
            room = self._keeper.room
            if why := await self._objection(admission, room):
                raise DeniedError(why, _DENIED)
            texts = room.texts
            refuse_stale(texts, edits, against)
            after = await self._means.aside(self._means.legality.edited, texts, edits)
            if isinstance(after, Refusal):
                return after
            with self._keeper.journaled():
                self._keeper.publish(room.write(_program(admission), 0, after))
            return dict(room.texts)

    async def _saving(self) -> None:
        while True:
            await self._keeper.dirty.wait()
            await self.save()

    async def _looking(self, interval: float) -> None:
        while True:
            await self._means.pause(interval)
            await self.look()

    async def _presenting(self) -> None:
        while True:
            await self._presence.wait()
            self._presence.clear()
            self._keeper.people.tell(self._keeper.people.present())
            await self._means.pause(between_presences(len(self._keeper.people)))


async def _writing(peer: Peer, client: Client) -> None:
    while (text := await client.outbox.take()) is not None:
        await peer.send(text)


def _refusal(code: str, problem: str, fix: str) -> Refusal:
    return Refusal([finding(code, problem, fix)])


def _program(admission: Admission | None) -> Author:
    name = admission.name if admission else ""
    return Author(name, f"{PROGRAM.client} {name}") if name else PROGRAM


def _author(admission: Admission | None, hello: protocol.Hello) -> Author:
    """Whose page it is; a name that is known counts too: what a page calls itself is told to everybody."""
    if admission is None or not admission.name:
        return Author(_name(hello.name), hello.client)
    return Author(admission.name, f"{admission.name}/{hello.client}")


def _name(told_name: str) -> str:
    """A name as it may stand in a history."""
    return " ".join("".join(c if c.isprintable() else " " for c in told_name).split()) or "somebody"
